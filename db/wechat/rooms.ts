import type { Db, Reader, Trx } from '../schema.ts'
import { lockScope, newKey, type Scope } from './identity.ts'

/** A room as WeChat shows it now; `isUnique`: the account is in no other room of that name. */
export type RoomSight = { id: string; topic: string; isUnique: boolean }

/** `perhaps`: the key of a known room of the same name that it may be; an administrator decides. */
export type PlacedRoom = { key: string; perhaps: string | undefined; isNew: boolean }

/**
 * The key of a room. Known by its id in this login or in the same session; with ids that do not stay also by its name,
 * when exactly one room of before was called so and the account is in one such room now. Anything else is a new room.
 */
export async function placeRoom(
  db: Db,
  scope: Scope,
  sight: RoomSight,
  { stableIds }: { stableIds: boolean },
): Promise<PlacedRoom> {
  return db.transaction().execute(async (trx) => {
    const login = await lockScope(trx, scope)
    const rows = await trx
      .selectFrom('wechat_room')
      .selectAll()
      .where('school_id', '=', scope.schoolId)
      .where('puppet', '=', scope.puppet)
      .where((eb) => eb.or([eb('external_id', '=', sight.id), eb('topic', '=', sight.topic)]))
      .execute()
    const current = stableIds ? 1 : login.login
    const here = rows.find((row) => row.external_id === sight.id && row.login === current)
    if (here) {
      if (here.topic !== sight.topic) await adopt(trx, scope, here.key, sight, current)
      return { key: here.key, perhaps: here.perhaps ?? undefined, isNew: false }
    }
    // The same id under the same name: the session of before goes on.
    const same = rows.find((row) => row.external_id === sight.id && row.topic === sight.topic && row.login > 0)
    if (same && !stableIds) {
      await adopt(trx, scope, same.key, sight, current)
      return { key: same.key, perhaps: same.perhaps ?? undefined, isNew: false }
    }
    const named = rows.filter((row) => row.topic === sight.topic && row.login > 0)
    const [only, other] = named
    if (!stableIds && only && !other && only.login < current && sight.isUnique) {
      await adopt(trx, scope, only.key, sight, current)
      return { key: only.key, perhaps: only.perhaps ?? undefined, isNew: false }
    }
    const perhaps = named.toSorted((left, right) => left.login - right.login)[0]?.key
    const key = stableIds && !(await isTaken(trx, scope, sight.id)) ? sight.id : newKey('room')
    await trx
      .insertInto('wechat_room')
      .values({
        school_id: scope.schoolId,
        puppet: scope.puppet,
        key,
        external_id: sight.id,
        login: current,
        topic: sight.topic,
        perhaps: perhaps ?? null,
      })
      .execute()
    return { key, perhaps, isNew: true }
  })
}

/** WeChat's id of a room in this login; a room that turned out to be another one is that one. */
export async function roomIdOf(
  db: Reader,
  scope: Scope,
  key: string,
  { stableIds }: { stableIds: boolean },
): Promise<string | undefined> {
  const rows = await db
    .selectFrom('wechat_room as room')
    .leftJoin('wechat_room as become', (join) =>
      join
        .onRef('become.school_id', '=', 'room.school_id')
        .onRef('become.puppet', '=', 'room.puppet')
        .onRef('become.key', '=', 'room.perhaps')
        .on('room.login', '=', 0),
    )
    .innerJoin('wechat_login as login', (join) =>
      join.onRef('login.school_id', '=', 'room.school_id').onRef('login.puppet', '=', 'room.puppet'),
    )
    .select((eb) => [
      eb.fn.coalesce('become.external_id', 'room.external_id').as('external_id'),
      eb.fn.coalesce('become.login', 'room.login').as('seen'),
      'login.login',
    ])
    .where('room.school_id', '=', scope.schoolId)
    .where('room.puppet', '=', scope.puppet)
    .where('room.key', '=', key)
    .execute()
  const [row] = rows
  return row && row.seen === (stableIds ? 1 : row.login) ? row.external_id : undefined
}

/** Rooms about which an administrator is asked whether they are the ones of the same name. */
export async function listDoubtfulRooms(db: Reader, schoolId: string): Promise<{ key: string; topic: string }[]> {
  return db
    .selectFrom('wechat_room')
    .select(['key', 'topic'])
    .where('school_id', '=', schoolId)
    .where('perhaps', 'is not', null)
    .where('login', '>', 0)
    .orderBy('topic')
    .orderBy('key')
    .limit(20)
    .execute()
}

/**
 * An administrator has decided. The same room: what is said there belongs to the known one from now on, and the chat
 * that stood in for it is put away. False when nothing was to be decided.
 */
export async function decideRoom(
  trx: Trx,
  given: { schoolId: string; key: string; same: boolean; now: Date },
): Promise<boolean> {
  const row = await trx
    .selectFrom('wechat_room')
    .selectAll()
    .where('school_id', '=', given.schoolId)
    .where('key', '=', given.key)
    .where('perhaps', 'is not', null)
    .where('login', '>', 0)
    .forUpdate()
    .executeTakeFirst()
  if (!row || row.perhaps === null) return false
  const room = trx.updateTable('wechat_room').where('school_id', '=', given.schoolId).where('puppet', '=', row.puppet)
  if (!given.same) {
    await room.set({ perhaps: null }).where('key', '=', row.key).execute()
    return true
  }
  await room
    .set({ login: 0, external_id: `was ${row.key}` })
    .where('key', '=', row.key)
    .execute()
  await room
    .set({ external_id: row.external_id, login: row.login, topic: row.topic })
    .where('key', '=', row.perhaps)
    .execute()
  await trx
    .updateTable('chat')
    .set({ removed_at: given.now })
    .where('school_id', '=', given.schoolId)
    .where('platform', '=', 'wechat')
    .where('external_id', '=', row.key)
    .execute()
  return true
}

async function isTaken(trx: Trx, scope: Scope, key: string): Promise<boolean> {
  const row = await trx
    .selectFrom('wechat_room')
    .select('key')
    .where('school_id', '=', scope.schoolId)
    .where('puppet', '=', scope.puppet)
    .where('key', '=', key)
    .executeTakeFirst()
  return row !== undefined
}

async function adopt(trx: Trx, scope: Scope, key: string, sight: RoomSight, login: number): Promise<void> {
  await trx
    .updateTable('wechat_room')
    .set({ external_id: sight.id, login, topic: sight.topic })
    .where('school_id', '=', scope.schoolId)
    .where('puppet', '=', scope.puppet)
    .where('key', '=', key)
    .execute()
}
