import { sql } from 'kysely'
import type { Run } from '#db/ledger/run.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { termAt } from '#db/policy/terms.ts'
import type { Fact, Reader, Trx } from '#db/schema.ts'

/** Where a run takes place: the school's clock, its policies by time, the terms that are closed. */
export type Scene = {
  trx: Trx
  schoolId: string
  zone: string
  run: Run
  policyOf(at: Date): Policy
  /** Terms that are locked: what belongs to them counts for the present. */
  locked: Set<string>
  /** A replay keeps no boards. */
  boards: boolean
}

export type Book = { zone: string; policyOf(at: Date): Policy; versions: { from: Date; policy: Policy }[] }

const books = new Map<string, { stamp: string; book: Book }>()
const KEPT = 200

/** Zone, policies and closed terms of a school, as the last columns of a statement; `school` is in sight. */
const BOOK = sql`school.time_zone as zone, own.froms, school.time_zone || coalesce(own.stamp, '') as stamp`
const OWN = sql`cross join lateral (select array_agg(policy.effective_from order by policy.effective_from) as froms,
    string_agg(policy.version || ':' || md5(policy.source), ',' order by policy.effective_from) as stamp
  from policy where policy.school_id = school.id) own`
const LOCKED = sql`array(select mark from point_mark
  where point_mark.school_id = school.id and mark like 'locked:%') as marks`

type BookRow = { zone: string; froms: Date[] | null; stamp: string }

/** The policies of a school by the time from which they are in force. One statement when nothing was published since. */
export async function openBook(db: Reader, schoolId: string): Promise<Book> {
  const { rows } = await sql<BookRow>`/* prepared: policy_book */
    select ${BOOK} from school ${OWN} where school.id = ${schoolId}`.execute(db)
  return bookIn(db, schoolId, rows[0])
}

async function bookIn(db: Reader, schoolId: string, row: BookRow | undefined, override?: Policy): Promise<Book> {
  if (!row) throw new Error(`there is no school ${schoolId}`)
  if (override) return bookOf(row.zone, [{ from: new Date(0), policy: override }])
  const known = books.get(schoolId)
  if (known?.stamp === row.stamp) return known.book
  const froms = row.froms ?? [new Date(0)]
  const versions: Book['versions'] = []
  for (const from of froms) versions.push({ from, policy: await policyAt(db, schoolId, from) })
  const book = bookOf(row.zone, versions)
  if (books.size >= KEPT) books.clear()
  books.set(schoolId, { stamp: row.stamp, book })
  return book
}

/** Opens the scene of a run. The caller holds the ledger. */
export async function openScene(
  trx: Trx,
  run: Run,
  given: { override?: Policy; boards?: boolean } = {},
): Promise<Scene> {
  const { rows } = await sql<BookRow & { marks: string[] }>`/* prepared: open_scene */
    select ${BOOK}, ${LOCKED} from school ${OWN} where school.id = ${run.schoolId}`.execute(trx)
  const book = await bookIn(trx, run.schoolId, rows[0], given.override)
  return sceneOf(trx, run, book, rows[0]?.marks ?? [], given.boards !== false)
}

/**
 * Opens a run of its own for one fact, which is settled by it, and its scene, in one statement; undefined when the fact
 * has posted something before. The caller holds the ledger. Until the transaction ends, statements keep the plan that
 * they have: to plan those of one fact anew each time costs more than to run them (decision 0056).
 */
export async function openFor(
  trx: Trx,
  fact: Fact,
  at: Date,
  given: { boards?: boolean } = {},
): Promise<Scene | undefined> {
  const { school_id: schoolId, id } = fact
  const { rows } = await sql<BookRow & { run: number | null; marks: string[] }>`/* prepared: open_for_fact */
    with run as (
      insert into point_run (school_id, id, kind, at)
      select ${schoolId}, coalesce((select max(id) from point_run where school_id = ${schoolId}), 0) + 1, 'instant', ${at}
      where not exists (select 1 from point_tx where school_id = ${schoolId} and fact_id = ${id})
      returning id
    ), settled as (
      update fact set status = 'settled', run_id = run.id from run where fact.school_id = ${schoolId} and fact.id = ${id}
    )
    select run.id as run, ${BOOK}, ${LOCKED}, set_config('plan_cache_mode', 'force_generic_plan', true)
    from school ${OWN} left join run on true
    where school.id = ${schoolId}`.execute(trx)
  const [row] = rows
  const book = await bookIn(trx, schoolId, row)
  if (!row || row.run === null) return undefined
  return sceneOf(trx, { schoolId, id: row.run, kind: 'instant', at }, book, row.marks, given.boards !== false)
}

function sceneOf(trx: Trx, run: Run, book: Book, marks: readonly string[], boards: boolean): Scene {
  const locked = new Set(marks.map((mark) => mark.slice('locked:'.length)))
  const { zone, policyOf } = book
  return { trx, schoolId: run.schoolId, zone, run, policyOf, locked, boards }
}

/** The term that something counts for, and the instant: its own, or the present one when its own is locked. */
export function countsFor(scene: Scene, at: Date): { at: Date; termId: string; late: boolean } {
  const termId = termAt(scene.policyOf(at), at, scene.zone).id
  if (!scene.locked.has(termId)) return { at, termId, late: false }
  const now = scene.run.at
  return { at: now, termId: termAt(scene.policyOf(now), now, scene.zone).id, late: true }
}

function bookOf(zone: string, versions: Book['versions']): Book {
  return {
    zone,
    versions,
    policyOf(at) {
      const found = versions.findLast(({ from }) => from.getTime() <= at.getTime()) ?? versions[0]
      if (!found) throw new Error('a book without a policy')
      return found.policy
    },
  }
}
