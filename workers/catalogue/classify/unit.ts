import { editionIn } from './edition.ts'
import type { Finding } from './evidence.ts'
import { gradesIn } from './grade.ts'
import { tidy } from './plain.ts'
import type { Source } from './sources.ts'
import { isTerm, subjectWordsIn } from './subject-names.ts'
import { typeWordsIn } from './type.ts'
import { volumesIn } from './volume.ts'

/** Series and books that stand in 《》 but are no topic. */
const BOOKS =
  /义务教育|教科书|课程标准|学习指导|练习册|中外历史纲要|一本通|黄冈|金牌|名校|优化设计|学法大视野|教材|学生读本|指导纲要|意见|通知/u
/** Words around a topic that are not the topic. */
const FILLER =
  /[一三]年级起点?(?=[)\s])|[一三]年级起点|(?<=版)[一三]起点?|整理[和与]复习|讲评|同步|限时|章末|一诊|二诊|三诊|诊断|(?<=心理健康|劳动|体育|思政|班会|音乐|美术|科学)课(?!程)|升(?=[高初])|暑期|暑假|寒假|(?<!\p{L})新(?=[七八九初高])|第[一二三四]次|\btrack \d+|配套|精品|优质课?|公开课|示范课|研讨课|汇报课|赛课|获奖|全国|省级|市级|部级|一等奖|最新|新教材|新版|新课标|(?<=[(（])新(?=[)）])|[含附带及](?:有|参考|详细)*(?:答案|解析)(?:[和与及]?(?:解析|答案))?|电子版|无答案|有答案|解析版|原卷版|教师版|学生版|答案版|word版?|pdf版?|共?\d+份|共?\d+套|\d+页|人教|版本|通用版?|毕业|学业|教学统一|全套|评价检测|第?[一二三四五六1-6]\s*课时|\d+课时|全册|整册|第[一二三四五六]套|义务教育教科书|义务教育|普通高中|教科书|学年度?|学期|全国通用|班级|姓名|老师|组长|备课组|教研组|(?<!\p{L})年|级(?=$|[^\p{L}])/gu
const SCHOOL =
  /(?:\p{Script=Han}{2,3}(?:省|市|自治区))?(?:\p{Script=Han}{1,4}[区县市镇])?\p{Script=Han}{0,8}?(?:实验|外国语|第[一二三四五六七八九十]+|附属|中心)?(?:小学|中学|学校|高级中学)(?![生数语英物化地历政科信音美体上下各阶])/gu
const REGION =
  /(?:北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|(?<=^|[^\p{L}]|省|\d年|#)\p{Script=Han}{2,3}(?=市|区县))(?:省|市|自治区|壮族自治区)?(?:\p{Script=Han}{2,3}市)?(?:\p{Script=Han}{1,4}[区县](?!域|别|分))?(?=$|[^\p{L}]|中考|高考|联考|#|初|高|七|八|九|一|二|三|四|五|六|20)/gu
/** 泰兴一中, 师大附小: only where a school's name ends, for 秦统一中国 is none. */
const SHORT_SCHOOL =
  /\p{Script=Han}{1,6}(?:[一二三四五六七八九十]中|附中|附小)(?=$|[^\p{L}]|20|[初高七八九]|语文|数学|英语|物理|化学)/gu
/** What may remain and is no topic by itself. */
const NO_TOPIC = new Set(
  '学生|教学|记录|精讲|讲解|讲评|作文|学习|培训|参加|班主任|衔接|新生|题|卷|单元|章末|情况|资料|文件|final|paper|test|track|活动|游戏|活动记录|评分标准|教师|老师|稿子|主观题|第一次|第二次|第三次|国语|国中|语法专题|词汇手册|暑期|四班学生|班学生'.split(
    '|',
  ),
)
/** 第三单元, 第2章, Unit 3, 3.2, 第5课: where a topic stands in the book. */
const ORDINAL =
  /第\s*[一二三四五六七八九十\d]{1,3}\s*(?:单元|章|课(?!时)|讲|节|专题|模块)(?:\s*第\s*[一二三四五六七八九十\d]{1,3}\s*[节课](?!时))?|(?<![a-z])(?:unit|module|lesson|chapter|topic|starter|u|m)\s*\d{1,2}(?![\d.]*\d{3})|专题[一二三四五六七八九十\d]{1,2}|(?<![\d.])\d{1,2}\.\d{1,2}(?:\.\d{1,2})?/giu

/**
 * The lesson, unit or topic of a name: what stands in 《》, else what remains when grade, subject, volume, edition, kind
 * and trimmings are taken away. `name` as people see it; `source` the same as `sourceOf` reads it.
 */
export function unitOf(name: string, source: Source, subject: string | undefined): Finding<string> | undefined {
  const shown = tidy(name)
  if (shown.length !== source.text.length) return undefined
  for (const match of shown.matchAll(/《([^《》]{1,40})》/gu)) {
    const inside = (match[1] ?? '').trim()
    if (!BOOKS.test(inside) && inside !== '') return at(inside, 0.93, match.index, match.index + match[0].length)
  }
  const quoted = /“([^“”《》]{4,30})”/u.exec(shown)
  if (quoted) return at((quoted[1] ?? '').trim(), 0.8, quoted.index, quoted.index + quoted[0].length)
  const text = source.text
  const spans: { start: number; end: number }[] = [
    ...gradesIn(text),
    ...volumesIn(text),
    ...subjectWordsIn(text, subject),
    ...typeWordsIn(text),
    ...[...text.matchAll(SCHOOL)].map(span),
    ...[...text.matchAll(SHORT_SCHOOL)].map(span),
    ...[...text.matchAll(REGION)].map(span),
    ...[...text.matchAll(FILLER)].map(span),
    ...[
      ...text.matchAll(
        /(?:19|20)\d{2}\s*(?:[-~—–/至.]+\s*(?:20)?\d{2})?\s*(?:学年度?|年(?!级)|届|级|版|秋季?|春季?)?/gu,
      ),
    ].map(span),
  ]
  const edition = editionIn(text)
  if (edition) spans.push({ start: edition.start, end: edition.end })
  const letters = [...shown]
  if (letters.length !== shown.length) return undefined
  for (const { start, end } of spans) letters.fill('\u0000', start, end)
  // 第二单元复习: the kind 单元复习 must not eat the ordinal.
  for (const match of text.matchAll(ORDINAL)) {
    for (let at = match.index; at < match.index + match[0].length; at++) letters[at] = shown.charAt(at)
  }
  return bestSegment(letters.join(''), shown, subject)
}

/** 第5课, Unit 3, 3.2: a place in the book without its topic. */
export function isOrdinal(unit: string): boolean {
  return unit.replace(ORDINAL, '').replace(/[^\p{L}]/gu, '') === ''
}

function bestSegment(rest: string, shown: string, subject: string | undefined): Finding<string> | undefined {
  let best: { value: string; score: number; start: number; end: number } | undefined
  for (const match of rest.matchAll(/[^\u0000()（）【】[\]_,，;；|/]+/gu)) {
    const value = match[0]
      .replace(/^[\s\-–—·.、:：+＋"“”'‘’的之和与及版#]+|[\s\-–—·、:：+＋"“”'‘’的之与及#]+$|(?<![项角])和$/gu, '')
      .replace(/^版|^\d{1,2}$/u, '')
      .trim()
    const ordinal = [...value.matchAll(ORDINAL)].map((one) => one[0]).join('')
    const topic = value.replace(ORDINAL, '').replace(/[^\p{L}]/gu, '')
    const han = topic.match(/\p{Script=Han}/gu)?.length ?? 0
    const latin = topic.length - han
    if (!ordinal && ((han < 2 && latin < 4) || NO_TOPIC.has(topic.toLowerCase()))) continue
    // Two characters alone are a term of the subject or a person's name.
    if (!ordinal && latin === 0 && han === 2 && !isTerm(topic, subject)) continue
    const score = Math.min(han, 12) + Math.min(latin, 20) / 2.5 + (ordinal ? 3 : 0)
    if (!best || score > best.score) best = { value, score, start: match.index, end: match.index + match[0].length }
  }
  if (!best) return undefined
  const joined = withNeighbour(best, rest, shown)
  return at(joined, best.score >= 4 ? 0.75 : 0.6, best.start, best.end)
}

/** 第三章 (函数) 的应用: an ordinal whose topic was taken for another field is joined with what stands right behind it. */
function withNeighbour(best: { value: string; start: number; end: number }, rest: string, shown: string): string {
  const before = rest.slice(0, best.start)
  const ordinal = [...before.matchAll(ORDINAL)].at(-1)
  if (!ordinal || before.slice(ordinal.index + ordinal[0].length).replace(/[\s\-—·_.、:：]/gu, '') !== '')
    return best.value
  return `${shown.slice(ordinal.index, ordinal.index + ordinal[0].length)} ${best.value}`
}

function span(match: RegExpMatchArray): { start: number; end: number } {
  const start = match.index ?? 0
  return { start, end: start + match[0].length }
}

function at(value: string, confidence: number, start: number, end: number): Finding<string> {
  // NFKC made ，：？ half-width; between Chinese characters they go back.
  const one = value
    .replace(/\s+/gu, ' ')
    .replace(/(?<=\p{Script=Han})[,:?!](?=\p{Script=Han}|$)/gu, (mark) => '，：？！'.charAt(',:?!'.indexOf(mark)))
    .slice(0, 60)
  return { value: one, confidence, quote: one, start, end }
}
