import { type RawBuilder, sql } from 'kysely'
import type { Resource } from '../schema.ts'

/** A resource as a hit shows it. */
export type Card = Resource & { authorName: string }

/** All of a resource: a prepared statement has to name its columns. */
const COLUMNS = [
  'school_id',
  'id',
  'member_id',
  'chat_id',
  'upload_id',
  'external_id',
  'blob_sha256',
  'text_sha256',
  'file_name',
  'size',
  'format',
  'title',
  'stage',
  'subject',
  'grade',
  'volume',
  'type',
  'unit',
  'edition',
  'school_year',
  'region',
  'origin',
  'visibility',
  'status',
  'superseded_by',
  'flags',
  'confidence',
  'evidence',
  'notes',
  'parts',
  'media',
  'summary',
  'keywords',
  'made_with',
  'unpaid',
  'folder',
  'download_count',
  'rating_count',
  'rating_sum',
  'shared_at',
  'accepted_at',
  'withdrawn_at',
  'created_at',
] as const satisfies readonly (keyof Resource)[]

/** The columns of a `card` and its `author`, by their names in a `Card`; without a card only the title is not null. */
export const CARD = sql.raw(
  [...COLUMNS.map((column) => `card.${column}`), 'author.name as "authorName"']
    .join(', ')
    .replace('card.title', "coalesce(card.title, '') as title"),
)

/** Joins the card of `page.id` and its author. */
export function cardOfPage(schoolId: string): RawBuilder<unknown> {
  return sql`
left join resource as card on card.school_id = ${schoolId} and card.id = page.id
left join member as author on author.school_id = card.school_id and author.id = card.member_id`
}
