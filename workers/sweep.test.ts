import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultPolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Ring } from './jobs.ts'
import { sweepRows } from './sweep.ts'

let database: TestDatabase
const now = new Date('2026-11-20T08:00:00Z')
const before = (seconds: number) => new Date(now.getTime() - seconds * 1_000)

beforeAll(async () => {
  database = await freshDatabase()
  await sql`
    insert into school (id, name, name_en, locale, time_zone) values ('s', '一小', 'First', 'zh-CN', 'Asia/Shanghai');
    insert into member (school_id, name, role) values ('s', '李老师', 'teacher');
    insert into chat (school_id, platform, external_id, kind, name) values ('s', 'practice', 'g', 'group', '备课组')
  `.execute(database.db)
})
afterAll(() => database.drop())

/** A ring that remembers. */
function bell() {
  const rung: string[] = []
  const ring: Ring = async (name, payload) => {
    rung.push(`${name} ${Object.values(payload).join(' ')}`)
  }
  return { rung, ring }
}

async function upload(
  intake: number,
  status: 'waiting' | 'stored' | 'done' | 'refused',
  nextAt: Date,
): Promise<number> {
  const { id } = await database.db
    .insertInto('upload')
    .values({
      school_id: 's',
      intake_id: intake,
      chat_id: 1,
      member_id: 1,
      file_name: '教案.docx',
      file_ref: '{}',
      message_ref: `m${intake}`,
      status,
      next_at: nextAt,
      sent_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

test('rows that wait past their time are rung for, once each, and nothing else is', async () => {
  const waiting = await upload(1, 'waiting', before(20))
  const stored = await upload(2, 'stored', before(60))
  await upload(3, 'waiting', before(2))
  await upload(4, 'stored', before(-300))
  await upload(5, 'done', before(600))
  await upload(6, 'refused', before(600))
  const facts = ['a', 'b'].map((key) => ({
    school_id: 's',
    key,
    kind: 'resource.accepted',
    occurred_at: before(60),
    recorded_at: before(60),
  }))
  await database.db.insertInto('fact').values(facts).execute()
  const messages = [
    { key: 'late', next_at: before(30), status: 'waiting' as const },
    { key: 'later', next_at: before(30), status: 'waiting' as const },
    { key: 'gone', next_at: before(30), status: 'sent' as const },
  ].map((row) => ({ ...row, school_id: 's', chat_id: 1, view: '{}', lang: 'zh-CN' }))
  await database.db.insertInto('message').values(messages).execute()

  const { rung, ring } = bell()
  expect(await sweepRows(database.db, ring, now)).toEqual({ rung: 4 })
  expect(rung).toEqual([`upload.catalogue s ${stored}`, `file.fetch s ${waiting}`, 'fact.settle s', 'chat.post s 1'])
})

test('a sweep changes no row, so a second one rings the same', async () => {
  const first = bell()
  const second = bell()
  await sweepRows(database.db, first.ring, now)
  await sweepRows(database.db, second.ring, now)
  expect(second.rung).toEqual(first.rung)
})

test('a school whose facts wait for the night is left alone, one whose policy counts at once or has others is not', async () => {
  const { db } = database
  await sql`insert into school (id, name, name_en, locale, time_zone)
    select id, id, id, 'zh-CN', 'Asia/Shanghai' from unnest(array['night', 'mixed', 'day']) as id`.execute(db)
  const text = defaultPolicyText().replace(/(download\.counted:[\s\S]*?settle: )nightly/, '$1at_once')
  await db.transaction().execute((trx) => publishPolicy(trx, 'day', text))
  const fact = (schoolId: string, key: string, kind: string) => ({
    school_id: schoolId,
    key,
    kind,
    occurred_at: before(60),
    recorded_at: before(60),
  })
  const facts = [
    fact('night', 'a', 'resource.downloaded'),
    fact('night', 'b', 'resource.rated'),
    fact('mixed', 'a', 'resource.downloaded'),
    fact('mixed', 'b', 'resource.accepted'),
    fact('day', 'a', 'resource.downloaded'),
  ]
  await db.insertInto('fact').values(facts).execute()
  const { rung, ring } = bell()
  await sweepRows(db, ring, now)
  expect(rung.filter((one) => one.startsWith('fact.settle')).sort()).toEqual([
    'fact.settle day',
    'fact.settle mixed',
    'fact.settle s',
  ])
})
