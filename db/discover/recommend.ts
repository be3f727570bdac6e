import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import type { Reader, Resource } from '../schema.ts'
import { type Viewer, visibleTo } from '../sharing.ts'
import { labelOf, SUBJECTS } from '../taxonomy.ts'
import { interestsOf } from './interests.ts'

export type Recommended = Resource & { authorName: string; why: Text; score: number }

/** What one's own taste is read from, and what reasons name: the newest deeds, of what can still be seen. */
const SEEDS = 40
/** Colleagues whose deeds overlap; more cost time and tell little. */
const PEERS = 200
const CANDIDATES = 60
/** Fewer people than this are never spoken of, so that nobody's reading can be guessed. */
const LEAST_PEOPLE = 3
/** Reciprocal-rank fusion: how little the first places count more than the next. */
const FUSE = 20

/**
 * What a member might need: what people took who took the same things, and the best and newest of their subjects and
 * grades. Only what the viewer may see, nothing of their own, nothing they have, rated or waved away; each with the
 * reason. No reason names a person, nor fewer than three.
 */
export async function recommend(
  db: Reader,
  viewer: Viewer & { memberId: number },
  { limit, now }: { limit: number; now: Date },
): Promise<Recommended[]> {
  const together = await takenTogether(db, viewer, now)
  const fitting = await ofMySubjects(db, viewer, now)
  const scores = new Map<number, { score: number; why: Text }>()
  const add = (list: readonly { id: number; why: Text }[], weight: number) => {
    list.forEach(({ id, why }, place) => {
      const known = scores.get(id)
      scores.set(id, { score: (known?.score ?? 0) + weight / (FUSE + place), why: known?.why ?? why })
    })
  }
  add(together, 1.5)
  add(fitting, 1)
  const best = [...scores]
    .sort(([one, left], [other, right]) => right.score - left.score || other - one)
    .slice(0, limit)
  const rows = await cards(
    db,
    viewer,
    best.map(([id]) => id),
  )
  return best.flatMap(([id, { score, why }]) => {
    const card = rows.find((row) => row.id === id)
    return card ? [{ ...card, score, why }] : []
  })
}

/** What is not to be recommended: one's own, what one has or rated, what was waved away, and what is out of date. */
function fresh(viewer: Viewer & { memberId: number }) {
  return sql`resource.superseded_by is null and resource.status = 'live' and resource.member_id <> ${viewer.memberId}
    and not exists (select 1 from download had where had.school_id = resource.school_id
      and had.resource_id = resource.id and had.member_id = ${viewer.memberId})
    and not exists (select 1 from rating rated where rated.school_id = resource.school_id
      and rated.resource_id = resource.id and rated.member_id = ${viewer.memberId})
    and not exists (select 1 from recommend_hidden waved where waved.school_id = resource.school_id
      and waved.resource_id = resource.id and waved.member_id = ${viewer.memberId})`
}

async function takenTogether(db: Reader, viewer: Viewer & { memberId: number }, now: Date) {
  const { rows } = await sql<{ id: number; people: number; title: string }>`
    with seed as (
      select download.resource_id from download
      join resource on resource.school_id = download.school_id and resource.id = download.resource_id
      where download.school_id = ${viewer.schoolId} and download.member_id = ${viewer.memberId}
        and download.last_at <= ${now} and ${visibleTo(viewer)}
      order by download.last_at desc limit ${SEEDS}
    ), peer as (
      select other.member_id, count(*) as shared, min(other.resource_id) as through
      from seed join download other on other.school_id = ${viewer.schoolId} and other.resource_id = seed.resource_id
      where other.member_id <> ${viewer.memberId} and other.first_at <= ${now}
      group by 1 order by 2 desc, 1 limit ${PEERS}
    ), candidate as (
      select took.resource_id, count(*)::int as people, sum(peer.shared) as overlap,
        mode() within group (order by peer.through) as through
      from peer join download took on took.school_id = ${viewer.schoolId} and took.member_id = peer.member_id
      where took.first_at <= ${now} and took.resource_id not in (select resource_id from seed)
      group by 1 having count(*) >= ${LEAST_PEOPLE}
    )
    select resource.id, candidate.people, source.title
    from candidate
    join resource on resource.school_id = ${viewer.schoolId} and resource.id = candidate.resource_id
    join resource source on source.school_id = ${viewer.schoolId} and source.id = candidate.through
    where ${visibleTo(viewer)} and ${fresh(viewer)}
    order by candidate.overlap / sqrt(greatest(resource.download_count, 1)) desc, resource.id desc
    limit ${CANDIDATES}`.execute(db)
  return rows.map(({ id, people, title }) => ({
    id,
    why: {
      zh: `取过${named(title)}的同事中，有 ${people} 位也取了它`,
      en: `${people} colleagues who took “${title}” took it too`,
    },
  }))
}

async function ofMySubjects(db: Reader, viewer: Viewer & { memberId: number }, now: Date) {
  const { subjects, grades } = await interestsOf(db, viewer.schoolId, viewer.memberId, now)
  if (subjects.length === 0) return []
  const { rows } = await sql<{ id: number; subject: string; mean: number | null; n: number; recent: boolean }>`
    select resource.id, resource.subject, resource.rating_sum::float / nullif(resource.rating_count, 0) as mean,
      resource.rating_count as n, resource.shared_at > ${new Date(now.getTime() - 14 * 86_400_000)} as recent
    from resource
    where ${visibleTo(viewer)} and ${fresh(viewer)} and resource.subject = any (${subjects}::text[])
      and resource.shared_at <= ${now}
    order by
      array_position(${subjects}::text[], resource.subject)
        - case when resource.grade = any (${grades}::int[]) then 1.5 else 0 end
        - 0.4 * (3.6 * 5 + resource.rating_sum) / (5 + resource.rating_count)
        - 0.3 * ln(1 + resource.download_count)
        - 1.0 * exp(-extract(epoch from ${now}::timestamptz - resource.shared_at) / (30 * 86400.0)),
      resource.id desc
    limit ${CANDIDATES}`.execute(db)
  return rows.map(({ id, subject, mean, n, recent }) => ({ id, why: reasonOf(subject, mean, n, recent) }))
}

function reasonOf(subject: string, mean: number | null, n: number, recent: boolean): Text {
  const name = labelOf(SUBJECTS, subject)
  if (mean !== null && n >= LEAST_PEOPLE) {
    return {
      zh: `您常用的${name.zh}，评分 ${mean.toFixed(1)}（${n} 人）`,
      en: `Your ${name.en}, rated ${mean.toFixed(1)} by ${n}`,
    }
  }
  return recent
    ? { zh: `您常用的${name.zh}，最近两周新来的`, en: `Your ${name.en}, new in two weeks` }
    : { zh: `您常用的${name.zh}`, en: `Your ${name.en}` }
}

async function cards(db: Reader, viewer: Viewer, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('resource')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'resource.school_id').onRef('member.id', '=', 'resource.member_id'),
    )
    .selectAll('resource')
    .select('member.name as authorName')
    .where(visibleTo(viewer))
    .where('resource.id', 'in', ids)
    .execute()
}
