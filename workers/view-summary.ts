import type { Text, Translate } from '#kit/lang.ts'
import type { ListItem, View } from './view.ts'

/** What became of one file, as its receipt says it. */
export type ReceiptLine = { upload: number; tone: NonNullable<View['tone']>; item: ListItem }

/**
 * One card for the receipts of several files: how many there were of each kind, and a line for each. It is about no single
 * resource, so that a reply such as "评 5" rates nothing by mistake. `withPeople`: who earned how much, for a card that is
 * one message for several people.
 */
export function summaryView(
  t: Translate,
  lines: readonly ReceiptLine[],
  { withPeople = false }: { withPeople?: boolean } = {},
): View {
  const count = (tone: ReceiptLine['tone']) => lines.filter((line) => line.tone === tone).length
  const parts: [number, Text][] = [
    [count('good'), { zh: '已收录', en: 'catalogued' }],
    [count('warn'), { zh: '等待审核', en: 'waiting for review' }],
    [count('plain'), { zh: '库里已有', en: 'already there' }],
    [count('bad'), { zh: '没有收录', en: 'not catalogued' }],
  ]
  const said = parts.filter(([n]) => n > 0)
  const n = lines.length
  const people = withPeople ? earned(lines) : []
  return {
    title: t({ zh: `收到 ${n} 份文件`, en: `${n} files received` }),
    tone: count('bad') + count('warn') > 0 ? 'warn' : 'good',
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `${said.map(([many, what]) => `${what.zh} ${many} 份`).join('，')}。`,
          en: `${said.map(([many, what]) => `${many} ${what.en}`).join(', ')}.`,
        }),
      },
      ...(people.length > 0
        ? [{ kind: 'text' as const, text: t({ zh: people.join('，'), en: people.join(', ') }) }]
        : []),
      { kind: 'list', numbered: true, items: lines.map((line) => line.item) },
      {
        kind: 'note',
        text: t({
          zh: '明细：/why 编号；撤回：/withdraw 编号。',
          en: 'Details: /why number; take back: /withdraw number.',
        }),
      },
    ],
    about: { burst: lines.map(({ upload, tone }) => ({ upload, tone })) },
  }
}

/** `李老师 +24.00`, most first, by what the lines themselves say: the amount, and before it who shared the file. */
function earned(lines: readonly ReceiptLine[]): string[] {
  const cents = new Map<string, number>()
  for (const { item } of lines) {
    const words = (item.detail ?? '').split(' · ')
    const at = words.findIndex((word) => /^\+\d+\.\d\d$/.test(word))
    const [who, amount] = [words[at - 1], words[at]]
    if (who === undefined || amount === undefined) continue
    cents.set(who, (cents.get(who) ?? 0) + Math.round(Number(amount) * 100))
  }
  return [...cents].sort((a, b) => b[1] - a[1]).map(([who, sum]) => `${who} +${(sum / 100).toFixed(2)}`)
}

/** The lines of a card that is a summary, or the one line of a receipt; undefined when it is neither. */
export function linesOf(view: View): ReceiptLine[] | undefined {
  const { burst, upload } = view.about ?? {}
  if (burst === undefined) return upload === undefined ? undefined : [lineOf(upload, view)]
  const list = view.blocks.find((block) => block.kind === 'list')
  if (list?.kind !== 'list' || list.items.length !== burst.length) return undefined
  return list.items.flatMap((item, index) => {
    const known = burst[index]
    return known ? [{ ...known, item }] : []
  })
}

/** A receipt in three short lines: its title, what it is and earned, and what the person should know. */
function lineOf(upload: number, view: View): ReceiptLine {
  const texts = view.blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []))
  const values = view.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields.map((one) => one.value) : []))
  const actions = view.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))
  // What asks for an answer that a receipt alone could give keeps its buttons: is this a new version, or not?
  const asked = actions.filter((action) => action.command === 'versions')
  const first = actions.find((action) => ['correct', 'download', 'personal'].includes(action.command))
  const number = view.about?.resource === undefined ? [] : [`#${view.about.resource}`]
  const detail = [...(view.title === undefined ? [] : [view.title]), ...values, ...number].join(' · ')
  const why = texts.slice(1).join(' ')
  return {
    upload,
    tone: view.tone ?? 'plain',
    item: {
      title: texts[0] ?? view.title ?? '',
      ...(detail !== '' && { detail }),
      ...(why !== '' && { why }),
      ...(first && { actions: [...asked, first] }),
    },
  }
}
