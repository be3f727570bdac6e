import { sql } from 'kysely'
import { DateTime } from 'luxon'
import { board } from '#db/boards/board.ts'
import { policyAt } from '#db/policy/at.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import type { Db } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import { minuteOf } from '#kit/zone.ts'
import { settleNight } from '../points/night.ts'
import { settleSchool } from '../points/settle.ts'
import { arrive } from './changes.ts'
import { act } from './deeds.ts'
import { DEEDS, type DeedName, type History } from './format.ts'
import { instant, rosterOf, SCHOOL, World } from './world.ts'

export type Played = {
  until: Date
  rows: {
    seq: number
    at: string
    key: string
    kind: string
    person: string
    c: number
    legs: { book: string; account: string; amount: number }[]
    trace: string
  }[]
  balances: { person: string; contribution: number; spendable: number; pending: number; hold: number; escrow: number }[]
  /** What people wanted to spend and had not: refused, as in the chat. */
  refused: { at: string; person: string; what: string; wanted: number; has: number }[]
  people: { rank: number; person: string; points: number }[]
  departments: {
    rank: number
    department: string
    roster: number
    points: number
    per_head: number
    shrunken: number
  }[]
}

/**
 * Plays a worked history in an empty database: every deed as a fact, settled when it occurs; every night that passes is
 * run. Answers the ledger, the balances and both boards. Amounts in 厘. `lines` are those of the events in their file. Throws
 * UserFacingError `history_…`, with the line, for what it can not read.
 */
export async function playHistory(
  db: Db,
  history: History,
  policyText: string,
  school = SCHOOL,
  lines: readonly number[] = [],
): Promise<Played> {
  const zone = history.timezone
  await db
    .insertInto('school')
    .values({ id: school, name: school, name_en: school, locale: 'zh-CN', time_zone: zone })
    .execute()
  await db.transaction().execute((trx) => publishPolicy(trx, school, policyText))
  const world = new World(db, zone, school)
  world.policyText = policyText
  world.types = Object.keys((await policyAt(db, school, new Date(0))).type_base)
  const deeds = history.events.map((raw, nth) => ({ raw, nth, ...located(nth, lines, () => readDeed(raw, zone)) }))
  deeds.sort((left, right) => left.at.getTime() - right.at.getTime() || left.nth - right.nth)
  const first = deeds[0]?.at ?? instant('2026-09-01', zone)
  let clock = DateTime.fromJSDate(first, { zone }).startOf('day').toJSDate()
  await people(world, history, clock)
  await settleSchool(db, school, clock)
  for (const { raw, name, at, id, nth } of deeds) {
    clock = await nights(world, clock, at, zone)
    world.current = []
    await act(world, name, raw, at).catch((error) =>
      located(nth, lines, () => {
        throw error
      }),
    )
    if (id !== undefined) world.deeds.set(id, world.current)
    await settleSchool(db, school, at)
  }
  const last = deeds.at(-1)?.at ?? first
  const until =
    history.until === undefined
      ? DateTime.fromJSDate(last, { zone }).endOf('week')
      : DateTime.fromJSDate(instant(history.until, zone), { zone }).endOf('day')
  const end = until.plus({ milliseconds: 1 }).toJSDate()
  await nights(world, clock, end, zone)
  await settleNight(db, school, end)
  return result(world, history, until.toJSDate())
}

/** Says in which event, and in which line of the file, something can not be read. */
function located<T>(nth: number, lines: readonly number[], read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error
    const line = lines[nth]
    const [zh, en] = [line === undefined ? '' : `（第 ${line} 行）`, line === undefined ? '' : ` (line ${line})`]
    const said = {
      zh: `第 ${nth + 1} 个事件${zh}：${error.sentence.zh}`,
      en: `Event ${nth + 1}${en}: ${error.sentence.en}`,
    }
    throw Object.assign(new UserFacingError(error.code, said, error.hint), { cause: error })
  }
}

function readDeed(raw: Record<string, unknown>, zone: string): { name: DeedName; at: Date; id: string | undefined } {
  const names = Object.keys(raw).filter((key): key is DeedName => Object.hasOwn(DEEDS, key))
  const [name] = names
  if (!name || !Object.hasOwn(raw, 'at')) {
    const what = Object.keys(raw).filter((key) => key !== 'at' && key !== 'id')
    throw new UserFacingError('history_deed', {
      zh: `${name ? '没有写 at（什么时候）' : `没有“${what[0] ?? ''}”这种事件`}。可以写：${Object.keys(DEEDS).join('、')}`,
      en: `${name ? 'it has no “at” (when)' : `“${what[0] ?? ''}” is no kind of event`}; there are ${Object.keys(DEEDS).join(', ')}`,
    })
  }
  const parsed = DEEDS[name].safeParse(raw)
  if (!parsed.success) {
    const why = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')
    throw new UserFacingError('history_deed', { zh: `看不懂 ${name}：${why}`, en: `${name} can not be read: ${why}` })
  }
  return { name, at: instant(parsed.data.at, zone), id: parsed.data.id }
}

async function people(world: World, history: History, at: Date): Promise<void> {
  for (const [name, given] of Object.entries(history.people)) await arrive(world, name, given, at)
  for (const [department, roster] of Object.entries(history.departments)) {
    for (let more = rosterOf(history, department); more < roster; more += 1) {
      await world.addMember(`${department} ${more + 1}`, { department })
    }
  }
}

/** Runs every night between two instants. */
async function nights({ db, school }: World, from: Date, to: Date, zone: string): Promise<Date> {
  const { nightly } = await policyAt(db, school, from)
  const [hour = 0, minute = 0] = nightly.at.split(':').map(Number)
  let night = DateTime.fromJSDate(from, { zone }).set({ hour, minute, second: 0, millisecond: 0 })
  if (night.toJSDate() <= from) night = night.plus({ days: 1 })
  for (; night.toJSDate() <= to; night = night.plus({ days: 1 })) await settleNight(db, school, night.toJSDate())
  return to
}

async function result(world: World, history: History, until: Date): Promise<Played> {
  const { db } = world
  const names = new Map([...world.members].map(([name, { id }]) => [id, name]))
  const items = new Map([...world.items].map(([name, { id }]) => [id, name]))
  const txs = await db.selectFrom('point_tx').selectAll().where('school_id', '=', world.school).orderBy('seq').execute()
  const entries = await db
    .selectFrom('point_entry')
    .selectAll()
    .where('school_id', '=', world.school)
    .orderBy('n')
    .execute()
  const bySeq = Map.groupBy(entries, (entry) => entry.tx_seq)
  const account = (text: string) => text.replace(/^member:(\d+)/, (_, id) => names.get(Number(id)) ?? id)
  const rows = txs.map((tx) => ({
    seq: tx.seq,
    at: minuteOf(tx.occurred_at, world.zone),
    key: named(tx.idem_key, names, items),
    kind: tx.kind,
    person: names.get(tx.member_id) ?? String(tx.member_id),
    c: tx.amount,
    legs: (bySeq.get(tx.seq) ?? []).map(({ book, account: of, amount }) => ({ book, account: account(of), amount })),
    trace: `${tx.trace.zh} @policy ${tx.policy_version}`,
  }))
  const sums = await sql<{
    account: string
    amount: number
  }>`select account, sum(amount)::int as amount from point_entry
    where school_id = ${world.school} and account like 'member:%' group by 1`.execute(db)
  const of = new Map(sums.rows.map((row) => [row.account, row.amount]))
  const balances = [...Object.keys(history.people), ...world.arrived].map((person) => {
    const id = world.members.get(person)?.id
    const sum = (which: string) => of.get(`member:${id}:${which}`) ?? 0
    return {
      person,
      contribution: sum('contrib'),
      spendable: sum('avail'),
      pending: sum('pending'),
      hold: sum('hold'),
      escrow: sum('escrow'),
    }
  })
  const policy = await policyAt(db, world.school, until)
  const ranked = await board(db, { schoolId: world.school, subject: 'person', period: 'week', at: until, limit: 1_000 })
  const points = new Map(ranked.rows.map((row) => [row.id, row.points]))
  const departments = await departmentsOf(world, points, policy.board.group_shrink_k)
  return {
    until,
    rows,
    balances,
    refused: world.refused.map((one) => ({ ...one, at: minuteOf(one.at, world.zone) })),
    people: ranked.rows.map((row) => ({
      rank: row.rank,
      person: names.get(row.id) ?? row.name.zh,
      points: row.points,
    })),
    departments,
  }
}

/** G = (Σ + k·μ) / (n + k), with μ the mean per head over all departments. */
async function departmentsOf(world: World, points: Map<number, number>, k: number): Promise<Played['departments']> {
  const { rows } = await sql<{ name: string; ids: number[] }>`
    select department.name, array_agg(member.id) as ids from member
    join department on department.school_id = member.school_id and department.id = member.department_id
    where member.school_id = ${world.school} and member.role <> 'pupil' group by 1`.execute(world.db)
  const groups = rows.map(({ name, ids }) => ({
    department: name,
    roster: ids.length,
    points: ids.reduce((sum, id) => sum + (points.get(Number(id)) ?? 0), 0),
  }))
  const heads = groups.reduce((sum, one) => sum + one.roster, 0)
  const mean = heads === 0 ? 0 : groups.reduce((sum, one) => sum + one.points, 0) / heads
  const shown = groups
    .map((one) => ({
      ...one,
      per_head: Math.round(one.points / one.roster),
      shrunken: Math.round((one.points + k * mean) / (one.roster + k)),
    }))
    .sort((left, right) => right.shrunken - left.shrunken)
  return shown.map((one) => ({ rank: 1 + shown.filter((other) => other.shrunken > one.shrunken).length, ...one }))
}

/** `dl:1:7` as `dl:R1:李`. */
function named(key: string, names: Map<number, string>, items: Map<number, string>): string {
  return key
    .replace(/\b(up|dl|rv|au|qb):(\d+)/, (_, rule, id) => `${rule}:${items.get(Number(id)) ?? id}`)
    .replace(/\b(dl|rv):([^:]+):(\d+)/, (_, rule, item, id) => `${rule}:${item}:${names.get(Number(id)) ?? id}`)
    .replace(/\b(first|open):(\d+)/, (_, rule, id) => `${rule}:${names.get(Number(id)) ?? id}`)
    .replace(/\b(att:\d+):(\d+)/, (_, event, id) => `${event}:${names.get(Number(id)) ?? id}`)
}
