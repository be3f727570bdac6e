import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import { policyAt } from '../policy/at.ts'
import type { Reader } from '../schema.ts'
import { usesOf } from './measures.ts'
import type { Window } from './periods.ts'
import { meanOf, priorOf } from './quality.ts'

/** What decides between people with the same total, in this order; with all three equal the prize is shared. */
export type Merits = {
  memberId: number
  /**
   * The mean stars B of what earned in the window, weighted by what it earned. What nobody rated has the school's mean:
   * being rated at all puts nobody ahead or behind.
   */
  quality: number
  beneficiaries: number
  /** Of those, people of other schools. */
  elsewhere: number
}

/** One place of a prize list: who has it, alone or shared, and why, when it had to be decided. */
export type PrizePlace = { place: number; members: number[]; why: Text | undefined }

/**
 * Who gets single prizes: the places of a board, ties decided by merit and never by name, id or speed. `ranked`: members
 * by joint rank, best first, as a board has them. `places`: how many prizes there are; a shared place uses as many as it
 * has people, so that nobody is left out and nobody decided by chance.
 */
export async function prizePlaces(
  db: Reader,
  { schoolId, window, places, now }: { schoolId: string; window: Window; places: number; now: Date },
  ranked: readonly { id: number; rank: number }[],
): Promise<PrizePlace[]> {
  const tied = ranked.filter((one) => ranked.some((other) => other.id !== one.id && other.rank === one.rank))
  const merits = await meritsOf(
    db,
    { schoolId, window, now },
    tied.map((one) => one.id),
  )
  const found: PrizePlace[] = []
  for (const [, group] of Map.groupBy(ranked, (one) => one.rank)) {
    if (found.reduce((sum, place) => sum + place.members.length, 0) >= places) break
    found.push(
      ...decide(
        group.map((one) => merits.get(one.id) ?? noMerits(one.id)),
        group[0]?.rank ?? 1,
      ),
    )
  }
  let given = 0
  return found.filter((place) => {
    given += place.members.length
    return given - place.members.length < places
  })
}

/** The places of people who share a rank; pure. */
export function decide(group: readonly Merits[], rank: number): PrizePlace[] {
  const [only, ...others] = group
  if (!only) return []
  if (others.length === 0) return [{ place: rank, members: [only.memberId], why: undefined }]
  const order = [...group].sort((left, right) => compare(left, right))
  const places: PrizePlace[] = []
  let place = rank
  while (order.length > 0) {
    const [best] = order
    if (!best) break
    const same = order.filter((one) => compare(best, one) === 0)
    order.splice(0, same.length)
    const [next] = order
    places.push({
      place,
      members: same.map((one) => one.memberId),
      why: reason(best, same.length, next, place === rank),
    })
    place += same.length
  }
  return places
}

/** Negative when the left one comes first. */
function compare(left: Merits, right: Merits): number {
  return (
    hundredths(right) - hundredths(left) || right.beneficiaries - left.beneficiaries || right.elsewhere - left.elsewhere
  )
}

function hundredths({ quality }: Merits): number {
  return Math.round(100 * quality)
}

function reason(best: Merits, sharing: number, next: Merits | undefined, isFirst: boolean): Text | undefined {
  if (sharing > 1) {
    return {
      zh: '积分、质量和受益人数都相同，奖项由几位共享',
      en: 'points, quality and beneficiaries are all the same, so the prize is shared',
    }
  }
  if (!next || !isFirst) return undefined
  if (hundredths(best) !== hundredths(next)) {
    return {
      zh: `积分相同，按积分加权的平均质量更高（${best.quality.toFixed(2)} 对 ${next.quality.toFixed(2)}）`,
      en: `same points; higher mean quality, weighted by points (${best.quality.toFixed(2)} against ${next.quality.toFixed(2)})`,
    }
  }
  if (best.beneficiaries !== next.beneficiaries) {
    return {
      zh: `积分相同，受益的人更多（${best.beneficiaries} 人对 ${next.beneficiaries} 人）`,
      en: `same points; more people used it (${best.beneficiaries} against ${next.beneficiaries})`,
    }
  }
  return {
    zh: `积分和受益人数相同，外校受益的人更多（${best.elsewhere} 人对 ${next.elsewhere} 人）`,
    en: `same points and beneficiaries; more of them at other schools (${best.elsewhere} against ${next.elsewhere})`,
  }
}

async function meritsOf(
  db: Reader,
  { schoolId, window, now }: { schoolId: string; window: Window; now: Date },
  ids: readonly number[],
): Promise<Map<number, Merits>> {
  if (ids.length === 0) return new Map()
  const policy = await policyAt(db, schoolId, window.from)
  const prior = { ...(await priorOf(db, schoolId, policy, now)), least: 0 }
  const authors = sql`${[...ids]}::bigint[]`
  const { rows } = await sql<{ id: number; quality: number; beneficiaries: number; elsewhere: number }>`
    with used as (${usesOf(schoolId, authors, policy)}),
    earned as (
      select tx.member_id, tx.resource_id, sum(tx.amount) as amount from point_tx tx
      where tx.school_id = ${schoolId} and tx.member_id = any(${authors}) and tx.resource_id is not null
        and tx.counts_at >= ${window.from} and tx.counts_at < ${window.to}
      group by 1, 2 having sum(tx.amount) > 0
    ), rated as (
      select e.member_id, sum(e.amount * i.mean) / sum(e.amount) as quality
      from earned e
      cross join lateral (
        select (${meanOf(prior)})::double precision as mean
        from resource r left join quality_state q on q.school_id = r.school_id and q.resource_id = r.id
        where r.school_id = ${schoolId} and r.id = e.resource_id
      ) i
      group by 1
    )
    select a.id, coalesce((select quality from rated where member_id = a.id), ${prior.mean})::double precision as quality,
      (select count(distinct u.by) from used u
        where u.author = a.id and u.at >= ${window.from} and u.at < ${window.to})::int as beneficiaries,
      (select count(distinct u.by) from used u join member m on m.id = u.by and m.school_id <> ${schoolId}
        where u.author = a.id and u.at >= ${window.from} and u.at < ${window.to})::int as elsewhere
    from unnest(${authors}) a (id)`.execute(db)
  return new Map(rows.map(({ id, ...row }) => [id, { ...row, memberId: id }]))
}

function noMerits(memberId: number): Merits {
  return { memberId, quality: 0, beneficiaries: 0, elsewhere: 0 }
}
