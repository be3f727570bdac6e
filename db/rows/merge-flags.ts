import { sql } from 'kysely'
import type { FairFlag } from '../fairplay/tables.ts'
import { OPEN_FLAGS } from '../fairplay/tables.ts'
import type { Trx } from '../schema.ts'

type Pair = { schoolId: string; from: number; into: number }

/** What a flag said of people before a merge. */
type Was = Pick<FairFlag, 'subject' | 'members' | 'statements' | 'decided_by' | 'proposed_by'>
/** `was` as JSON, for the undo. */
export type FlagsMoved = { id: number; was: string }[]

/**
 * Flags that name `from` name `into`: whom they are about, what was said, who decided. So that the person can answer, that
 * nobody decides twice, and that the next night finds the same flag instead of raising another.
 */
export async function moveFlags(trx: Trx, pair: Pair): Promise<FlagsMoved> {
  const { schoolId, from, into } = pair
  const rows = await trx
    .selectFrom('fair_flag')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where(
      sql<boolean>`(members @> ${[from]}::bigint[] or decided_by @> ${[from]}::bigint[] or statements ? ${String(from)}::text)`,
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const row of rows) await write(trx, row, renamed(row, pair))
  // A word in a case that is not decided counts once, too; it needs no undo, because it stays one person's word.
  await sql`update case_file set approvals = array_replace(case when approvals @> ${[into]}::bigint[]
      then array_remove(approvals, ${from}::bigint) else approvals end, ${from}::bigint, ${into}::bigint)
    where school_id = ${schoolId} and state in ('open', 'asked', 'proposed')
      and approvals @> ${[from]}::bigint[]`.execute(trx)
  return rows.map(({ id, subject, members, statements, decided_by, proposed_by }) => {
    const was: Was = { subject, members, statements, decided_by, proposed_by }
    return { id, was: JSON.stringify(was) }
  })
}

/** The undo: whoever was named before is named again; who joined and what was said since stays. */
export async function moveFlagsBack(trx: Trx, pair: Pair, moved: FlagsMoved): Promise<void> {
  for (const { id, was: text } of moved) {
    const row = await trx
      .selectFrom('fair_flag')
      .selectAll()
      .where('school_id', '=', pair.schoolId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) continue
    const was: Was = JSON.parse(text)
    const then = renamed(was, pair)
    const joined = row.members.filter((one) => !then.members.includes(one) && !was.members.includes(one))
    const said = Object.entries(row.statements).filter(([who, words]) => then.statements[who] !== words)
    const same = row.decided_by.join() === then.decided_by.join()
    await write(trx, row, {
      subject: row.subject === then.subject ? was.subject : row.subject,
      members: [...was.members, ...joined],
      statements: { ...was.statements, ...Object.fromEntries(said) },
      decided_by: same ? was.decided_by : row.decided_by,
      proposed_by: same ? was.proposed_by : row.proposed_by,
    })
  }
}

function renamed(was: Was, { from, into }: Pair): Was {
  const now = (id: number) => (id === from ? into : id)
  const statements: Record<string, string> = {}
  for (const [who, words] of Object.entries(was.statements)) {
    const key = String(now(Number(who)))
    statements[key] = statements[key] === undefined ? words : `${statements[key]}\n${words}`
  }
  return {
    subject: subjectOf(was.subject, now),
    members: [...new Set(was.members.map(now))],
    statements,
    decided_by: [...new Set(was.decided_by.map(now))],
    proposed_by: was.proposed_by === null ? null : now(was.proposed_by),
  }
}

/** `ring:3-7-9`, `burst:3:2026-11-16T02:00` under other numbers; the signals name people in ascending order. */
function subjectOf(subject: string, now: (id: number) => number): string {
  const [kind = '', who = '', ...rest] = subject.split(':')
  if (kind === 'near_duplicate' || kind === 'rating_bomb' || kind === 'case' || !/^\d+(-\d+)*$/.test(who))
    return subject
  const people = [...new Set(who.split('-').map((id) => now(Number(id))))]
  if (kind !== 'favouritism') people.sort((one, other) => one - other)
  return [kind, people.join('-'), ...rest].join(':')
}

/** Two open flags never have the same subject: then this one keeps its own. */
async function write(trx: Trx, row: Pick<FairFlag, 'school_id' | 'id' | 'signal'>, to: Was): Promise<void> {
  const other = await trx
    .selectFrom('fair_flag')
    .select('id')
    .where('school_id', '=', row.school_id)
    .where('signal', '=', row.signal)
    .where('subject', '=', to.subject)
    .where('status', 'in', OPEN_FLAGS)
    .where('id', '<>', row.id)
    .executeTakeFirst()
  const { subject, statements, ...rest } = to
  await trx
    .updateTable('fair_flag')
    .set({ ...rest, statements: JSON.stringify(statements), ...(other === undefined && { subject }) })
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .execute()
}
