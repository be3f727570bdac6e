import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../schema.ts'
import {
  type BoardRow,
  contributorsOf,
  firstTotals,
  itsMember,
  itsNumber,
  type List,
  listed,
  numbers,
  type PersonRow,
  person,
  rowOf,
  schoolsNumber,
} from './list.ts'
import { nameOf, sizeOf } from './sizes.ts'

/** The reader's own place, for a private answer. Ranked among those whom everybody may see, even when hidden oneself. */
export type MyPlace = {
  points: number
  /** undefined without points in this window, and for pupils, who are never ranked. */
  rank: number | undefined
  /** Up to `neighbours` above and below, the reader in between. */
  neighbours: BoardRow[]
  /** What is missing to the next higher total; undefined at the top. */
  gapToNext: number | undefined
}

export const NO_PLACE: MyPlace = { points: 0, rank: undefined, neighbours: [], gapToNext: undefined }

/** Totals that are read beyond what is shown, because their members might not be listed; few are not. */
const SPARE = 8

/** The top of a counted list, how many contributed to it, and the place of who asks. */
export type Counted = { rows: BoardRow[]; contributors: number; me: MyPlace | undefined }

/**
 * A counted list: the first `limit` ranks, with ties at the last rank, but at most twice `limit` rows; only totals above 0,
 * so that nobody is shown at the bottom. And the viewer's place with `around` neighbours each way. One question to the
 * database, whatever the list's length, and another one where so many are hidden that it was not enough.
 */
export async function countedPeople(
  db: Reader,
  list: List,
  { limit, viewer, around }: { limit: number; viewer: number | undefined; around: number },
): Promise<Counted> {
  for (let further = 0; ; further += 1) {
    const most = { top: sizeOf(2 * limit + SPARE, further), beside: sizeOf(around + SPARE / 2, further) }
    const found = await (viewer === undefined ? askTop(db, list, most.top) : askPlace(db, list, viewer, most))
    const rows = found.flatMap(({ side, id, ...row }) => (side === null || id === null ? [] : [{ ...row, side, id }]))
    const of = (side: Side) => rows.filter((row) => row.side === side).sort(byPlace)
    const top = of('top')
    const shown = top.filter((row) => row.is_listed)
    const anybody = found[0]?.anybody ?? false
    if (anybody && top.length === most.top && shown.length < 2 * limit) continue
    const beside = { above: of('above'), below: of('below') }
    const tooFew = (side: readonly Row[]) =>
      anybody && side.length >= most.beside && side.filter((row) => row.is_listed).length < around
    if (tooFew(beside.above) || tooFew(beside.below)) continue
    const best = ranked(shown.slice(0, 2 * limit), list).filter((row) => row.rank <= limit)
    const [me] = of('mine')
    return {
      rows: best,
      contributors: found[0]?.contributors ?? 0,
      me: viewer === undefined ? undefined : placeOf(me, beside, { list, around }),
    }
  }
}

type Side = 'top' | 'mine' | 'above' | 'below'
type Row = PersonRow & { side: Side; is_listed: boolean; pupil: boolean } & Standing
/**
 * `anybody`: whether anybody is listed at all; `ties`: how many listed members share the total; `above`: how many have more
 * than the viewer; `next`: the least of it.
 */
type Standing = {
  contributors: number
  anybody: boolean
  ties: number | null
  above: number | null
  next: number | null
}
type Found = Omit<Row, 'side' | 'id'> & { side: Side | null; id: number | null }

/** Where everybody is hidden nobody is looked for further down. */
const anybodyListed = sql`exists (select from board_count c where c.list = ${itsNumber} and c.n > 0)`

/** The first `most` totals of a list. One row without a side says how many contributed when there is none. */
async function askTop(db: Reader, list: List, most: number): Promise<Found[]> {
  const { rows } = await sql<Found>`/* prepared: ${sql.raw(`board_top_${list.scope}_${nameOf(most)}`)} */
    with ${numbers(list)}, t as materialized (select * from ${firstTotals(list, 'top', { where: sql`points > 0`, order: sql`points desc, member_id`, most })} top)
    select t.side, ${person(list)}, m.role = 'pupil' as pupil, ${listed(list)} as is_listed,
      ${contributorsOf(list)} as contributors, ${anybodyListed} as anybody, null::int as ties, null::int as above, null::bigint as next
    from (select) one left join (t ${itsMember}) on true`.execute(db)
  return rows
}

/** The same, with the viewer's own total and the nearest others on both sides of it. */
async function askPlace(
  db: Reader,
  list: List,
  memberId: number,
  most: { top: number; beside: number },
): Promise<Found[]> {
  const { schoolId } = list
  const same = sql`c.list = ${itsNumber}`
  const counted = sql`${same} and c.n > 0 and c.total > (select points from own)`
  const beside = (side: Side, where: RawBuilder<unknown>, order: RawBuilder<unknown>) => sql`
    select near.* from own cross join lateral ${firstTotals(list, side, { where, order, most: most.beside })} near
    where own.points > 0`
  const { rows } =
    await sql<Found>`/* prepared: ${sql.raw(`board_place_${list.scope}_${nameOf(most.top)}_${nameOf(most.beside)}`)} */
    with ${numbers(list)}, own as materialized (
      select ${schoolsNumber} as list, m.id, coalesce(
        (select t.points from board_live t where t.list = ${schoolsNumber} and t.member_id = m.id),
        (select t.points from board_past t where t.list = ${schoolsNumber} and t.member_id = m.id), 0) as points
      from member m where m.school_id = ${schoolId} and m.id = ${memberId}
    ), t as materialized (
      select * from ${firstTotals(list, 'top', { where: sql`points > 0`, order: sql`points desc, member_id`, most: most.top })} top
      union all select 'mine', list, id, points from own
      union all ${beside('above', sql`points = own.points and member_id < own.id`, sql`points, member_id desc`)}
      union all ${beside('above', sql`points > own.points`, sql`points, member_id desc`)}
      union all ${beside('below', sql`points = own.points and member_id > own.id`, sql`points desc, member_id`)}
      union all ${beside('below', sql`points > 0 and points < own.points`, sql`points desc, member_id`)}
    )
    select t.side, ${person(list)}, m.role = 'pupil' as pupil, ${listed(list)} as is_listed,
      ${contributorsOf(list)} as contributors, ${anybodyListed} as anybody,
      case when t.side <> 'top' then (select c.n from board_count c where ${same} and c.total = t.points) end as ties,
      (select coalesce(sum(c.n), 0)::int from board_count c where ${counted}) as above,
      (select c.total from board_count c where ${counted} order by c.total limit 1) as next
    from (select) one left join (t ${itsMember}) on true`.execute(db)
  return rows
}

/** Rows from the top of a list on, under their joint ranks. */
function ranked(rows: readonly PersonRow[], list: List): BoardRow[] {
  let rank = 1
  return rows.map((row, index) => {
    if (row.points !== rows[index - 1]?.points) rank = index + 1
    return rowOf(row, rank, list)
  })
}

/** In board order: totals falling, then ids. */
function byPlace(left: PersonRow, right: PersonRow): number {
  return right.points - left.points || left.id - right.id
}

/** The viewer between the nearest listed members on both sides; `beside` is in board order. */
function placeOf(
  me: Row | undefined,
  beside: { above: readonly Row[]; below: readonly Row[] },
  { list, around }: { list: List; around: number },
): MyPlace {
  if (!me || me.points <= 0 || me.pupil) return { ...NO_PLACE, points: me?.points ?? 0 }
  const nearest = {
    above: around > 0 ? beside.above.filter((row) => row.is_listed).slice(-around) : [],
    below: beside.below.filter((row) => row.is_listed).slice(0, around),
  }
  const ties = new Map([me, ...nearest.above, ...nearest.below].map((row) => [row.points, row.ties ?? 0]))
  const rank = (me.above ?? 0) + 1
  // A name of one's own is shown as it is, however others see it.
  const own = rowOf({ ...me, chosen: 'real_name' }, rank, list)
  const mine: BoardRow = { ...own, mine: true, ...(!me.is_listed && { unlisted: true }) }
  return {
    points: me.points,
    rank,
    neighbours: [
      ...rankUp(nearest.above.toReversed(), mine, ties, list).reverse(),
      mine,
      ...rankDown(nearest.below, mine, ties, list),
    ],
    gapToNext: me.next === null ? undefined : me.next - me.points,
  }
}

/** Ranks of the neighbours above, nearest first: each higher total stands before all who share it. */
function rankUp(rows: readonly PersonRow[], mine: BoardRow, ties: Map<number, number>, list: List): BoardRow[] {
  let [points, rank] = [mine.points, mine.rank]
  return rows.map((row) => {
    if (row.points !== points) rank -= ties.get(row.points) ?? 1
    points = row.points
    return rowOf(row, rank, list)
  })
}

/** Ranks of the neighbours below, nearest first: each lower total stands after all who share the one before. */
function rankDown(rows: readonly PersonRow[], mine: BoardRow, ties: Map<number, number>, list: List): BoardRow[] {
  let [points, rank] = [mine.points, mine.rank]
  return rows.map((row) => {
    if (row.points !== points) rank += ties.get(points) ?? 0
    points = row.points
    return rowOf(row, rank, list)
  })
}
