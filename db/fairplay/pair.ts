import { sql } from 'kysely'
import { daysBefore, type Finding, type Look, rated, rounded, taken } from './finding.ts'

type Row = {
  one: number
  other: number
  of_one: number
  of_other: number
  all_one: number
  all_other: number
  /** Of their department, when it is one: half its active people, half its roster. */
  size: number | null
}

/**
 * Two people who mostly take each other's: their ratings of one another weigh half until a person has looked. In a small
 * department everybody is somebody's large share, so there the bar is what sharing evenly would give.
 */
export async function pairs({ trx, schoolId, now, policy }: Look): Promise<Finding[]> {
  const { pair, ring } = policy.fair_play
  const from = daysBefore(now, pair.days)
  const { rows } = await sql<Row>`
    with taken as materialized (select author, actor from ${taken(schoolId, from, now)} t),
    edge as (select author, actor, count(*)::int as n from taken group by 1, 2),
    total as (select author, sum(n)::int as n from edge group by 1)
    select there.author as one, there.actor as other, there.n as of_one, back.n as of_other,
      mine.n as all_one, theirs.n as all_other,
      case when a.department_id = b.department_id then (
        select (count(*) filter (where m.id in (select author from taken union select actor from taken)) + count(*))
          / 2.0 from member m
        where m.school_id = ${schoolId} and m.department_id = a.department_id and m.left_at is null)::float8 end as size
    from edge there
    join edge back on back.author = there.actor and back.actor = there.author
    join total mine on mine.author = there.author
    join total theirs on theirs.author = there.actor
    join member a on a.school_id = ${schoolId} and a.id = there.author
    join member b on b.school_id = ${schoolId} and b.id = there.actor
    where there.author < there.actor and there.n >= ${pair.each_way} and back.n >= ${pair.each_way}
      and there.n >= ${pair.share}::float8 * mine.n
      and back.n >= ${pair.share}::float8 * theirs.n
    order by 1, 2`.execute(trx)
  const found: Finding[] = []
  for (const row of rows) {
    const [ofOne, ofOther] = [row.of_one / row.all_one, row.of_other / row.all_other]
    if (row.size !== null && row.size > 1) {
      const usual = (ring.baseline_times * ring.department_share) / (row.size - 1)
      if (Math.min(ofOne, ofOther) < usual) continue
    }
    found.push({
      signal: 'pair',
      subject: `pair:${row.one}-${row.other}`,
      effect: 'half',
      members: [row.one, row.other],
      facts: await ratingsBetween({ trx, schoolId, from, now }, row.one, row.other),
      evidence: {
        days: pair.days,
        of_one: row.of_one,
        of_other: row.of_other,
        share_one: rounded(ofOne),
        share_other: rounded(ofOther),
      },
    })
  }
  return found
}

async function ratingsBetween(
  { trx, schoolId, from, now }: { trx: Look['trx']; schoolId: string; from: Date; now: Date },
  one: number,
  other: number,
): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from ${rated(schoolId, from, now)} r
    where (author = ${one} and actor = ${other}) or (author = ${other} and actor = ${one}) order by id`.execute(trx)
  return rows.map((row) => row.key)
}
