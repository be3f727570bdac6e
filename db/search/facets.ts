import type { Text } from '#kit/lang.ts'
import { GRADES, gradeLabel, labelOf, STAGES, SUBJECTS, stageOfGrade, TYPES, VOLUMES } from '../taxonomy.ts'
import { numberOf } from './numerals.ts'
import { EDITIONS, FORMS } from './synonyms.ts'

/** Fields that a resource can be narrowed by. `key` is what the row holds (a grade as `3`). */
export const FACET_FIELDS = ['stage', 'grade', 'volume', 'subject', 'type'] as const
export type FacetField = (typeof FACET_FIELDS)[number]

/** Something a text says about stage, grade, volume, subject, type, form of type, or edition of the textbook. */
export type Facet = { field: FacetField | 'form' | 'edition'; key: string; typed: string }

const PREFIX: Record<Facet['field'], string> = {
  stage: 'p',
  grade: 'g',
  volume: 'v',
  subject: 's',
  type: 't',
  form: 'y',
  edition: 'e',
}

/** The lexeme under which a facet is indexed, such as `g:3`; no word of a text ever contains a colon. */
export function facetLexeme(facet: { field: Facet['field']; key: string }): string {
  return `${PREFIX[facet.field]}:${facet.key}`
}

/** 三年级, 数学, 教案 for a chip; undefined for what no chip stands for. */
export function facetLabel(field: Facet['field'], key: string): Text | undefined {
  switch (field) {
    case 'stage':
      return labelOf(STAGES, key)
    case 'grade':
      return gradeLabel(Number(key))
    case 'volume':
      return labelOf(VOLUMES, key)
    case 'subject':
      return labelOf(SUBJECTS, key)
    case 'type':
      return labelOf(TYPES, key)
    case 'edition':
      return { zh: `${key.toUpperCase()}版`, en: `${key.toUpperCase()} edition` }
    case 'form':
      return undefined
    default:
      return field satisfies never
  }
}

/**
 * Finds what a normalised text says about its facets, and `rest`: the text without those words (its topic).
 * 小三, 3年级, 三上, 七年级, 初一, 高二下, 必修 第二册, 卷子, ppt, 统编版 are understood.
 */
export function facetsIn(text: string): { facets: Facet[]; rest: string } {
  const facets: Facet[] = []
  const add = (field: Facet['field'], key: string, typed: string) => {
    if (!facets.some((facet) => facet.field === field && facet.key === key)) facets.push({ field, key, typed })
  }
  const addGrade = (grade: number, half: string | undefined, typed: string) => {
    if (!GRADES.some((row) => row.grade === grade)) return
    add('grade', String(grade), typed.trim())
    add('stage', stageOfGrade(grade), typed.trim())
    if (half) add('volume', half === '上' ? 'first' : 'second', typed.trim())
  }
  let rest = text
  rest = rest.replace(SECONDARY, (typed, stage: string, year: string, half?: string) => {
    addGrade((stage === '初' ? 6 : 9) + numberOf(year), half, typed)
    return ' '
  })
  rest = rest.replace(YEAR, (typed, year: string, half?: string) => {
    addGrade(numberOf(year), half, typed)
    return ' '
  })
  rest = rest.replace(GRADE, (typed, before?: string, after?: string) => {
    addGrade(numberOf(before ?? after ?? ''), undefined, typed)
    return ' '
  })
  rest = rest.replace(PRIMARY_SHORT, (typed, year: string, half?: string) => {
    addGrade(numberOf(year), half, typed)
    return ' '
  })
  for (const pattern of [YEAR_SHORT, YEAR_BRACKETS, YEAR_AT_START, YEAR_AT_END])
    rest = rest.replace(pattern, (typed, year: string, half: string) => {
      addGrade(numberOf(year), half, typed)
      return ' '
    })
  rest = rest.replace(EDITION, (typed) => {
    const edition = EDITION_OF.get(typed.replace(/版$/, ''))
    if (edition) add('edition', edition, typed)
    return ' '
  })
  for (const { pattern, of, keep } of LISTS) {
    rest = rest.replace(pattern, (typed) => {
      const entries = of.get(typed.replace(/\s/g, '')) ?? of.get(typed) ?? of.get(typed.replace(/s$/, ''))
      for (const found of entries ?? []) add(found.field, found.key, typed.trim())
      return keep ? typed : ' '
    })
  }
  return { facets, rest }
}

const HALF = String.raw`(?:\s*[(第]?([上下])(?:\)|册|半?学期|(?![课学网机来去到列面边方])))?`
/** 初一, 高二下, 高中三年级. Not 最初一, 提高一点. */
const SECONDARY = new RegExp(
  String.raw`(?<![最当提身])(初|高)中?\s*([一二三123])(?![点些倍个次定般])(?:年级)?${HALF}`,
  'g',
)
/** 三年级, 3 年级上, 十二年级. */
const YEAR = new RegExp(String.raw`(?<!\d)(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s*年级${HALF}`, 'g')
/** grade 3, 3rd grade. Not grade 30, upgrade 3. */
const GRADE = /(?<![a-z])grade\s*(1[0-2]|[1-9])(?!\d)|(?<!\d)(1[0-2]|[1-9])(?:st|nd|rd|th)\s+grade(?![a-z])/g
/** 小三数学. Not 大小一样, 小三角形. */
const PRIMARY_SHORT = new RegExp(
  String.raw`(?<![大\p{Script=Han}])小([一二三四五六])(?=[语数英科道音美体信\s上下第期的]|$)${HALF}`,
  'gu',
)
/** 三上, 8下 before a subject, a space or the end. */
const YEAR_SHORT =
  /(?<=^|[^\p{Script=Han}\d.]|版|[文学语物化])([一二三四五六七八九]|[1-9])([上下])(?=册|学期|[语数英科物化生地历政道音美体信]|[^\p{Script=Han}]|第|期|$)册?/gu
/** 三(上), 七 (下). Not 习题三(上), 5(下). */
const YEAR_BRACKETS = /(?<=^|[^\p{Script=Han}\d.]|版|[文学语物化])([一二三四五六七八九])\s?\(([上下])\)/gu
/** 三上分数, 古诗词八下: at either end of what was typed. Not 三下乡, 七上八下, 四下无人, 周二上. */
const YEAR_AT_START = /^([二三四五六七八九])([上下])(?=\p{Script=Han})(?![乡一二三四五六七八九十无张来去课班])/u
const YEAR_AT_END =
  /(?<=[\p{Script=Han}])(?<![一二三四五六七八九十零〇两\d第周期日月初高上下])([三四五六七八九])([上下])$/u

const EDITION_OF = new Map(
  EDITIONS.flatMap(([first = '', ...others]) => [first, ...others].map((name) => [name, first])),
)
/** A name of an edition counts when 版 follows; `pep` stands alone. */
const EDITION = new RegExp(
  `(?:${[...EDITION_OF.keys()].sort((a, b) => b.length - a.length).join('|')})版|(?<![a-z])pep(?![a-z])`,
  'g',
)

type Entry = { field: Facet['field']; key: string }
type List = { pattern: RegExp; of: Map<string, Entry[]>; keep: boolean }

function listOf(entries: [string, Entry[]][], keep = false): List {
  const of = new Map<string, Entry[]>()
  for (const [word, found] of entries) of.set(word, [...(of.get(word) ?? []), ...found])
  const words = [...of.keys()].sort((a, b) => b.length - a.length)
  return { pattern: new RegExp(words.map(patternOf).join('|'), 'g'), of, keep }
}

/** Latin words stand alone, one or many of them; 必修 may be followed by a space; 科学家 is no school subject, 小学生 no stage. */
function patternOf(word: string): string {
  if (/^[a-z ]+$/.test(word)) return `(?<![a-z])${word}s?(?![a-z])`
  const escaped = word.replace(/[()]/g, '\\$&')
  if (word.startsWith('必修') || word.startsWith('选')) return `${[...escaped].join('\\s*')}(?!\\d)`
  if (word === '科学') return '科学(?!家|记数)'
  return ['小学', '初中', '高中'].includes(word) ? `${word}(?!生)` : escaped
}

const formWords = new Set(FORMS.flatMap((form) => form.words))
const LISTS: List[] = [
  listOf(
    VOLUMES.flatMap((term) =>
      [...new Set(term.words.map((word) => word.normalize('NFKC')))].map((word): [string, Entry[]] => [
        word,
        [{ field: 'volume', key: term.key }],
      ]),
    ),
  ),
  listOf(
    FORMS.flatMap((form) =>
      form.words.map((word): [string, Entry[]] => [
        word,
        [
          { field: 'form', key: form.key },
          { field: 'type', key: form.type },
        ],
      ]),
    ),
  ),
  // Words such as 实验, 图片, 资料 hint at a type and are part of the topic as well.
  listOf(
    TYPES.flatMap((term) =>
      term.words
        .filter((word) => !formWords.has(word))
        .map((word): [string, Entry[]] => [word, [{ field: 'type', key: term.key }]]),
    ),
    true,
  ),
  listOf(
    SUBJECTS.flatMap((term) =>
      term.words.map((word): [string, Entry[]] => [word, [{ field: 'subject', key: term.key }]]),
    ),
  ),
  listOf(
    STAGES.flatMap((term) => term.words.map((word): [string, Entry[]] => [word, [{ field: 'stage', key: term.key }]])),
  ),
]
