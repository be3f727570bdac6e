import { commands } from '#commands/index.ts'
import { type Lang, say } from '#kit/lang.ts'
import type { Action, FormField } from '#workers/view.ts'
import type { Choice, Choices } from './choices.ts'
import { shortLabel } from './fill.ts'
import { oneLine } from './words.ts'

/** The last line of a message that can be answered; undefined when it can not. */
export function howToAnswer(choices: Choices, lang: Lang): string | undefined {
  const { numbered, next, previous, form } = choices
  const filled = form && example(form.form ?? [])
  const words = {
    zh: [
      ...(numbered.length > 0 ? [`回复 ${numbersOf(numbered, ZH)}`] : []),
      ...(filled === undefined ? [] : [`回复“${filled}”来填写`]),
      ...(next ? ['“下一页”翻页'] : []),
      ...(previous ? ['“上一页”往回'] : []),
    ].join('，'),
    en: [
      ...(numbered.length > 0 ? [`reply ${numbersOf(numbered, EN)}`] : []),
      ...(filled === undefined ? [] : [`reply “${filled}” to fill it in`]),
      ...(next ? ['“next” for more'] : []),
      ...(previous ? ['“p” to go back'] : []),
    ].join(', '),
  }
  if (words.zh === '') return undefined
  const en = words.en.replace(/^r/, 'R')
  return say(lang, { zh: `${words.zh}；十分钟内有效。`, en: `${en}; within ten minutes.` })
}

const ZH = { before: ' ', and: '，', or: '，或 ', otherwise: ' 选择' }
const EN = { before: ': ', and: ', ', or: ', or ', otherwise: ' to choose' }

/** How an action is typed; undefined for one that takes more than a number. */
export function typedOf({ command, args }: Action): string | undefined {
  if (args.id !== undefined) return `/${command} ${args.id}`
  return Object.keys(args).length === 0 ? `/${command}` : undefined
}

/** How a form is typed: by the command's own example. */
export function typedForm({ command, args }: Action): string | undefined {
  const shown = commands.find((one) => one.name === command)?.examples?.find((one) => /\d/.test(one))
  return args.id === undefined ? undefined : shown?.replace(/\d+/, args.id)
}

/** What to type where numbers mean nothing; only what the message does not say itself. */
export function howToType(typed: readonly string[], shown: readonly string[], lang: Lang): string | undefined {
  const text = shown.join('\n')
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

/** `1–5 下载，或 6–9`: several that do the same say once what they do; the others stand with their words. */
function numbersOf(choices: readonly Choice[], words: typeof ZH): string {
  const runs: { label: string; from: number; to: number }[] = []
  for (const [n, { label }] of choices.entries()) {
    const open = runs.at(-1)
    if (open?.label === label) open.to = n + 1
    else runs.push({ label, from: n + 1, to: n + 1 })
  }
  const [first] = runs
  const span = ({ from, to }: { from: number; to: number }) => (from === to ? String(from) : `${from}–${to}`)
  const named = (run: { label: string; from: number; to: number }) => `${span(run)}${words.before}${oneLine(run.label)}`
  const many = runs.filter(({ from, to }) => to > from)
  if (choices.length === 1 || many.length === runs.length) return runs.map(named).join(words.and)
  if (!first || first.from === first.to) return `${span({ from: 1, to: choices.length })}${words.otherwise}`
  return `${named(first)}${words.or}${span({ from: first.to + 1, to: choices.length })}`
}
