import type { Finding } from '#db/findings/findings.ts'
import { isFiction, isName, maskName } from './names.ts'

/** Columns of marks. */
const MARK =
  /^(?:.{0,6}(?:成绩|分数|得分|总分|均分|平均分|名次|排名|班名|级名|校名次|等第|等级|评分|评定|折合|学分|考分|赋分|原始分|应得分|卷面分?|单科|期中|期末|月考|周测|单元|测验|第.次|平时|模拟.?|一模|二模|三模|进退步?|备注分)[\d一二三四五六]*|语文|数学|英语|外语|物理|化学|生物|政治|道法|道德与法治|历史|地理|科学|体育|音乐|美术|信息|信息技术|综合|理综|文综|品德|语|数|英|物|化|生|政|史|地)$/
const NAME = /^(?:学生)?(?:姓名|名字|学生|考生|考生姓名)$/
const PERSONAL =
  /^(?:学号|学籍号|全国学籍号|考号|准考证号|考生号|身份证号?码?|性别|出生年月日?|出生日期|民族|家长姓名|家长|监护人|父亲|母亲|家长电话|家庭住址|住址|户口|户籍)$/
const REGISTER = /成绩|分数|登分|得分|名次|排名|考试|测试|测验|质量分析|学情/
const RATING = /^(?:优秀?|良好?|中|差|及格|不及格|合格|不合格|待合格|待及格|缺考|缺|[A-Ea-e][+-]?|[★☆]+)$/

/** Records that make a list: with a heading, when the table is all there is; inside a lesson; without a heading. */
const ENOUGH = { table: 5, lesson: 12, unheaded: 8 }
/** Cells after 姓名 in which the other headings stand. */
const HEADINGS = 30

/**
 * A list of pupils with their marks, or a roll with numbers, sex and birthdays: names of people, each followed by marks,
 * under a heading such as 姓名 … 成绩. Blank forms have no names; statistics have none either; poets have no marks.
 */
export function findPupilList(text: string, fileName: string): Finding | undefined {
  const namedSo = REGISTER.test(fileName)
  if (!namedSo && !/姓\s*名|学\s*生|考\s*生|名\s*字|成\s*绩/.test(text)) return undefined
  const cells = cellsOf(text)
  const names = new Map<string, { marked: boolean; rolled: boolean; fiction: boolean }>()
  let headed = false
  let personalColumns = new Set<string>()
  let markColumns = 0
  let inTable = 0
  for (let at = 0; at < cells.length; at += 1) {
    const cell = cells[at] ?? ''
    if (NAME.test(cell)) {
      const around = cells.slice(Math.max(0, at - 8), at + HEADINGS)
      const marks = around.filter((one) => MARK.test(one)).length
      const personal = around.filter((one) => PERSONAL.test(one))
      if (marks > 0 || personal.length > 0) {
        headed = true
        markColumns = Math.max(markColumns, marks)
        personalColumns = new Set([...personalColumns, ...personal])
      }
      continue
    }
    if (!isName(cell)) continue
    const marked = marksAfter(cells, at)
    const known = names.get(cell)
    names.set(cell, {
      marked: marked > 0 || known?.marked === true,
      rolled: isRolled(cells, at) || known?.rolled === true,
      fiction: isFiction(cell),
    })
    inTable += cell.length + marked * 3
    if (names.size > 5_000) break
  }
  const all = [...names]
  const records = all.filter(([, { marked }]) => marked)
  const rolled = all.filter(([, one]) => one.rolled)
  const fictional = records.filter(([, { fiction }]) => fiction).length
  if (records.length > 0 && fictional >= records.length * 0.6 && records.length < 10) return undefined
  const size = text.replace(/\s+/g, '').length
  const share = inTable / Math.max(1, size)
  const enough = share > 0.15 || namedSo ? ENOUGH.table : ENOUGH.lesson
  const isMarks = headed && markColumns > 0 && records.length >= enough && records.length >= all.length * 0.5
  const isRoll =
    headed &&
    personalColumns.size >= 2 &&
    rolled.length >= ENOUGH.table * 2 &&
    rolled.length >= all.length * 0.7 &&
    hasNumbers(personalColumns)
  const isBare =
    !headed && namedSo && records.length >= ENOUGH.unheaded && share > 0.15 && records.length >= all.length * 0.7
  if (!isMarks && !isRoll && !isBare) return undefined
  const shown = isRoll && !isMarks ? rolled : records
  return { flag: 'pupil_list', count: shown.length, samples: shown.slice(0, 3).map(([name]) => maskName(name)) }
}

/** A roll of persons, not of a team: numbers, birthdays, parents or homes, not only boys and girls. */
function hasNumbers(columns: ReadonlySet<string>): boolean {
  return [...columns].some((column) => !/^(?:性别|民族)$/.test(column))
}

/** Whether sex, a date or a long number stands in the same row: the next eight cells, up to the next name. */
function isRolled(cells: readonly string[], at: number): boolean {
  for (let next = at + 1; next < Math.min(cells.length, at + 9); next += 1) {
    const cell = cells[next] ?? ''
    if (isName(cell)) break
    if (/^[男女]$|^(?:19|20)\d{2}[-./年]\d{1,2}|^\d{6,}[\dXx]?$/.test(cell)) return true
  }
  // Numbers often stand before the name.
  return /^\d{6,}[\dXx]?$/.test(cells[at - 1] ?? '')
}

/** Cells of tables and words of lines; the two characters of a short name that was spaced out are closed up. */
function cellsOf(text: string): string[] {
  return text
    .slice(0, 400_000)
    .replace(/(?<=^|[\t\n,|\d ])(\p{Script=Han})[ \u3000]{1,4}(\p{Script=Han})(?=$|[\t\n,|\d ])/gmu, '$1$2')
    .split(/[\s,;|、:"]+/u)
    .filter((cell) => cell !== '')
}

/** How many of the next cells are marks, up to the next name. */
function marksAfter(cells: readonly string[], at: number): number {
  let marks = 0
  for (let next = at + 1; next < Math.min(cells.length, at + 16); next += 1) {
    const cell = cells[next] ?? ''
    if (isName(cell)) break
    if (RATING.test(cell)) marks += 1
    else if (/^\d{1,4}(?:\.\d{1,2})?分?$/.test(cell) && Number.parseFloat(cell) <= 1_000) {
      // A serial number right before the next name is no mark.
      if (!isName(cells[next + 1] ?? '') || (marks === 0 && !isSerial(cells, next, at))) marks += 1
    }
  }
  return marks
}

/** Whether the number between two names counts on: 1 张三 2 李四 3 王五. */
function isSerial(cells: readonly string[], at: number, name: number): boolean {
  const before = cells[name - 1] ?? ''
  return /^\d{1,3}$/.test(before) && Number(cells[at]) === Number(before) + 1
}
