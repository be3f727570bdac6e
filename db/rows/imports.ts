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

/** What became of a file, and what its resource is called now. */
export type ImportedBefore = {
  outcome: ImportOutcome
  resourceId: number | undefined
  reason: Text | undefined
  resource: { title: string; subject?: string; grade?: number; volume?: string; type: string } | undefined
}

/** What became of these files before, by path; a file that changed since (size or time) counts as not seen. */
export async function findImported(
  db: Reader,
  schoolId: string,
  files: readonly ImportedFile[],
): Promise<Map<string, ImportedBefore>> {
  if (files.length === 0) return new Map()
  const rows = await db
    .selectFrom('import_file as done')
    .leftJoin('resource', (join) =>
      join.onRef('resource.school_id', '=', 'done.school_id').onRef('resource.id', '=', 'done.resource_id'),
    )
    .select(['done.path', 'done.size', 'done.modified_at', 'done.outcome', 'done.resource_id', 'done.reason'])
    .select(['resource.title', 'resource.subject', 'resource.grade', 'resource.volume', 'resource.type'])
    .where('done.school_id', '=', schoolId)
    .where(
      'done.path_sha256',
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
          {
            outcome: row.outcome,
            resourceId: row.resource_id ?? undefined,
            reason: row.reason ?? undefined,
            resource: resourceOf(row),
          },
        ],
      ]
    }),
  )
}

function resourceOf(row: {
  title: string | null
  subject: string | null
  grade: number | null
  volume: string | null
  type: string | null
}): ImportedBefore['resource'] {
  if (row.title === null || row.type === null) return undefined
  return {
    title: row.title,
    type: row.type,
    ...(row.subject !== null && { subject: row.subject }),
    ...(row.grade !== null && { grade: row.grade }),
    ...(row.volume !== null && { volume: row.volume }),
  }
}

/** Remembers the end of a file, in the transaction that made its resource. */
export async function saveImported(db: Db | Trx, schoolId: string, file: ImportedFile, end: ImportEnd): Promise<void> {
  await saveImportedMany(db, schoolId, [{ file, end }])
}

/** The same for several files, each with a path of its own. */
export async function saveImportedMany(
  db: Db | Trx,
  schoolId: string,
  ended: readonly { file: ImportedFile; end: ImportEnd }[],
): Promise<void> {
  if (ended.length === 0) return
  const values = ended.map(({ file, end }) => ({
    school_id: schoolId,
    path_sha256: sha256(file.path),
    path: file.path,
    size: file.size,
    modified_at: file.modifiedAt,
    outcome: end.outcome,
    resource_id: end.resourceId ?? null,
    reason: end.reason === undefined ? null : sql<Text>`${JSON.stringify(end.reason)}::jsonb`,
    done_at: sql<Date>`now()`,
  }))
  await db
    .insertInto('import_file')
    .values(values)
    .onConflict((conflict) =>
      conflict.constraint('import_file__pkey').doUpdateSet((eb) => ({
        path: eb.ref('excluded.path'),
        size: eb.ref('excluded.size'),
        modified_at: eb.ref('excluded.modified_at'),
        outcome: eb.ref('excluded.outcome'),
        resource_id: eb.ref('excluded.resource_id'),
        reason: eb.ref('excluded.reason'),
        done_at: eb.ref('excluded.done_at'),
      })),
    )
    .execute()
}
