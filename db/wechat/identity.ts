import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Reader, Trx } from '../schema.ts'

/** Whose people and rooms: those of a school, as one kind of puppet numbers them. */
export type Scope = { schoolId: string; puppet: string; platform: string }

/** A person as WeChat shows them now; `alias` is their name in the room, empty when they have set none. */
export type Sight = {
  id: string
  name: string
  room?: { key: string; alias: string; isUnique: boolean }
}

/** The account has logged in: every id of before is stale from now on. */
export async function startLogin(db: Db, scope: Scope, botId: string, now: Date): Promise<void> {
  await db
    .insertInto('wechat_login')
    .values({ school_id: scope.schoolId, puppet: scope.puppet, login: 1, bot_id: botId, at: now })
    .onConflict((conflict) =>
      conflict
        .constraint('wechat_login__pkey')
        .doUpdateSet({ login: sql`wechat_login.login + 1`, bot_id: botId, at: now }),
    )
    .execute()
}

/**
 * The key of a person, and whether they wait to be bound. In this order: the id was seen in this login; the id stands for
 * the same name in a login of the very same session (WeChat gives the account itself a new id otherwise); exactly one
 * person of before was called so in this room, then and now; else it is a person of their own. Never by nickname alone.
 */
export async function placePerson(db: Db, scope: Scope, sight: Sight, now: Date): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const login = await lockScope(trx, scope)
    const known = await personOf(trx, scope, login.login, sight.id)
    const key =
      known ?? (await sameSession(trx, scope, login, sight)) ?? (await sameAlias(trx, scope, login.login, sight))
    if (key === undefined) return createPerson(trx, scope, login, sight, now)
    if (known === undefined) {
      await trx
        .updateTable('wechat_person')
        .set({ external_id: sight.id, bot_id: login.bot_id, login: login.login, name: sight.name })
        .where('school_id', '=', scope.schoolId)
        .where('puppet', '=', scope.puppet)
        .where('key', '=', key)
        .execute()
    }
    await keepAlias(trx, scope, key, sight, now)
    return key
  })
}

/** WeChat's id of a person in this login; undefined for somebody who has not been seen since. */
export async function personIdOf(db: Reader, scope: Scope, key: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('wechat_person as person')
    .innerJoin('wechat_login as login', (join) =>
      join
        .onRef('login.school_id', '=', 'person.school_id')
        .onRef('login.puppet', '=', 'person.puppet')
        .onRef('login.login', '=', 'person.login'),
    )
    .select('person.external_id')
    .where('person.school_id', '=', scope.schoolId)
    .where('person.puppet', '=', scope.puppet)
    .where('person.key', '=', key)
    .executeTakeFirst()
  return row?.external_id
}

type Login = { login: number; bot_id: string }

/** The present login; whoever places people or rooms of this scope waits here for each other. */
export async function lockScope(trx: Trx, scope: Scope): Promise<Login> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`wechat:${scope.schoolId}:${scope.puppet}`}, 0))`.execute(
    trx,
  )
  const row = await trx
    .selectFrom('wechat_login')
    .select(['login', 'bot_id'])
    .where('school_id', '=', scope.schoolId)
    .where('puppet', '=', scope.puppet)
    .executeTakeFirst()
  if (!row) throw new Error('a message came before the login')
  return row
}

/** A key of ours; never WeChat's id, which may be somebody else's at the next login. */
export function newKey(kind: 'person' | 'room'): string {
  return `${kind === 'person' ? 'wxp' : 'wxr'}_${randomBytes(9).toString('base64url')}`
}

async function personOf(trx: Trx, scope: Scope, login: number, id: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('wechat_person')
    .select('key')
    .where('school_id', '=', scope.schoolId)
    .where('puppet', '=', scope.puppet)
    .where('login', '=', login)
    .where('external_id', '=', id)
    .executeTakeFirst()
  return row?.key
}

async function sameSession(trx: Trx, scope: Scope, login: Login, sight: Sight): Promise<string | undefined> {
  const row = await trx
    .selectFrom('wechat_person as person')
    .leftJoin('wechat_alias as alias', (join) =>
      join
        .onRef('alias.school_id', '=', 'person.school_id')
        .onRef('alias.puppet', '=', 'person.puppet')
        .onRef('alias.person_key', '=', 'person.key')
        .on('alias.room_key', '=', sight.room?.key ?? ''),
    )
    .select(['person.key', 'person.name', 'person.bot_id', 'alias.alias'])
    .where('person.school_id', '=', scope.schoolId)
    .where('person.puppet', '=', scope.puppet)
    .where('person.external_id', '=', sight.id)
    .where('person.login', '<', login.login)
    .orderBy('person.login', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row || row.bot_id !== login.bot_id || row.name !== sight.name) return undefined
  if (row.alias !== null && sight.room && row.alias !== sight.room.alias) return undefined
  return row.key
}

async function sameAlias(trx: Trx, scope: Scope, login: number, sight: Sight): Promise<string | undefined> {
  if (!sight.room?.isUnique || sight.room.alias === '') return undefined
  const rows = await trx
    .selectFrom('wechat_alias as alias')
    .innerJoin('wechat_person as person', (join) =>
      join
        .onRef('person.school_id', '=', 'alias.school_id')
        .onRef('person.puppet', '=', 'alias.puppet')
        .onRef('person.key', '=', 'alias.person_key'),
    )
    .select(['person.key', 'person.login', 'alias.is_unique'])
    .where('alias.school_id', '=', scope.schoolId)
    .where('alias.puppet', '=', scope.puppet)
    .where('alias.room_key', '=', sight.room.key)
    .where('alias.alias', '=', sight.room.alias)
    .limit(2)
    .execute()
  const [only, other] = rows
  return only && !other && only.is_unique && only.login < login ? only.key : undefined
}

async function keepAlias(trx: Trx, scope: Scope, key: string, { room }: Sight, now: Date): Promise<void> {
  if (!room) return
  const seen = { alias: room.alias, is_unique: room.isUnique, seen_at: now }
  await trx
    .insertInto('wechat_alias')
    .values({ school_id: scope.schoolId, puppet: scope.puppet, room_key: room.key, person_key: key, ...seen })
    .onConflict((conflict) => conflict.constraint('wechat_alias__pkey').doUpdateSet(seen))
    .execute()
}

/**
 * Somebody of their own. While people of earlier logins are still missing, it may be one of them: such a person waits to
 * be bound, as a member of their own whose points are kept and whom no board shows.
 */
async function createPerson(trx: Trx, scope: Scope, login: Login, sight: Sight, now: Date): Promise<string> {
  const missing = await trx
    .selectFrom('wechat_person')
    .select('key')
    .where('school_id', '=', scope.schoolId)
    .where('puppet', '=', scope.puppet)
    .where('login', '<', login.login)
    .limit(1)
    .executeTakeFirst()
  const key = newKey('person')
  await trx
    .insertInto('wechat_person')
    .values({
      school_id: scope.schoolId,
      puppet: scope.puppet,
      key,
      external_id: sight.id,
      bot_id: login.bot_id,
      login: login.login,
      name: sight.name,
    })
    .execute()
  await keepAlias(trx, scope, key, sight, now)
  if (missing) await createPending(trx, scope, key, sight.room?.alias || sight.name, now)
  return key
}

async function createPending(trx: Trx, scope: Scope, key: string, name: string, now: Date): Promise<void> {
  const { id } = await trx
    .insertInto('member')
    .values({ school_id: scope.schoolId, name, role: 'teacher', pending_since: now, board_visibility: 'hidden' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('account')
    .values({ school_id: scope.schoolId, platform: scope.platform, external_id: key, member_id: id })
    .execute()
}
