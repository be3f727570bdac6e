import { type OwnTerm, ownTermIn } from '../own-terms.ts'
import { facetsIn } from './facets.ts'
import { normalise } from './normal.ts'

/** What somebody asked for in so many words; everything else in a query is only preferred. */
export type Operators = {
  /** The query without them. */
  text: string
  /** `作者:李`: part of a name. */
  author?: string
  type?: string
  subject?: string
  grade?: number
  volume?: string
  /** `"认识分数"`: must stand so in title or text. */
  phrases: string[]
  /** `-"参考答案"`: must not. */
  without: string[]
  /** `本校` on its own: this school’s resources. */
  ownSchool: boolean
}

const FIELD = /(^|\s)(作者|分享者|author|by|类型|type|学科|科目|subject|年级|grade|册次|volume)[:：]\s*(\S+)/giu
const QUOTED = /((?:^|\s)[-－])?["“「『]([^"”」』]{2,60})["”」』]/gu
const OWN_SCHOOL = /(^|\s)(本校|本校的|our school)(?=\s|$)/giu

/**
 * Takes the operators out of a query: `作者:李`, `类型:课件`, `学科:数学`, `年级:三`, `册次:上`, quotes, `本校`. A value that
 * names nothing stays in the query as a word, without its label. `own` are the school’s own subjects, types and words. `-词` stays too: the search itself leaves those out.
 */
export function operatorsOf(query: string, own: readonly OwnTerm[] = []): Operators {
  const found: Operators = { text: '', phrases: [], without: [], ownSchool: false }
  let text = query.replace(QUOTED, (_, minus: string | undefined, phrase: string) => {
    if (minus !== undefined) {
      found.without.push(normalise(phrase))
      return ' '
    }
    found.phrases.push(normalise(phrase))
    return ` ${phrase} `
  })
  text = text.replace(FIELD, (_, before: string, label: string, value: string) => {
    const kind = LABELS[label.toLowerCase()]
    if (kind === 'author') {
      found.author = value
      return before
    }
    const facet = facetsIn(normalise(labelled(kind, value))).facets.find(({ field }) => field === kind)
    const term = kind === 'type' || kind === 'subject' ? ownTermIn(value, kind, own) : undefined
    if (term && (kind === 'type' || kind === 'subject')) {
      found[kind] = term.key
      return before
    }
    if (!facet) return `${before}${value}`
    if (kind === 'grade') found.grade = Number(facet.key)
    else if (kind) found[kind] = facet.key
    return before
  })
  text = text.replace(OWN_SCHOOL, (_, before: string) => {
    found.ownSchool = true
    return before
  })
  return { ...found, text: text.replace(/\s+/g, ' ').trim() }
}

/** The question without its operator of this kind, for a button that takes it off. */
export function withoutOperator(query: string, kind: OperatorKind): string {
  const rest = query.replace(FIELD, (all, before: string, label: string) =>
    LABELS[label.toLowerCase()] === kind ? before : all,
  )
  return rest.replace(/\s+/g, ' ').trim()
}

export type OperatorKind = 'author' | 'type' | 'subject' | 'grade' | 'volume'
const LABELS: Record<string, OperatorKind> = {
  作者: 'author',
  分享者: 'author',
  author: 'author',
  by: 'author',
  类型: 'type',
  type: 'type',
  学科: 'subject',
  科目: 'subject',
  subject: 'subject',
  年级: 'grade',
  grade: 'grade',
  册次: 'volume',
  volume: 'volume',
}

/** `年级:三` says less than 三年级, which is what people write elsewhere. */
function labelled(kind: OperatorKind | undefined, value: string): string {
  if (kind === 'grade' && /^[一二三四五六七八九\d]{1,2}$/.test(value)) return `${value}年级`
  if (kind === 'volume' && /^[上下一二12]$/.test(value)) return /[上一1]/.test(value) ? '上册' : '下册'
  return value
}
