import { defaultPolicyText } from '#db/policy/defaults.ts'
import type { Db } from '#db/schema.ts'
import { historySchema } from '#workers/history/format.ts'
import { type Played, playHistory } from '#workers/history/play.ts'

/** A worked history that was played: points by person in both books, rows by key. 厘. */
export type PlayedHistory = {
  played: Played
  c(person: string): number
  /** What can be spent and what will be. */
  s(person: string): number
  available(person: string): number
  /** Amounts of the rows whose keys begin so, in the order of posting. */
  rows(prefix: string): [key: string, amount: number][]
}

let nth = 0

/** Plays in a school of its own. Everybody has shared before, so that no bonus for a first share is in the way. */
export async function playDeeds(
  db: Db,
  people: readonly string[],
  events: readonly Record<string, unknown>[],
  more: { until?: string; policy?: string } = {},
): Promise<PlayedHistory> {
  const history = historySchema.parse({
    people: Object.fromEntries(people.map((name) => [name, { school: '一中', shared_before: true }])),
    events,
    ...(more.until && { until: more.until }),
  })
  nth += 1
  const played = await playHistory(db, history, more.policy ?? defaultPolicyText(), `history${nth}`)
  const of = (person: string) => {
    const found = played.balances.find((one) => one.person === person)
    if (!found) throw new Error(`nobody is called ${person}`)
    return found
  }
  return {
    played,
    c: (person) => of(person).contribution,
    s: (person) => of(person).spendable + of(person).pending,
    available: (person) => of(person).spendable,
    rows: (prefix) => played.rows.filter((row) => row.key.startsWith(prefix)).map((row) => [row.key, row.c]),
  }
}
