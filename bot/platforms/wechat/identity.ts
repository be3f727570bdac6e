/**
 * Who is who, across logins. WeChat's own ids may change at each login, so what leaves this folder as a person's or a
 * chat's id is a key of ours that stays.
 */
export type Identity = {
  /** The account has logged in: with unstable ids, all that was known by id is stale from now on. */
  entered(botId: string): Promise<void>
  person(seen: SeenPerson): Promise<{ key: string; name: string }>
  room(seen: { id: string; topic: string }): Promise<{ key: string; name: string }>
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
