import { expect, test } from 'vitest'
import { SUBJECTS, TYPES, VOLUMES } from '#db/taxonomy.ts'
import { type Classification, type ClassifyInput, classify } from './classify.ts'
import { LABELLED } from './labelled.ts'

const FAMILIES: Record<string, string> = {
  pdf: 'pdf',
  pptx: 'slides',
  ppt: 'slides',
  xlsx: 'sheet',
  xls: 'sheet',
  mp4: 'video',
  mov: 'video',
  mp3: 'audio',
  m4a: 'audio',
  jpg: 'image',
  png: 'image',
  zip: 'archive',
  rar: 'archive',
  txt: 'text',
}

function classified(fileName: string, more: Partial<ClassifyInput> = {}): Classification {
  const format = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? 'other'
  return classify({ fileName, format, family: FAMILIES[format] ?? 'document', text: '', ...more })
}

test('at least 95 % of each field of the labelled files is right', () => {
  const misses: string[] = []
  const counts = new Map<string, { right: number; all: number }>()
  for (const { fileName, heading, text, want } of LABELLED) {
    const got = classified(fileName, { heading, text })
    for (const field of ['subject', 'grade', 'volume', 'type'] as const) {
      if (want[field] === '?') continue
      const count = counts.get(field) ?? { right: 0, all: 0 }
      const value = got[field] === undefined ? undefined : String(got[field])
      if (value === want[field]) count.right += 1
      else misses.push(`${field}: ${fileName}: ${value} for ${want[field]}`)
      counts.set(field, { right: count.right, all: count.all + 1 })
    }
  }
  const under = [...counts].filter(([, { right, all }]) => right / all < 0.95)
  expect(LABELLED.length).toBeGreaterThanOrEqual(150)
  expect(under, misses.join('\n')).toEqual([])
})

test('a full name keeps its words as the title and gives every field', () => {
  expect(classified('三年级数学上册《分数的初步认识》教案.docx')).toMatchObject({
    title: '三年级数学上册《分数的初步认识》教案',
    stage: 'primary',
    subject: 'math',
    grade: 3,
    volume: 'first',
    type: 'lesson_plan',
    unit: '分数的初步认识',
    keywords: ['分数的初步认识', '分数'],
    unsure: [],
    evidence: { grade: { from: 'name', quote: '三年级' }, type: { from: 'name', quote: '教案' } },
  })
})

const TITLES: [string, string][] = [
  ['三年级数学上册《分数的初步认识》教案 - 副本 (2).docx', '三年级数学上册《分数的初步认识》教案'],
  ['【推荐】五年级语文期末试卷(1).doc', '五年级语文期末试卷'],
  ['圆的面积_最终版.pptx', '圆的面积'],
  ['Copy of Grade 3 Fractions final.docx', 'Grade 3 Fractions'],
  ['三年级_数学_周测_20251118_093000.docx', '三年级 数学 周测'],
  ['20251118三年级数学周测.docx', '三年级数学周测'],
  ['三年級數學上冊教案.docx', '三年級數學上冊教案'],
  ['../../四年级语文《观潮》.docx.docx', '四年级语文《观潮》'],
  ['%E4%B8%89%E5%B9%B4%E7%BA%A7%E6%95%B0%E5%AD%A6.doc', '三年级数学'],
  ['圆的面积（2）.pptx', '圆的面积（2）'],
  ['2024年3月月考.docx', '2024年3月月考'],
]
for (const [fileName, title] of TITLES) {
  test(`${fileName} is called ${title}`, () => {
    expect(classified(fileName).title).toBe(title)
  })
}

const JUNK = [
  '新建 Microsoft Word 文档.docx',
  '微信图片_20260312153022.docx',
  'IMG_1234.docx',
  '文档1.docx',
  '副本.docx',
]
for (const fileName of JUNK) {
  test(`${fileName} takes its title from the heading`, () => {
    const got = classified(fileName, { heading: '《背影》教学设计', title: 'PowerPoint 演示文稿' })
    expect(got).toMatchObject({ title: '《背影》教学设计', type: 'lesson_plan', subject: 'chinese', unit: '背影' })
  })
}

test('a junk name without heading or property stays the title and is unsure of everything needed', () => {
  expect(classified('IMG_1234.docx')).toMatchObject({
    title: 'IMG_1234',
    type: 'material',
    unsure: expect.arrayContaining(['subject', 'grade', 'type']),
  })
})

test('a poor name gives way to a telling title property, not to a template’s', () => {
  expect(classified('教案.docx', { title: '八年级物理《浮力》' }).title).toBe('八年级物理《浮力》')
  expect(classified('圆的面积.pptx', { title: '红色党政模板' }).title).toBe('圆的面积')
})

const NO_GRADE = [
  '三角形的分类.docx',
  '三国演义.docx',
  '四边形.docx',
  '七上八下成语解释.docx',
  '等一下.docx',
  '提高一点.docx',
  '大年初一的习俗.docx',
  '2024级新生名单.xlsx',
  '2025-2026学年工作计划.docx',
  '九九乘法表.xlsx',
  '身高三米的巨人.docx',
  '三下乡活动.docx',
  '期中考试.docx',
]
for (const fileName of NO_GRADE) {
  test(`${fileName} states no grade`, () => {
    const { grade, confidence } = classified(fileName)
    expect(grade === undefined || (confidence.grade ?? 1) < 0.6).toBe(true)
  })
}

const UNITS: [string, string | undefined][] = [
  ['三年级數學《分數的初步認識》教案.docx', '分数的初步认识'],
  ['八（下）19.2一次函数第2课时 课件.pptx', '19.2一次函数'],
  ['五年级 数学 下 第二单元 因数与倍数 教案.docx', '第二单元 因数与倍数'],
  ['六年级英语下册Unit 3 Where did you go 知识点汇总.pdf', 'Unit 3 Where did you go'],
  ['数学广角——鸡兔同笼 教学设计.docx', '数学广角——鸡兔同笼'],
  ['口语交际：我们与环境.pptx', '口语交际：我们与环境'],
  ['高二化学选必1 化学反应速率 课后作业.docx', '化学反应速率'],
  ['秦统一中国 教案.doc', '秦统一中国'],
  ['2024-2025学年八年级（上）期末数学试卷.pdf', undefined],
  ['实验小学五年级语文月考试卷.doc', undefined],
  ['张三_三年级_英语_教案.docx', undefined],
]
for (const [fileName, unit] of UNITS) {
  test(`${fileName} is about ${unit}`, () => {
    expect(classified(fileName).unit).toBe(unit)
  })
}

test('a name that only counts is joined with the heading', () => {
  expect(classified('第5课.pptx', { heading: '百家争鸣' })).toMatchObject({ title: '百家争鸣', unit: '第5课 百家争鸣' })
})

const EDITIONS: [string, string | undefined][] = [
  ['人教版三年级数学.docx', '人教版'],
  ['部编版四上语文.docx', '部编版'],
  ['统编语文五下.docx', '统编版'],
  ['PEP五年级英语.docx', 'PEP'],
  ['人教A版必修一.docx', '人教A版'],
  ['北师大版四年级数学.docx', '北师大版'],
  ['外研社四年级英语.docx', '外研版'],
  ['牛津译林版7A.docx', '牛津译林版'],
  ['青岛旅游.docx', undefined],
  ['北京的春节.docx', undefined],
]
for (const [fileName, edition] of EDITIONS) {
  test(`${fileName} is of edition ${edition}`, () => {
    expect(classified(fileName).edition).toBe(edition)
  })
}

test('the school year is read from both years, short years, autumn and spring', () => {
  const years = ['2025-2026学年', '2025—2026学年度', '25-26学年', '2025学年', '2025年秋', '2026春', '2024年高考'].map(
    (text) => classified(`${text}三年级语文.docx`).schoolYear,
  )
  expect(years).toEqual([...Array(6).fill('2025-2026'), undefined])
})

test('habits fill what nobody wrote, only as a guess that the receipt asks about', () => {
  const habits = { subject: { math: 40 }, grade: { '3': 40 }, volume: { first: 38 }, type: {} }
  const got = classified('第四单元测试.docx', { habits })
  expect(got).toMatchObject({ subject: 'math', grade: 3, unsure: expect.arrayContaining(['subject', 'grade']) })
  expect(got.evidence.grade?.from).toBe('habits')
  expect(classified('五年级语文期末试卷.docx', { habits })).toMatchObject({ subject: 'chinese', grade: 5 })
})

test('two files make no habit', () => {
  const habits = { subject: { math: 2 }, grade: { '3': 2 }, volume: {}, type: {} }
  expect(classified('第四单元测试.docx', { habits }).grade).toBeUndefined()
})

test('the summary is two lines of the text, without form fields and telephone numbers', () => {
  const text =
    '三年级数学试卷\n姓名：____ 班级：____\n联系电话 13800138000 请家长保存好这个号码\n本卷考查分数的初步认识和长方形的周长。\n请同学们认真审题，仔细计算，保持书写整洁。\n第三行不再需要，因为已经有两行了。'
  expect(classified('三年级数学试卷.docx', { text }).summary).toBe(
    '本卷考查分数的初步认识和长方形的周长。\n请同学们认真审题，仔细计算，保持书写整洁。',
  )
})

test('there are at most eight keywords and none twice', () => {
  const text = '分数 小数 方程 函数 三角形 面积 体积 周长 平行四边形 梯形 圆柱 比例尺 分数 小数'.repeat(3)
  const { keywords } = classified('六年级数学总复习.docx', { text })
  expect(keywords.length).toBeLessThanOrEqual(8)
  expect(new Set(keywords).size).toBe(keywords.length)
})

test('every value is a key of the taxonomy and every confidence lies between 0 and 1', () => {
  for (const { fileName, text } of LABELLED) {
    const got = classified(fileName, { text })
    if (got.subject) expect(SUBJECTS.map(({ key }) => key)).toContain(got.subject)
    if (got.volume) expect(VOLUMES.map(({ key }) => key)).toContain(got.volume)
    expect(TYPES.map(({ key }) => key)).toContain(got.type)
    for (const value of Object.values(got.confidence)) expect(value >= 0 && value <= 1).toBe(true)
  }
})

test('hostile input is classified like any other', () => {
  const names = [
    '',
    '.',
    '\u202e\u200b',
    '《'.repeat(300),
    '三'.repeat(300),
    '(((('.repeat(80),
    '年级'.repeat(150),
    '-_'.repeat(150),
  ]
  for (const name of names) expect(classified(`${name}.docx`, { text: '　'.repeat(50_000) }).title).not.toBe('')
  for (const text of [
    'a'.repeat(2_000_000),
    '一、选择题 A. '.repeat(100_000),
    '1'.repeat(500_000),
    ' \n'.repeat(500_000),
    '1 '.repeat(500_000),
    'H2'.repeat(500_000),
    '1-1'.repeat(300_000),
    'for a in '.repeat(100_000),
    '甲'.repeat(500_000),
    '光合作'.repeat(200_000),
  ]) {
    expect(classified('文档1.docx', { text, heading: text, title: text }).type).toBeTruthy()
    expect(classified(text, { text }).title.length).toBeLessThanOrEqual(120)
  }
})

test('a school or a group of teachers above the text is not taken for its heading', () => {
  const scan = { text: '青山中学生物组\n植物细胞的结构 教学设计\n一、教学目标', family: 'pdf' }
  expect(classified('扫描全能王 2026-11-22.pdf', scan).title).toBe('植物细胞的结构 教学设计')
  expect(classified('IMG_1.docx', { heading: '难忘的小学生活', text: '' }).title).toBe('难忘的小学生活')
})

test('neither the members of a package nor the first row of a table are its title', () => {
  expect(classified('套娃.zip', { text: '内层11.zip/内层10.zip\n' })).toMatchObject({ title: '套娃' })
  expect(classified('单词表.csv', { text: '单词,词性,释义\nvocabulary,n.,词汇', family: 'text' })).toMatchObject({
    title: '单词表',
  })
})

test('國中二年級 is grade eight, and a national paper of three sciences is of senior school', () => {
  expect(classified('國中二年級數學 勾股定理.doc')).toMatchObject({ stage: 'junior', grade: 8 })
  expect(classified('国小五年级数学.doc')).toMatchObject({ stage: 'primary', grade: 5 })
  expect(classified('2023年全国甲卷文综地理试题.pdf').stage).toBe('senior')
  expect(classified('我国中小学现状.doc').grade).toBeUndefined()
})

test('a word in running text makes no unit pack, course or video', () => {
  const text = '白先，如何杀黑？滚打包收，倒扑，接不归。看视频后再做，链接见下。'
  expect(classified('围棋死活题第二讲.txt', { text, family: 'text' }).type).toBe('material')
  expect(classified('浮力资料包.zip', { text, family: 'archive' }).type).toBe('unit_pack')
})

test('to feel with a poet is no reflection of a teacher', () => {
  const text = '朗读指导\n注意停顿，体会诗人踏青时的愉悦。'
  expect(classified('gs.pdf', { text, family: 'pdf' }).type).not.toBe('reflection')
  expect(classified('教学体会.doc').type).toBe('reflection')
})

const STRUCTURES: [string, string][] = [
  ['exam', '1. 下列物质属于纯净物的是\nA. 空气 B. 蒸馏水 C. 海水 D. 牛奶\n2. 水的化学式是____，它由____和____组成。'],
  ['lesson_plan', '三维目标\n教学重难点\n实验器材：酒精灯、温度计\n新课引入：播放冰雪消融的视频\n新课教学\n教学小结'],
  ['lab', '一、实验原理\n二、仪器与药品 烧杯、玻璃棒\n三、操作步骤与现象\n四、思考题 为什么不能蒸干？'],
  ['reflection', '听课时间：10月22日 授课教师：王芳\n教学环节 一、复习导入\n评课意见：朗读扎实，板书可以再精炼。'],
  ['review_plan', '考点一：说明对象 答题方法：看标题\n考点二：说明方法\n易错提醒：作比较与打比方的区别'],
  ['material', '关于举行秋季运动会的通知\n各班级：现将有关事项通知如下：一、项目 二、报名'],
]
for (const [type, text] of STRUCTURES) {
  test(`the structure of a ${type} is seen in a text whose name says nothing, and never called sure`, () => {
    const got = classified('新建文档.docx', { text })
    expect(got.type).toBe(type)
    if (type !== 'material') expect(got.confidence.type).toBeLessThan(0.8)
  })
}

test('what a lesson uses, or a long first line mentions, is not what the file is', () => {
  const song = '《茉莉花》欣赏课\n教学目标：感受江南民歌婉转的特点。\n教具：钢琴、课件\n过程：发声练习、听赏、学唱'
  expect(classified('1.docx', { text: song }).type).toBe('lesson_plan')
  expect(classified('1.docx', { text: '教学案例：一道错题引发的思考\n五年级用字母表示数' }).type).toBe('reflection')
  const line = '我们的问题：怎样让橡皮泥浮起来？材料：水槽、橡皮泥、垫圈。方法：改变它的形状。记录表：形状、个数'
  expect(classified('1.docx', { text: line }).confidence.type ?? 0).toBeLessThan(0.8)
})
