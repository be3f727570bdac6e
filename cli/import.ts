import type { Db } from '#db/schema.ts'
import { importLine, importLines } from '#db/search/import.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'
import { readLines } from './lines.ts'

/** Lines per transaction: a kill in the middle loses at most this many, and a second run skips what is there. */
const BATCH = 500

/** `import <file.jsonl>`: resources of another system, as cards to be found. A repeated line (same `id`) is left alone. */
export async function importVerb(
  io: Io,
  path: string,
  options: { json?: boolean; school?: string; member?: number },
): Promise<void> {
  const lines = await readLines(path, importLine)
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const author = await authorOf(db, school.id, options.member)
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

/** Whose the imported resources are: the member named, or the school's first administrator. */
async function authorOf(db: Db, schoolId: string, member: number | undefined): Promise<{ id: number; name: string }> {
  const found = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .$if(member !== undefined, (query) => query.where('id', '=', member ?? 0))
    .$if(member === undefined, (query) => query.where('role', '=', 'admin').where('left_at', 'is', null))
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (found) return found
  throw new UserFacingError('no_member', {
    zh: '找不到导入资源的归属人，请用 --member <成员编号> 指定。',
    en: 'Nobody to own the imported resources; name a member with --member <id>.',
  })
}
