import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Trx } from '../schema.ts'
import { STAGES, SUBJECTS, stageOfGrade, TYPES, VOLUMES } from '../taxonomy.ts'
import { facetsIn } from './facets.ts'
import { newN, packEntries } from './index-row.ts'
import { normalise } from './normal.ts'
import { SEAL_AT } from './seal.ts'
import { termsOf } from './terms.ts'
import { tidySchool } from './tidy.ts'

/** One line of an import: `{"id":"r1","title":"…","text":"…","subject":"数学","grade":3,"vol":"上","type":"教案"}`. */
export const importLine = z
  .object({
    /** A number is as good as a string. */
    id: z.union([z.string(), z.number().int()]).transform(String).pipe(z.string().min(1).max(200)),
    /** Without one, the beginning of the text stands for it. */
    title: given(z.string()).transform((title) => (title ?? '').trim().slice(0, 1000)),
    text: given(z.string()).transform((text) => text ?? ''),
    /** A subject's name, as people write it, or its key. */
    subject: given(z.string()),
    /** 1 to 12, or a grade's name (三年级, 初一); anything else counts as not known. */
    grade: given(z.union([z.number(), z.string().transform(gradeOf)])),
    /** 上, 下, or a volume's name or key. */
    vol: given(z.string()),
    /** A type's name, as people write it, or its key. */
    type: given(z.string()),
    /** Mean stars, 1 to 5. */
    rating: given(z.number().min(0).max(5)),
    downloads: given(z.number().int().min(0)),
    /** When it was shared; the import's time when missing. */
    shared_at: given(z.coerce.date()),
  })
  .transform((line) => (line.title === '' ? { ...line, title: titleFrom(line.text) ?? line.id } : line))
export type ImportLine = z.infer<typeof importLine>

export type ImportInto = { schoolId: string; memberId: number; authorName: string; now: Date }

/** A mean without a count is taken for this many ratings. */
const ASSUMED_RATINGS = 5
const MAX_BODY = 1_000_000

/**
 * Inserts resources of other systems, live and findable, in one statement; a line whose `id` is there already is left
 * alone. Returns how many were new. No points follow: nobody shared them here.
 */
export async function importLines(db: Db | Trx, into: ImportInto, lines: readonly ImportLine[]): Promise<number> {
  if (lines.length === 0) return 0
  const count = await insertLines(db, into, lines)
  imported += count
  // Nobody else may be there to do it: an import needs no worker. Who brings one at a time waits for nothing.
  if (imported >= SEAL_AT && lines.length > 1 && !isTransaction(db)) {
    imported = 0
    await tidySchool(db, into.schoolId)
  }
  return count
}

/** Of this process, since it looked whether there is something to seal. */
let imported = 0

function isTransaction(db: Db | Trx): db is Trx {
  return db.isTransaction
}

/**
 * One way to the database and back. The commit does not wait for the disk: if the machine fails in the same half second,
 * the same lines are imported again.
 */
async function insertLines(db: Db | Trx, into: ImportInto, lines: readonly ImportLine[]): Promise<number> {
  const byId = new Map(lines.map((line) => [line.id, line]))
  const rows = [...byId.values()].map((line) => {
    const body = line.text.replaceAll('\0', '').slice(0, MAX_BODY)
    return { line, row: resourceOf(line, into), body }
  })
  const packed = packEntries(
    rows.map(({ row, body }) => termsOf({ keywords: [], ...row }, { authorName: into.authorName, body })),
  )
  const given = rows.map(({ row, body }, at) => ({ ...row, body, place: at + 1 }))
  const { rows: made } = await sql<{ count: number }>`/* prepared: import_lines */
with given as materialized (
  select * from json_to_recordset(${JSON.stringify(given)}::json) as line (
    place int, body text, external_id text, file_name text, size bigint, format text, title text, stage text, subject text,
    grade int, volume text, type text, download_count int, rating_count int, rating_sum int, shared_at timestamptz,
    accepted_at timestamptz
  )
), made as (
  insert into resource (
    school_id, member_id, external_id, file_name, size, format, title, stage, subject, grade, volume, type, status,
    download_count, rating_count, rating_sum, shared_at, accepted_at
  )
  select ${into.schoolId}, ${into.memberId}::bigint, external_id, file_name, size, format, title, stage, subject, grade,
    volume, type, 'live', download_count, rating_count, rating_sum, shared_at, accepted_at
  from given
  on conflict (school_id, external_id) do nothing
  returning id, external_id
), text as (
  insert into resource_text (school_id, resource_id, body)
  select ${into.schoolId}, made.id, given.body from made join given using (external_id)
), entry as (
  insert into search_delta (school_id, resource_id, n, title_length, body_length, data)
  select ${into.schoolId}, made.id, ${newN()}, packed.title_length, packed.body_length, packed.data
  from made join given using (external_id) join ${packed} using (place)
)
select count(*)::int as count, set_config('synchronous_commit', 'off', true) from made`.execute(db)
  return made[0]?.count ?? 0
}

/** The row of a line, as it is inserted. */
export function resourceOf(line: ImportLine, into: ImportInto) {
  const said = facetsIn(normalise(line.title)).facets
  const inTitle = (field: string) => said.find((facet) => facet.field === field)?.key
  const named = (field: string, text: string | undefined) =>
    text === undefined
      ? undefined
      : (facetsIn(normalise(text)).facets.find((facet) => facet.field === field)?.key ?? text)
  const given = line.grade !== undefined && line.grade >= 1 && line.grade <= 12 ? Math.trunc(line.grade) : undefined
  const fromTitle = inTitle('grade')
  const grade = given ?? (fromTitle === undefined ? null : Number(fromTitle))
  const ratings = line.rating === undefined || line.rating < 1 ? 0 : ASSUMED_RATINGS
  const dot = /\.([a-z][a-z0-9]{1,4})$/i.exec(line.title)
  return {
    school_id: into.schoolId,
    member_id: into.memberId,
    external_id: line.id,
    file_name: line.title,
    size: Buffer.byteLength(line.text),
    format: dot?.[1]?.toLowerCase() ?? 'txt',
    title: dot ? line.title.slice(0, dot.index) : line.title,
    stage: grade === null ? (known(STAGES, inTitle('stage')) ?? null) : stageOfGrade(grade),
    subject: known(SUBJECTS, named('subject', line.subject)) ?? known(SUBJECTS, inTitle('subject')) ?? null,
    grade,
    volume: known(VOLUMES, volumeOf(line.vol)) ?? known(VOLUMES, inTitle('volume')) ?? null,
    type: known(TYPES, named('type', line.type)) ?? known(TYPES, inTitle('type')) ?? 'material',
    unit: null,
    edition: null,
    status: 'live' as const,
    download_count: line.downloads ?? 0,
    rating_count: ratings,
    rating_sum: Math.round((line.rating ?? 0) * ratings),
    shared_at: line.shared_at ?? into.now,
    accepted_at: line.shared_at ?? into.now,
    chat_id: null,
    upload_id: null,
    blob_sha256: null,
    text_sha256: null,
    summary: null,
    withdrawn_at: null,
  }
}

/** The first line that says something. */
function titleFrom(text: string): string | undefined {
  return /[\p{L}\p{N}][^\n]{0,59}/u.exec(text)?.[0].trim()
}

function volumeOf(text: string | undefined): string | undefined {
  if (text === '上') return 'first'
  if (text === '下') return 'second'
  return text === undefined
    ? undefined
    : (facetsIn(normalise(text)).facets.find((facet) => facet.field === 'volume')?.key ?? text)
}

/** A field that other systems leave out or write as null when it is not known. */
function given<T>(schema: z.ZodType<T>) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional()
}

/** `三年级` → 3, `初一` → 7, `"3"` → 3; NaN when it names no grade. */
function gradeOf(text: string): number {
  const key = facetsIn(normalise(text)).facets.find((facet) => facet.field === 'grade')?.key
  return Number(key ?? text)
}

function known(terms: readonly { key: string }[], key: string | undefined): string | undefined {
  return terms.find((term) => term.key === key)?.key
}
