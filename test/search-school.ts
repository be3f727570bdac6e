import type { z } from 'zod'
import type { Db } from '#db/schema.ts'
import { type ImportInto, importLine, importLines } from '#db/search/import.ts'
import type { Viewer } from '#db/sharing.ts'

/** A school for tests of what a search finds. */
export type SearchSchool = {
  into: ImportInto
  /** Somebody who may see everything. */
  viewer: Viewer
  /** Brings lines in as an import does; answers how many were new. */
  add(lines: readonly z.input<typeof importLine>[]): Promise<number>
}

/** When everything was shared. */
export const SHARED_AT = new Date('2026-11-21T08:00:00Z')

/** Creates the school with one author. */
export async function searchSchool(db: Db, id = 's', authorName = '李老师'): Promise<SearchSchool> {
  await db
    .insertInto('school')
    .values({ id, name: id, name_en: id, locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
  const author = await db
    .insertInto('member')
    .values({ school_id: id, name: authorName, role: 'teacher' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const into = { schoolId: id, memberId: author.id, authorName, now: SHARED_AT }
  return {
    into,
    viewer: { schoolId: id, memberId: undefined, role: 'admin', departmentId: undefined },
    add: (lines) =>
      importLines(
        db,
        into,
        lines.map((line) => importLine.parse(line)),
      ),
  }
}
