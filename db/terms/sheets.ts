import { sql } from 'kysely'
import { sha256 } from '#kit/ids.ts'
import { shrunken } from '../boards/groups.ts'
import type { Policy } from '../policy/schema.ts'
import { bandOf } from '../reports/appraisal-rows.ts'
import type { Reader, Role, Trx } from '../schema.ts'
import { lessonsDone } from './lessons.ts'
import { meets, owes, quotaSheets } from './quota.ts'
import type { TermSpan } from './span.ts'

/** What a term gave everybody: points of the term, balances, quota, place. Amounts in 厘. */
export type TermSheet = {
  member: number
  name: string
  role: Role
  department: number | undefined
  /** Is no colleague any more, and in no roster; what they earned stays. */
  left: boolean
  points: number
  lifetime: number
  pending: number
  avail: number
  hold: number
  escrow: number
  quotaDone: number
  quotaDue: number
  exempt: string | undefined
  badges: number
  /** Joint, among colleagues with points. */
  rank: number | undefined
  band: number | undefined
}

/**
 * Writes the sheets of a term anew: one for every colleague, one for every department, one for the school. All numbers
 * come from the ledger and from facts, so that a second run writes the same. Answers the hash over all of it.
 */
export async function writeSheets(
  trx: Trx,
  schoolId: string,
  span: TermSpan,
  policy: Policy,
  zone: string,
): Promise<{ sheets: number; hash: string }> {
  const sheets = await computeSheets(trx, schoolId, span, policy, zone)
  const groups = await groupsOf(trx, schoolId, sheets, policy)
  const school = await schoolRow(trx, schoolId, span, sheets, policy)
  const key = { school_id: schoolId, term: span.id }
  for (const table of ['term_member', 'term_group', 'term_school'] as const) {
    await trx.deleteFrom(table).where('school_id', '=', schoolId).where('term', '=', span.id).execute()
  }
  const rows = sheets.map((one) => ({
    member_id: one.member,
    name: one.name,
    role: one.role,
    department_id: one.department ?? null,
    points: one.points,
    lifetime: one.lifetime,
    pending: one.pending,
    avail: one.avail,
    hold: one.hold,
    escrow: one.escrow,
    quota_done: one.quotaDone,
    quota_due: one.quotaDue,
    exempt: one.exempt ?? null,
    badges: one.badges,
    rank: one.rank ?? null,
    band: one.band ?? null,
  }))
  await sql`
    insert into term_member
    select ${schoolId}, ${span.id}, r.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      member_id bigint, name text, role text, department_id bigint, points bigint, lifetime bigint, pending bigint,
      avail bigint, hold bigint, escrow bigint, quota_done int, quota_due int, exempt text, badges int, rank int,
      band double precision)`.execute(trx)
  if (groups.length > 0) {
    await trx
      .insertInto('term_group')
      .values(groups.map((group) => ({ ...key, ...group })))
      .execute()
  }
  await trx
    .insertInto('term_school')
    .values({ ...key, ...school })
    .execute()
  return { sheets: sheets.length, hash: sha256(JSON.stringify([span.id, rows, groups, school])) }
}

/** The sheets as they are now, without writing them. Pupils have none. */
export async function computeSheets(
  db: Reader,
  schoolId: string,
  span: TermSpan,
  policy: Policy,
  zone: string,
): Promise<TermSheet[]> {
  const { rows: people } = await sql<{
    id: number
    name: string
    role: Role
    department_id: number | null
    gone: boolean
    points: number
    lifetime: number
  }>`
    select m.id, m.name, m.role, m.department_id, m.left_at is not null as gone,
      coalesce(earned.points, 0) as points, coalesce(earned.lifetime, 0) as lifetime
    from member m
    left join (
      select member_id, coalesce(sum(amount) filter (where term_id = ${span.id}), 0)::bigint as points,
        sum(amount)::bigint as lifetime
      from point_tx where school_id = ${schoolId} and amount <> 0 group by member_id
    ) earned on earned.member_id = m.id
    where m.school_id = ${schoolId} and m.role <> 'pupil' and m.pending_since is null and m.created_at < ${span.to}
      and ((m.left_at is null) or coalesce(earned.points, 0) <> 0)
    order by m.id`.execute(db)
  const balances = await balancesOf(db, schoolId)
  const quota = new Map(
    (await quotaSheets(db, schoolId, span, policy, zone)).map((sheet) => [sheet.member, sheet] as const),
  )
  const badges = await badgesOf(db, schoolId)
  const compared = people.filter((one) => !one.gone).map((one) => one.points)
  const falling = [...compared].sort((a, b) => b - a)
  const places = new Map<number, number>()
  falling.forEach((points, index) => {
    if (!places.has(points)) places.set(points, index + 1)
  })
  const bands = new Map<number, number | undefined>()
  for (const points of places.keys()) bands.set(points, bandOf(points, compared, policy.appraisal.bands))
  return people.map((one) => {
    const held = balances.get(one.id)
    const owed = quota.get(one.id)
    const ranked = !one.gone && one.points > 0
    return {
      member: one.id,
      name: one.name,
      role: one.role,
      department: one.department_id ?? undefined,
      left: one.gone,
      points: one.points,
      lifetime: one.lifetime,
      pending: held?.pending ?? 0,
      avail: held?.avail ?? 0,
      hold: held?.hold ?? 0,
      escrow: held?.escrow ?? 0,
      quotaDone: owed?.done ?? 0,
      quotaDue: owed?.due ?? 0,
      exempt: owed?.exempt,
      badges: badges.get(one.id) ?? 0,
      rank: ranked ? places.get(one.points) : undefined,
      band: ranked ? bands.get(one.points) : undefined,
    }
  })
}

type Balances = { pending: number; avail: number; hold: number; escrow: number }

/** Book S of every member. */
async function balancesOf(db: Reader, schoolId: string): Promise<Map<number, Balances>> {
  const { rows } = await sql<{ member: number; pocket: string; amount: number }>`
    select split_part(account, ':', 2)::bigint as member, split_part(account, ':', 3) as pocket,
      sum(amount)::bigint as amount
    from point_entry
    where school_id = ${schoolId} and account like 'member:%' and book = 'S'
    group by 1, 2`.execute(db)
  const found = new Map<number, Balances>()
  for (const { member, pocket, amount } of rows) {
    const one = found.get(member) ?? { pending: 0, avail: 0, hold: 0, escrow: 0 }
    if (pocket === 'pending' || pocket === 'avail' || pocket === 'hold' || pocket === 'escrow') one[pocket] = amount
    found.set(member, one)
  }
  return found
}

/** Badges that stand, by member. */
async function badgesOf(db: Reader, schoolId: string): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('badge_award')
    .select((eb) => ['member_id', eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', schoolId)
    .where('revoked_at', 'is', null)
    .groupBy('member_id')
    .execute()
  return new Map(rows.map((row) => [row.member_id, row.n]))
}

/** Departments by shrunken points per head of their roster, as the boards rank them. */
async function groupsOf(db: Reader, schoolId: string, sheets: readonly TermSheet[], policy: Policy) {
  const departments = await db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .orderBy('id')
    .execute()
  const counted = departments.map((one) => {
    const roster = sheets.filter((sheet) => sheet.department === one.id && !sheet.left)
    return {
      id: one.id,
      name: one.name,
      name_en: null,
      points: roster.reduce((sum, sheet) => sum + sheet.points, 0),
      roster: roster.length,
      earners: roster.filter((sheet) => sheet.points > 0).length,
      owing: roster.filter(isOwing).length,
      met: roster.filter(isMet).length,
    }
  })
  const best = shrunken(
    counted.filter((one) => one.roster > 0),
    policy.board.group_shrink_k,
  )
  const heads = new Map(best.map((one) => [one.id, one.perHead]))
  return counted.map(({ id, name, roster, earners, points, owing, met }) => {
    const perHead = heads.get(id) ?? 0
    return {
      department_id: id,
      name,
      roster,
      earners,
      points,
      per_head: perHead,
      rank: earners === 0 ? null : 1 + best.filter((other) => other.earners > 0 && other.perHead > perHead).length,
      quota_owing: owing,
      quota_met: met,
    }
  })
}

async function schoolRow(db: Reader, schoolId: string, span: TermSpan, sheets: readonly TermSheet[], policy: Policy) {
  const lessons = await lessonsDone(db, schoolId, span.id, policy)
  const answers = await db
    .selectFrom('term_answer')
    .select((eb) => ['answer', eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', schoolId)
    .where('term', '=', span.id)
    .groupBy('answer')
    .execute()
  const answered = (answer: 'confirmed' | 'disputed') => answers.find((row) => row.answer === answer)?.n ?? 0
  return {
    roster: sheets.filter((one) => !one.left).length,
    earners: sheets.filter((one) => one.points > 0).length,
    points: sheets.reduce((sum, one) => sum + one.points, 0),
    liability: sheets.reduce((sum, one) => sum + one.pending + one.avail + one.hold + one.escrow, 0),
    quota_owing: sheets.filter(isOwing).length,
    quota_met: sheets.filter(isMet).length,
    excellent_done: lessons.done,
    excellent_due: lessons.due,
    confirmed: answered('confirmed'),
    disputed: answered('disputed'),
  }
}

const isOwing = (one: TermSheet) => owes({ due: one.quotaDue, done: one.quotaDone })
const isMet = (one: TermSheet) => meets({ due: one.quotaDue, done: one.quotaDone })
