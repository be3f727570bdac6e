import type { Chat, Db, Member, Reader, School, Trx } from '../schema.ts'

/** What a platform says of a chat and of the person in it. */
export type Sighting = {
  platform: string
  chat: { id: string; kind: 'group' | 'direct'; name: string }
  sender: { id: string; name: string }
}

/** The rows behind a sighting. */
export type Seen = { schoolId: string; chatId: number; memberId: number }

/**
 * The chat and the member behind an event, created at first sight: a chat that no school has claimed belongs to
 * `defaultSchool`, a person without an account becomes a teacher there. Safe when several processes see them at once.
 */
export async function seen(db: Db, sighting: Sighting, defaultSchool: string): Promise<Seen> {
  const { platform, chat, sender } = sighting
  const known = await db
    .selectFrom('chat')
    .select(['school_id', 'id', 'name', 'removed_at'])
    .where('platform', '=', platform)
    .where('external_id', '=', chat.id)
    .executeTakeFirst()
  const schoolId = known?.school_id ?? defaultSchool
  const memberId =
    (await findMemberId(db, schoolId, platform, sender.id)) ?? (await createMember(db, schoolId, platform, sender))
  if (known && known.name === chat.name && known.removed_at === null) return { schoolId, chatId: known.id, memberId }
  const row = await db
    .insertInto('chat')
    .values({
      school_id: schoolId,
      platform,
      external_id: chat.id,
      kind: chat.kind,
      name: chat.name,
      member_id: chat.kind === 'direct' ? memberId : null,
    })
    .onConflict((conflict) =>
      conflict.constraint('chat__external__key').doUpdateSet({ name: chat.name, removed_at: null }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return { schoolId, chatId: row.id, memberId }
}

export async function findMemberId(
  db: Reader,
  schoolId: string,
  platform: string,
  externalId: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('account')
    .select('member_id')
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  return row?.member_id
}

/** A member with an account. Of two processes that see a newcomer at once, one creates and the other finds. */
async function createMember(db: Db, schoolId: string, platform: string, sender: Sighting['sender']): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const member = await trx
      .insertInto('member')
      .values({ school_id: schoolId, name: sender.name, role: 'teacher' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const account = await trx
      .insertInto('account')
      .values({ school_id: schoolId, platform, external_id: sender.id, member_id: member.id })
      .onConflict((conflict) => conflict.constraint('account__pkey').doNothing())
      .returning('member_id')
      .executeTakeFirst()
    if (account) return member.id
    await trx.deleteFrom('member').where('school_id', '=', schoolId).where('id', '=', member.id).execute()
    const winner = await findMemberId(trx, schoolId, platform, sender.id)
    if (winner === undefined) throw new Error('the account vanished between two statements')
    return winner
  })
}

export async function getSchool(db: Reader, schoolId: string): Promise<School> {
  return db.selectFrom('school').selectAll().where('id', '=', schoolId).executeTakeFirstOrThrow()
}

export async function getMember(db: Reader, schoolId: string, id: number): Promise<Member> {
  return db
    .selectFrom('member')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

export async function getChat(db: Reader, schoolId: string, id: number): Promise<Chat> {
  return db
    .selectFrom('chat')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** Makes a member the administrator of a school that has none; false when it has one. */
export async function becomeFirstAdmin(trx: Trx, schoolId: string, memberId: number): Promise<boolean> {
  await trx.selectFrom('school').select('id').where('id', '=', schoolId).forUpdate().executeTakeFirstOrThrow()
  const row = await trx
    .updateTable('member')
    .set({ role: 'admin' })
    .where('school_id', '=', schoolId)
    .where('id', '=', memberId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('member as other')
            .select('other.id')
            .where('other.school_id', '=', schoolId)
            .where('other.role', '=', 'admin')
            .where('other.left_at', 'is', null),
        ),
      ),
    )
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The person's id on a platform, the newest when they have several, to find their direct chat. */
export async function findExternalId(
  db: Reader,
  schoolId: string,
  platform: string,
  memberId: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('account')
    .select('external_id')
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('member_id', '=', memberId)
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row?.external_id
}

/** The direct chat row of a member on a platform, created when the platform has one. */
export async function directChat(
  trx: Trx,
  schoolId: string,
  platform: string,
  member: { id: number; name: string },
  externalChatId: string,
): Promise<number> {
  const row = await trx
    .insertInto('chat')
    .values({
      school_id: schoolId,
      platform,
      external_id: externalChatId,
      kind: 'direct',
      name: member.name,
      member_id: member.id,
    })
    .onConflict((conflict) => conflict.constraint('chat__external__key').doUpdateSet({ member_id: member.id }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The reader's language: the person's choice, else the chat's, else the school's. */
export function langOf(
  school: { locale: string },
  chat?: { locale: string | null },
  member?: { locale: string | null },
): 'zh-CN' | 'en' {
  return (member?.locale ?? chat?.locale ?? school.locale) === 'en' ? 'en' : 'zh-CN'
}
