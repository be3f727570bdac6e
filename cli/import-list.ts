import type { Db } from '#db/schema.ts'
import { importLine, importLines } from '#db/search/import.ts'
import { SEAL_REGULARLY_AT, tidySchool } from '#db/search/tidy.ts'
import { systemClock } from '#kit/clock.ts'
import { chooseSchool, withDb } from './database.ts'
import type { ImportOptions } from './import-folder.ts'
import { ownerOf } from './import-owner.ts'
import type { Io } from './io.ts'
import { readLines } from './lines.ts'

/** Lines per transaction: a kill in the middle loses at most this many, and a second run skips what is there. */
const BATCH = 500

/** `import <file>`: resources of another system, as cards to be found. A repeated line (same `id`) is left alone. */
export async function importListVerb(io: Io, path: string, options: ImportOptions): Promise<void> {
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
    await tidySchool(db, school.id, SEAL_REGULARLY_AT)
    if (options.json) return io.json({ read: lines.length, imported: inserted })
    io.say({
      zh: `读到 ${lines.length} 行，新增 ${inserted} 份资源，其余已存在。`,
      en: `${lines.length} line(s) read, ${inserted} new resource(s); the rest was there already.`,
    })
  })
}
