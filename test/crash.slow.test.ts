import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, openPool } from '#db/client.ts'
import { findEmbedded } from '#db/embedded/embedded.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { gongxiangStays, type Running } from './command-line.ts'
import { seeded } from './fixtures/seeded.ts'
import { type TempFolder, tempFolder } from './fixtures/temp.ts'
import { until, waiting } from './school.ts'
import { lessonPlan } from './stories.ts'

const UPLOADS = 200
const KILLS = 6

let folder: TempFolder
let app: Running & { url: string }
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(async () => {
  app?.child.kill('SIGTERM')
  await app?.end
  await folder.drop()
})

/** The program as a school runs it; `url` is where its page is. */
async function start(): Promise<Running & { url: string }> {
  const running = gongxiangStays(['start'], { DATA_DIR: folder.path, PORT: '0', LOG_LEVEL: 'error' })
  const line = await running.ready
  return { ...running, url: /https?:\/\/[^\s/]+/.exec(line)?.[0] ?? '' }
}

/** Shares a file as a page does: the same key again, until the server has said yes. */
async function share(url: () => string, key: string, name: string, bytes: Buffer): Promise<void> {
  const query = new URLSearchParams({ as: 'li', chat: 'beike', key, name, size: String(bytes.length) })
  await until(async () => {
    const response = await fetch(`${url()}/practice/api/files?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', origin: url() },
      body: new Uint8Array(bytes),
    }).catch(() => undefined)
    return response?.status === 201
  }, `sharing ${name}`)
}

test('killed at random points of 200 uploads, every file is catalogued once, awarded once, answered once', async () => {
  const random = seeded(20261121)
  app = await start()
  const killAt = new Set(
    Array.from({ length: KILLS }, (_, index) => Math.floor(((index + random()) / KILLS) * UPLOADS)),
  )
  for (let index = 0; index < UPLOADS; index += 1) {
    const bytes = await lessonPlan(`第 ${index} 课 ${'认识'.repeat(1 + (index % 5))}`, [`本课编号 ${index * 7919}。`])
    const sharing = share(() => app.url, `crash-upload-${String(index).padStart(4, '0')}`, `第${index}课.docx`, bytes)
    if (killAt.has(index)) {
      app.child.kill('SIGKILL')
      await app.end
      app = await start()
    }
    await sharing
  }
  const url = await findEmbedded(folder.path)
  if (!url) throw new Error('the database is not there')
  const db = openDb(openPool(url, 2))
  try {
    await until(async () => (await waiting(db, new Date())) === 0, 'rows still wait', 120_000)
    const resources = await db.selectFrom('resource').select(['id', 'upload_id']).execute()
    expect(resources).toHaveLength(UPLOADS)
    expect(new Set(resources.map((row) => row.upload_id)).size).toBe(UPLOADS)
    const awards = await db.selectFrom('point_tx').select('resource_id').where('rule', '=', 'upload.accepted').execute()
    expect(awards).toHaveLength(UPLOADS)
    expect(new Set(awards.map((row) => row.resource_id)).size).toBe(UPLOADS)
    const receipts = await db
      .selectFrom('practice_post')
      .select('reply_to')
      .where('kind', '=', 'bot')
      // A badge is told without being asked, when the clock passes five minutes.
      .where('reply_to', 'is not', null)
      .execute()
    expect(receipts).toHaveLength(UPLOADS)
    expect(new Set(receipts.map((row) => row.reply_to)).size).toBe(UPLOADS)
    expect(await verifyLedger(db)).toMatchObject({ ok: true, problems: [] })
  } finally {
    await db.destroy()
  }
}, 600_000)
