import { stat } from 'node:fs/promises'
import type { Db } from '#db/schema.ts'
import { importLine, importLines } from '#db/search/import.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { chooseSchool, withDb } from './database.ts'
import { type ImportOptions, importFolderVerb } from './import-folder.ts'
import { ownerOf } from './import-owner.ts'
import type { Io } from './io.ts'
import { missing, readLines } from './lines.ts'

/** Lines per transaction: a kill in the middle loses at most this many, and a second run skips what is there. */
const BATCH = 500

/** `import <folder or file>`: a folder's files, or, with a `.jsonl`, the catalogue of another system. */
export async function importVerb(io: Io, path: string, options: ImportOptions & { member?: number }): Promise<void> {
  const { member, ...rest } = options
  const given = { ...rest, ...(rest.owner === undefined && member !== undefined && { owner: String(member) }) }
  const info = await stat(path).catch((error: unknown) => {
    throw missing(path, error)
  })
  if (info.isDirectory()) await importFolderVerb(io, path, given)
  else if (/\.(?:jsonl|ndjson|json|txt)$/iu.test(path)) await importList(io, path, given)
  else throw neither(path)
}

function neither(path: string): UserFacingError {
  return new UserFacingError('no_folder', {
    zh: `${path} 不是文件夹，也不是 .jsonl 资源目录。单个文件请放进一个文件夹再导入。`,
    en: `${path} is neither a folder nor a .jsonl catalogue. Put a single file into a folder and import that.`,
  })
}

/** Resources of another system, as cards to be found. A repeated line (same `id`) is left alone. */
async function importList(io: Io, path: string, options: ImportOptions): Promise<void> {
  const lines = await readLines(path, importLine)
  await withDb(io, async (db: Db) => {
    const school = await chooseSchool(io, db, options.school)
    const author = await ownerOf(db, school.id, options.owner)
    const into = { schoolId: school.id, memberId: author.id, authorName: author.name, now: systemClock.now() }
    let inserted = 0
    for (let from = 0; from < lines.length; from += BATCH) {
      const batch = lines.slice(from, from + BATCH).map((line) => line.value)
      inserted += await importLines(db, into, batch)
    }
    if (options.json) return io.json({ read: lines.length, imported: inserted })
    io.say({
      zh: `读到 ${lines.length} 行，新增 ${inserted} 份资源，其余已存在。`,
      en: `${lines.length} line(s) read, ${inserted} new resource(s); the rest was there already.`,
    })
  })
}
