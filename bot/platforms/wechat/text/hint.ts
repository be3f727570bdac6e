import { type Lang, say } from '#kit/lang.ts'
import type { Action, FormField } from '#workers/view.ts'
import type { Choice, Choices } from './choices.ts'
import { shortLabel } from './fill.ts'
import { oneLine } from './words.ts'

/** The last line of a message that can be answered; undefined when it can not. */
export function howToAnswer(choices: Choices, lang: Lang): string | undefined {
  const { numbered, next, previous, form } = choices
  const words = {
    zh: [
      ...(numbered.length > 0 ? [`回复 ${numbersOf(numbered, { or: '，或 ', otherwise: '选择' })}`] : []),
      ...(form ? [`回复“${example(form.form ?? [])}”来填写`] : []),
      ...(next ? ['“下一页”翻页'] : []),
      ...(previous ? ['“上一页”往回'] : []),
    ].join('，'),
    en: [
      ...(numbered.length > 0 ? [`reply ${numbersOf(numbered, { or: ', or ', otherwise: 'to choose' })}`] : []),
      ...(form ? [`reply “${example(form.form ?? [])}” to fill it in`] : []),
      ...(next ? ['“next” for more'] : []),
      ...(previous ? ['“p” to go back'] : []),
    ].join(', '),
  }
  if (words.zh === '') return undefined
  return say(lang, { zh: `${words.zh}；十分钟内有效。`, en: `${words.en}; for ten minutes.` })
}

/** What to type where numbers mean nothing; only what the message does not say itself. */
export function howToType(actions: readonly Action[], shown: readonly string[], lang: Lang): string | undefined {
  const text = shown.join('\n')
  const typed = actions.flatMap(({ command, args }) => {
    const [more] = Object.keys(args).filter((name) => name !== 'id')
    if (args.id === undefined) return more === undefined ? [`/${command}`] : []
    return [`/${command} ${args.id}`]
  })
  const news = [...new Set(typed)].filter((one) => !new RegExp(`${one}(?!\\d)`).test(text))
  if (news.length === 0 || news.length > MOST_TYPED) return undefined
  return say(lang, { zh: `可以发送：${news.join('、')}`, en: `You can send: ${news.join(', ')}` })
}

/** More than these are a list; its items show their numbers. */
const MOST_TYPED = 4

/** How a form is filled in: two of its fields as they are now. */
export function example(fields: readonly FormField[]): string {
  const all = fields.map((field) => {
    const label = oneLine(shortLabel(field))
    if (field.kind === 'input') return { label, value: '…', isChoice: false }
    const named = field.options.filter((one) => one.value !== '')
    const now = named.find((one) => one.value === field.value) ?? named[0]
    return { label, value: oneLine(now?.label ?? '…'), isChoice: true }
  })
  const choices = all.filter((one) => one.isChoice)
  return (choices.length > 0 ? choices : all)
    .slice(0, 2)
    .map(({ label, value }) => `${label}=${value}`)
    .join(' ')
}

/** `1–5 下载，或 6–9`: several that do the same say once what they do. */
function numbersOf(choices: readonly Choice[], words: { or: string; otherwise: string }): string {
  const label = choices[0]?.label
  const differs = choices.findIndex((one) => one.label !== label)
  const same = differs === -1 ? choices.length : differs
  const span = (from: number, to: number) => (from === to ? String(from) : `${from}–${to}`)
  if (same < 2 || label === undefined) return `${span(1, choices.length)} ${words.otherwise}`
  const first = `${span(1, same)} ${oneLine(label)}`
  return same === choices.length ? first : `${first}${words.or}${span(same + 1, choices.length)}`
}
