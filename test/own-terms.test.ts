import { afterAll, beforeAll, expect, test } from 'vitest'
import { addOwnTerm, removeOwnTerm } from '#db/own-terms.ts'
import { openSchool, type TestSchool } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  await addOwnTerm(school.db, 'sample', { field: 'subject', name: '围棋', words: ['弈棋'] })
  await addOwnTerm(school.db, 'sample', { field: 'type', name: '校刊', words: [] })
  await addOwnTerm(school.db, 'sample', { field: 'subject', name: '数学', words: ['思维体操'] })
})
afterAll(() => school.close())

const li = () => school.member('李老师')

async function shared(name: string, text: string) {
  const [said] = await li().uploads(name, text)
  const id = said?.view.about?.resource
  if (!said || id === undefined) throw new Error(`no receipt for ${name}`)
  const row = await school.db
    .selectFrom('resource')
    .select(['id', 'subject', 'grade', 'type', 'confidence', 'evidence'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { said, row }
}

test('a school’s own subject is recognised, shown by its name and found by it', async () => {
  const { said, row } = await shared('二年级弈棋入门教案.txt', '先认识棋盘上的星位和天元，再学习气与提子。')
  expect(row).toMatchObject({
    subject: '围棋',
    grade: 2,
    type: 'lesson_plan',
    evidence: { subject: { quote: '弈棋' } },
  })
  expect(said.text).toContain('学科：围棋')
  const [answer] = await li().says('/search 围棋')
  expect(answer?.text).toContain('弈棋入门')
})

test('a school’s own words mean the national subject', async () => {
  const { row } = await shared('思维体操第三期.txt', '把十二根火柴摆成六个同样大小的格子，还剩几根？')
  expect(row.subject).toBe('math')
})

test('/new knows the subjects of the school, and its own words for the national ones', async () => {
  const [own] = await li().says('/new 围棋')
  expect(own?.view.title).toBe('最近一周：围棋')
  expect(own?.text).toContain('弈棋入门')
  const [national] = await li().says('/new 思维体操')
  expect(national?.view.title).toBe('最近一周：数学')
  expect(national?.text).not.toContain('弈棋入门')
})

test('what a search understood in the school’s own words is a reason and a chip that can be taken off', async () => {
  await shared('二年级思维体操练习.txt', '把十二根火柴摆成六个同样大小的格子，还剩几根？')
  const [answer] = await li().says('/search 火柴 思维体操')
  expect(answer?.text).toContain('学科为数学')
  const [without] = answer ? await li().presses(answer, '✕ 数学') : []
  expect(without?.view.title).toBe('「火柴」')
})

test('a resource can be corrected to the school’s own terms, typed or chosen', async () => {
  const { said, row } = await shared('春之声.txt', '这一期里有同学们的来稿，也有老师的寄语，欢迎大家继续投稿。')
  const [typed] = await li().says(`/correct ${row.id} 校刊`)
  expect(typed?.text).toContain('→ 校刊')
  const [form] = await li().presses(said, '更正')
  const choices = form?.view.blocks.flatMap((block) => (block.kind === 'form' ? block.fields : []))
  expect(JSON.stringify(choices)).toContain('围棋')
})

test('a term that is taken away is not used any more', async () => {
  await addOwnTerm(school.db, 'sample', { field: 'subject', name: '戏曲进校园', words: [] })
  expect(await removeOwnTerm(school.db, 'sample', 'subject', '戏曲进校园')).toBe(true)
  const { row } = await shared('戏曲进校园活动单.txt', '这一次请来了剧团的老师，同学们围坐一圈。')
  expect(row.subject).not.toBe('戏曲进校园')
})

test('a name with punctuation is refused', async () => {
  await expect(addOwnTerm(school.db, 'sample', { field: 'type', name: '<b>', words: [] })).rejects.toMatchObject({
    code: 'bad_term',
  })
})
