import { Readable } from 'node:stream'
import type pg from 'pg'
import type { BlobStore } from '#db/blobs.ts'
import { editBotPost, insertBotPost, markPost } from '#db/practice/bot-posts.ts'
import { type Listening, listen } from '#db/practice/listen.ts'
import { directChatId, PRACTICE } from '#db/practice/names.ts'
import { findPerson } from '#db/practice/people.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { type Platform, PlatformRefusal } from '../../platform.ts'
import { EMPTY_FILE, openDeliveries } from './deliveries.ts'

/** A wake-up that got lost costs at most this. */
const LOOK_MS = 5_000

/**
 * The practice platform: a real adapter whose platform is a set of tables that the web page writes and reads. Page
 * and bot may be different processes. An event is marked delivered only after the bot has committed it, so a bot that
 * is killed anywhere is handed the rest when it starts again.
 */
export function openPractice(with_: {
  db: Db
  pool: pg.Pool
  blobs: BlobStore
  schoolId: string
  clock: Clock
  log: Log
  /** How long a refused event waits before its second try. In milliseconds. */
  redeliverMs?: number
}): Platform {
  const { db, pool, blobs, schoolId, clock, log } = with_
  let listening: Listening | undefined
  let deliveries: ReturnType<typeof openDeliveries> | undefined
  let timer: NodeJS.Timeout | undefined

  return {
    name: PRACTICE,
    can: {
      cards: true,
      buttons: true,
      edits: true,
      replies: true,
      files: true,
      images: true,
      direct: true,
      marks: true,
    },
    async start(on) {
      if (deliveries) throw new Error('the practice platform was started twice')
      const running = openDeliveries({ db, schoolId, clock, log, redeliverMs: with_.redeliverMs ?? 1_000 }, on)
      deliveries = running
      listening = await listen(
        pool,
        ['practice_event'],
        (_channel, school) => {
          if (school === undefined || school === schoolId) running.wake()
        },
        log,
      )
      timer = setInterval(running.wake, LOOK_MS)
    },
    async post(chat, out) {
      const replyTo = out.replyTo === undefined ? undefined : idOf(out.replyTo)
      const id = await insertBotPost(
        db,
        {
          schoolId,
          chat: chat.id,
          key: out.key,
          view: out.view,
          lang: out.lang,
          ...(replyTo !== undefined && { replyTo }),
        },
        clock.now(),
      )
      return { ref: String(id) }
    },
    async edit(chat, ref, out) {
      const at = { schoolId, chat: chat.id, id: idOf(ref) ?? -1 }
      if (!(await editBotPost(db, at, { view: out.view, lang: out.lang }, clock.now()))) throw unknownMessage(ref)
    },
    async mark(chat, ref, mark) {
      if (!(await markPost(db, { schoolId, chat: chat.id, id: idOf(ref) ?? -1 }, mark))) throw unknownMessage(ref)
    },
    async fetch(file, signal) {
      signal.throwIfAborted()
      if (file.platform !== PRACTICE) throw new PlatformRefusal('file_unknown', 'the file is on another platform')
      if (file.id === EMPTY_FILE) return Readable.from([])
      if (!(await blobs.has(schoolId, file.id))) throw new PlatformRefusal('file_unknown', 'the file is gone')
      const { stream } = await blobs.open(schoolId, file.id)
      signal.addEventListener('abort', () => stream.destroy(), { once: true })
      return stream
    },
    async direct(personId) {
      const person = await findPerson(db, schoolId, personId)
      return person && { id: directChatId(person.id), kind: 'direct' }
    },
    state() {
      if (!deliveries) return { ready: false, detail: 'not started' }
      if (!listening?.ready()) return { ready: false, detail: 'the database connection is gone; trying again' }
      return { ready: true, detail: 'listening' }
    },
    async stop() {
      clearInterval(timer)
      const last = { listening, deliveries }
      listening = undefined
      deliveries = undefined
      await last.listening?.stop()
      await last.deliveries?.stop()
    },
  }
}

function idOf(ref: string): number | undefined {
  return /^\d{1,15}$/.test(ref) ? Number(ref) : undefined
}

function unknownMessage(ref: string): PlatformRefusal {
  return new PlatformRefusal('message_unknown', `there is no message ${ref} in this chat`)
}
