import type { Kysely, Transaction } from 'kysely'
import type { BoardTables } from './boards/tables.ts'
import type { CaseTables } from './cases/tables.ts'
import type { EventTables } from './events/tables.ts'
import type { FairplayTables } from './fairplay/tables.ts'
import type { FeishuPaceTables } from './feishu/pace.ts'
import type { FeishuSendingTables } from './feishu/sending.ts'
import type { FeishuThreadTables } from './feishu/threads.ts'
import type { FindingTables } from './findings/findings.ts'
import type { HonourTables } from './honours/tables.ts'
import type { PointStateTables } from './ledger/state-tables.ts'
import type { LinkTables } from './links.ts'
import type { OwnTermTables } from './own-terms.ts'
import type { PolicyDraftTables } from './policy/tables.ts'
import type { PracticeTables } from './practice/tables.ts'
import type { RecognitionTables } from './recognition/recognition.ts'
import type { RedeemTables } from './redeem/tables.ts'
import type { ReportTables } from './reports/tables.ts'
import type { RequestTables } from './requests/tables.ts'
import type { ReviewTables } from './review/tables.ts'
import type { ImportTables } from './rows/imports.ts'
import type { LessonTables } from './rows/lessons.ts'
import type { MergeTables } from './rows/merge-tables.ts'
import type { CatalogueTables } from './schema/catalogue.ts'
import type { ChatTables } from './schema/chats.ts'
import type { LedgerTables } from './schema/ledger.ts'
import type { PeopleTables } from './schema/people.ts'
import type { SchoolIndexTables } from './school-index/tables.ts'
import type { SearchTables } from './search/tables.ts'
import type { SearchLogTables } from './search-log/tables.ts'
import type { SimilarTables } from './similar/tables.ts'
import type { TermTables } from './terms/tables.ts'
import type { ThingTables } from './things/tables.ts'
import type { WechatIdentityTables } from './wechat/identity-tables.ts'
import type { WechatSentTables } from './wechat/sent.ts'
import type { WechatSessionTables } from './wechat/sessions.ts'

/**
 * Every table, as kysely sees it. Rules that hold everywhere: `school_id` comes first in every key, times are
 * `timestamptz` named `_at` and arrive as Date, `bigint` arrives as number (all ids stay far below 2^53),
 * `date` arrives as the string `2026-11-21`, points are integers in 厘 (1 point = 100 厘).
 */
export type Database = PeopleTables &
  ChatTables &
  CatalogueTables &
  LedgerTables &
  BoardTables &
  SearchTables &
  PointStateTables &
  PracticeTables &
  ReportTables &
  SchoolIndexTables &
  SearchLogTables &
  PolicyDraftTables &
  RecognitionTables &
  ReviewTables &
  SimilarTables &
  TermTables &
  FeishuPaceTables &
  FeishuSendingTables &
  FeishuThreadTables &
  ImportTables &
  LessonTables &
  OwnTermTables &
  FindingTables &
  CaseTables &
  FairplayTables &
  MergeTables &
  WechatIdentityTables &
  WechatSentTables &
  WechatSessionTables &
  EventTables &
  RedeemTables &
  RequestTables &
  ThingTables &
  HonourTables &
  LinkTables

export type Db = Kysely<Database>
export type Trx = Transaction<Database>
/** A handle that can only read: what commands get. A `Db`, a `Trx` and a read-only kysely all fit. */
export type Reader = Pick<Db, 'selectFrom' | 'getExecutor'>

/** The rows of most rooms, by the name that everybody uses. */
export {
  type NewResource,
  type Rating,
  RESOURCE_STATUSES,
  type Resource,
  type ResourceMedia,
  type ResourcePart,
  type ResourceStatus,
  type Upload,
  VISIBILITIES,
  type Visibility,
} from './schema/catalogue.ts'
export type { Chat, Intake, Message } from './schema/chats.ts'
export { type Fact, POINT_KINDS, type PointEntry, type PointKind, type PointTx } from './schema/ledger.ts'
export {
  BOARD_VISIBILITIES,
  type BoardVisibility,
  type Department,
  type Member,
  ROLES,
  type Role,
  type School,
} from './schema/people.ts'
