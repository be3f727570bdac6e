import type { Db } from '#db/schema.ts'
import { personIdOf, placePerson, type Scope, startLogin } from '#db/wechat/identity.ts'
import { placeRoom, roomIdOf } from '#db/wechat/rooms.ts'
import type { Clock } from '#kit/clock.ts'
import { showable } from '#kit/text.ts'

/**
 * Who is who, across logins. WeChat's own ids may change at each login, so what leaves this folder as a person's or a
 * chat's id is a key of ours that stays.
 */
export type Identity = {
  /** The account has logged in: with unstable ids, all that was known by id is stale from now on. */
  entered(botId: string): Promise<void>
  person(seen: SeenPerson): Promise<{ key: string; name: string }>
  room(seen: SeenRoom): Promise<{ key: string; name: string }>
  /** WeChat's id in this login; undefined for somebody who has not been seen since. */
  personId(key: string): Promise<string | undefined>
  roomId(key: string): Promise<string | undefined>
}

/** A person as WeChat shows them. `room` is where they were seen; `alias` their name there (群昵称). */
export type SeenPerson = {
  id: string
  name: string
  room?: { key: string; alias: string | undefined; isUnique: () => Promise<boolean> }
}

/** `isUnique`: the account is in no other room of that name; asked only when it matters. */
export type SeenRoom = { id: string; topic: string; isUnique?: () => Promise<boolean> }

/** For puppets whose ids stay: WeChat's ids are the keys. */
export function stableIdentity(): Identity {
  return {
    entered: async () => undefined,
    person: async ({ id, name, room }) => ({ key: id, name: room?.alias || name || id }),
    room: async ({ id, topic }) => ({ key: id, name: topic || id }),
    personId: async (key) => key,
    roomId: async (key) => key,
  }
}

/** People who are looked up again after so many; a person is some 200 bytes. */
const KEPT = 20_000
/** An administrator may decide about a room at any time, so it is looked up again after this. In milliseconds. */
const ROOM_MS = 60_000

/**
 * Keys of ours behind the identity table. With ids that stay, a person's key is WeChat's id; a room's too, but a new room
 * with a known name is asked about (`doubtful`, once). With ids that do not stay, people are found again by room and
 * 群昵称, rooms by their name, and whoever is not found is a person of their own until `/bind`.
 */
export function openIdentity(parts: {
  db: Db
  schoolId: string
  puppet: string
  stableIds: boolean
  clock: Clock
  doubtful(room: { key: string; topic: string }): void
}): Identity {
  const { db, stableIds, clock } = parts
  const scope: Scope = { schoolId: parts.schoolId, puppet: parts.puppet, platform: 'wechat' }
  /** What was found in this login, so that most messages ask nothing. */
  let kept = new Map<string, string>()
  let rooms = new Map<string, { key: string; at: number }>()

  async function place({ id, name, room }: SeenPerson): Promise<string> {
    const alias = aliasOf(room?.alias)
    const sight = [id, name, room?.key ?? '', alias].join('\n')
    const found = kept.get(sight)
    if (found !== undefined) return found
    const isUnique = room !== undefined && alias !== '' && (await room.isUnique())
    const key = await placePerson(
      db,
      scope,
      { id, name, ...(room && { room: { key: room.key, alias, isUnique } }) },
      clock.now(),
    )
    if (kept.size >= KEPT) kept = new Map()
    kept.set(sight, key)
    return key
  }

  return {
    async entered(botId) {
      kept = new Map()
      rooms = new Map()
      await startLogin(db, scope, botId, clock.now())
    },
    async person(seen) {
      const name = seen.room?.alias || seen.name || '?'
      return { key: stableIds ? seen.id : await place(seen), name }
    },
    async room({ id, topic, isUnique }) {
      const name = topic || id
      const at = clock.now().getTime()
      const known = rooms.get(`${id}\n${topic}`)
      if (known && at - known.at < ROOM_MS) return { key: known.key, name }
      const sight = { id, topic: showable(topic, 80, ''), isUnique: stableIds || ((await isUnique?.()) ?? true) }
      const { key, perhaps, isNew } = await placeRoom(db, scope, sight, { stableIds })
      rooms.set(`${id}\n${topic}`, { key, at })
      if (perhaps !== undefined && isNew) parts.doubtful({ key, topic: sight.topic })
      return { key, name }
    },
    personId: (key) => (stableIds ? Promise.resolve(key) : personIdOf(db, scope, key)),
    roomId: (key) => roomIdOf(db, scope, key, { stableIds }),
  }
}

/** 群昵称 as they are compared: one form of each character, no blanks around. */
function aliasOf(alias: string | undefined): string {
  return alias === undefined ? '' : showable(alias.normalize('NFKC'), 80, '')
}
