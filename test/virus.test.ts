import { afterAll, beforeAll, expect, test } from 'vitest'
import { clamd } from './fixtures/clamd.ts'
import { openSchool, type TestSchool } from './school.ts'

let scanner: Awaited<ReturnType<typeof clamd>>
let school: TestSchool
beforeAll(async () => {
  scanner = await clamd((bytes) => (bytes.includes('BAD BYTES') ? 'stream: Test.Virus-1 FOUND' : 'stream: OK'))
  school = await openSchool({ clamd: scanner.address })
})
afterAll(async () => {
  await school.close()
  await scanner.close()
})

const li = () => school.member('李老师')
const zhao = () => school.member('赵主任')

test('an infected file is refused with a sentence; administrators are told in private, with its name', async () => {
  await zhao().says('/help', { chat: zhao().direct })
  const said = await li().uploads('三年级数学教案.txt', '分数的初步认识 BAD BYTES')
  const group = said.filter((one) => one.chat !== zhao().direct)
  expect(group.map((one) => one.text).join()).toContain('病毒')
  expect(group.map((one) => one.text).join()).not.toContain('Test.Virus')
  const told = (await school.said(zhao().direct)).at(-1)
  expect(told?.text).toContain('Test.Virus-1')
  expect(told?.text).toContain('李老师')
  expect(await school.db.selectFrom('resource').select('id').execute()).toEqual([])
})

test('a clean file goes through, and the scanner saw all of it', async () => {
  const text = `三年级数学上册《周长》教案。${'认识周长，会计算长方形的周长。'.repeat(10_000)}`
  const said = await li().uploads('三年级数学上册《周长》教案.txt', text)
  expect(said[0]?.text).toContain('已收录')
  expect(scanner.received.at(-1)?.toString()).toBe(text)
})
