import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll } from 'vitest'
import { type BlobStore, openFolderBlobs } from '#db/blobs.ts'
import { postFile, postText, pressButton, reactTo, recallPost } from '#db/practice/deeds.ts'
import { listPosts } from '#db/practice/posts.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { View } from '#workers/view.ts'
import type { ChatRef, Platform } from '../../platform.ts'
import { platformContract, type Rig } from '../contract.ts'
import { openPractice } from './practice.ts'

let database: TestDatabase
let dir: string
let blobs: BlobStore

beforeAll(async () => {
  database = await freshDatabase()
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-practice-'))
  blobs = await openFolderBlobs(dir)
  await seedPracticeSchool(database.db, { now: new Date(), timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
})
afterAll(async () => {
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

async function makeRig(): Promise<Rig> {
  const { db, pool } = database
  await db.deleteFrom('practice_event').execute()
  await db.deleteFrom('practice_post').execute()
  const open = () =>
    openPractice({ db, pool, blobs, schoolId: SAMPLE_SCHOOL, clock: systemClock, log: silentLog, redeliverMs: 20 })
  const platforms: Platform[] = [open()]
  const deed = (chat: ChatRef) => ({
    schoolId: SAMPLE_SCHOOL,
    chat: chat.id,
    person: 'li',
    key: randomUUID(),
    now: new Date(),
  })
  const [platform] = platforms
  if (!platform) throw new Error('no platform')
  return {
    platform,
    group: { id: 'beike', kind: 'group' },
    person: { id: 'li', name: '李老师' },
    mention: '@共享助手',
    says: async (chat, text, replyTo) =>
      String(await postText(db, deed(chat), text, replyTo === undefined ? undefined : Number(replyTo))),
    async uploads(chat, name, bytes) {
      const { sha256, size } = await blobs.put(SAMPLE_SCHOOL, Readable.from([bytes]), { maxBytes: 1_000_000 })
      return String(await postFile(db, deed(chat), { name, size, sha256, mediaType: 'application/octet-stream' }))
    },
    presses: (chat, ref, command, args) => pressButton(db, deed(chat), Number(ref), { command, args }),
    recalls: (chat, ref) => recallPost(db, deed(chat), Number(ref)),
    reacts: (chat, ref, emoji) => reactTo(db, deed(chat), Number(ref), emoji, true),
    async transcript(chat) {
      const posts = await listPosts(db, { schoolId: SAMPLE_SCHOOL, person: 'li', chat: chat.id, limit: 100 })
      return posts.map((post) => ({
        ref: String(post.id),
        ...(post.body.view !== undefined && { view: post.body.view as View }),
        ...(post.body.text !== undefined && { text: post.body.text }),
        ...(post.replyTo && { replyTo: String(post.replyTo.id) }),
        ...(post.mark && { mark: post.mark }),
        edited: post.editedAt !== null,
      }))
    },
    async restart() {
      await platform.stop()
      const next = open()
      platforms.push(next)
      return next
    },
    async close() {
      for (const one of platforms) await one.stop()
    },
  }
}

platformContract('the practice platform', makeRig)
