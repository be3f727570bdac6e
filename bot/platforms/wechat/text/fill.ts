import type { FormField } from '#workers/view.ts'

/** What somebody typed into a form. */
export type Filled =
  | { kind: 'filled'; values: Record<string, string> }
  /** The first field that can not take what was typed. */
  | { kind: 'wrong'; field: FormField }

/**
 * Reads `年级=四年级 类型=课件` for a form with such fields; signs and spaces may be full width, a colon may stand for
 * the sign. Undefined when the text does not begin with one of the form's labels: then it is ordinary talk.
 */
export function fillForm(fields: readonly FormField[], text: string): Filled | undefined {
  const given = plain(text)
  const places = fields
    .flatMap((field) => {
      const found = placeOf(given, field)
      return found ? [{ field, ...found }] : []
    })
    .sort((a, b) => a.from - b.from)
  if (places[0]?.from !== 0) return undefined
  const values: Record<string, string> = {}
  for (const [n, { field, value: from }] of places.entries()) {
    const typed = given.slice(from, places[n + 1]?.from).replace(/[\s,;、]+$/u, '')
    const value = field.kind === 'choice' ? optionOf(field, typed) : [...typed].slice(0, field.max).join('')
    if (value === undefined) return { kind: 'wrong', field }
    values[field.name] = value
  }
  return { kind: 'filled', values }
}

/** A label without what it says in brackets: 理由（作者会看到） is typed as 理由. */
export function shortLabel(field: FormField): string {
  return plain(field.label).replace(/\s*\([^)]*\)$/, '')
}

/** Text that may be meant for a form; spares asking the database for every sentence of a group. */
export const mayFill = (text: string) => /^\s*[^=＝:：\n]{1,30}[=＝:：]/u.test(text)

function placeOf(text: string, field: FormField): { from: number; value: number } | undefined {
  for (const label of [plain(field.label), shortLabel(field)]) {
    const found = new RegExp(`(?:^|[\\s,;、])(${escaped(label)}\\s*[=:]\\s*)`, 'iu').exec(text)
    if (found?.[1] === undefined) continue
    const value = found.index + found[0].length
    return { from: value - found[1].length, value }
  }
  return undefined
}

/** By its words or its key; a part of the words is enough when it fits one option only. */
function optionOf(field: Extract<FormField, { kind: 'choice' }>, typed: string): string | undefined {
  const word = typed.toLowerCase()
  const labels = field.options.map(({ label, value }) => ({ label: plain(label).toLowerCase(), value }))
  const exact = labels.find(({ label, value }) => label === word || (value !== '' && value.toLowerCase() === word))
  if (exact) return exact.value
  const near = word === '' ? [] : labels.filter(({ label }) => label.includes(word))
  return near.length === 1 ? near[0]?.value : undefined
}

const plain = (text: string) => text.normalize('NFKC').replace(/\s+/gu, ' ').trim()
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
