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

test('/why of a package lists its members with their format and whether they were read', async () => {
  const li = school.member('李老师')
  const bundle = zip([
    { name: '单元/教案.docx', data: await lessonPlan('三位数乘两位数', ['先估一估，再用竖式算一算。']) },
    { name: '单元/坏了.docx', data: 'PK\u0003\u0004 torn' },
    { name: '单元/朗读.mp3', data: 'x' },
    ...Array.from({ length: 20 }, (_, n) => ({ name: `单元/练习${n + 10}.txt`, data: `第 ${n} 题：二十五乘四十` })),
  ])
  const [receipt] = await li.uploads('三位数乘两位数.zip', bundle)
  expect(shown(receipt)).toContain('压缩包里的文件，1 个打不开，只登记了名字。')
  const id = receipt?.view.about?.resource ?? 0
  const why = shown((await school.member('王老师').says(`/why ${id}`))[0])
  expect(why).toContain('压缩包里的 23 个文件')
  expect(why).toContain('单元/教案.docx《三位数乘两位数》（DOCX，已读）')
  expect(why).toContain('单元/坏了.docx（DOCX，打不开）')
  expect(why).toContain('单元/朗读.mp3（MP3）')
  expect(why).toContain('另有 3 个文件')
})

test('what could not be read of a file is said in one sentence, on the receipt and by /why', async () => {
  const li = school.member('李老师')
  const two = zip([
    { name: '答案一.docx', data: 'x', encrypted: true },
    { name: '答案二.docx', data: 'x', encrypted: true },
    { name: '说明.txt', data: '期中复习说明文字' },
  ])
  const [locked] = await li.uploads('期中复习.zip', two)
  expect(shown(locked)).toContain('压缩包里的文件，2 个有密码，只登记了名字。')
  const long = Array.from({ length: 30_000 }, (_, n) => `第${n}句说的是另一件事`).join('\n')
  const [cut] = await li.uploads('长篇资料.txt', Buffer.from(long))
  expect(shown(cut)).toContain('内容很长，只读了前面的部分')
  const id = cut?.view.about?.resource ?? 0
  expect(shown((await li.says(`/why ${id}`))[0])).toContain('内容很长，只读了前面的部分')
  const [plain] = await li.uploads('短文.txt', Buffer.from('一只小鸟站在窗台上唱歌，屋里的人都停下来听。'))
  expect(shown(plain)).not.toContain('只读了')
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
