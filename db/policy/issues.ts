import type { z } from 'zod'
import type { Text } from '#kit/lang.ts'
import { labelOfPath } from './labels.ts'

/**
 * What is wrong with the shape of a file, as a sentence that says what to write instead. `where` is the path as it stands
 * in the file, `line` its line when the file has one.
 */
export function issueText(issue: z.core.$ZodIssue, data: unknown, line: number | undefined): Text {
  const { zh, en } = wrongWith(issue, data)
  const where = pathOf(issue.path)
  const label = labelOfPath(issue.path.filter((part) => typeof part === 'string').join('.'))
  const at = { zh: line === undefined ? '' : `第 ${line} 行 `, en: line === undefined ? '' : `line ${line}, ` }
  const name = where === '' ? '' : label.zh === where || label.zh === '' ? where : `${where}（${label.zh}）`
  const nameEn = where === '' ? '' : label.en === where || label.en === '' ? where : `${where} (${label.en})`
  return {
    zh: `${at.zh}${name === '' ? '' : `${name}：`}${zh}`,
    en: `${at.en}${nameEn === '' ? '' : `${nameEn}: `}${en}`,
  }
}

/** `redemption.items[4].price`: lists are counted from 1, as people do. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part + 1}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}

function wrongWith(issue: z.core.$ZodIssue, data: unknown): Text {
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue.keys)
    case 'invalid_type':
      if (valueAt(data, issue.path) === undefined) return missing(issue.expected)
      return issue.expected === 'string' ? format(issue) : expected(issue.expected)
    case 'too_small':
      return bound(issue, 'least', issue.minimum)
    case 'too_big':
      return bound(issue, 'most', issue.maximum)
    case 'invalid_value':
      return issue.values.length === 1
        ? { zh: `只能是 ${String(issue.values[0])}`, en: `it must be ${String(issue.values[0])}` }
        : { zh: `只能是 ${issue.values.join('、')} 之一`, en: `it must be one of ${issue.values.join(', ')}` }
    case 'invalid_format':
      return format(issue)
    case 'invalid_union':
      return {
        zh: '写法不对：名称写成文字，或 { zh: 中文, en: English }；其他见 docs/policy.schema.json',
        en: 'not as it should be: a name is a text, or { zh: 中文, en: English }; see docs/policy.schema.json',
      }
    default:
      return { zh: '写法不对，见 docs/policy.schema.json', en: 'not as it should be, see docs/policy.schema.json' }
  }
}

function unknownKeys(keys: readonly string[]): Text {
  return {
    zh: `不认识 ${keys.join('、')}，请检查拼写，或删去`,
    en: `there is no ${keys.join(', ')}; look at the spelling, or leave it out`,
  }
}

const TYPES: Record<string, Text> = {
  number: { zh: '数字，如 10', en: 'a number such as 10' },
  int: { zh: '整数，如 10', en: 'a whole number such as 10' },
  string: { zh: '文字', en: 'a text' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表，写在 [ ] 里', en: 'a list, within [ ]' },
  tuple: { zh: '列表，写在 [ ] 里', en: 'a list, within [ ]' },
  object: { zh: '几项“名称: 值”', en: 'several “name: value”' },
  record: { zh: '几项“名称: 值”', en: 'several “name: value”' },
}

function expected(type: string): Text {
  const what = TYPES[type] ?? { zh: type, en: type }
  return { zh: `应写${what.zh}`, en: `it must be ${what.en}` }
}

function missing(type: string): Text {
  const what = TYPES[type] ?? { zh: type, en: type }
  return { zh: `没有写，请补上：${what.zh}`, en: `it is missing; add ${what.en}` }
}

function bound(
  issue: { origin: string; inclusive?: boolean | undefined },
  side: 'least' | 'most',
  limit: number | bigint,
): Text {
  const isList = issue.origin === 'array' || issue.origin === 'string'
  if (side === 'least') {
    if (isList) return { zh: `至少要有 ${limit} 项`, en: `it needs at least ${limit}` }
    return issue.inclusive === false
      ? { zh: `必须大于 ${limit}`, en: `it must be above ${limit}` }
      : { zh: `不能小于 ${limit}`, en: `it must not be below ${limit}` }
  }
  if (isList) return { zh: `最多 ${limit} 项`, en: `it takes ${limit} at most` }
  return { zh: `不能大于 ${limit}`, en: `it must not be above ${limit}` }
}

/** How a text must look, by the last part of its path. */
const EXAMPLES: Readonly<Record<string, string>> = {
  version: '2026.12.0',
  effective_from: '2026-12-10T00:00:00+08:00',
  at: '"02:30"',
  remind_at: 'week4、T-14',
  id: '2026-autumn',
}
const DAY = '2026-12-10'

function format(issue: { format?: string; path: PropertyKey[] }): Text {
  const name = issue.path.findLast((part) => typeof part === 'string')
  const example = (typeof name === 'string' ? EXAMPLES[name] : undefined) ?? (issue.format === 'date' ? DAY : undefined)
  if (issue.format === 'date') {
    return { zh: `要写一个存在的日期，如 ${DAY}`, en: `it must be a day that exists, such as ${DAY}` }
  }
  if (example === undefined) return expected('string')
  return { zh: `写法如 ${example}`, en: `write it like ${example.replace('、', ' or ')}` }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, part)
  }
  return value
}
