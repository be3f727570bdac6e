import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')

async function shared(name: string, text: string, by = chen()): Promise<{ id: number; said: Said }> {
  const [said] = await by.uploads(name, text)
  const id = said?.view.about?.resource
  if (!said || id === undefined) throw new Error(`no receipt for ${name}`)
  return { id, said }
}

async function found(id: number) {
  return school.db
    .selectFrom('resource')
    .select(['subject', 'grade', 'type', 'evidence'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

test('a correction is what the next similar file gets, with its reason; an unrelated one keeps its own', async () => {
  const first = await shared('校园小农夫周记 第1周.txt', '今天大家在地里看了看，记下了见到的东西，很有收获。')
  expect(await found(first.id)).not.toMatchObject({ subject: 'science', type: 'reflection' })
  await chen().says(`/correct ${first.id} 科学 五年级 反思`)
  const next = await shared('校园小农夫周记 第2周.txt', '这一周下了雨，大家换了一块地继续记，和上一周很不一样。')
  expect(await found(next.id)).toMatchObject({
    subject: 'science',
    grade: 5,
    type: 'reflection',
    evidence: { subject: { from: 'learnt' } },
  })
  const [why] = await chen().says(`/why ${next.id}`)
  expect(why?.text).toMatch(/学科：科学（以往更正“.+”）/)
  const other = await shared('消防演练通知.txt', '请各办公室在周五下午两点前打开通道，听到铃声后按照路线离开大楼。')
  expect((await found(other.id)).subject).not.toBe('science')
})

test('one correction does not change a file whose name states the fact', async () => {
  const wrong = await shared('三年级数学《年历的秘密》教案.txt', '年历里藏着许多规律，大家先看一看今年的年历。')
  await chen().says(`/correct ${wrong.id} 语文 六年级`)
  const next = await shared('三年级数学《年历的秘密》课件说明.txt', '年历里还藏着别的规律，这一次我们看看明年的年历。')
  expect(await found(next.id)).toMatchObject({ subject: 'math', grade: 3 })
})

test('/why says where each field was read, and what a person set', async () => {
  const { id } = await shared('四年级科学《声音的传播》教案.txt', '上课先听一段录音，再说一说声音是怎样来的。')
  await chen().says(`/correct ${id} 五年级`)
  const [why] = await chen().says(`/why ${id}`)
  expect(why?.text).toContain('学科：科学（文件名“科学”）')
  expect(why?.text).toContain('年级：五年级（人工更正）')
})

test('a correction that is taken back is forgotten', async () => {
  const first = await shared('晨光手记 甲篇.txt', '早上七点半到校，先开窗，再看一看昨天留下的便条。')
  const before = await found(first.id)
  const [said] = await chen().says(`/correct ${first.id} 音乐 四年级`)
  if (!said) throw new Error('the bot said nothing')
  await chen().presses(said, '改回去')
  expect(await found(first.id)).toMatchObject({ subject: before.subject, grade: before.grade })
  const next = await shared('晨光手记 乙篇.txt', '早上七点四十到校，今天先去了操场边上，再回到办公室。')
  expect(await found(next.id)).toMatchObject({ subject: before.subject, grade: before.grade })
})

test('contradicting corrections weaken each other: the later ones win', async () => {
  for (const [at, words] of [
    ['一', '美术'],
    ['二', '劳动'],
    ['三', '劳动'],
  ] as const) {
    const one = await shared(`巧手坊活动单${at}.txt`, `第${at}次来到巧手坊，大家带齐了东西，围坐在一起。`)
    await zhao().says(`/correct ${one.id} ${words}`)
  }
  const next = await shared('巧手坊活动单四.txt', '第四次来到巧手坊，带齐了东西，今天人最多。')
  expect((await found(next.id)).subject).toBe('labour')
})
