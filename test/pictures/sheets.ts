import type { BoardRow } from '#db/boards/list.ts'
import type { MyPlace } from '#db/boards/people.ts'
import { type Lang, translator } from '#kit/lang.ts'
import { sheetOf } from '#workers/picture/sheet-of.ts'
import type { View } from '#workers/view.ts'
import { boardView, weeklyBoardView } from '#workers/view-board.ts'
import { type ReceiptLine, summaryView } from '#workers/view-summary.ts'

const window = {
  kind: 'week' as const,
  key: '2026-W47',
  from: new Date('2026-11-16T00:00:00+08:00'),
  to: new Date('2026-11-23T00:00:00+08:00'),
  label: { zh: '11月16日–11月22日', en: 'Nov 16 – Nov 22' },
}
const person = (id: number, rank: number, name: string, points: number, more: Partial<BoardRow> = {}): BoardRow => ({
  id,
  rank,
  name: { zh: name, en: name },
  points,
  ...more,
})

const people: BoardRow[] = [
  person(1, 1, '李晓梅', 13_312),
  person(2, 2, '王建国', 9_840),
  person(3, 2, '欧阳诗涵🌸', 9_840),
  person(4, 4, '不愿透露姓名的教研组长兼三年级一班班主任张老师', 7_255),
  person(5, 5, 'Elizabeth Montgomery-Fitzgerald', 4_100),
  person(6, 6, '匿名老师', 2_600),
  person(7, 7, '陈龘靐', 1_200),
  person(8, 8, '数学小能手 ✨', 450),
  person(9, 8, '周婷', 450),
  person(10, 10, '吴明', 120),
]
const departments: BoardRow[] = [
  person(1, 1, '数学教研组', 2_133, { note: { zh: '12 人中 9 人参与', en: '9 of 12 took part' } }),
  person(2, 2, '语文教研组', 1_875, { note: { zh: '18 人中 10 人参与', en: '10 of 18 took part' } }),
  person(3, 3, '英语教研组', 640, { note: { zh: '9 人中 2 人参与', en: '2 of 9 took part' } }),
]
const me: MyPlace = {
  points: 1_310,
  rank: 57,
  gapToNext: 90,
  neighbours: [
    person(20, 56, '赵敏', 1_400),
    person(21, 57, '孙悦', 1_310, { mine: true }),
    person(22, 58, '钱多多', 1_305),
  ],
}

const line = (upload: number, tone: ReceiptLine['tone'], title: string, detail: string, why?: string): ReceiptLine => ({
  upload,
  tone,
  item: { title, detail, ...(why !== undefined && { why }) },
})

/** Views of made-up people, by what they are; each has a picture. */
export function views(lang: Lang): Record<string, View> {
  const t = translator(lang)
  const shown = { metric: 'points', scope: 'school', newcomers: false, window } as const
  const board = { ...shown, subject: 'person' as const, rows: people, contributors: 26 }
  const groups = { ...shown, subject: 'department' as const, rows: departments, contributors: 21 }
  const weekly = weeklyBoardView(t, board, groups)
  if (!weekly) throw new Error('somebody earned something')
  return {
    weekly,
    own: boardView(t, { ...board, rows: people.slice(0, 3), me }),
    burst: summaryView(t, [
      line(
        1,
        'good',
        t({ zh: '三年级数学上册《分数的初步认识》教案', en: 'Grade 3 maths: a first look at fractions, lesson plan' }),
        t({
          zh: '已收录 · 数学 · 三年级 · 上册 · 教案 · 李晓梅 · +12.00 · #128',
          en: 'Catalogued · Maths · Grade 3 · Lesson plan · Li Xiaomei · +12.00 · #128',
        }),
      ),
      line(
        2,
        'warn',
        t({ zh: '期中测试卷（含答案）', en: 'Mid-term test with answers' }),
        t({
          zh: '已收到，等待审核 · 语文 · 五年级 · 试卷 · #129',
          en: 'Received, waiting for review · Chinese · Grade 5 · Test · #129',
        }),
        t({ zh: '里面有宏，管理员看过后再收录。', en: 'It holds macros; an administrator looks at it first.' }),
      ),
      line(
        3,
        'plain',
        t({ zh: 'Unit 4 Then and now 课件.pptx', en: 'Unit 4 Then and now slides.pptx' }),
        t({ zh: '库里已有', en: 'Already in the library' }),
        t({
          zh: '和这份完全相同：王建国 11月3日 分享的《Unit 4 Then and now》（编号 77）。没有重复收录，也没有重复计分。',
          en: 'This is the very same file as “Unit 4 Then and now” (no. 77), shared by Wang Jianguo on Nov 3. It was not catalogued or rewarded again.',
        }),
      ),
      line(
        4,
        'bad',
        t({ zh: '照片打包.zip', en: 'photographs.zip' }),
        t({ zh: '没有收录', en: 'Not catalogued' }),
        t({
          zh: '压缩包打不开，可能没有传完整，请重新打包后再发一次。',
          en: 'The package does not open; please pack it again and send it once more.',
        }),
      ),
    ]),
  }
}

/** What is drawn of them, at a school and a moment of our own. */
export function sheet(name: 'weekly' | 'own' | 'burst', lang: Lang) {
  const view = views(lang)[name]
  const footer =
    lang === 'en'
      ? { left: 'Riverside Primary School', right: 'As of Nov 20, 16:30' }
      : { left: '滨江实验小学', right: '截至 11月20日 16:30' }
  const made = view && sheetOf(view, lang, footer)
  if (!made) throw new Error(`${name} has no picture`)
  return made
}

/** Which pictures are committed. */
export const KEPT = [
  ['weekly', 'zh-CN'],
  ['own', 'en'],
  ['burst', 'zh-CN'],
] as const

/** Where a committed picture lies. */
export function kept(name: string, lang: Lang): URL {
  return new URL(`../fixtures/pictures/${name}-${lang}.png`, import.meta.url)
}
