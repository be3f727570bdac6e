import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { livingNumbers } from '#db/alive.ts'
import { openDb, openPool } from '#db/client.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { type ChatKey, claimHeads, insertMessage, setNextTry } from '#db/rows/messages.ts'
import { seen } from '#db/rows/people.ts'
import type { Db } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { sentence } from '#workers/view.ts'
import { openPulse, type Pulse } from './pulse.ts'

let database: TestDatabase
let chat: ChatKey
let pulses: Pulse[]
let processes: Db[]

beforeEach(async () => {
  database = await freshDatabase()
  pulses = []
  processes = []
  const now = new Date('2026-11-23T02:00:00Z')
  await seedPracticeSchool(database.db, { now, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
  const there = { platform: 'test', chat: { id: 'g', kind: 'group' as const, name: 'g' } }
  const { chatId } = await seen(database.db, { ...there, sender: { id: 'li', name: '李老师' } }, SAMPLE_SCHOOL)
  chat = { schoolId: SAMPLE_SCHOOL, chatId }
  const message = { ...chat, view: sentence('一'), lang: 'zh-CN' }
  for (const key of ['first', 'second']) await insertMessage(database.db, { ...message, key })
})
afterEach(async () => {
  for (const pulse of pulses) await pulse.stop()
  for (const db of processes) await db.destroy()
  await database.drop()
})

/** A process as the others see it: its own connections, its number, and what it hears. */
function process(deadAfter?: number) {
  const db = openDb(openPool(database.url, 3))
  processes.push(db)
  const freed = Promise.withResolvers<readonly ChatKey[]>()
  const death = Promise.withResolvers<void>()
  const pulse = openPulse(
    { db, log: silentLog, clock: systemClock },
    {
      freed: (chats) => chats.length > 0 && freed.resolve(chats),
      onDeath: async () => death.resolve(),
      ...(deadAfter && { deadAfter }),
    },
  )
  pulses.push(pulse)
  const claim = () => {
    const now = new Date()
    return claimHeads(db, [chat], now, new Date(now.getTime() + 600_000), pulse.number())
  }
  return { db, pulse, claim, freed: freed.promise, death: death.promise }
}

const ended = (number: number | null) =>
  sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${number}::bigint::oid`.execute(
    database.db,
  )

test('a process shows its number while it runs, and nobody else has it', async () => {
  const [one, two] = [process(), process()]
  await one.pulse.start()
  await two.pulse.start()
  const numbers = [one.pulse.number(), two.pulse.number()]
  expect(new Set(await livingNumbers(database.db))).toEqual(new Set(numbers))
  await one.pulse.stop()
  expect(await livingNumbers(database.db)).toEqual([two.pulse.number()])
  expect(one.pulse.number()).toBeNull()
})

test('what a living process sends is its own, also for one that starts; when it dies it is free long before its lease ends', async () => {
  const [one, two] = [process(), process()]
  await one.pulse.start()
  const [held] = await one.claim()
  expect(held?.message.key).toBe('first')
  await two.pulse.start()
  expect(await two.claim()).toEqual([undefined])
  const number = one.pulse.number()
  // Its connections end, and it does nothing any more: what a SIGKILL looks like from the database.
  const stopped = one.pulse.stop()
  await ended(number)
  await stopped
  expect(await two.freed).toEqual([chat])
  await two.death
  expect((await two.claim())[0]?.message.key).toBe('first')
})

test('one that starts after the death of another has what that one held at once', async () => {
  const [one, two] = [process(), process()]
  await one.pulse.start()
  await one.claim()
  const number = one.pulse.number()
  const stopped = one.pulse.stop()
  await ended(number)
  await stopped
  await two.pulse.start()
  expect((await two.claim())[0]?.message.key).toBe('first')
})

test('a message that waits for its platform waits on when its process dies', async () => {
  const [one, two] = [process(), process()]
  await one.pulse.start()
  const [held] = await one.claim()
  await setNextTry(one.db, chat.schoolId, held?.message.id ?? 0, new Date(Date.now() + 600_000))
  await one.pulse.stop()
  await two.pulse.start()
  expect(await two.claim()).toEqual([undefined])
})

test('a process whose connection broke is seen again soon, and keeps what it sends', async () => {
  // Twenty seconds: on a machine that stands still for a moment the new connection takes its time.
  const [one, two] = [process(), process(50)]
  await one.pulse.start()
  await two.pulse.start()
  await one.claim()
  const number = one.pulse.number()
  await ended(number)
  while (!(await livingNumbers(database.db)).includes(number ?? 0)) await new Promise((go) => setTimeout(go, 20))
  // One that starts looks at all claims.
  await process().pulse.start()
  expect(one.pulse.number()).toBe(number)
  expect(await two.claim()).toEqual([undefined])
})
