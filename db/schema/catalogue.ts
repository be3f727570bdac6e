import type { ColumnType, Generated, Insertable, Selectable } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { At, Json, NewAt, NewJson } from './columns.ts'

/** Files on their way, resources, and what people do with them. */
export type CatalogueTables = {
  upload: UploadTable
  blob: BlobTable
  resource: ResourceTable
  resource_text: ResourceTextTable
  review: ReviewTable
  download: DownloadTable
  rating: RatingTable
}

export type Upload = Selectable<UploadTable>
export type Resource = Selectable<ResourceTable>
export type Rating = Selectable<RatingTable>
export type NewResource = Insertable<ResourceTable>

/** `review` waits for a reviewer; `frozen` is recalled while a case is open. Only `live` is findable. */
export const RESOURCE_STATUSES = ['live', 'review', 'refused', 'withdrawn', 'frozen'] as const
export type ResourceStatus = (typeof RESOURCE_STATUSES)[number]

export const VISIBILITIES = ['private', 'department', 'school', 'group', 'public'] as const
export type Visibility = (typeof VISIBILITIES)[number]

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

/**
 * A member of a package: its name inside, inflated size in bytes, format and, when it was read, its title. `read` is
 * `yes`, or why it is known by its name only (`limit`, `encrypted`, `corrupt`, …); none for pictures, sound and film.
 */
export type ResourcePart = { name: string; size: number; format: string; title?: string; read?: string }

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
  /** Pages of a document, slides, sheets. */
  pages?: number
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
  /** How it was read, in the order of `NOTES` and `WHYS` of the readers: `truncated`, `no_text`, `timeout`. */
  notes: Generated<string[]>
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

type ReviewTable = {
  school_id: string
  resource_id: number
  status: Generated<'waiting' | 'accepted' | 'refused'>
  reason: string | null
  reviewer_id: number | null
  created_at: NewAt
  decided_at: At | null
  /** When its reviewers were reminded, and when the administrators were told. */
  reminded_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  escalated_at: ColumnType<Date | null, Date | null | undefined, Date | null>
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
