import { afterAll, beforeAll, expect, test } from 'vitest'
import { newNumber, readNumber } from '#db/honours/certificates.ts'
import { evaluateHonours } from '#workers/honours/evaluate.ts'
import { openSchool, type Said, type TestSchool, until } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
let id: number
beforeAll(async () => {
  school = await openSchool({ web: true })
  const [first] = await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
  id = first?.view.about?.resource ?? 0
  await look()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const text = (said: Said[]) => said.map((post) => post.text).join('\n')
const look = () => evaluateHonours(school.db, { id: 'sample', time_zone: 'Asia/Shanghai' }, school.clock.now())
const verify = async (path: string) => {
  const response = await fetch(new URL(`/verify${path}`, school.app.url))
  return { status: response.status, body: await response.text() }
}

test('a badge is told in private, shown with what is still missing, and its certificate comes as a PDF', async () => {
  await school.app.queues.ring('row.sweep', {})
  await school.settle()
  const told = (await school.said(li().direct)).find((post) => post.text.includes('首份资源'))
  expect(told?.text).toContain('您获得了徽章')
  expect(text(await school.said('beike'))).not.toContain('徽章')
  const mine = (await li().says('/badges'))[0]
  expect(mine?.chat).toBe(li().direct)
  expect(mine?.text).toContain('首份资源')
  expect(mine?.text).toContain('填空者：1 / 5')
  if (!mine) throw new Error('no badges')
  await li().presses(mine, '领取证书')
  const certificate = await school.db.selectFrom('certificate').selectAll().executeTakeFirstOrThrow()
  await school.app.queues.ring('row.sweep', {})
  await until(async () => text(await school.said(li().direct)).includes('.pdf]'), 'the certificate did not come')
  const file = (await school.said(li().direct)).find((post) => post.text.includes(`[${certificate.number}.pdf]`))
  const block = file?.view.blocks.find((one) => one.kind === 'file')
  expect(block?.kind === 'file' && block.size).toBeGreaterThan(10_000)
  expect(block?.kind === 'file' && block.size).toBeLessThan(300_000)
  expect(text(await wang().says(`/certificate ${certificate.number}`))).toContain('您名下没有')
  await li().presses(mine, '领取证书')
  expect(await school.db.selectFrom('certificate').select('number').execute()).toHaveLength(1)
})

test('the page verifies a number as it is typed, says what the certificate says and no more, and says when it is revoked', async () => {
  const { number } = await school.db.selectFrom('certificate').select('number').executeTakeFirstOrThrow()
  const page = await verify(`/${number}`)
  expect(page.status).toBe(200)
  expect(page.body).toContain('证书有效')
  for (const word of ['李老师', '首份资源', '示例小学', number]) expect(page.body).toContain(word)
  expect(page.body).not.toContain('周长')
  expect((await verify(`?number=${number.toLowerCase().replaceAll('-', '%20')}`)).body).toContain('证书有效')
  expect((await verify('')).body).toContain('核验证书')
  const none = await verify(`/${newNumber('2026-11-23')}`)
  expect(none.status).toBe(404)
  expect(none.body).toContain('没有这个编号')
  expect((await verify('/<script>')).status).toBe(404)
  await li().says(`/withdraw ${id}`)
  expect(await look()).toMatchObject({ lost: 1 })
  const gone = await verify(`/${number}`)
  expect(gone.body).toContain('证书已撤销')
  expect(text(await li().says(`/certificate ${number}`))).toContain('已经撤销')
  expect(text(await li().says('/badges'))).toContain('还没有徽章')
  await li().says(`/restore ${id}`)
  await look()
  expect(text(await li().says('/badges'))).not.toContain('还没有徽章')
})

test('a number is unguessable and read however it is typed', () => {
  const number = newNumber('2026-11-23')
  expect(number).toMatch(/^GX-2026-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
  expect(readNumber(`  ${number.toLowerCase().replaceAll('-', ' ')} `)).toBe(number)
  expect(readNumber('GX-2026-0000-0000-0000')).toBeUndefined()
  expect(newNumber('2026-11-23')).not.toBe(number)
})
