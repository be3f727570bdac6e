import type { ColumnType, Generated, Selectable } from 'kysely'
import type { At, Json, NewAt, NewJson } from './columns.ts'

/** What happened, the rules, and the points that follow from both. */
export type LedgerTables = {
  fact: FactTable
  point_run: PointRunTable
  quality_state: QualityStateTable
  policy: PolicyTable
  point_tx: PointTxTable
  point_entry: PointEntryTable
}

export type Fact = Selectable<FactTable>
export type PointTx = Selectable<PointTxTable>
export type PointEntry = Selectable<PointEntryTable>

/** A thing that happened. Immutable but for `status`; points are a projection of facts. */
type FactTable = {
  school_id: string
  id: Generated<number>
  /** The stable business key, such as `accepted:128`; unique, so a replay writes nothing. */
  key: string
  kind: string
  actor_id: number | null
  resource_id: number | null
  occurred_at: At
  recorded_at: NewAt
  payload: NewJson<Record<string, unknown>>
  /** `held`: a signal waits for a person's decision. */
  status: Generated<'waiting' | 'held' | 'settled'>
  /** The run that settled it; null for facts settled before runs were kept. */
  run_id: Generated<number | null>
}

/** One pass of the projection: everything it posts carries its instant, so that a rebuild repeats it. */
type PointRunTable = { school_id: string; id: number; kind: 'instant' | 'nightly'; at: At }

/** What the ratings of a resource amount to; a projection of facts. `mean` is B, `factor` Q. */
type QualityStateTable = {
  school_id: string
  resource_id: number
  ratings: Generated<number>
  /** In ten-thousandths. */
  weights: Generated<number>
  weighted_stars: Generated<number>
  panel_score: number | null
  mean: number | null
  factor: number | null
  /** Who earns for it, as the facts say. */
  author_id: number | null
  co_authors: ColumnType<{ member: number; share: number }[], string | undefined, string>
  type: string | null
  accepted_at: At | null
  /** The award of the upload that stands, all authors together, in 厘. */
  base: Generated<number>
  /** The quality bonus that stands, all authors together, in 厘. */
  bonus: Generated<number>
  /** Different people whose download counts. */
  counted: Generated<number>
  withdrawn_fact: Generated<number>
  restored_fact: Generated<number>
  /** A case took it out of the points. */
  closed_fact: number | null
  frozen_fact: number | null
  frozen_at: At | null
  /** ISO weeks such as `2026-W37`. */
  due_week: string | null
  settled_week: string | null
}

type PolicyTable = {
  school_id: string
  version: string
  effective_from: At
  /** The YAML as it was published. */
  source: string
  body: Json<unknown>
  published_at: NewAt
}

export const POINT_KINDS = [
  'award',
  'reversal',
  'penalty',
  'adjust',
  'opening',
  'vest',
  'expire',
  'hold',
  'capture',
  'release',
  'escrow',
  'payout',
] as const
export type PointKind = (typeof POINT_KINDS)[number]

/** One posting. Append-only by trigger; `hash` chains over `prev_hash` within a school. */
type PointTxTable = {
  school_id: string
  /** 1, 2, 3 … without gaps within a school. */
  seq: number
  /** A stable business fact, such as `up:128`, `dl:128:7`, `rev:up:128`. */
  idem_key: string
  kind: PointKind
  rule: string
  policy_version: string
  fact_id: number
  member_id: number
  resource_id: number | null
  occurred_at: At
  posted_at: At
  term_id: string
  reverses_seq: number | null
  /** Book C, in 厘, of `member_id`; 0 is kept too, because a receipt must explain a nought. */
  amount: number
  /** The instant whose week, month, term and year it counts for; a reversal takes the award's. */
  counts_at: At
  /** The school day whose caps it uses: for an upload the day it was shared. */
  day: string
  /** Who caused it when that is somebody else, such as the downloader. */
  actor_id: number | null
  /** The `idem_key` of the first award of this business fact; awards after a restore and reversals share it. */
  root_key: string
  /** The formula as the receipt shows it. */
  trace: Json<{ zh: string; en: string }>
  prev_hash: string
  hash: string
}

/** One leg. Per tx and book the amounts sum to 0. Book C is contribution (honour), S is spendable. */
type PointEntryTable = {
  school_id: string
  tx_seq: number
  n: number
  /** `mint`, `member:7:contrib`, `member:7:pending`, … */
  account: string
  book: 'C' | 'S'
  /** In 厘, never 0. */
  amount: number
}
