import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Incoming, incoming } from '#bot/incoming.ts'
import type { Db } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { composeApp } from './compose.ts'
import { openDatabase } from './database.ts'
import type { Io } from './io.ts'
import { type Line, missing, readLines, wrongLines } from './lines.ts'

/** How long to wait for the answers after the last event. */
const PATIENCE_MS = 60_000
const LOOK_MS = 50

/**
 * `replay <fixture>`: pushes captured events through the same door as a platform does, in order, and tells what the
 * bot answered. An event that was taken before changes nothing.
 */
export async function replay(io: Io, path: string, options: { json?: boolean }): Promise<void> {
  const events = await readFixture(path)
  const database = await openDatabase(io, 'guest')
  try {
    const app = await composeApp({
      env: io.env,
      log: io.log,
      clock: systemClock,
      databaseUrl: database.url,
      roles: { bot: true, worker: true, web: false },
    })
    try {
      for (const { value } of events) await app.bot?.receive(value)
      const answers = await answersTo(
        app.db,
        events.map(({ value }) => value),
      )
      if (options.json) return io.json({ events: events.length, answers })
      for (const { event, outcome, titles } of answers) io.print([event, outcome, ...titles].join('\t'))
      io.say({ zh: `已重放 ${events.length} 个事件。`, en: `${events.length} event(s) replayed.` })
    } finally {
      await app.stop()
    }
  } finally {
    await database.stop()
  }
}

/** A fixture: one event per line (`.jsonl`), or one JSON array or event. Wrong ones are told with their line numbers. */
export async function readFixture(path: string): Promise<Line<Incoming>[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw missing(path, error)
  }
  let whole: unknown
  try {
    whole = JSON.parse(text)
  } catch {
    return readLines(path, incoming)
  }
  const items = Array.isArray(whole) ? whole : [whole]
  const parsed = items.map((item, index) => ({ number: index + 1, ...incoming.safeParse(item) }))
  const wrong = parsed.flatMap((one) =>
    one.success ? [] : [{ number: one.number, why: z.prettifyError(one.error).replaceAll('\n', ' ') }],
  )
  if (wrong.length > 0) throw wrongLines(path, wrong)
  return parsed.flatMap(({ number, success, data }) => (success && data ? [{ number, value: data }] : []))
}

type Answered = { event: string; outcome: string; titles: string[] }

/** Waits until no event waits, then reads what was answered to each. */
async function answersTo(db: Db, events: readonly Incoming[]): Promise<Answered[]> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const rows = await db
      .selectFrom('intake')
      .leftJoin('message', (join) =>
        join.onRef('message.school_id', '=', 'intake.school_id').onRef('message.intake_id', '=', 'intake.id'),
      )
      .select(['intake.event_key', 'intake.status', 'message.view', 'message.id'])
      .where('intake.event_key', 'in', ['', ...events.map((event) => event.eventKey)])
      .orderBy('message.id')
      .execute()
    const waits = rows.some((row) => row.status === 'waiting') || (await filesWait(db))
    if (waits && performance.now() < deadline) {
      await sleep(LOOK_MS)
      continue
    }
    return events.map((event) => {
      const own = rows.filter((row) => row.event_key === event.eventKey)
      return {
        event: event.eventKey,
        outcome: own[0]?.status ?? 'unknown',
        titles: own.flatMap((row) => titleOf(row.view)),
      }
    })
  }
}

async function filesWait(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('upload')
    .select('id')
    .where('status', 'in', ['waiting', 'stored'])
    .where('attempts', '=', 0)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

const shown = z.object({
  title: z.string().optional(),
  blocks: z.array(z.object({ text: z.string().optional() })).default([]),
})

function titleOf(view: unknown): string[] {
  const parsed = shown.safeParse(view)
  if (!parsed.success) return []
  const title = parsed.data.title ?? parsed.data.blocks.find((block) => block.text !== undefined)?.text
  return title === undefined ? [] : [title]
}
