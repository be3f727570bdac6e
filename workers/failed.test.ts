import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type TestSchool, until } from '#test/school.ts'
import { tellFailure } from './failed.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

test('a file that can not be catalogued is told to its sender once, with the number', async () => {
  await school.app.queues.close()
  const { db } = school
  await school.member('李老师').drops('教案.txt', '教学目标'.repeat(30))
  const uploads = () => db.selectFrom('upload').select('id').execute()
  await until(async () => (await uploads()).length === 1, 'the upload row')
  const upload = await db.updateTable('upload').set({ status: 'stored' }).returning('id').executeTakeFirstOrThrow()
  const failure = {
    name: 'upload.catalogue' as const,
    payload: { schoolId: 'sample', uploadId: upload.id },
    number: '7F3K',
  }
  const ring = async () => undefined
  await tellFailure({ db, ring }, failure)
  await tellFailure({ db, ring }, { ...failure, number: '9XYZ' })
  const messages = await db.selectFrom('message').select('view').execute()
  expect(messages).toHaveLength(1)
  expect(JSON.stringify(messages[0]?.view)).toContain('编号 7F3K')
})
