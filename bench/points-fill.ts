import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

export type PointsSize = { facts: number; teachers: number; resources: number; days: number }

export const DAY_MS = 86_400_000
/** 2 o'clock at night in the school. */
export const FIRST_DAY = new Date('2026-09-24T18:00:00Z')

/** The instants of as many nights. */
export function dayStarts(days: number): Date[] {
  return Array.from({ length: days }, (_, day) => new Date(FIRST_DAY.getTime() + (day + 1) * DAY_MS))
}

/**
 * One school. Of ten facts eight or nine are downloads, one is a rating, and all resources are accepted within the first
 * quarter of the days. Answers how many facts there are: nobody downloads the same twice.
 */
export async function fillFacts(db: Db, { facts, teachers, resources, days }: PointsSize): Promise<number> {
  await sql`select setseed(0.42)`.execute(db)
  await sql`insert into school (id, name, name_en, locale, time_zone) values ('bench', '学校', 'School', 'zh-CN', 'Asia/Shanghai')`.execute(
    db,
  )
  await sql`insert into member (school_id, name, role, created_at)
    select 'bench', '老师' || m, 'teacher', '2020-01-01' from generate_series(1, ${teachers}::int) m`.execute(db)
  const acceptedAt = sql`${FIRST_DAY}::timestamptz + (r % 600) / 600.0 * ${days / 4} * interval '1 day'`
  await sql`
    insert into fact (school_id, key, kind, actor_id, resource_id, occurred_at, payload)
    select 'bench', 'accepted:' || r, 'resource.accepted', 1 + r % ${teachers}::int, r, ${acceptedAt},
      jsonb_build_object('author', 1 + r % ${teachers}::int, 'type', 'courseware', 'origin', 'original', 'scope', 'school',
        'subject', null, 'grade', null, 'unit', null, 'blob_sha256', null, 'via', 'checks')
    from generate_series(1, ${resources}::int) r`.execute(db)
  await sql`
    insert into fact (school_id, key, kind, actor_id, resource_id, occurred_at, payload)
    select 'bench', case when rating then 'rated:' else 'downloaded:' end || r || ':' || m,
      case when rating then 'resource.rated' else 'resource.downloaded' end, m, r,
      ${acceptedAt} + later * ${days * 0.75} * interval '1 day',
      case when rating then jsonb_build_object('author', 1 + r % ${teachers}::int, 'stars', 3 + r % 3,
          'comment_chars', 30, 'had_download', true)
        else jsonb_build_object('author', 1 + r % ${teachers}::int, 'role', 'teacher', 'joined_at', '2020-01-01T00:00:00Z')
      end
    from (select distinct on (r, m) r, m, n % 10 = 0 as rating, later
      from (select n, 1 + floor(${resources}::int * power(random(), 1.6))::int as r,
          1 + floor(${teachers}::int * random())::int as m, random() as later
        from generate_series(1, ${facts - resources}::int) n) drawn) given
    order by 6`.execute(db)
  await sql`analyze`.execute(db)
  const { rows } = await sql<{ n: number }>`select count(*) as n from fact`.execute(db)
  return rows[0]?.n ?? 0
}
