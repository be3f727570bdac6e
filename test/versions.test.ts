import { afterAll, beforeAll, expect, test } from 'vitest'
import { SPRING_TALK, TIDE_PLAN } from '../samples/content/chinese.ts'
import { FRACTION_PLAN, MULTIPLY_PLAN } from '../samples/content/math.ts'
import type { Paper } from '../samples/content/shapes.ts'
import { docx } from '../samples/make/docx.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const idOf = (said: Said | undefined): number => {
  const id = said?.view.about?.resource
  if (id === undefined) throw new Error(`no resource in: ${said?.text}`)
  return id
}

/** The paper with a paragraph more, one less, and one reworded. */
function revised(paper: Paper, mark: string): Paper {
  const parts = paper.parts.filter((_, n) => n !== paper.parts.length - 2)
  const at = Math.floor(parts.length / 2)
  return {
    title: paper.title,
    parts: [...parts.slice(0, at), `${mark}补充：请同学们对照插图再读一遍，圈出印象最深的词语。`, ...parts.slice(at)],
  }
}

test('a revised file of mine is offered as a new version, replaces the old one in the search, and that can be undone', async () => {
  const wang = school.member('王老师')
  const [first] = await wang.uploads('四年级语文上册《观潮》教学设计.docx', await docx(TIDE_PLAN))
  const [second] = await wang.uploads('观潮教学设计（修改稿）.docx', await docx(revised(TIDE_PLAN, '甲')))
  const [older, newer] = [idOf(first), idOf(second)]
  expect(newer).not.toBe(older)
  expect(second?.text).toMatch(new RegExp(`像是您《.*观潮.*》（编号 ${older}）的新版本，约 \\d\\d % 相同`))
  expect(second?.text).toContain('[作为新版本] [两份都留]')
  const found = async () => {
    const [hits] = await wang.says('/search 观潮')
    return [older, newer].filter((id) => hits?.text.includes(`#${id}`))
  }
  expect(await found()).toEqual([older, newer])

  if (!second) throw new Error('no receipt')
  const [done] = await wang.presses(second, '作为新版本')
  expect(done?.text).toContain(`编号 ${older} 的新版本`)
  expect(await found()).toEqual([newer])
  const [list] = await wang.says(`/versions ${older}`)
  expect(list?.text).toContain(`已由编号 ${newer} 取代`)
  const [file] = await wang.says(`/download ${older}`)
  expect(file?.view.blocks.some((block) => block.kind === 'file')).toBe(true)

  if (!done) throw new Error('no answer')
  await wang.presses(done, '撤销')
  expect(await found()).toEqual([older, newer])
})

test('a version that is withdrawn gives its place back, and takes it again when restored', async () => {
  const li = school.member('李老师')
  const [first] = await li.uploads('三年级数学上册《分数的初步认识》教案.docx', await docx(FRACTION_PLAN))
  const [second] = await li.uploads('分数教案最终版.docx', await docx(revised(FRACTION_PLAN, '乙')))
  const [older, newer] = [idOf(first), idOf(second)]
  await li.says(`/versions ${newer} 新版本 ${older}`)
  const [third] = await li.uploads('分数教案最终版2.docx', await docx(revised(revised(FRACTION_PLAN, '乙'), '丙')))
  const newest = idOf(third)
  expect(third?.text).toContain(`编号 ${newer}`)
  await li.says(`/versions ${newest} 新版本 ${older}`)
  const superseded = async () => {
    const rows = await school.db
      .selectFrom('resource')
      .select(['id', 'superseded_by'])
      .where('id', 'in', [older, newer, newest])
      .orderBy('id')
      .execute()
    return rows.map((row) => row.superseded_by)
  }
  expect(await superseded()).toEqual([newer, newest, null])
  await li.says(`/withdraw ${newer}`)
  expect(await superseded()).toEqual([newest, newest, null])
  await li.says(`/withdraw ${newest}`)
  expect(await superseded()).toEqual([null, null, null])
  await li.says(`/restore ${newest}`)
  expect((await superseded()).slice(1)).toEqual([newest, null])
})

test('another version of a colleague’s file is linked, credited when marked, and only its sender or a reviewer decides', async () => {
  const [first] = await school
    .member('李老师')
    .uploads('二年级数学上册《乘法的初步认识》教案.docx', await docx(MULTIPLY_PLAN))
  const zhang = school.member('张老师')
  const [second] = await zhang.uploads('乘法的初步认识（二班用）.docx', await docx(revised(MULTIPLY_PLAN, '丁')))
  const [original, mine] = [idOf(first), idOf(second)]
  expect(second?.text).toMatch(new RegExp(`和李老师的《.*》（编号 ${original}）约 \\d\\d % 相同`))
  expect(second?.text).toContain('[标为改编] [无关]')
  if (!second) throw new Error('no receipt')

  const [refused] = await school.member('王老师').presses(second, '标为改编')
  expect(refused?.text).toContain('只有分享者本人或审核老师')
  const [taken] = await zhang.says(`/versions ${mine} 新版本 ${original}`)
  expect(taken?.text).toContain('只有本人或审核老师可以用新版本取代')

  const [done] = await zhang.presses(second, '标为改编')
  expect(done?.text).toContain('注明原作：李老师')
  const origin = () =>
    school.db.selectFrom('resource').select('origin').where('id', '=', mine).executeTakeFirstOrThrow()
  expect((await origin()).origin).toBe('adapted')
  if (!done) throw new Error('no answer')
  await zhang.presses(done, '撤销')
  expect((await origin()).origin).toBe('original')
  await school.member('赵主任').says(`/versions ${mine} 无关`)
  const [list] = await zhang.says(`/versions ${mine}`)
  expect(list?.text).toContain('只有这一份')
})

test('two lessons written into the same form are not versions of one another', async () => {
  const form = (topic: string, aim: string, steps: string): Paper => ({
    title: '教案',
    parts: [
      { heading: '滨河路小学集体备课教案' },
      `课题：${topic}`,
      '主备人：　复备人：　使用时间：　课型：新授课　课时：1课时',
      '一、教材分析：本课是在学生已有知识经验的基础上教学的，教材由浅入深，图文结合，注重与生活实际的联系。',
      '二、学情分析：本班学生思维活跃，乐于表达，但注意力容易分散，个别学生基础较弱，需要多鼓励、多关注。',
      `三、教学目标：${aim}养成认真倾听、积极思考、大胆表达的好习惯，感受学习的乐趣。`,
      '四、教学准备：多媒体课件、学习单、练习本。五、教学方法：情境教学法、小组合作学习法、讲练结合法。',
      `六、教学过程：（一）创设情境，导入新课。（二）自主探究，合作交流。${steps}教师巡视指导，请小组代表上台汇报，其他同学补充。（三）巩固练习，拓展提高。（四）课堂小结：这节课你有什么收获？（五）布置作业：完成练习册对应的题目，把今天学到的知识讲给家长听。`,
      '七、板书设计　八、教学反思：课堂气氛活跃，学生参与面广，但时间安排还不够合理，今后要注意。',
    ],
  })
  const chen = school.member('陈组长')
  const files = [
    form(
      '认识钟表',
      '认识时针和分针，会看整时和半时，知道一时等于六十分。',
      '拨一拨学具钟面，说说七时、九时半两根针各在哪里。',
    ),
    form(
      '小壁虎借尾巴',
      '会认“壁、墙、蚊、咬”等字，知道小鱼、老牛、燕子尾巴的用处。',
      '分角色读小壁虎和老牛姐姐的对话，演一演它怎样爬过屋檐。',
    ),
  ]
  for (const [n, paper] of files.entries()) {
    const [receipt] = await chen.uploads(`集体备课教案${n + 1}.docx`, await docx(paper))
    expect(receipt?.text).toContain('已收录')
    expect(receipt?.text).not.toContain('相同')
  }
})

test('a file that its author keeps private is not given away by a colleague’s receipt', async () => {
  const [first] = await school.member('李老师').uploads('说课稿.docx', await docx(SPRING_TALK))
  await school.db.updateTable('resource').set({ visibility: 'private' }).where('id', '=', idOf(first)).execute()
  const [second] = await school.member('王老师').uploads('春 说课.docx', await docx(revised(SPRING_TALK, '戊')))
  expect(second?.text).toContain('已收录')
  expect(second?.text).not.toContain('相同')
})

test('a new version of one’s own earns a fifth once a term, a copy of a colleague’s as an adaptation, hardly changed ones nothing', async () => {
  const zhao = school.member('赵主任')
  const paper = (more: string[]): Paper => ({ title: LOW_CARBON.title, parts: [...LOW_CARBON.parts, ...more] })
  const half = [
    '第一次补充：学校食堂上周称出剩饭四十二千克，五年级算出一年要浪费八吨粮食。各班设节约监督员，每天公布一次称重。',
    '第二次补充：把旧校服改成书袋，用牛奶盒做种植槽，废电池集中交给社区回收点，家里换下的灯泡记下瓦数再比较电费。',
  ]
  const [first] = await zhao.uploads('低碳生活方案.docx', await docx(paper([])))
  expect(first?.text).toMatch(/积分：\+/)
  const [little] = await zhao.uploads('低碳生活方案2.docx', await docx(paper(['请各班收好。'])))
  expect(little?.text).toContain(`和编号 ${idOf(first)} 只有不到 15 % 不同`)
  const [second] = await zhao.uploads('低碳生活方案3.docx', await docx(paper(half)))
  expect(second?.text).toMatch(/新版本 0\.2 ×/)
  const [third] = await zhao.uploads(
    '低碳生活方案4.docx',
    await docx(paper([...half, ...half.map((text) => [...text].reverse().join(''))])),
  )
  expect(third?.text).toContain('新版本本学期已计 1 次')
  const [copy] = await school
    .member('陈组长')
    .uploads(
      '低碳生活 三班.docx',
      await docx(
        paper([
          '三班另加：种一盆绿萝，测量阳台和空调房里的温度差，把买菜的塑料袋换成布袋，四周后在年级里办一次旧物交换会，剩下的捐给山区的小伙伴。',
        ]),
      ),
    )
  expect(copy?.text).toMatch(/改编 0\.6 ×/)
})

const LOW_CARBON: Paper = {
  title: '低碳生活方案',
  parts: [
    { heading: '“低碳生活每一天”实践方案' },
    '我们从一盏灯、一张纸、一杯水做起，用两个月的时间记录自己家的用电、用水和垃圾，算一算少排放了多少二氧化碳。',
    '第一周：调查。抄下电表和水表的读数，称一称每天的厨余垃圾，问问爷爷奶奶小时候怎样过夏天。',
    '第二周：行动。随手关灯，空调不低于二十六度，步行或骑车上学，自带水杯和饭盒，双面用纸。',
    '第三周：比较。画出折线图，看看哪一天下降最多，为什么周末反而上升，和邻居家交换办法。',
  ],
}
