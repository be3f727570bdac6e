import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSchool, type SchoolOptions, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

/**
 * The main job in the school's language. Called once per queue backend and chat platform: the stories must not notice
 * the difference.
 */
export function mainStories(
  where: string,
  redisUrl?: () => string | undefined,
  /** `edits`: whether what was said can be changed there. Default: yes. */
  options?: () => SchoolOptions & { edits?: boolean },
): void {
  describe(`the main job, ${where}`, () => {
    let school: TestSchool
    beforeAll(async () => {
      const url = redisUrl?.()
      school = await openSchool({ ...options?.(), ...(url && { redisUrl: url }) })
    })
    afterAll(() => school.close())

    test('a dropped file is catalogued, rewarded, found again, handed over and counted', async () => {
      const li = school.member('李老师')
      const wang = school.member('王老师')
      const receipts = await li.uploads('三年级数学上册《分数的初步认识》教案.docx', await lessonPlan('分数的初步认识'))
      expect(receipts).toHaveLength(1)
      const [receipt] = receipts
      expect(receipt?.text).toContain('已收录')
      expect(receipt?.text).toContain('分数的初步认识')
      for (const line of ['学科：数学', '年级：三年级', '册次：上册', '类型：教案'])
        expect(receipt?.text).toContain(line)
      expect(receipt?.text).toMatch(/积分：\+\d+\.\d\d（.*教案 8/)
      expect(receipt?.text).toContain('[更正] [下载] [评分] [撤回]')

      const [hits] = await wang.says('/search 分数 教案')
      expect(hits?.text).toContain('分数的初步认识')
      expect(hits?.text).toMatch(/题目含/)
      if (!hits) throw new Error('no answer')
      const [file] = await wang.presses(hits, '下载')
      expect(file?.view.blocks.find((block) => block.kind === 'file')).toMatchObject({
        name: '三年级数学上册《分数的初步认识》教案.docx',
      })
      expect(file?.text).toContain('已为 李老师 记一次下载')

      const id = receipt?.view.about?.resource
      const [why] = await li.says(`/why ${id}`)
      expect(why?.text).toContain('资源被下载')
    })

    test('the same file again, from the same and from another person, is not rewarded again', async () => {
      const bytes = await lessonPlan('小数的意义')
      const [first] = await school.member('李老师').uploads('四年级数学下册《小数的意义》教案.docx', bytes)
      const [same] = await school.member('李老师').uploads('小数（副本）.docx', bytes)
      const [other] = await school.member('王老师').uploads('小数.docx', bytes)
      const id = first?.view.about?.resource
      expect(same?.text).toContain(`编号 ${id}`)
      expect(same?.text).toContain('没有重复计分')
      expect(other?.text).toContain('李老师')
      const copies = await school.db
        .selectFrom('resource')
        .select('id')
        .where('title', 'like', '%小数的意义%')
        .execute()
      expect(copies).toHaveLength(1)
    })

    test('withdrawing takes a resource out of search and its points back; restoring undoes both', async () => {
      const li = school.member('李老师')
      const [receipt] = await li.uploads('五年级语文上册《落花生》教学设计.docx', await lessonPlan('落花生'))
      const id = receipt?.view.about?.resource
      const sum = async () =>
        (
          await school.db
            .selectFrom('point_tx')
            .select((eb) => eb.fn.sum<number>('amount').as('n'))
            .where('resource_id', '=', id ?? 0)
            .executeTakeFirst()
        )?.n
      const earned = await sum()
      expect(Number(earned)).toBeGreaterThan(0)
      const [gone] = await li.says(`/withdraw ${id}`)
      expect(gone?.text).toContain('已撤回')
      expect(Number(await sum())).toBe(0)
      // A colleague looks: where answers are numbers, one's own next answer would take the place of this one.
      const wang = school.member('王老师')
      expect((await wang.says('/search 落花生'))[0]?.text).not.toContain(`#${id}`)
      if (!gone) throw new Error('no answer')
      await li.presses(gone, '恢复')
      expect(Number(await sum())).toBe(Number(earned))
      expect((await li.says('/search 落花生'))[0]?.text).toContain(`#${id}`)
    })

    test('recalling the message withdraws its file', async () => {
      const zhang = school.member('张老师')
      const post = await zhang.drops('三年级英语上册 Unit 3 Animals 教案.docx', await lessonPlan('Unit 3 Animals'))
      await school.settle()
      const [told] = await zhang.recalls(post)
      expect(told?.edited).toBe(options?.().edits ?? true)
      expect(told?.text).toContain('撤回')
      expect((await zhang.says('/search Animals'))[0]?.text).not.toContain('Unit 3 Animals 教案')
    })

    test('ordinary talk gets silence, a sentence to the bot an answer', async () => {
      const wang = school.member('王老师')
      expect(await wang.says('分数这一课大家找到好的资料了吗，排行榜我看了')).toEqual([])
      const [answer] = await wang.says('@共享助手 麻烦帮我找一下三年级分数的教案，谢谢')
      expect(answer?.text).toContain('分数的初步认识')
    })

    test('the weekly board is posted once, by the schedule', async () => {
      school.clock.to(new Date('2026-11-27T08:31:00Z'))
      await school.tick()
      await school.tick()
      const boards = (await school.said('beike')).filter((one) =>
        one.view.blocks.some((block) => block.kind === 'ranking'),
      )
      expect(boards).toHaveLength(1)
      expect(boards[0]?.text).toContain('李老师')
    })
  })
}
