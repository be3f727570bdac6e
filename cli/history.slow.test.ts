import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gongxiang } from '#test/command-line.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'

let t: TestDatabase
let dir: string
beforeAll(async () => {
  t = await freshDatabase()
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-history-'))
})
afterAll(async () => {
  await t.drop()
  await rm(dir, { recursive: true })
})

/** Both sides of the end of a term, of the leap day, and of a week, to the second. */
function edges(): string {
  const share = (at: string, nth: number) => `  - { at: ${at}, share: R${nth}, by: 王, type: 教案 }`
  const attend = (at: string, nth: number) => `  - { at: ${at}, attend: L${nth}, by: 李 }`
  const take = (at: string, nth: number) => `  - { at: ${at}, download: R${nth}, by: 李 }`
  const times = (n: number, line: (nth: number) => string) => Array.from({ length: n }, (_, nth) => line(nth + 1))
  return [
    'people: { 王: { shared_before: true }, 李: { shared_before: true } }',
    'until: 2028-03-07',
    'events:',
    ...times(10, (nth) => attend('2028-01-31 23:59:59', nth)),
    attend('2028-02-01 00:00:00', 11),
    ...times(5, (nth) => share(`2028-02-29 23:59:5${nth}`, nth)),
    share('2028-03-01 00:00:00', 6),
    ...times(5, (nth) => take('2028-03-05 23:59:59', nth)),
    take('2028-03-06 00:00:00', 6),
  ].join('\n')
}

type Answer = { ledger: { key: string; c: number }[]; balances: { person: string; contribution: number }[] }

test('whatever the zone of the server, days, weeks and terms are those of the school', async () => {
  const file = join(dir, 'edges.yaml')
  await writeFile(file, edges())
  const answers: string[] = []
  for (const TZ of ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
    const { stdout, code } = await gongxiang(['history', file, '--json'], {
      DATABASE_URL: t.url,
      TZ,
      PGTZ: TZ,
      DATA_DIR: dir,
    })
    expect(code).toBe(0)
    answers.push(stdout)
  }
  expect(new Set(answers).size).toBe(1)
  const { ledger, balances }: Answer = JSON.parse(answers[0] ?? '')
  // The term's ten points are reached at its last second, and the next begins with its first; five items of a day in full,
  // five downloads of a pair and week: the sixth of each falls into the next.
  expect(ledger.filter((row) => row.key.startsWith('att:')).map((row) => row.c)).toEqual(Array(11).fill(1))
  expect(ledger.filter((row) => row.key.startsWith('up:')).map((row) => row.c)).toEqual(Array(6).fill(8))
  expect(ledger.filter((row) => row.key.startsWith('dl:')).map((row) => row.c)).toEqual(Array(6).fill(0.8))
  expect(balances.map((one) => [one.person, one.contribution])).toEqual([
    ['王', 48 + 4.8],
    ['李', 11],
  ])
})

test('a wrong word is refused with the line in which it stands', async () => {
  const file = join(dir, 'wrong.yaml')
  await writeFile(
    file,
    'people: { 王: {} }\nevents:\n  - { at: 2026-09-01, share: R1, by: 王, type: 教案 }\n  - { at: 2026-09-02, share: R2, by: 王, type: 教安 }\n',
  )
  const { code, stderr } = await gongxiang(['history', file], { DATABASE_URL: t.url, DATA_DIR: dir })
  expect(code).toBe(1)
  expect(stderr).toContain('第 2 个事件（第 4 行）：没有“教安”这个资源类型')
})
