import type { Finding } from '#db/findings/findings.ts'
import { isFiction, isName } from './names.ts'

/** Mainland mobile numbers: 1, then 3–9, eleven digits, also as 138-1234-5678 or with +86. */
const MOBILE = /(?<![\d.#/=_-])(?:(?:\+|00)86[ -]?)?(1[3-9]\d)([ -]?)(\d{4})\2(\d{4})(?![\d%])(?!\s*[+×÷*/=<>≈]|\.\d)/g
/** What says in the words before that this is another kind of number. */
const OTHER =
  /(?:QQ群?|qq群?|Q群|群号|群聊|订单|单号|流水|快递|编号|条码|条形码|ISBN|ISSN|CN|书号|学号|考号|准考证|会议号|会议ID|房间号|口令|序列号|版权|备案|网址|https?:\S*|[<>≈×÷+=]\s*)[号码ID\s::是为]*$/i
/** What says in the words after that this is an exercise in large numbers. */
const NUMBER_LESSON = /^\s*(?:读作|写作|改写|省略|约等于|四舍五入|元|人|千米|公里|米|吨|个|亿|万|平方|立方|km|m\b)/
/** A number that a school or a shop gives to everybody. */
const PUBLIC =
  /(?:咨询|热线|客服|报名|订购|招生|投诉|举报|服务|值班|售后|联系我们|购买|加盟|投稿|出版|邮购|发行|微信公众|主编|编辑部|会务|主办|承办)/
/** Words beside a number that make it somebody's own. */
const OWN =
  /(?:家长|父亲|母亲|爸爸|妈妈|监护人|爷爷|奶奶|学生|本人|手机|紧急联系|家庭|联系方式|移动电话|常用电话|联系电话)[\p{Script=Han}()]{0,6}[\s::]*$/u
/** Somebody's relative in the same line, unless relatives are asked to call. */
const RELATIVE =
  /(?:家长|爸爸|妈妈|父亲|母亲|监护人|爷爷|奶奶|外公|外婆)(?![^\n]{0,20}(?:疑问|致电|拨打|咨询|垂询|联系我|请联系|可联系))[^\n]{0,12}$/
const TEACHER = /(?:老师|主任|校长|教师|组长|班主任|教授|医生)\s*[::(]?\s*$/
/** The number of every example, and numbers that no one has. */
const EXAMPLE = /^1(?:3800138000|\d{2}0{8}|\d0{9}|(\d)\1{9}|3812345678|3912345678|2345678901)$/

/**
 * Mobile numbers of people: two different ones that are not all for the public, or one beside a name or a word such as
 * 家长. Not: hotlines, QQ groups, order numbers, exercises in reading large numbers.
 */
export function findPhones(text: string): Finding | undefined {
  if (!/1[3-9]\d/.test(text)) return undefined
  const numbers = new Map<string, { own: boolean; isPublic: boolean }>()
  for (const match of text.matchAll(MOBILE)) {
    const digits = `${match[1]}${match[3]}${match[4]}`
    const before = text.slice(Math.max(0, match.index - 40), match.index)
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 24)
    if (OTHER.test(before) || NUMBER_LESSON.test(after)) continue
    const isPublic =
      PUBLIC.test(before) ||
      PUBLIC.test(after.slice(0, 6)) ||
      TEACHER.test(before) ||
      /^\s*[((]?\s*\p{Script=Han}{0,3}(?:老师|主任|校长)/u.test(after)
    const own = OWN.test(before) || RELATIVE.test(before) || hasNameBeside(before, after)
    const known = numbers.get(digits)
    numbers.set(digits, { own: own || known?.own === true, isPublic: isPublic && known?.isPublic !== false })
    if (numbers.size > 5_000) break
  }
  const real = [...numbers].filter(([digits, { own }]) => own || !EXAMPLE.test(digits))
  const personal = real.filter(([, { isPublic }]) => !isPublic)
  // One number counts only with a sign that it is somebody's; two are a list, unless they only are an example's.
  const flagged =
    personal.length >= 2 || personal.some(([digits, { own }]) => own && !EXAMPLE.test(digits)) || real.length >= 6
  if (!flagged) return undefined
  const shown = personal.length > 0 ? personal : real
  return {
    flag: 'personal_phone',
    count: shown.length,
    samples: shown.slice(0, 3).map(([digits]) => `${digits.slice(0, 3)}****${digits.slice(-4)}`),
  }
}

/** A name in the cell or the words right beside: `王小明 138…`, `138…(李丽华)`. */
function hasNameBeside(before: string, after: string): boolean {
  const previous = before.replace(/(?:电话|手机|联系方式|联系电话|号码|Tel|男|女)?[\s::,,、|()]*$/iu, '')
  const left = /(?:^|[^\p{Script=Han}])(\p{Script=Han}{2,4})$/u.exec(previous.slice(-6))?.[1]
  const right = /^[\s,,、|(:]*(\p{Script=Han}{2,4})(?:[^\p{Script=Han}]|$)/u.exec(after)?.[1]
  return [left, right].some((word) => word !== undefined && isName(word) && !isFiction(word))
}
