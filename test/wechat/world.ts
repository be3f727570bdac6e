import { FileBox, type FileBoxInterface } from 'file-box'
import { type payloads, types } from 'wechaty-puppet'

/** What WeChat knows, in a test's hands: people, rooms, messages, and what the bot's account has sent. */
export type WechatWorld = ReturnType<typeof openWechatWorld>

export type Person = { id: string; name: string; friend: boolean }
export type Room = { id: string; topic: string; members: string[]; aliases: Map<string, string> }
export type Sent = {
  id: string
  to: string
  text?: string
  file?: { name: string; bytes: Buffer }
  mentions: string[]
}

/** What a world tells whatever puppet is attached to it. */
export type Ears = {
  message(id: string): void
  topic(room: string, from: string, to: string, by: string): void
  friendship(id: string): void
  moved(what: 'room-join' | 'room-leave', room: string, who: string, by: string, at: number): void
}

const BOT = 'wxid_bot'

/**
 * A small WeChat. `at` is the present in milliseconds; ids are stable unless `scramble` is called, which is what a
 * puppet of the web protocol does at each login.
 */
export function openWechatWorld(now: () => number = Date.now) {
  const people = new Map<string, Person>([[BOT, { id: BOT, name: '小享', friend: true }]])
  const rooms = new Map<string, Room>()
  const messages = new Map<string, payloads.Message>()
  const files = new Map<string, () => FileBoxInterface>()
  const friendships = new Map<string, { contactId: string; accepted: boolean }>()
  const links = new Map<string, { title: string; url: string; description?: string }>()
  const programs = new Map<string, payloads.MiniProgram>()
  const sent: Sent[] = []
  const ears = new Set<Ears>()
  const waiting: (() => void)[] = []
  let count = 0
  const nextId = () => `msg_${++count}`
  /** So many sends fail; `files`: of files only. */
  const faults = { sends: 0, files: 0, sendError: 'send failed' }

  function deliver(payload: payloads.Message): string {
    messages.set(payload.id, payload)
    for (const ear of ears) ear.message(payload.id)
    return payload.id
  }

  function base(
    from: string,
    to: string,
    type: types.Message,
    more: { text?: string; filename?: string; at?: number },
  ) {
    const room = rooms.get(to)
    const common = {
      id: nextId(),
      talkerId: from,
      type,
      timestamp: more.at ?? now(),
      ...(more.text !== undefined && { text: more.text }),
      ...(more.filename !== undefined && { filename: more.filename }),
    }
    return room ? { ...common, roomId: to } : { ...common, listenerId: BOT }
  }

  return {
    botId: BOT,
    people,
    rooms,
    messages,
    files,
    links,
    friendships,
    programs,
    sent,
    faults,
    attach(ear: Ears) {
      ears.add(ear)
      return () => ears.delete(ear)
    },
    person(name: string, id = `wxid_${people.size}`, friend = true): Person {
      const person = { id, name, friend }
      people.set(id, person)
      return person
    },
    room(topic: string, members: Person[], id = `${1000 + rooms.size}@chatroom`): Room {
      const room = { id, topic, members: [BOT, ...members.map((one) => one.id)], aliases: new Map<string, string>() }
      rooms.set(id, room)
      return room
    },
    /** `to` is a room's id, or the bot's for a private chat. Mentions are ids. Returns the message's id. */
    says(from: Person, to: string, text: string, more: { mentions?: string[]; at?: number } = {}): string {
      const payload = base(from.id, to, types.Message.Text, { text, ...(more.at !== undefined && { at: more.at }) })
      return deliver(more.mentions && 'roomId' in payload ? { ...payload, mentionIdList: more.mentions } : payload)
    },
    /** A file, picture, film or voice. `box` is asked at each download. */
    uploads(
      from: Person,
      to: string,
      name: string,
      bytes: Buffer | (() => FileBoxInterface),
      more: { type?: types.Message; at?: number } = {},
    ): string {
      const payload = base(from.id, to, more.type ?? types.Message.Attachment, {
        filename: name,
        text: name,
        ...(more.at !== undefined && { at: more.at }),
      })
      files.set(
        payload.id,
        typeof bytes === 'function' ? bytes : () => FileBox.fromBase64(bytes.toString('base64'), name),
      )
      return deliver(payload)
    },
    shares(from: Person, to: string, link: { title: string; url: string; description?: string }): string {
      const payload = base(from.id, to, types.Message.Url, { text: link.title })
      links.set(payload.id, link)
      return deliver(payload)
    },
    /** Something of another kind, such as a red envelope. */
    posts(from: Person, to: string, type: types.Message, text: string): string {
      return deliver(base(from.id, to, type, { text }))
    },
    recalls(from: Person, to: string, id: string): string {
      return deliver(base(from.id, to, types.Message.Recalled, { text: id }))
    },
    /** A mini-program's card. */
    sharesProgram(from: Person, to: string, program: payloads.MiniProgram): string {
      const payload = base(from.id, to, types.Message.MiniProgram, { text: program.title ?? '' })
      programs.set(payload.id, program)
      return deliver(payload)
    },
    /** Somebody takes the bot into a room, or puts it out of one. */
    moves(what: 'room-join' | 'room-leave', room: Room, by: Person, at = now()): void {
      for (const ear of ears) ear.moved(what, room.id, BOT, by.id, at)
    },
    /** The same message once more, as puppets do after they have connected again. */
    replays(id: string): void {
      for (const ear of ears) ear.message(id)
    },
    /** Somebody asks the account to be a friend. */
    asks(person: Person): { accepted: boolean } {
      const id = `friendship_${friendships.size}`
      const request = { contactId: person.id, accepted: false }
      friendships.set(id, request)
      for (const ear of ears) ear.friendship(id)
      return request
    },
    renames(room: Room, topic: string, by: Person): void {
      const before = room.topic
      room.topic = topic
      for (const ear of ears) ear.topic(room.id, before, topic, by.id)
    },
    /** The bot's account has sent something; puppets show it to the bot again. Returns its id. */
    accept(to: string, what: { text?: string; file?: { name: string; bytes: Buffer } }, mentions: string[]): string {
      if (what.file && faults.files > 0) {
        faults.files -= 1
        throw new Error(faults.sendError)
      }
      if (faults.sends > 0) {
        faults.sends -= 1
        throw new Error(faults.sendError)
      }
      const type = what.file ? types.Message.Attachment : types.Message.Text
      const payload = base(BOT, to, type, { text: what.text ?? what.file?.name ?? '' })
      const one = { id: payload.id, to, mentions, ...what }
      sent.push(one)
      for (const wake of waiting.splice(0)) wake()
      deliver(payload)
      return payload.id
    },
    /** Resolves once `test` holds of what was sent. */
    async until<T>(test: (sent: readonly Sent[]) => T | undefined | false): Promise<T> {
      for (;;) {
        const found = test(sent)
        if (found) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
  }
}
