import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { expect, test } from 'vitest'
import { balance, explain, statement } from '#db/ledger/read.ts'
import { policyAt } from '#db/policy/at.ts'
import { listQueue } from '#db/review/queue.ts'
import { finishIntake, lockIntake, waitingIntakes } from '#db/rows/intake.ts'
import { takeArrivals } from '#db/rows/intake-batch.ts'
import { chatsWithWaiting, claimHeads, findByRef, insertMessage, setSent } from '#db/rows/messages.ts'
import { findMemberId } from '#db/rows/people.ts'
import { findVisible, habitsOf, listNewest, listOfMember } from '#db/rows/resources.ts'
import { findSame } from '#db/rows/same.ts'
import { uploadsOfMessage } from '#db/rows/uploads.ts'
import type { Database, Trx } from '#db/schema.ts'
import { waitingUploads } from '#workers/sweep.ts'

/** The SQL that the named queries send, as reviewers read it. A change of a query shows as a change of its snapshot. */
const NOW = new Date('2026-11-23T02:00:00Z')
const sent: string[] = []
const db = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (inner) => new PostgresIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  log: (event) => {
    sent.push(event.query.sql)
  },
})
const trx = db as unknown as Trx
const teacher = { schoolId: 's', memberId: 7, role: 'teacher' as const, departmentId: 3 }

const QUERIES: Record<string, () => Promise<unknown>> = {
  findVisible: () => findVisible(db, teacher, 128),
  listNewest: () => listNewest(db, teacher, NOW, 10),
  listOfMember: () => listOfMember(db, 's', 7, 15),
  findSame: () => findSame(db, { school_id: 's', member_id: 7 }, 'a'.repeat(64), 'b'.repeat(64)),
  habitsOf: () => habitsOf(db, 's', 1, 7),
  listQueue: () => listQueue(db, 's', { id: 7, scope: { all: false, subjects: ['math'], expert: [] } }, 10),
  findMemberId: () => findMemberId(db, 's', 'practice', 'li'),
  takeArrivals: () =>
    takeArrivals(db, [
      {
        platform: 'p',
        eventKey: 'e',
        kind: 'text',
        chat: { id: 'c', name: 'C' },
        sender: { id: 'li' },
        payload: {},
        sentAt: NOW.toISOString(),
      },
    ]),
  lockIntake: () => lockIntake(trx, { schoolId: 's', id: 1, chatId: 1 }, NOW).catch(() => undefined),
  finishIntake: () =>
    finishIntake(trx, { schoolId: 's', id: 1, chatId: 1 }, 'done', NOW, {
      schoolId: 's',
      chatId: 1,
      key: 'k',
      view: {},
      lang: 'zh-CN',
    }),
  waitingIntakes: () => waitingIntakes(db, NOW, 2_000, 100),
  uploadsOfMessage: () => uploadsOfMessage(trx, 's', 1, 'm1'),
  waitingUploads: () => waitingUploads(db, NOW),
  insertMessage: () => insertMessage(trx, { schoolId: 's', chatId: 1, key: 'k', view: {}, lang: 'zh-CN' }),
  claimHeads: () => claimHeads(db, [{ schoolId: 's', chatId: 1 }], NOW, NOW),
  setSent: () => setSent(db, [{ schoolId: 's', chatId: 1, id: 1, ref: 'm1', at: NOW, kind: 'post' }]),
  findByRef: () => findByRef(db, 's', 1, 'm1'),
  chatsWithWaiting: () => chatsWithWaiting(db, ['practice'], NOW, 200),
  balance: () => balance(db, 's', 7),
  statement: () => statement(db, 's', 7, { limit: 5 }),
  explain: () => explain(db, 's', { resource: 128 }),
  policyAt: () => policyAt(db, 's', NOW),
}

for (const [name, run] of Object.entries(QUERIES)) {
  test(`${name} sends the SQL that was reviewed`, async () => {
    sent.length = 0
    await run()
    expect(
      sent
        .join(';\n')
        .replace(/\s+/g, ' ')
        .replace(
          / (from|where|order by|inner join|left join|on conflict|returning|values|set|and|union)(?= )/g,
          '\n  $1',
        ),
    ).toMatchSnapshot()
  })
}
