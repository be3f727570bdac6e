import { afterAll, beforeAll, expect, test } from 'vitest'
import { rar } from './fixtures/rar.ts'
import { zip } from './fixtures/zip.ts'
import { openSchool, type Said, type TestSchool, textOf } from './school.ts'
import { fixture, lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())
const shown = (said: Said | undefined) => textOf(said?.view ?? { blocks: [] })

test('a package is one resource: its receipt counts what is inside, and it is found by any of it', async () => {
  const plan = await lessonPlan('小数的意义', ['鹦鹉螺的螺线里也有小数。'])
  const paper = '小数的意义练习\n一、填空：零点七里面有七个十分之一。'
  const bundle = zip([
    { name: '四年级数学下册/教案.docx', data: plan },
    { name: '四年级数学下册/练习.txt', data: paper },
    { name: '四年级数学下册/板书.jpg', data: 'x' },
  ])
  const [receipt] = await school.member('李老师').uploads('资料打包.zip', bundle)
  expect(shown(receipt)).toContain('压缩包，含 3 个文件：教案.docx、练习.txt、板书.jpg')
  const id = receipt?.view.about?.resource ?? 0
  expect(await school.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirst()).toMatchObject({
    status: 'live',
    title: '四年级数学下册',
    subject: 'math',
    grade: 4,
    parts: [{ title: '小数的意义' }, { title: '小数的意义练习' }, { format: 'jpg' }],
  })
  const wang = school.member('王老师')
  for (const words of ['鹦鹉螺', '十分之一'])
    expect(shown((await wang.says(`/search ${words}`))[0])).toContain('四年级数学下册')
})

test('the same bundle packed again by another program is the same', async () => {
  const files = [
    { name: '教案.txt', data: '认识钟表的教学设计，时针走一大格是一小时，分针走一大格是五分钟。' },
    { name: '练习.txt', data: '写出钟面上的时刻：时针指着三，分针指着十二。' },
  ]
  const li = school.member('李老师')
  const [first] = await li.uploads('认识钟表.zip', zip(files))
  const [second] = await school.member('王老师').uploads('钟表资料.rar', rar([...files].reverse()))
  expect(shown(first)).toContain('已收录')
  expect(shown(second)).toContain('库里已有')
})

test('a package with a locked member or a program in it waits for a reviewer and says why', async () => {
  const li = school.member('李老师')
  const some = zip([
    { name: '答案.docx', data: 'x', encrypted: true },
    { name: '说明.txt', data: '期末复习说明文字' },
  ])
  expect(shown((await li.uploads('复习.zip', some))[0])).toContain('压缩包里有加密的文件')
  expect(shown((await li.uploads('单元卷.7z', await fixture('locked.7z')))[0])).toContain('文件有密码')
  const program = zip([
    { name: '播放器.exe', data: 'MZ' },
    { name: '说明.txt', data: '课件播放说明文字' },
  ])
  expect(shown((await li.uploads('课件.zip', program))[0])).toContain('可执行程序')
})
