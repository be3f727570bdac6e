import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultPolicyText, practicePolicyText } from '#db/policy/defaults.ts'
import { createDraft } from '#db/policy/drafts.ts'
import { ensurePolicy, publishDistrictPolicy } from '#db/policy/publish.ts'
import { readEnv } from '#kit/env.ts'
import { openLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Io } from './io.ts'
import { list, show } from './policy.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
  await t.db
    .insertInto('school')
    .values({ id: 's', name: 's', name_en: 's', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
  await t.db.transaction().execute((trx) => ensurePolicy(trx, 's', practicePolicyText()))
})
afterAll(() => t.drop())

function typed(): { io: Io; printed: string[] } {
  const printed: string[] = []
  const io: Io = {
    env: readEnv({ DATABASE_URL: t.url }),
    log: openLog('silent'),
    say: () => undefined,
    json: () => undefined,
    print: (line) => void printed.push(line),
  }
  return { io, printed }
}

test('a version is shown as it was published, the one in force by itself, the shipped one where there is none; another is refused', async () => {
  const { io, printed } = typed()
  await show(io, undefined, { school: 's' })
  await show(io, '2026.09.0', { school: 's' })
  expect(printed).toEqual([practicePolicyText().trimEnd(), practicePolicyText().trimEnd()])
  await t.db
    .insertInto('school')
    .values({ id: 'new', name: 'n', name_en: 'n', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
  await show(io, undefined, { school: 'new' })
  expect(printed[2]).toBe(defaultPolicyText().trimEnd())
  await expect(show(io, '1999.01.0', { school: 's' })).rejects.toThrow('no version 1999.01.0')
})

test('the versions of a school and its drafts are listed by the clock of the school', async () => {
  const source = practicePolicyText()
    .replace('2026.09.0', '2027.01.0')
    .replace('2026-09-01T00:00:00+08:00', '2027-01-15T00:00:00+08:00')
    .replace('courseware: 10', 'courseware: 12')
  const now = new Date('2026-11-23T02:00:00Z')
  await t.db.transaction().execute((trx) => createDraft(trx, { schoolId: 's', source, by: undefined, now }))
  const { io, printed } = typed()
  await list(io, { school: 's' })
  const lines = printed.join('\n').split('\n')
  expect(lines.map((line) => line.split(/\s{2,}/))).toEqual([
    ['2027.01.0', '2027-01-15 00:00', '草案 1，批准 0'],
    ['2026.09.0', '2026-09-01 00:00', expect.any(String)],
  ])
})

test('the versions of a district are listed by the name that schools build on, and shown', async () => {
  const source = practicePolicyText()
  await t.db.transaction().execute((trx) => publishDistrictPolicy(trx, 'yz-group', source, new Date()))
  const { io, printed } = typed()
  await list(io, { district: true })
  await list(io, { district: 'yz-group' })
  await show(io, undefined, { district: 'yz-group' })
  expect(printed[0]?.split(/\s{2,}/)).toEqual(['yz-group@2026.09.0', '2026-09-01 00:00'])
  expect(printed[1]).toBe(printed[0])
  expect(printed[2]).toBe(source.trimEnd())
  await expect(show(io, '1999.01.0', { district: 'yz-group' })).rejects.toThrow('yz-group@1999.01.0')
})
