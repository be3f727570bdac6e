import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { remindQuota } from '#workers/terms/remind.ts'
import { settleTerms } from '#workers/terms/settle.ts'

export type SettlementSize = { teachers: number; postings: number; resources: number }

/** The steps of a term's end, at the instants at which they are due. */
const STEPS = [
  ['reminder of week 12', '2026-11-25T18:30:00Z'],
  ['notice to everybody', '2027-01-17T18:30:00Z'],
  ['cut, sheets to everybody', '2027-01-31T18:30:00Z'],
  ['end of the publicity', '2027-02-07T18:30:00Z'],
  ['lock', '2027-02-14T18:30:00Z'],
] as const

/**
 * The settlement of one term for a district's worth of teachers in one school, which is the worst case: all of it is one
 * ledger. Rows are filled in by SQL; every step is the real one, with a private message to each teacher.
 */
export async function runSettlementBench(
  url: string,
  size: SettlementSize,
  say: (line: string) => void,
): Promise<string[]> {
  const db = openDb(openPool(url, 4))
  try {
    await migrate(db)
    say('settlement: filling in')
    const began = performance.now()
    await fill(db, size)
    say(`settlement: filled in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
    const school = await db.selectFrom('school').selectAll().executeTakeFirstOrThrow()
    const lines: string[] = []
    let all = 0
    for (const [name, at] of STEPS) {
      const began = performance.now()
      const now = new Date(at)
      const { steps } = await settleTerms(db, school, now)
      const { told } = await remindQuota(db, school, now)
      const seconds = (performance.now() - began) / 1_000
      all += seconds
      say(`settlement: ${name} ${seconds.toFixed(1)} s (${[...steps, `${told} reminded`].join(', ')})`)
      lines.push(`| ${name} | ${seconds.toFixed(1)} |`)
    }
    const again = performance.now()
    await settleTerms(db, school, new Date(STEPS[4][1]))
    lines.push(`| once more: nothing is due | ${((performance.now() - again) / 1_000).toFixed(2)} |`)
    const kept = await db
      .selectFrom('term_school')
      .selectAll()
      .where('term', '=', '2026-autumn')
      .executeTakeFirstOrThrow()
    return [
      `## Settlement of a term: ${size.teachers.toLocaleString('en')} teachers`,
      '',
      `One school, ${size.postings.toLocaleString('en')} postings in the ledger, ${size.resources.toLocaleString('en')} resources of the term. All steps ${all.toFixed(1)} s (limit 120).`,
      '',
      '| step | s |',
      '|---|---|',
      ...lines,
      '',
      `Kept: ${kept.roster} sheets, quota met by ${kept.quota_met} of ${kept.quota_owing}.`,
      '',
    ]
  } finally {
    await db.destroy()
  }
}

async function fill(db: Db, { teachers, postings, resources }: SettlementSize): Promise<void> {
  await sql`select setseed(0.42)`.execute(db)
  await sql`
    insert into school (id, name, name_en, locale, time_zone, created_at)
    values ('bench', '学区', 'District', 'zh-CN', 'Asia/Shanghai', '2026-08-01');
    insert into department (school_id, name) select 'bench', '组' || d from generate_series(1, 60) d`.execute(db)
  await sql`alter table member disable trigger user`.execute(db)
  await sql`
    insert into member (school_id, name, role, department_id, created_at)
    select 'bench', '老师' || m, case when m % 50 = 0 then 'head' else 'teacher' end,
      (select id from department order by id offset m % 60 limit 1), '2026-08-01'
    from generate_series(1, ${teachers}::int) m`.execute(db)
  await sql`alter table member enable trigger user`.execute(db)
  await sql`
    insert into chat (school_id, platform, external_id, kind, name, member_id)
    select 'bench', 'practice', 'direct:' || id, 'direct', name, id from member`.execute(db)
  await sql`
    insert into resource (school_id, member_id, file_name, size, format, title, type, status, shared_at, accepted_at)
    select 'bench', 1 + floor(${teachers}::int * power(random(), 1.4))::bigint, 'a.docx', 1, 'docx', 'a' || n, 'lesson_plan',
      'live', at, at
    from (select n, '2026-09-01'::timestamptz + random() * interval '150 days' as at
      from generate_series(1, ${resources}::int) n) given`.execute(db)
  await sql`
    insert into fact (school_id, key, kind, actor_id, resource_id, occurred_at, payload, status)
    select 'bench', 'accepted:' || id, 'resource.accepted', member_id, id, accepted_at,
      jsonb_build_object('author', member_id, 'type', type, 'origin', case when id % 7 = 0 then 'adapted' else 'original' end,
        'scope', 'school'), 'settled'
    from resource`.execute(db)
  await sql`
    insert into point_tx (school_id, seq, idem_key, root_key, kind, rule, policy_version, fact_id, member_id, occurred_at,
      posted_at, counts_at, day, term_id, trace, prev_hash, hash, amount)
    select 'bench', n, 'k' || n, 'k' || n, 'award', 'download.counted', 'bench', n, member, at, at, at, at::date,
      '2026-autumn', '{"zh":"","en":""}', '', '', amount
    from (
      select n, 1 + floor(${teachers}::int * power(random(), 1.4))::bigint as member,
        '2026-09-01'::timestamptz + random() * interval '150 days' as at,
        (array[100,100,200,300,800])[1 + floor(random() * 5)::int] as amount
      from generate_series(1, ${postings}::int) n
    ) given`.execute(db)
  await sql`
    insert into point_entry (school_id, tx_seq, n, account, book, amount)
    select school_id, seq, leg, case when leg in (1, 3) then 'mint' when leg = 2 then 'member:' || member_id || ':contrib'
      else 'member:' || member_id || ':avail' end, case when leg <= 2 then 'C' else 'S' end,
      case when leg in (1, 3) then -amount else amount end
    from point_tx, generate_series(1, 4) leg`.execute(db)
  await sql`analyze`.execute(db)
}
