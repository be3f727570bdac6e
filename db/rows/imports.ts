import { sql } from 'kysely'
import { sha256 } from '#kit/ids.ts'
import type { Text } from '#kit/lang.ts'
import type { Db, Reader, Trx } from '../schema.ts'

/** What became of each file of an imported folder. */
export type ImportTables = { import_file: ImportFileTable }

export type ImportOutcome = 'new' | 'same' | 'refused'

/** A file as the folder showed it. `path` is absolute; `size` in bytes. */
export type ImportedFile = { path: string; size: number; modifiedAt: Date }

export type ImportEnd = { outcome: ImportOutcome; resourceId?: number; reason?: Text }

type ImportFileTable = {
  school_id: string
  path_sha256: string
  path: string
  size: number
  modified_at: Date
  outcome: ImportOutcome
  resource_id: number | null
  reason: Text | null
  done_at: Date
}

/** What became of these files before, by path; a file that changed since (size or time) counts as not seen. */
export async function findImported(
  db: Reader,
  schoolId: string,
  files: readonly ImportedFile[],
): Promise<Map<string, { outcome: ImportOutcome; resourceId: number | undefined; reason: Text | undefined }>> {
  if (files.length === 0) return new Map()
  const rows = await db
    .selectFrom('import_file')
    .select(['path', 'size', 'modified_at', 'outcome', 'resource_id', 'reason'])
    .where('school_id', '=', schoolId)
    .where(
      'path_sha256',
      'in',
      files.map((file) => sha256(file.path)),
    )
    .execute()
  const byPath = new Map(rows.map((row) => [row.path, row]))
  return new Map(
    files.flatMap((file) => {
      const row = byPath.get(file.path)
      if (row?.size !== file.size || row.modified_at.getTime() !== file.modifiedAt.getTime()) return []
      return [
        [
          file.path,
          { outcome: row.outcome, resourceId: row.resource_id ?? undefined, reason: row.reason ?? undefined },
        ],
      ]
    }),
  )
}

/** Remembers the end of a file, in the transaction that made its resource. */
export async function saveImported(db: Db | Trx, schoolId: string, file: ImportedFile, end: ImportEnd): Promise<void> {
  const values = {
    path: file.path,
    size: file.size,
    modified_at: file.modifiedAt,
    outcome: end.outcome,
    resource_id: end.resourceId ?? null,
    reason: end.reason === undefined ? null : sql<Text>`${JSON.stringify(end.reason)}::jsonb`,
    done_at: sql<Date>`now()`,
  }
  await db
    .insertInto('import_file')
    .values({ school_id: schoolId, path_sha256: sha256(file.path), ...values })
    .onConflict((conflict) => conflict.constraint('import_file__pkey').doUpdateSet(values))
    .execute()
}
