import { afterAll, beforeAll, expect, test } from 'vitest'
import { find, openSchool, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  // Ten at night in the school's zone: its quiet hours.
  school = await openSchool({ now: new Date('2026-11-23T14:00:00Z') })
})
afterAll(() => school.close())

test('at night an answer does not wait behind a notice that waits for the morning; in the morning the notice comes', async () => {
  const [receipt] = await school
    .member('李老师')
    .uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长', ['围一围，量一量。']))
  const id = receipt?.view.about?.resource
  const reported = await school.member('王老师').says(`/report ${id} 抄袭 和某网站的一样`)
  find(reported, '已收到您')
  const admin = school.member('赵主任')
  const toAdmin = (await school.said(admin.direct)).map((one) => one.text)
  expect(toAdmin).toEqual([])
  const answered = await admin.says('/cases')
  expect(answered).toHaveLength(1)
  expect(find(answered, '案卷 1').chat).toBe(admin.direct)
  school.clock.to(new Date('2026-11-23T23:00:00Z'))
  await school.settle()
  const morning = (await school.said(admin.direct)).slice(1)
  expect(morning).toHaveLength(1)
  expect(morning[0]?.text).toContain('案卷 1')
})
