import { sql } from 'kysely'
import { arrayOf } from '#db/arrays.ts'
import { FEW } from '#db/ledger/at-once.ts'
import type { Run } from '#db/ledger/run.ts'
import type { Db, Fact } from '#db/schema.ts'
import { readFact } from './fact.ts'
import { timePasses } from './night.ts'
import { projectFacts } from './project.ts'
import { openScene, type Scene } from './scene.ts'

/** Facts of several runs read and written at once. */
const AHEAD = 2_000

export type RepeatAsked = {
  schoolId: string
  /** The last run that is repeated. */
  last: number
  /** The tables that stand in for the real ones. */
  tables: readonly string[]
  /** Under other rules a night can have more to do than its run had: it goes on until nothing is due. */
  otherRules?: boolean
}

/**
 * Repeats the runs of a school in a shadow of its ledger, each with its facts, in its order and at its instant, nights as
 * nights. Answers after every portion how many runs and facts it had.
 */
export async function* repeatRuns(shadow: Db, asked: RepeatAsked): AsyncGenerator<{ runs: number; facts: number }> {
  const looked = asked.tables.filter((table) => table !== 'policy' && !table.startsWith('board_'))
  let [done, analysedAt] = [0, 0]
  let scene: Scene | undefined
  for await (const ahead of runsOf(shadow, asked.schoolId, asked.last)) {
    const rows = Map.groupBy(await copyFacts(shadow, asked.schoolId, ahead), (row) => row.run_id)
    scene = await repeat(shadow, ahead, rows, { before: scene, otherRules: asked.otherRules === true })
    const facts = ahead.reduce((sum, run) => sum + (rows.get(run.id)?.length ?? 0), 0)
    done += facts
    // Nobody else looks after the statistics of temporary tables, and without them the plans are bad.
    if (done > analysedAt * 2) {
      analysedAt = Math.max(done, 200)
      for (const table of looked) await sql`analyze ${sql.id('pg_temp', table)}`.execute(shadow)
    }
    yield { runs: ahead.length, facts }
  }
}

/** Several runs in one transaction. Policies and closed terms are read once: `before` is the scene of the run before. */
async function repeat(
  shadow: Db,
  runs: readonly Run[],
  rows: ReadonlyMap<number | null, readonly Fact[]>,
  given: { before: Scene | undefined; otherRules: boolean },
): Promise<Scene | undefined> {
  return shadow.transaction().execute(async (trx) => {
    const facts = [...rows.values()].reduce((sum, of) => sum + of.length, 0)
    // As `openFor` does: to plan the statements of single facts anew costs more than to run them.
    if (facts <= runs.length * FEW) await sql`set local plan_cache_mode = force_generic_plan`.execute(trx)
    let scene = given.before
    for (const run of runs) {
      scene = scene ? { ...scene, trx, run } : await openScene(trx, run, { boards: false })
      await projectFacts(
        scene,
        (rows.get(run.id) ?? []).flatMap((row) => readFact(row) ?? []),
      )
      if (run.kind !== 'nightly') continue
      while ((await timePasses(scene)) > 0 && given.otherRules);
    }
    return scene
  })
}

/** All runs in their order, a few at a time: as many as have about `AHEAD` facts together. */
async function* runsOf(shadow: Db, schoolId: string, last: number): AsyncGenerator<Run[]> {
  let after = 0
  while (after < last) {
    const { rows } = await sql<{ id: number; kind: Run['kind']; at: Date; n: number }>`
      select run.id, run.kind, run.at, own.n
      from (select * from public.point_run where school_id = ${schoolId} and id > ${after} and id <= ${last}
        order by id limit ${AHEAD}) run
      cross join lateral (select count(*) as n from public.fact where school_id = ${schoolId} and run_id = run.id) own
      order by run.id`.execute(shadow)
    let ahead: Run[] = []
    let facts = 0
    for (const { n, ...run } of rows) {
      ahead.push({ schoolId, ...run })
      facts += n
      if (facts < AHEAD) continue
      yield ahead
      ahead = []
      facts = 0
    }
    if (ahead.length > 0) yield ahead
    after = rows.at(-1)?.id ?? last
  }
}

/** Takes the facts of some runs over, as settled, in the order of each run. */
async function copyFacts(shadow: Db, schoolId: string, runs: readonly Run[]): Promise<Fact[]> {
  const { rows } = await sql<Fact>`
    with copied as (
      insert into fact (school_id, id, key, kind, actor_id, resource_id, occurred_at, recorded_at, payload, status, run_id)
      overriding system value
      select school_id, id, key, kind, actor_id, resource_id, occurred_at, recorded_at, payload, 'settled', run_id
      from public.fact where school_id = ${schoolId} and run_id = any (${arrayOf(runs.map((run) => run.id))}::bigint[])
      returning *
    )
    select * from copied order by run_id, occurred_at, id`.execute(shadow)
  return rows
}
