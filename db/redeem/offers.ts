import { sql } from 'kysely'
import { type Window, windowAt } from '../boards/periods.ts'
import { MINOR_UNITS } from '../ledger/amount.ts'
import { policyAt } from '../policy/at.ts'
import type { Policy } from '../policy/schema.ts'
import type { RedemptionItem } from '../policy/sections/redemption.ts'
import type { Reader } from '../schema.ts'

/** An item of the catalogue as it is now: what is left of it, and how many this member may still have. */
export type Offer = {
  /** Its place in the catalogue, from 1. */
  n: number
  item: RedemptionItem
  /** In 厘. */
  price: number
  left: number
  /** Undefined: no limit of its own. */
  mayHave: number | undefined
  off: boolean
  stock: Window
  limit: Window | undefined
}

export type Catalogue = { policy: Policy; offers: Offer[] }

/** The catalogue of the policy in force, with the stock and limits of the periods around `now`. */
export async function listOffers(
  db: Reader,
  { schoolId, memberId, now, zone }: { schoolId: string; memberId: number; now: Date; zone: string },
): Promise<Catalogue> {
  const policy = await policyAt(db, schoolId, now)
  const off = await db.selectFrom('redemption_off').select('item').where('school_id', '=', schoolId).execute()
  const windows = policy.redemption.items.map((item) => ({
    item,
    stock: windowAt(item.stock.per, now, zone, policy),
    limit: item.limit && windowAt(item.limit.per, now, zone, policy),
  }))
  const taken = await takenOf(
    db,
    schoolId,
    windows.map(({ stock }) => stock.key),
  )
  const mine = await mineOf(db, schoolId, memberId)
  const offers = windows.map(({ item, stock, limit }, index) => {
    const gone = taken.find((row) => row.item === item.id && row.stock_period === stock.key)?.n ?? 0
    const had = mine.find((row) => row.item === item.id && row.limit_period === limit?.key)?.n ?? 0
    return {
      n: index + 1,
      item,
      price: Math.round(item.price * MINOR_UNITS),
      left: Math.max(0, item.stock.count - gone),
      mayHave: item.limit ? Math.max(0, item.limit.count - had) : undefined,
      off: off.some((one) => one.item === item.id),
      stock,
      limit,
    }
  })
  return { policy, offers }
}

/** What a collection is called, whatever the catalogue names it. */
const POOL = /^(?:共筹|众筹|凑分|pool|pooled|collection|together)$/

/** The item that somebody means by its place, its id or a part of its name; undefined when none or several fit. */
export function offerFor(offers: readonly Offer[], said: string): Offer | undefined {
  const words = said.normalize('NFKC').trim().toLowerCase()
  if (words === '') return undefined
  const byPlace = offers.find((offer) => String(offer.n) === words || offer.item.id === words)
  if (byPlace) return byPlace
  const fitting = offers.filter(
    ({ item }) =>
      (item.pooled && POOL.test(words)) ||
      [item.name.zh, item.name.en].some((name) => name.toLowerCase().includes(words)),
  )
  return fitting.length === 1 ? fitting[0] : undefined
}

/** What the approved and pending redemptions of a term are worth, in fen (a hundredth of a yuan). */
export async function spentOfBudget(db: Reader, schoolId: string, termId: string): Promise<number> {
  const row = await db
    .selectFrom('redemption')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('value_fen'), sql<number>`0`).as('fen'))
    .where('school_id', '=', schoolId)
    .where('term_id', '=', termId)
    .where('status', 'in', ['pending', 'approved', 'delivered'])
    .executeTakeFirstOrThrow()
  return Number(row.fen)
}

/** How many of each item are taken in these periods. */
function takenOf(db: Reader, schoolId: string, periods: readonly string[]) {
  return db
    .selectFrom('redemption')
    .select((eb) => ['item', 'stock_period', eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', schoolId)
    .where('stock_period', 'in', periods.length > 0 ? [...new Set(periods)] : [''])
    .where('status', 'in', ['pending', 'approved', 'delivered'])
    .groupBy(['item', 'stock_period'])
    .execute()
}

/** How many of each item somebody had, by period. */
function mineOf(db: Reader, schoolId: string, memberId: number) {
  return db
    .selectFrom('redemption')
    .select((eb) => ['item', 'limit_period', eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .where('status', 'in', ['pending', 'approved', 'delivered'])
    .groupBy(['item', 'limit_period'])
    .execute()
}
