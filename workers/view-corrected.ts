import type { ResourceCard } from '#db/rows/resources.ts'
import type { Translate } from '#kit/lang.ts'
import type { Action, Block, View } from './view.ts'
import { receiptForm } from './view-correct.ts'
import { classification, isAsking } from './view-receipt.ts'

/**
 * A receipt after its correction: the same points and notes, what it is now, and the way back. `what` is the change in
 * words, `undo` the button that takes it back.
 */
export function correctedReceipt(t: Translate, receipt: View, after: ResourceCard, what: string, undo: Action): View {
  const fields = classification(t, after)
  const isFirst = (kind: Block['kind'], block: Block) => receipt.blocks.find((one) => one.kind === kind) === block
  const wasSaid = (block: Block) => block.kind === 'text' && (isAsking(block.text) || block.text.startsWith(SAID(t)))
  const blocks = receipt.blocks.flatMap((block): Block[] => {
    if (wasSaid(block)) return []
    if (block.kind === 'text' && isFirst('text', block)) return [{ ...block, text: after.title }]
    if (block.kind === 'fields' && isFirst('fields', block)) {
      const more = { kind: 'text' as const, text: `${SAID(t)}${what}`, style: 'quiet' as const }
      return [{ ...block, fields: [...fields, ...block.fields.slice(fields.length)] }, more]
    }
    if (block.kind === 'form') return [receiptForm(t, after)]
    if (block.kind === 'actions' && block.actions.some((one) => one.command === 'correct')) {
      const others = block.actions.filter((one) => one.command !== 'correct' || Object.keys(one.args).length === 1)
      return [{ ...block, actions: [...others, undo] }]
    }
    return [block]
  })
  return { ...receipt, title: t({ zh: '已更正', en: 'Corrected' }), blocks }
}

const SAID = (t: Translate) => t({ zh: '更正：', en: 'Corrected: ' })
