import { type Document, isMap, isScalar, parseDocument } from 'yaml'
import { UserFacingError } from '#kit/errors.ts'
import { dayOf } from '#kit/zone.ts'
import type { Reader } from '../schema.ts'
import { TYPES } from '../taxonomy.ts'
import { defaultPolicyText } from './defaults.ts'
import { labelOfPath } from './labels.ts'

/**
 * A new version that differs from the one in force in single values, as an administrator types them:
 * `type_base.courseware` or 课件 → 12. Throws UserFacingError when there is no such value.
 */
export async function editedSource(
  db: Reader,
  given: { schoolId: string; values: readonly { path: string; value: string }[]; from: string; at: Date; by: number },
): Promise<string> {
  const { schoolId, values, from, at, by } = given
  const document = parseDocument(await sourceAt(db, schoolId, at))
  for (const { path, value } of values)
    document.setIn(keysOf(document, pathNamed(document, path) ?? path), numberOr(value))
  document.setIn(['version'], await freeVersion(db, schoolId, from))
  document.setIn(['effective_from'], from)
  // Until the people who approve it are known; publishing writes their names.
  document.setIn(['approved_by'], [`member-${by}`, 'another-administrator'])
  return document.toString({ lineWidth: 0 })
}

/** The YAML in force at an instant. */
export async function sourceAt(db: Reader, schoolId: string, at: Date): Promise<string> {
  const row = await db
    .selectFrom('policy')
    .select('source')
    .where('school_id', '=', schoolId)
    .where('effective_from', '<=', at)
    .orderBy('effective_from', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row) return row.source
  const first = await db
    .selectFrom('policy')
    .select('source')
    .where('school_id', '=', schoolId)
    .orderBy('effective_from')
    .limit(1)
    .executeTakeFirst()
  return first?.source ?? defaultPolicyText()
}

/** The path of what people call so: 课件 and PPT are `type_base.courseware`. undefined when nothing or several are. */
function pathNamed(document: Document, name: string): string | undefined {
  const asked = plain(name)
  const type = TYPES.find(({ key, label, words }) =>
    [key, label.zh, label.en, ...words].some((one) => plain(one) === asked),
  )
  if (type) return `type_base.${type.key}`
  const found = pathsIn(document.contents).filter((path) => {
    const { zh, en } = labelOfPath(path)
    return plain(zh) === asked || plain(en) === asked
  })
  return found.length === 1 ? found[0] : undefined
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s·]+/g, '')
}

/** The paths of all single values below a node. */
function pathsIn(node: unknown): string[] {
  if (!isMap(node)) return []
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : ''
    return isScalar(value) ? [name] : pathsIn(value).map((path) => `${name}.${path}`)
  })
}

/** `rules.download.counted.author_daily_cap` → the keys in the file; names of rules have dots of their own. */
function keysOf(document: Document, path: string): (string | number)[] {
  const keys: (string | number)[] = []
  let rest = path.trim()
  let node: unknown = document.contents
  while (rest !== '') {
    if (!isMap(node)) throw unknown(path)
    const names = node.items.map((item) => (isScalar(item.key) ? String(item.key.value) : ''))
    const key = names
      .filter((name) => rest === name || rest.startsWith(`${name}.`))
      .sort((a, b) => b.length - a.length)[0]
    if (key === undefined) throw unknown(path)
    keys.push(key)
    node = node.get(key, true)
    rest = rest.slice(key.length + 1)
  }
  if (!isScalar(node)) throw unknown(path)
  return keys
}

function numberOr(value: string): string | number | boolean {
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return value === 'true' ? true : value === 'false' ? false : value
}

/** `2026.12.0`, or the next number of that month. */
async function freeVersion(db: Reader, schoolId: string, from: string): Promise<string> {
  const month = dayOf(new Date(from), 'UTC').slice(0, 7).replace('-', '.')
  const published = await db
    .selectFrom('policy')
    .select('version')
    .where('school_id', '=', schoolId)
    .where('version', 'like', `${month}.%`)
    .execute()
  const drafted = await db
    .selectFrom('policy_draft')
    .select('version')
    .where('school_id', '=', schoolId)
    .where('status', '=', 'draft')
    .where('version', 'like', `${month}.%`)
    .execute()
  const taken = new Set([...published, ...drafted].map((row) => Number(row.version.slice(month.length + 1))))
  let n = 0
  while (taken.has(n)) n += 1
  return `${month}.${n}`
}

function unknown(path: string): UserFacingError {
  return new UserFacingError(
    'no_value',
    { zh: `规则里没有 ${path} 这一项。`, en: `The rules have no value ${path}.` },
    {
      zh: '类型写名称，其他的写路径。例如：/policy 改 课件 12，/policy 改 quota.teacher_originals_per_term 3',
      en: 'A type goes by its name, anything else by its path: /policy set courseware 12, /policy set quota.teacher_originals_per_term 3',
    },
  )
}
