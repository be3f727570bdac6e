import type { FileBoxInterface } from 'file-box'
import type { payloads } from 'wechaty-puppet'
import { PuppetMock } from 'wechaty-puppet-mock'
import type { WechatWorld } from './world.ts'

/**
 * The mock puppet over a `WechatWorld`: it answers from the world, records what is sent and gives back ids, which the
 * mock alone does not. Real wechaty runs on it unchanged.
 */
export class WorldPuppet extends PuppetMock {
  readonly world: WechatWorld
  #leave: (() => void) | undefined

  constructor(world: WechatWorld) {
    super({})
    this.world = world
  }

  override async onStart(): Promise<void> {
    await super.onStart()
    const detach = this.world.attach({
      message: (messageId) => {
        if (this.isLoggedIn) this.emit('message', { messageId })
      },
      friendship: (friendshipId) => {
        if (this.isLoggedIn) this.emit('friendship', { friendshipId })
      },
      moved: (what, roomId, who, by, at) => {
        const common = { roomId, timestamp: at }
        if (!this.isLoggedIn) return
        if (what === 'room-join') this.emit(what, { ...common, inviteeIdList: [who], inviterId: by })
        else this.emit(what, { ...common, removeeIdList: [who], removerId: by })
      },
      topic: (roomId, oldTopic, newTopic, changerId) => {
        if (this.isLoggedIn) {
          this.emit('room-topic', { roomId, oldTopic, newTopic, changerId, timestamp: Date.now() })
        }
      },
    })
    this.#leave = () => void detach()
  }

  override async onStop(): Promise<void> {
    this.#leave?.()
    await super.onStop()
  }

  /** The account scans and is in. */
  enter(): void {
    this.login(this.world.botId)
  }

  override ding(data?: string): void {
    this.emit('dong', { data: data ?? '' })
  }

  override async contactRawPayload(id: string): Promise<payloads.Contact> {
    const person = this.world.people.get(id)
    if (!person) throw new Error(`no payload found for id ${id}`)
    return { id, name: person.name, friend: person.friend, gender: 0, type: 1, avatar: '', phone: [] }
  }

  override async friendshipRawPayload(id: string): Promise<unknown> {
    const request = this.world.friendships.get(id)
    if (!request) throw new Error(`no payload found for id ${id}`)
    // A request as a puppet tells it: wechaty's `types.Friendship.Receive`.
    return {
      id,
      contactId: request.contactId,
      hello: '',
      timestamp: Date.now(),
      type: 2,
      scene: 14,
      stranger: '',
      ticket: '',
    }
  }

  override async friendshipAccept(id: string): Promise<void> {
    const request = this.world.friendships.get(id)
    if (!request) return
    request.accepted = true
    const person = this.world.people.get(request.contactId)
    if (person) person.friend = true
  }

  override async contactList(): Promise<string[]> {
    return [...this.world.people.keys()]
  }

  override async roomRawPayload(id: string): Promise<payloads.Room> {
    const room = this.world.rooms.get(id)
    if (!room) throw new Error(`no payload found for id ${id}`)
    return { id, topic: room.topic, memberIdList: room.members, adminIdList: [] }
  }

  override async roomList(): Promise<string[]> {
    return [...this.world.rooms.keys()]
  }

  override async roomMemberList(id: string): Promise<string[]> {
    return this.world.rooms.get(id)?.members ?? []
  }

  override async roomMemberRawPayload(roomId: string, contactId: string): Promise<payloads.RoomMember> {
    const person = this.world.people.get(contactId)
    const alias = this.world.rooms.get(roomId)?.aliases.get(contactId)
    return { id: contactId, name: person?.name ?? '', avatar: '', ...(alias !== undefined && { roomAlias: alias }) }
  }

  override async messageRawPayload(id: string): Promise<payloads.Message> {
    const found = this.world.messages.get(id)
    if (!found) throw new Error(`no payload found for id ${id}`)
    return found
  }

  override async messageFile(id: string): Promise<FileBoxInterface> {
    const open = this.world.files.get(id)
    if (!open) throw new Error('no file')
    return open()
  }

  override async messageImage(id: string): Promise<FileBoxInterface> {
    return this.messageFile(id)
  }

  override async messageUrl(id: string): Promise<payloads.UrlLink> {
    const link = this.world.links.get(id)
    if (!link) throw new Error('no link')
    return link
  }

  override async messageMiniProgram(id: string): Promise<payloads.MiniProgram> {
    const program = this.world.programs.get(id)
    if (!program) throw new Error('no mini program')
    return program
  }

  override async messageSendText(to: string, text: string, mentions: string[] = []): Promise<never> {
    return this.world.accept(to, { text }, mentions) as never
  }

  override async messageSendFile(to: string, file: FileBoxInterface): Promise<never> {
    const bytes = await file.toBuffer()
    return this.world.accept(to, { file: { name: file.name, bytes } }, []) as never
  }
}
