import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { type App, composeApp } from '#cli/compose.ts'
import { openFolderBlobs } from '#db/blobs.ts'
import { postFile, postText, pressButton, recallPost } from '#db/practice/deeds.ts'
import type { Db } from '#db/schema.ts'
import { fakeClock } from '#kit/clock.ts'
import { readEnv } from '#kit/env.ts'
import { openLog } from '#kit/log.ts'
import { postDue } from '#workers/posts/due.ts'
import type { Action, Block, View } from '#workers/view.ts'
import { freshDatabase } from './database.ts'

export type SchoolOptions = {
  /** Where the queue lives. Default: PostgreSQL. */
  redisUrl?: string
  /** Monday 2026-11-23 10:00 in Shanghai unless told. */
  now?: Date
  maxFileMb?: number
  /** Puts something between the app and the database; answers the port to use instead. */
  through?: (target: { host: string; port: number }) => Promise<number>
}

/** What the bot put into a chat, as the room shows it. */
export type Said = {
  id: number
  chat: string
  view: View
  edited: boolean
  replyTo: number | null
  /** Titles, sentences and values of the view, one per line. */
  text: string
}

export type TestSchool = {
  db: Db
  app: App
  clock: ReturnType<typeof fakeClock>
  /** Somebody of the sample school, by name such as 李老师. */
  member(name: string): TestMember
  /** Everything the bot has said in a chat, in order. */
  said(chat?: string): Promise<Said[]>
  /** Resolves when no event, file, fact or message waits. */
  settle(): Promise<void>
  /** Ticks the schedule at the clock's time. */
  tick(): Promise<void>
  close(): Promise<void>
}

export type TestMember = {
  id: string
  /** Says something and waits for the answer (or the silence); returns what the bot said since. */
  says(text: string, where?: { chat?: string; replyTo?: number }): Promise<Said[]>
  /** Drops a file and waits for the receipt. `content` is bytes, text, or a path of this machine. */
  uploads(name: string, content: Buffer | string | URL, where?: { chat?: string }): Promise<Said[]>
  /** The same without waiting; returns the post's id. */
  drops(name: string, content: Buffer | string | URL, where?: { chat?: string }): Promise<number>
  presses(post: Said, label: string | RegExp, more?: Record<string, string>): Promise<Said[]>
  recalls(post: number, where?: { chat?: string }): Promise<Said[]>
  direct: string
}

const GROUP = 'beike'

/** A whole school in this process: real database, real queue, real file process, the practice platform. */
export async function openSchool(options: SchoolOptions = {}): Promise<TestSchool> {
  const database = await freshDatabase()
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-school-'))
  const clock = fakeClock(options.now ?? new Date('2026-11-23T02:00:00Z'))
  const env = readEnv({
    DATA_DIR: dir,
    PORT: '0',
    PRACTICE: 'on',
    MAX_FILE_MB: String(options.maxFileMb ?? 100),
    ...(options.redisUrl && { REDIS_URL: options.redisUrl }),
  })
  const log = openLog(process.env.TEST_LOG ?? 'silent')
  const app = await composeApp({
    env,
    log,
    clock,
    databaseUrl: await addressOf(database.url, options.through),
    roles: { bot: true, worker: true, web: false },
    queuePrefix: `test-${basename(dir)}`,
  })
  const db = database.db
  const blobs = await openFolderBlobs(join(dir, 'blobs'))
  const schoolId = 'sample'
  let keys = 0
  const deed = (chat: string, person: string) => ({ schoolId, chat, person, key: `test-${++keys}`, now: clock.now() })

  async function said(chat?: string): Promise<Said[]> {
    const rows = await db
      .selectFrom('practice_post')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where('kind', '=', 'bot')
      .orderBy('id')
      .execute()
    return rows
      .filter((row) => chat === undefined || row.chat_external_id === chat)
      .map((row) => {
        const view = (row.body as { view: View }).view
        return {
          id: row.id,
          chat: row.chat_external_id,
          view,
          edited: row.edited_at !== null,
          replyTo: row.reply_to,
          text: textOf(view),
        }
      })
  }

  const school: TestSchool = {
    db,
    app,
    clock,
    said,
    async settle() {
      await until(async () => (await waiting(db)) === 0, 'something still waits')
    },
    async tick() {
      const { posted } = await postDue(db, clock.now())
      for (const chat of posted) await app.queues.ring('chat.post', chat)
      await school.settle()
    },
    member(name) {
      const found = SAMPLE.find((one) => one.name === name)
      if (!found) throw new Error(`nobody is called ${name}`)
      const { id } = found
      const since = async (work: () => Promise<unknown>): Promise<Said[]> => {
        const before = new Map((await said()).map((one) => [one.id, JSON.stringify(one.view)]))
        await work()
        await school.settle()
        return (await said()).filter((one) => before.get(one.id) !== JSON.stringify(one.view))
      }
      const drops: TestMember['drops'] = async (fileName, content, where = {}) => {
        const bytes = content instanceof URL ? await readFile(content) : Buffer.from(content as string)
        const file =
          bytes.length === 0
            ? { sha256: null, size: 0 }
            : await blobs.put(schoolId, Readable.from([bytes]), { maxBytes: 2 ** 31 })
        return postFile(db, deed(where.chat ?? GROUP, id), {
          name: fileName,
          mediaType: 'application/octet-stream',
          ...file,
        })
      }
      return {
        id,
        direct: `direct:${id}`,
        says: (text, where = {}) => since(() => postText(db, deed(where.chat ?? GROUP, id), text, where.replyTo)),
        drops,
        uploads: (fileName, content, where) => since(() => drops(fileName, content, where)),
        presses: (post, label, more = {}) =>
          since(() => {
            const action = actionOf(post.view, label)
            return pressButton(db, deed(post.chat, id), post.id, {
              command: action.command,
              args: { ...action.args, ...more },
            })
          }),
        recalls: (post, where = {}) => since(() => recallPost(db, deed(where.chat ?? GROUP, id), post)),
      }
    },
    async close() {
      await app.stop()
      await database.drop()
      await rm(dir, { recursive: true, force: true })
    },
  }
  return school
}

const SAMPLE = [
  { id: 'li', name: '李老师' },
  { id: 'wang', name: '王老师' },
  { id: 'zhang', name: '张老师' },
  { id: 'chen', name: '陈组长' },
  { id: 'zhao', name: '赵主任' },
  { id: 'xiaoming', name: '小明' },
]

async function addressOf(url: string, through: SchoolOptions['through']): Promise<string> {
  if (!through) return url
  const address = new URL(url)
  address.port = String(await through({ host: address.hostname, port: Number(address.port) }))
  return address.href
}

/** Rows that some part of the app still has to work on. */
export async function waiting(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from practice_event where delivered_at is null)
      + (select count(*) from intake where status = 'waiting')
      + (select count(*) from upload where status in ('waiting', 'stored'))
      + (select count(*) from fact where status = 'waiting')
      + (select count(*) from message where status = 'waiting') as n`.execute(db)
  return rows[0]?.n ?? 0
}

/** Looks until `done` says so: a condition with a deadline, not a pause of a guessed length. */
export async function until(done: () => Promise<boolean>, what: string, deadlineMs = 60_000): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error(`gave up after ${deadlineMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** The button with this label, wherever it stands in the view. */
export function actionOf(view: View, label: string | RegExp): Action {
  const all = view.blocks.flatMap((block): Action[] => {
    if (block.kind === 'actions') return block.actions
    if (block.kind === 'list') return block.items.flatMap((item) => item.actions ?? [])
    return block.kind === 'form' ? [block.submit] : []
  })
  const found = all.find((action) => (typeof label === 'string' ? action.label === label : label.test(action.label)))
  if (!found) throw new Error(`no button ${label}; there are: ${all.map((action) => action.label).join(', ')}`)
  return found
}

/** What a reader sees, one line per thing. */
export function textOf(view: View): string {
  return [view.title, ...view.blocks.flatMap(linesOf)].filter((line) => line !== undefined && line !== '').join('\n')
}

function linesOf(block: Block): (string | undefined)[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [block.text]
    case 'fields':
      return block.fields.map((field) => `${field.label}：${field.value}${field.note ? `（${field.note}）` : ''}`)
    case 'list':
      return block.items.flatMap((item) => [
        item.title,
        item.detail,
        item.why,
        item.snippet?.map((part) => part.text).join(''),
      ])
    case 'ranking':
      return block.rows.map((row) => `${row.rank} ${row.name} ${row.amount}${row.note ? ` ${row.note}` : ''}`)
    case 'file':
      return [`[${block.name}]`]
    case 'chart':
      return [block.title]
    case 'form':
      return block.fields.map((field) => `${field.label}：${field.value ?? ''}`)
    case 'actions':
      return [block.actions.map((action) => `[${action.label}]`).join(' ')]
    default:
      return block satisfies never
  }
}
