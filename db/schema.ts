import type { ColumnType, Generated, Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { FeishuPaceTables } from './feishu/pace.ts'
import type { FeishuSendingTables } from './feishu/sending.ts'
import type { FeishuThreadTables } from './feishu/threads.ts'
import type { FindingTables } from './findings/findings.ts'
import type { LinkTables } from './links.ts'
import type { OwnTermTables } from './own-terms.ts'
import type { PracticeTables } from './practice/tables.ts'
import type { RecognitionTables } from './recognition/recognition.ts'
import type { ImportTables } from './rows/imports.ts'
import type { LessonTables } from './rows/lessons.ts'
import type { MergeTables } from './rows/merge-tables.ts'
import type { PairTables } from './search/pairs.ts'
import type { SimilarTables } from './similar/tables.ts'
import type { WechatIdentityTables } from './wechat/identity-tables.ts'
import type { WechatSentTables } from './wechat/sent.ts'
import type { WechatSessionTables } from './wechat/sessions.ts'

/**
 * Every table, as kysely sees it. Rules that hold everywhere: `school_id` comes first in every key, times are
 * `timestamptz` named `_at` and arrive as Date, `bigint` arrives as number (all ids stay far below 2^53),
 * `date` arrives as the string `2026-11-21`, points are integers in 厘 (1 point = 100 厘).
 */
export type Database = {
  school: SchoolTable
  department: DepartmentTable
  member: MemberTable
  account: AccountTable
  chat: ChatTable
  chat_cursor: ChatCursorTable
  intake: IntakeTable
  upload: UploadTable
  blob: BlobTable
  resource: ResourceTable
  resource_text: ResourceTextTable
  resource_search: ResourceSearchTable
  review: ReviewTable
  download: DownloadTable
  rating: RatingTable
  fact: FactTable
  message: MessageTable
  post_run: PostRunTable
  api_token: ApiTokenTable
  policy: PolicyTable
  point_tx: PointTxTable
  point_entry: PointEntryTable
  point_total: PointTotalTable
} & PairTables &
  PracticeTables &
  RecognitionTables &
  SimilarTables &
  FeishuPaceTables &
  FeishuSendingTables &
  FeishuThreadTables &
  ImportTables &
  LessonTables &
  OwnTermTables &
  FindingTables &
  MergeTables &
  WechatIdentityTables &
  WechatSentTables &
  WechatSessionTables &
  LinkTables

export type Db = Kysely<Database>
export type Trx = Transaction<Database>
/** A handle that can only read: what commands get. A `Db`, a `Trx` and a read-only kysely all fit. */
export type Reader = Pick<Db, 'selectFrom' | 'getExecutor'>

type At = ColumnType<Date, Date | string, Date | string>
type NewAt = ColumnType<Date, Date | string | undefined, Date | string>
type Json<T> = ColumnType<T, string, string>
type NewJson<T> = ColumnType<T, string | undefined, string>

export const ROLES = ['teacher', 'head', 'admin', 'pupil'] as const
export type Role = (typeof ROLES)[number]

/** `review` waits for a reviewer; `frozen` is recalled while a case is open. Only `live` is findable. */
export const RESOURCE_STATUSES = ['live', 'review', 'refused', 'withdrawn', 'frozen'] as const
export type ResourceStatus = (typeof RESOURCE_STATUSES)[number]

export const VISIBILITIES = ['private', 'department', 'school', 'group', 'public'] as const
export type Visibility = (typeof VISIBILITIES)[number]

export const BOARD_VISIBILITIES = ['real_name', 'alias', 'anonymous', 'hidden'] as const
export type BoardVisibility = (typeof BOARD_VISIBILITIES)[number]

type SchoolTable = {
  id: string
  name: string
  name_en: string
  locale: string
  time_zone: string
  /** Administrators' choices: see `db/settings.ts`. */
  settings: NewJson<Record<string, unknown>>
  created_at: NewAt
}

type DepartmentTable = { school_id: string; id: Generated<number>; name: string; name_en: string | null }

type MemberTable = {
  school_id: string
  id: Generated<number>
  name: string
  role: Role
  department_id: number | null
  board_visibility: Generated<BoardVisibility>
  /** The name shown on boards when `board_visibility` is `alias`. */
  alias: string | null
  locale: string | null
  left_at: At | null
  /** Whom this member turned out to be; they have left then, and their rows are that member's. */
  merged_into: Generated<number | null>
  /** Not recognised yet: waits to be bound, and is on no board until then. */
  pending_since: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  created_at: NewAt
}

/** One identity of a member on one platform. A member may have several. */
type AccountTable = {
  school_id: string
  platform: string
  external_id: string
  member_id: number
  /** The same for every app of the platform that the school uses. */
  union_id: string | null
  /** What the platform called them last; `member.name` follows it until somebody changes that here. */
  name: string | null
  /** When the platform was last asked about them. */
  checked_at: At | null
  created_at: NewAt
}

type ChatTable = {
  school_id: string
  id: Generated<number>
  platform: string
  external_id: string
  kind: 'group' | 'direct'
  name: string
  /** The member on the other side of a direct chat. */
  member_id: number | null
  locale: string | null
  settings: NewJson<Record<string, unknown>>
  removed_at: At | null
  created_at: NewAt
}

/** How far a chat's history on its platform has been read. `chat_id` is the platform's. */
type ChatCursorTable = {
  school_id: string
  platform: string
  chat_id: string
  kind: 'group' | 'direct'
  /** The person on the other side of a direct chat. */
  person_id: string | null
  /** The time of the newest message that is known, by the platform's clock. */
  read_until: At
  /** The bot is not in it any more. */
  gone: Generated<boolean>
}

/** One event as a platform delivered it, committed before it is acknowledged. `payload` is an `Incoming`. */
type IntakeTable = {
  school_id: string
  id: Generated<number>
  platform: string
  event_key: string
  chat_id: number
  member_id: number | null
  kind: string
  payload: Json<unknown>
  sent_at: At
  received_at: NewAt
  status: Generated<'waiting' | 'done' | 'ignored' | 'failed'>
  attempts: Generated<number>
  /** Not before this instant; also the lease of the process that works on it. */
  next_at: NewAt
  /** What people see when it failed: four characters, also in the log. */
  error_number: string | null
  done_at: At | null
}

/** A file on its way into the catalogue. `waiting` → fetched (`stored`) → stages → `done` or `refused`. */
type UploadTable = {
  school_id: string
  id: Generated<number>
  intake_id: number
  chat_id: number
  member_id: number
  file_name: string
  size: number | null
  media_type: string | null
  /** Where the platform keeps the bytes: a `FileRef`. */
  file_ref: Json<unknown>
  /** The platform's id of the message that carried the file. */
  message_ref: string
  status: Generated<'waiting' | 'stored' | 'done' | 'refused' | 'withdrawn'>
  blob_sha256: string | null
  /** The catalogue draft after the last finished stage, so that a retry resumes. */
  draft: NewJson<Record<string, unknown>>
  stage: string | null
  /** Why it was refused, in both languages. */
  reason: ColumnType<Text | null, string | null | undefined, string | null>
  resource_id: number | null
  attempts: Generated<number>
  next_at: NewAt
  sent_at: At
  created_at: NewAt
  updated_at: NewAt
}

type BlobTable = { school_id: string; sha256: string; size: number; created_at: NewAt }

/** A member of a package: its name inside, inflated size in bytes, format and, when it was read, its title. */
export type ResourcePart = { name: string; size: number; format: string; title?: string }

/** Seconds, pixels, and what tags say; all optional. */
export type ResourceMedia = {
  seconds?: number
  width?: number
  height?: number
  title?: string
  artist?: string
  album?: string
  /** When it was taken or recorded, as the file says: `2025-09-01T08:00:00`. */
  taken?: string
  /** Where a link leads. */
  url?: string
}

type ResourceTable = {
  school_id: string
  id: Generated<number>
  /** The author. */
  member_id: number
  chat_id: number | null
  upload_id: number | null
  /** The `id` of an imported line. */
  external_id: string | null
  blob_sha256: string | null
  /** SHA-256 of the normalised text, when it has at least 50 characters. */
  text_sha256: string | null
  file_name: string
  size: number
  format: string
  title: string
  /** Keys of `db/taxonomy.ts`; null = not known. */
  stage: string | null
  subject: string | null
  grade: number | null
  volume: string | null
  type: string
  unit: string | null
  edition: string | null
  /** 学年, such as `2025-2026`. */
  school_year: string | null
  /** 地区 of a paper, as its name states it, such as `浙江杭州`. */
  region: string | null
  origin: Generated<'original' | 'adapted' | 'licensed_repost'>
  visibility: Generated<Visibility>
  status: ResourceStatus
  /** The newer version that the search shows instead. */
  superseded_by: Generated<number | null>
  /** Why a reviewer must look, such as `macros`, `encrypted_part`. */
  flags: Generated<string[]>
  /** Field → 0..1. */
  confidence: NewJson<Record<string, number>>
  /** Field → where its value was read: `{ from: 'name', quote: '三年级' }`. */
  evidence: NewJson<Record<string, { from: string; quote: string }>>
  /** The members of a package, when it is one. */
  parts: ColumnType<ResourcePart[] | null, string | null | undefined, string | null>
  /** What the file says of itself as a picture, a sound or a film. */
  media: ColumnType<ResourceMedia | null, string | null | undefined, string | null>
  summary: string | null
  keywords: Generated<string[]>
  /** Stage → version that made it; what is older runs again with `recatalogue`. */
  made_with: NewJson<Record<string, number>>
  /** It came by an import that earns its author nothing. */
  unpaid: Generated<boolean>
  /** Folders above an imported file: `三年级/数学`. */
  folder: string | null
  download_count: Generated<number>
  rating_count: Generated<number>
  rating_sum: Generated<number>
  /** When the person shared it (the message's time). */
  shared_at: At
  accepted_at: At | null
  withdrawn_at: At | null
  created_at: NewAt
}

/** The extracted text, kept for re-indexing and snippets. Never logged. */
type ResourceTextTable = { school_id: string; resource_id: number; body: string }

/** What the search finds a resource by; written by `db/search/index-row.ts` in the transaction that publishes. */
type ResourceSearchTable = {
  school_id: string
  resource_id: number
  /** Lexemes of title (A), facets (B), keywords, unit, edition and author (C). */
  head: string
  /** `head` plus the lexemes of the body (D). */
  words: string
  /** Words in the title, for the length norm. */
  title_length: number
}

type ReviewTable = {
  school_id: string
  resource_id: number
  status: Generated<'waiting' | 'accepted' | 'refused'>
  reason: string | null
  reviewer_id: number | null
  created_at: NewAt
  decided_at: At | null
}

/** One row per person and resource, for ever: a second download changes `last_at` and `times` only. */
type DownloadTable = {
  school_id: string
  resource_id: number
  member_id: number
  first_at: At
  last_at: At
  times: Generated<number>
}

type RatingTable = {
  school_id: string
  resource_id: number
  member_id: number
  stars: number
  comment: string | null
  created_at: NewAt
  updated_at: NewAt
}

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
  status: Generated<'waiting' | 'settled'>
}

/** A message to a chat. `key` is deterministic and becomes the platform's idempotency id. */
type MessageTable = {
  school_id: string
  id: Generated<number>
  chat_id: number
  key: string
  /** `post` a new message, `edit` the message that `target` names. */
  kind: Generated<'post' | 'edit'>
  /** For `edit`: the `key` of the message to change. */
  target: string | null
  view: Json<unknown>
  lang: string
  /** The platform's id of the message this one answers. */
  reply_to: string | null
  status: Generated<'waiting' | 'sent' | 'refused' | 'superseded'>
  attempts: Generated<number>
  next_at: NewAt
  /** The platform's id of what was sent. */
  ref: string | null
  /** Why the platform refused it, for an administrator. */
  reason: string | null
  intake_id: number | null
  created_at: NewAt
  sent_at: At | null
  /** The number of the process that sends it; see db/alive.ts. */
  claimed_by: Generated<number | null>
}

/** A scheduled post that was built for a chat and a period: the row is what makes it exactly once. */
type PostRunTable = {
  school_id: string
  name: string
  chat_id: number
  /** Such as `2026-W47`. */
  period: string
  outcome: 'posted' | 'quiet' | 'missed'
  created_at: NewAt
}

type ApiTokenTable = {
  school_id: string
  id: Generated<number>
  name: string
  /** SHA-256 of the token; the token itself is shown once and never stored. */
  token_sha256: string
  /** On whose behalf reads are made; null = an administrator of the school. */
  member_id: number | null
  created_at: NewAt
  revoked_at: At | null
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

/** One posting. Append-only by trigger; `hash` chains over `prev_hash` within a school. */
type PointTxTable = {
  school_id: string
  /** 1, 2, 3 … without gaps within a school. */
  seq: number
  /** A stable business fact, such as `up:128`, `dl:128:7`, `rev:up:128`. */
  idem_key: string
  kind: 'award' | 'reversal'
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

/** The sum of book C per member and period, kept in the posting transaction; `db/boards/totals.ts` rebuilds it. */
type PointTotalTable = {
  school_id: string
  kind: 'week' | 'month' | 'term' | 'year'
  /** `2026-W47`, `2026-11`, `2026-autumn`, `2026-2027` */
  period: string
  member_id: number
  points: number
}

export type School = Selectable<SchoolTable>
export type Member = Selectable<MemberTable>
export type Chat = Selectable<ChatTable>
export type Intake = Selectable<IntakeTable>
export type Upload = Selectable<UploadTable>
export type Resource = Selectable<ResourceTable>
export type NewResource = Insertable<ResourceTable>
export type Fact = Selectable<FactTable>
export type Message = Selectable<MessageTable>
export type PointTx = Selectable<PointTxTable>
export type PointEntry = Selectable<PointEntryTable>
export type Department = Selectable<DepartmentTable>
export type Rating = Selectable<RatingTable>
