import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openFolderBlobs } from '#db/blobs.ts'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { ensurePolicy } from '#db/policy/publish.ts'
import { seedPracticeSchool } from '#db/practice/seed.ts'
import type { Db, Member, School } from '#db/schema.ts'
import { fakeClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { openFileProcess } from '#workers/catalogue/file-process.ts'
import type { Workshop } from '#workers/context.ts'
import type { FileEnd, ImportInto } from '#workers/import/file.ts'
import { importFolder, splitDone } from '#workers/import/folder.ts'
import { walkFolder } from '#workers/import/walk.ts'
import { freshDatabase } from './database.ts'
import { tempFolder } from './fixtures/temp.ts'

/** A school with a workshop and a folder to import: real database, real file process. */
export type ImportRig = {
  db: Db
  shop: Workshop
  school: School
  /** 李老师 of the mathematics department. */
  owner: Member
  folder: string
  blobs: string
  /** Puts a file below the folder; `at` is when it was changed last. */
  put(relative: string, content: string | Uint8Array, at?: Date): Promise<string>
  /** Imports the folder; answers each file's end by its relative path, with `before` for what an earlier run did. */
  run(more?: Partial<ImportInto>): Promise<Record<string, FileEnd | 'before'>>
  close(): Promise<void>
}

export async function importRig(now = new Date('2026-11-23T02:00:00Z')): Promise<ImportRig> {
  const database = await freshDatabase()
  const { db } = database
  const temp = await tempFolder()
  const clock = fakeClock(now)
  const { schoolId } = await seedPracticeSchool(db, { now, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
  await db.transaction().execute((trx) => ensurePolicy(trx, schoolId, practicePolicyText()))
  const school = await db.selectFrom('school').selectAll().where('id', '=', schoolId).executeTakeFirstOrThrow()
  const owner = await db.selectFrom('member').selectAll().where('name', '=', '李老师').executeTakeFirstOrThrow()
  const blobs = join(temp.path, 'blobs')
  const folder = join(temp.path, '教学资料')
  await mkdir(folder)
  const files = openFileProcess({ readable: blobs })
  const shop: Workshop = {
    db,
    clock,
    log: silentLog,
    ring: async () => undefined,
    blobs: await openFolderBlobs(blobs),
    files,
  }
  return {
    db,
    shop,
    school,
    owner,
    folder,
    blobs,
    async put(relative, content, at) {
      const path = join(folder, relative)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
      if (at) await utimes(path, at, at)
      return path
    },
    async run(more = {}) {
      const into = { school, owner, visibility: 'school', award: false, dryRun: false, maxBytes: 1_000_000 } as const
      const { files: found } = await walkFolder(folder)
      const { todo, done } = await splitDone(shop, school.id, found)
      const ends: Record<string, FileEnd | 'before'> = {}
      for (const one of done) ends[one.found.relative] = 'before'
      const never = new AbortController().signal
      await importFolder(shop, { ...into, twins: new Set(), ...more }, todo, {
        atOnce: 2,
        leave: never,
        stop: never,
        ended: ({ found: { relative }, end }) => {
          ends[relative] = end
        },
      })
      return ends
    },
    async close() {
      await files.stop()
      await database.drop()
      await temp.drop()
    },
  }
}
