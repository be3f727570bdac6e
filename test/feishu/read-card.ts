/** A button as it stands on a card. */
export type CardButton = { label: string; value: unknown; inForm: boolean; name?: string }

type Node = Record<string, unknown>

/** Everything with a tag on a card, in reading order, with whether it stands in a form. */
function* nodes(value: unknown, inForm = false): Generator<{ node: Node; inForm: boolean }> {
  if (Array.isArray(value)) {
    for (const one of value) yield* nodes(one, inForm)
  } else if (typeof value === 'object' && value !== null) {
    const node = value as Node
    if (typeof node.tag === 'string') yield { node, inForm }
    const within = inForm || node.tag === 'form'
    for (const [key, child] of Object.entries(node)) if (key !== 'confirm') yield* nodes(child, within)
  }
}

/** The buttons of a card that call the bot back. */
export function buttonsOf(content: string): CardButton[] {
  const card = JSON.parse(content) as Node
  return [...nodes(card)].flatMap(({ node, inForm }) => {
    if (node.tag !== 'button') return []
    const behaviors = (node.behaviors ?? []) as { type: string; value?: unknown }[]
    const callback = behaviors.find((one) => one.type === 'callback')
    if (!callback) return []
    return [
      {
        label: plain((node.text as { content: string }).content),
        value: callback.value,
        inForm,
        ...(typeof node.name === 'string' && { name: node.name }),
      },
    ]
  })
}

/** Every word that a reader of the message can see: markup taken away, escapes read, table cells and options included. */
export function wordsOf(type: string, content: string): string {
  const body = JSON.parse(content) as Node
  if (type !== 'interactive') return plain(String(body.text ?? body.title ?? ''))
  const words: string[] = []
  const header = body.header as { title?: { content?: string } } | undefined
  if (header?.title?.content) words.push(header.title.content)
  for (const { node } of nodes(body.body)) {
    if (typeof node.content === 'string') words.push(node.content)
    if (typeof node.default_value === 'string') words.push(node.default_value)
    if (node.tag === 'table') words.push(...tableWords(node))
    if (node.tag === 'chart') words.push(JSON.stringify(node.chart_spec))
  }
  return words.map(plain).join('\n')
}

function tableWords(table: Node): string[] {
  const columns = (table.columns ?? []) as { display_name?: string }[]
  const rows = (table.rows ?? []) as Node[]
  return [
    ...columns.map((column) => column.display_name ?? ''),
    ...rows.map((row) => Object.values(row).map(String).join(' ')),
  ]
}

function plain(text: string): string {
  return text
    .replace(/<\/?font[^>]*>/g, '')
    .replace(/\*\*/g, '')
    .replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}
