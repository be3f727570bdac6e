import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runningClock } from '../feishu/room.ts'
import { openSchool, type TestSchool, until } from '../school.ts'
import { lessonPlan } from '../stories.ts'
import type { Road } from './rig.ts'
import { wechatRoom } from './room.ts'
import type { WechatWorld } from './world.ts'

/** The whole program on WeChat: what somebody types, and what stands in the chat then, word for word. */
export function numberStories(road: Road): void {
  describe(`in the chat, over ${road}`, () => {
    let world: WechatWorld
    let school: TestSchool

    beforeAll(async () => {
      const room = wechatRoom(road, (one) => {
        world = one
      })
      school = await openSchool({ room, clock: runningClock(new Date('2026-11-23T02:00:00Z')) })
      for (let n = 1; n <= 7; n += 1) {
        const bytes = await lessonPlan(`分数${n}`, [`第${n}课时`, '唯一'.repeat(n)])
        await school.member('李老师').uploads(`三年级数学上册《分数》第${n}课教案.docx`, bytes)
      }
    })
    afterAll(() => school.close())

    /** What was said in answer, as it stands in the chat; files by their names. */
    async function answers(name: string, text: string, chat?: string): Promise<string[]> {
      const from = world.sent.length
      await school.member(name).says(text, chat === undefined ? {} : { chat })
      return world.sent.slice(from).flatMap((one) => one.text ?? one.file?.name ?? [])
    }
    const ids = (text: string) => [...text.matchAll(/#(\d+)/g)].map((match) => match[1])

    test('a search is one message; its number hands over that file, pages turn, and nobody else’s number counts', async () => {
      const [page = '', ...more] = await answers('王老师', '@小享 找分数的教案')
      expect(more).toEqual([])
      expect(Buffer.byteLength(page)).toBeLessThanOrEqual(1_800)
      expect(page).toMatch(/^@王老师 【/)
      // The kind of file that the words name only raises hits; a number takes it out of the question.
      expect(page).toMatch(/第 1–5 份，共 7 份。\n6\. ✕ 教案\n回复 1–5 下载，或 6，“下一页”翻页；十分钟内有效。$/)
      const second = /^2\. (.*)$/m.exec(page)?.[1] ?? '?'
      expect(await answers('张老师', '2')).toEqual([])
      const [about, file] = await answers('王老师', '2')
      expect(about).toContain(`【${second}】`)
      expect(file).toBe(`${second}.docx`)
      const [next = ''] = await answers('王老师', '下一页')
      expect(next).toContain('第 6–7 份，共 7 份。\n3. ✕ 教案\n回复 1–2 下载，或 3，“上一页”往回；十分钟内有效。')
      expect(new Set([...ids(page), ...ids(next)]).size).toBe(7)
      const [back = ''] = await answers('王老师', 'ｐ')
      expect(new Set(ids(back))).toEqual(new Set(ids(page)))
    })

    test('a receipt is corrected by answering it', async () => {
      const zhang = school.member('张老师')
      await zhang.uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
      const receipt = world.sent.at(-1)?.text
      expect(receipt).toContain('学科：数学　年级：三年级\n册次：上册　类型：教案')
      expect(receipt).toContain('回复 1 更正分类；十分钟内有效。')
      const id = /编号 (\d+)/.exec(receipt ?? '')?.[1]
      const group = [...world.rooms.values()][0]?.id ?? ''
      const person = [...world.people.values()].find((one) => one.name === '张老师')
      if (!person) throw new Error('nobody')
      world.says(person, group, '1')
      await world.until((sent) => sent.some(({ text }) => text?.includes('回复“学科=数学 年级=三年级”来填写')))
      await until(async () => {
        const rows = await school.db.selectFrom('wechat_session').select('choices').execute()
        return JSON.stringify(rows).includes('"ref"')
      }, 'the form is not open')
      const [corrected = ''] = await answers('张老师', '年级＝四年级 类型=课件')
      expect(corrected).toContain('三年级 → 四年级；教案 → 课件')
      expect(corrected).toContain('1. 改回去　2. 更正分类')
      await answers('张老师', '1')
      const row = await school.db
        .selectFrom('resource')
        .select(['grade', 'type'])
        .where('id', '=', Number(id))
        .executeTakeFirstOrThrow()
      expect(row).toEqual({ grade: 3, type: 'lesson_plan' })
    })

    test('in private, and in English', async () => {
      const { direct } = school.member('陈组长')
      await answers('陈组长', '/language en', direct)
      const [page = ''] = await answers('陈组长', '/search 分数', direct)
      // Seven have the word, one the two characters apart.
      expect(page).toMatch(
        /1–5 of 8; few match every word, so partial matches follow\.\nReply 1–5: Download, “next” for more; within ten minutes\.$/,
      )
      const [next = ''] = await answers('陈组长', 'next', direct)
      expect(next).toContain('6–8 of 8')
      const [, file] = await answers('陈组长', '1', direct)
      expect(file).toMatch(/\.docx$/)
    })

    test('another program’s command is not answered in a group; a slip of the finger is, and in private every one', async () => {
      expect(await answers('王老师', '/nosuchthing')).toEqual([])
      expect((await answers('王老师', '/serach 分数'))[0]).toContain('要找的是不是 /search')
      expect((await answers('王老师', '/nosuchthing', school.member('王老师').direct))[0]).toContain(
        '没有 /nosuchthing',
      )
    })

    test('a reviewer’s word calls who sent the file by name, for nothing can be replied to', async () => {
      await school.db.updateTable('member').set({ role: 'admin' }).where('name', '=', '李老师').execute()
      await school.member('张老师').uploads('四年级语文《观潮》教案.docx', Buffer.from('no docx at all'))
      const id = /编号 (\d+)/.exec(world.sent.at(-1)?.text ?? '')?.[1]
      const { direct } = school.member('李老师')
      const said = await answers('李老师', `/review ${id} 退回 打不开`, direct)
      expect(said.find((text) => text.includes('没有通过审核'))).toMatch(/^@张老师 .*没有通过审核：打不开/)
    })

    test('a file that failed: its reader knows, an administrator sees it, and asking again brings it', async () => {
      await school.db.updateTable('member').set({ role: 'admin' }).where('name', '=', '李老师').execute()
      const id = ids((await answers('王老师', '/search 分数'))[0] ?? '')[0]
      if (road === 'mock') {
        world.faults.files = 1
        const [, sorry] = await answers('王老师', `/download ${id}`)
        expect(sorry).toContain(`没收到的话，请再发一次 /download ${id}`)
        const { direct } = school.member('李老师')
        expect((await answers('李老师', '/settings', direct)).join('\n')).toContain('file_failed')
      }
      const [, file] = await answers('王老师', `/download ${id}`)
      expect(file).toMatch(/\.docx$/)
    })
  })
}
