import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { systemClock } from '#kit/clock.ts'
import { type Env, readEnv } from '#kit/env.ts'
import { silentLog } from '#kit/log.ts'
import type { Health, SampleFile, WebParts } from '#web/web.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

export type WebRig = TestDatabase & {
  blobs: BlobStore
  dir: string
  health: Health
  /** What `openWeb` and `makeApp` are handed; `env` and `samples` can be changed per test. */
  parts(more?: { env?: Record<string, string>; samples?: SampleFile[] }): WebParts & {
    practice: NonNullable<WebParts['practice']>
  }
  env(more?: Record<string, string>): Env
}

const COMMANDS = [
  {
    name: 'help',
    aliases: ['帮助'],
    summary: { zh: '我能做什么', en: 'What I can do' },
    usage: { zh: '/帮助', en: '/help' },
    who: 'everyone' as const,
  },
  {
    name: 'search',
    aliases: ['搜索', '搜'],
    summary: { zh: '找资源', en: 'Find resources' },
    usage: { zh: '/搜索 分数 教案', en: '/search fractions plan' },
    who: 'everyone' as const,
  },
  {
    name: 'settings',
    aliases: ['设置'],
    summary: { zh: '学校设置', en: 'The school’s settings' },
    usage: { zh: '/设置', en: '/settings' },
    who: ['admin'],
  },
]

/** The reading room over a database of its own with the sample school, and a folder for the bytes. */
export async function openWebRig(): Promise<WebRig> {
  const database = await freshDatabase()
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-web-'))
  const blobs = await openFolderBlobs(join(dir, 'blobs'))
  await seedPracticeSchool(database.db, { now: new Date(), timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
  const health: Health = { database: { ready: true, detail: 'answers' } }
  const env = (more: Record<string, string> = {}) => readEnv({ PORT: '0', DATA_DIR: dir, MAX_FILE_MB: '1', ...more })
  return {
    ...database,
    blobs,
    dir,
    health,
    env,
    parts: (more = {}) => ({
      db: database.db,
      pool: database.pool,
      env: env(more.env),
      log: silentLog,
      blobs,
      clock: systemClock,
      health: async () => health,
      practice: {
        schoolId: SAMPLE_SCHOOL,
        commands: COMMANDS,
        ...(more.samples && { samples: async () => more.samples ?? [] }),
      },
    }),
    async drop() {
      await database.drop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
