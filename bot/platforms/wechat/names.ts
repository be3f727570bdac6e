import type { ContactInterface, RoomInterface } from 'wechaty/impls'

/** Names are asked again after this; wechaty's own caches are never refreshed. */
const KEEP_MS = 10 * 60_000
/** A person's own name is read anew this rarely: it costs several calls, and a room mostly shows another one. */
const PERSON_MS = 6 * 3_600_000

export type Names = {
  /** A person's name in a room (群昵称), undefined when they have none. */
  alias(room: RoomInterface, person: ContactInterface, keepMs?: number): Promise<string | undefined>
  /** A person's own name; a change is seen within six hours. */
  person(person: ContactInterface): string
  /** Whether nobody else in the room is called so. */
  isUnique(room: RoomInterface, alias: string): Promise<boolean>
  /** Forget, because somebody renamed something. */
  forget(): void
}

/** Looks names up at most once in ten minutes each: every look-up is a call to the puppet's server. */
export function openNames(now: () => number): Names {
  let kept = new Map<string, { at: number; value: Promise<string | undefined> }>()
  const synced = new Map<string, number>()
  const names: Names = {
    alias(room, person, keepMs = KEEP_MS) {
      const key = `${room.id}\n${person.id}`
      const found = kept.get(key)
      if (found && now() - found.at < keepMs) return found.value
      if (kept.size > 20_000) kept = new Map()
      const value = room.alias(person).then((alias) => alias || undefined)
      kept.set(key, { at: now(), value })
      value.catch(() => kept.delete(key))
      return value
    },
    person(person) {
      const at = synced.get(person.id)
      if (at === undefined) synced.set(person.id, now())
      else if (now() - at > PERSON_MS) {
        synced.set(person.id, now())
        void person.sync().catch(() => synced.delete(person.id))
      }
      return person.name()
    },
    async isUnique(room, alias) {
      const members = await room.memberAll()
      let same = 0
      for (const member of members) {
        const name = (await names.alias(room, member)) ?? member.name()
        if (name === alias) same += 1
      }
      return same === 1
    },
    forget() {
      kept = new Map()
    },
  }
  return names
}
