import { z } from 'zod'
import type { Db, Resource, Trx } from '../schema.ts'
import { STAGES, SUBJECTS, stageOfGrade, TYPES, VOLUMES } from '../taxonomy.ts'
import { facetsIn } from './facets.ts'
import { searchRow } from './index-row.ts'
import { normalise } from './normal.ts'
import { indexPairs } from './pairs.ts'

/** One line of an import: `{"id":"r1","title":"…","text":"…","subject":"数学","grade":3,"vol":"上","type":"教案"}`. */
export const importLine = z.object({
  /** A number is as good as a string. */
  id: z.union([z.string(), z.number().int()]).transform(String).pipe(z.string().min(1).max(200)),
  title: z.string().trim().min(1).max(1000),
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
export type ImportLine = z.infer<typeof importLine>

export type ImportInto = { schoolId: string; memberId: number; authorName: string; now: Date }

/** A mean without a count is taken for this many ratings. */
const ASSUMED_RATINGS = 5
const MAX_BODY = 1_000_000

/**
 * Inserts resources of other systems, live and findable, in one transaction of set-wise statements; a line whose `id`
 * is there already is left alone. Returns how many were new. No points follow: nobody shared them here.
 */
export async function importLines(db: Db | Trx, into: ImportInto, lines: readonly ImportLine[]): Promise<number> {
  if (lines.length === 0) return 0
  if (!db.isTransaction) return (db as Db).transaction().execute((trx) => importLines(trx, into, lines))
  const byId = new Map(lines.map((line) => [line.id, line]))
  const rows: Resource[] = await db
    .insertInto('resource')
    .values([...byId.values()].map((line) => resourceOf(line, into)))
    .onConflict((conflict) => conflict.columns(['school_id', 'external_id']).doNothing())
    .returningAll()
    .execute()
  if (rows.length === 0) return 0
  const bodies = rows.map((row) =>
    (byId.get(row.external_id ?? '')?.text ?? '').replaceAll('\0', '').slice(0, MAX_BODY),
  )
  await db
    .insertInto('resource_text')
    .values(rows.map((row, n) => ({ school_id: row.school_id, resource_id: row.id, body: bodies[n] ?? '' })))
    .execute()
  await db
    .insertInto('resource_search')
    .values(
      rows.map((row, n) => {
        const search = searchRow(row, { authorName: into.authorName, body: bodies[n] ?? '' })
        return {
          school_id: row.school_id,
          resource_id: row.id,
          head: search.head,
          words: search.words,
          title_length: search.titleLength,
        }
      }),
    )
    .execute()
  await indexPairs(
    db,
    rows.map((row, n) => ({ school_id: row.school_id, resource_id: row.id, body: bodies[n] ?? '' })),
  )
  return rows.length
}

function resourceOf(line: ImportLine, into: ImportInto) {
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
