import { BODY, COMMON, CONFIG, HEADER, SHELL, TAGS, TEMPLATES } from './card-tags.ts'
import { refusals } from './refusal.ts'

/** A card with its template may have 30 KB, and (from memory of the platform's answers) 200 elements. */
export const MAX_CARD_BYTES = 30 * 1024
const MAX_ELEMENTS = 200
const MAX_TABLES = 5
const MAX_CHARTS = 5
const MAX_DEPTH = 5

type Json = Record<string, unknown>

/** Refuses a card that the platform would refuse. Throws ApiRefusal 230025 or 230099. */
export function lintCard(content: string): void {
  if (Buffer.byteLength(content) > MAX_CARD_BYTES) throw refusals.contentTooLong()
  const card = parse(content)
  if (card.schema !== '2.0') bad('schema must be 2.0')
  only('card', card, SHELL)
  if (card.config !== undefined) {
    const config = record('config', card.config)
    only('config', config, CONFIG)
    if (config.update_multi === false) bad('update_multi only supports true')
  }
  if (card.header !== undefined) {
    const header = record('header', card.header)
    only('header', header, HEADER)
    if (header.template !== undefined && !TEMPLATES.includes(String(header.template))) bad('unknown header template')
  }
  const body = record('body', card.body)
  only('body', body, BODY)
  const lint = openLint()
  for (const element of list('body.elements', body.elements)) lint.element(element, 'body', 0)
  lint.totals()
}

function openLint() {
  const ids = new Set<string>()
  const names = new Set<string>()
  const count = { element: 0, table: 0, chart: 0 }
  function element(given: unknown, inside: string, depth: number): void {
    const one = record('element', given)
    const tag = String(one.tag)
    const allowed = TAGS[tag]
    if (!allowed) throw refusals.badCard(`not support tag: ${tag}`)
    only(tag, one, [...COMMON, ...allowed])
    count.element += 1
    if (depth > MAX_DEPTH) bad('containers are nested too deep')
    if (tag === 'table') count.table += 1
    if (tag === 'chart') count.chart += 1
    if ((tag === 'table' || tag === 'form') && inside !== 'body') bad(`${tag} is only supported at the root`)
    if (one.element_id !== undefined) unique(ids, /^[A-Za-z]\w{0,19}$/, String(one.element_id), 'element_id')
    if (one.name !== undefined && tag !== 'column') unique(names, /^[\s\S]{1,100}$/, String(one.name), 'name')
    if (isInteractive(tag) && inside === 'form' && one.name === undefined) bad(`${tag} in a form needs a name`)
    if (tag === 'markdown' && typeof one.content !== 'string') bad('markdown needs content')
    if (tag === 'button') button(one)
    if (tag === 'table') table(one)
    if (tag === 'chart') record('chart_spec', one.chart_spec)
    if (tag === 'column_set') for (const column of list('columns', one.columns)) element(column, inside, depth + 1)
    const within = tag === 'form' ? 'form' : tag === 'column' ? (inside === 'form' ? 'form' : 'column') : inside
    if (one.elements !== undefined) for (const child of list(tag, one.elements)) element(child, within, depth + 1)
    else if (tag === 'form' || tag === 'column') bad(`${tag} needs elements`)
  }
  return {
    element,
    totals() {
      if (count.element > MAX_ELEMENTS) bad(`element exceeds the limit: ${count.element}`)
      if (count.table > MAX_TABLES) bad('card table number over limit')
      if (count.chart > MAX_CHARTS) bad('card chart number over limit')
    },
  }
}

function button(one: Json): void {
  const text = record('button.text', one.text)
  if (typeof text.content !== 'string' || text.content === '') bad('a button needs text')
  for (const given of one.behaviors === undefined ? [] : list('behaviors', one.behaviors)) {
    const behavior = record('behavior', given)
    only('behavior', behavior, ['type', 'value', 'default_url', 'pc_url', 'ios_url', 'android_url'])
    if (behavior.type !== 'callback' && behavior.type !== 'open_url') bad('unknown behavior')
    if (behavior.type === 'open_url' && typeof behavior.default_url !== 'string') bad('open_url needs default_url')
  }
  if (one.confirm !== undefined) only('confirm', record('confirm', one.confirm), ['title', 'text'])
}

function table(one: Json): void {
  const size = Number(one.page_size ?? 5)
  if (size < 1 || size > 10) bad('page_size must be 1 to 10')
  const columns = list('columns', one.columns).map((column) => record('column', column))
  if (columns.length === 0 || columns.length > 50) bad('a table has 1 to 50 columns')
  const known = ['text', 'lark_md', 'markdown', 'options', 'number', 'persons', 'date']
  for (const column of columns) {
    if (!known.includes(String(column.data_type))) bad(`unknown data_type ${column.data_type}`)
  }
  for (const given of list('rows', one.rows)) {
    const row = record('row', given)
    for (const column of columns) {
      const value = row[String(column.name)]
      if (value !== undefined && column.data_type === 'number' && typeof value !== 'number') bad('not a number')
      if (value !== undefined && column.data_type === 'text' && typeof value !== 'string') bad('not a text')
    }
  }
}

function isInteractive(tag: string): boolean {
  return ['button', 'input', 'select_static', 'multi_select_static', 'checker'].includes(tag)
}

function unique(seen: Set<string>, form: RegExp, value: string, what: string): void {
  if (!form.test(value)) bad(`${what} is not well formed`)
  if (seen.has(value)) bad(`${what} ${value} is used twice`)
  seen.add(value)
}

function parse(content: string): Json {
  try {
    return record('card', JSON.parse(content))
  } catch (error) {
    if (error instanceof SyntaxError) return bad('content is not JSON')
    throw error
  }
}

function record(what: string, value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad(`${what} is no object`)
  return value as Json
}

function list(what: string, value: unknown): unknown[] {
  return Array.isArray(value) ? value : bad(`${what} is no list`)
}

function only(what: string, value: Json, allowed: readonly string[]): void {
  const extra = Object.keys(value).find((key) => !allowed.includes(key))
  if (extra !== undefined) bad(`unknown property, property: ${extra}, path: ${what}`)
}

function bad(why: string): never {
  throw refusals.badCard(why)
}
