import { sql } from 'kysely'
import type { Lang } from '#kit/lang.ts'
import { say } from '#kit/lang.ts'
import type { Db, Trx } from '../schema.ts'
import { boardName } from './names.ts'

/** A row of a ranking in a message: which block, which row, whose it is, and what it says. */
export type CardRow = { block: number; row: number; id: number; name: string }

export type NewCard = { schoolId: string; chatId: number; key: string; lang: Lang; rows: readonly CardRow[]; at: Date }

/** Remembers whom a board in a group names, so that it can be changed when one of them wants to be shown otherwise. */
export async function insertCard(trx: Trx, { schoolId, chatId, key, lang, rows, at }: NewCard): Promise<void> {
  if (rows.length === 0) return
  await trx
    .insertInto('board_card')
    .values({
      school_id: schoolId,
      chat_id: chatId,
      key,
      lang,
      query: JSON.stringify({ rows: rows.map(({ block, row, id }) => ({ block, row, id })) }),
      members: [...new Set(rows.map(({ id }) => id))],
      names: JSON.stringify(Object.fromEntries(rows.map(({ id, name }) => [id, name]))),
      posted_at: at,
      // Somebody may have changed their mind while it was made: it is looked at once in any case.
      stale: true,
    })
    .onConflict((conflict) => conflict.constraint('board_card__pkey').doNothing())
    .execute()
}

/** A board that names somebody who is shown otherwise by now. */
export type StaleCard = {
  schoolId: string
  chatId: number
  key: string
  lang: string
  rows: { block: number; row: number; id: number }[]
  names: Record<string, string>
  /** Where it stands: the platform's id of its message, and the View as it was posted. */
  ref: string
  view: unknown
}

/**
 * Cards that must be looked at, that were posted after `since` and are on their platform. A card whose place another
 * answer has taken is forgotten, and so are those that are too old to be changed.
 */
export async function staleCards(db: Db, since: Date, limit: number): Promise<StaleCard[]> {
  await sql`
    delete from board_card c where c.stale and (c.posted_at < ${since} or exists (
      select from message m where m.school_id = c.school_id and m.key = c.key and (m.status in ('refused', 'superseded')
        or exists (
          select from message later where later.school_id = m.school_id and later.chat_id = m.chat_id
            and later.target = m.ref and later.kind = 'edit' and later.id > m.id
            and later.key not like 'board-again:%' and later.status in ('sent', 'waiting')
        ))
    ))`.execute(db)
  const { rows } = await sql<StaleCard>`
    select c.school_id as "schoolId", c.chat_id as "chatId", c.key, c.lang, c.query->'rows' as rows, c.names,
      m.ref, m.view
    from board_card c
    join message m on m.school_id = c.school_id and m.key = c.key and m.status = 'sent' and m.ref is not null
    where c.stale order by c.school_id, c.posted_at limit ${limit}`.execute(db)
  return rows
}

/** How members are named on boards now, by id; who is listed no more is left out. */
export async function namesNow(db: Trx, ids: readonly number[], lang: Lang): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('school', 'school.id', 'member.school_id')
    .select(['member.id', 'member.name', 'member.alias', 'member.board_visibility', 'school.board_default'])
    .where('member.id', 'in', [...ids])
    .where('member.left_at', 'is', null)
    .where('member.role', '<>', 'pupil')
    .execute()
  return new Map(
    rows.flatMap((row) => {
      const shown = row.board_visibility ?? row.board_default
      return shown === 'hidden' ? [] : [[row.id, say(lang, boardName({ ...row, board_visibility: shown }))] as const]
    }),
  )
}

/** What a card says from now on; answers false when somebody else was first. */
export async function setCardNames(trx: Trx, card: StaleCard, names: ReadonlyMap<number, string>): Promise<boolean> {
  const row = await trx
    .updateTable('board_card')
    .set({ stale: false, names: JSON.stringify(Object.fromEntries(names)) })
    .where('school_id', '=', card.schoolId)
    .where('key', '=', card.key)
    .where('stale', '=', true)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}
