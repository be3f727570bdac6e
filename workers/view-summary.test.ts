import { expect, test } from 'vitest'
import { translator } from '#kit/lang.ts'
import type { View } from './view.ts'
import { linesOf, summaryView } from './view-summary.ts'

test('on a shared card a file that looks like an earlier one keeps the sentence and both buttons', () => {
  const choose = (as: string) => ({ label: as, command: 'versions', args: { id: '8', as, of: '7' } })
  const receipt: View = {
    title: '已收录',
    blocks: [
      { kind: 'text', text: '观潮', style: 'strong' },
      { kind: 'text', text: '像是您《观潮》（编号 7）的新版本，约 91 % 相同。' },
      { kind: 'actions', actions: [choose('version'), choose('both')] },
      { kind: 'actions', actions: [{ label: '更正', command: 'correct', args: { id: '8' } }] },
    ],
    about: { upload: 1, resource: 8 },
  }
  const card = summaryView(translator('zh-CN'), [...(linesOf(receipt) ?? []), ...(linesOf(receipt) ?? [])])
  for (const { item } of linesOf(card) ?? []) {
    expect(item.why).toContain('编号 7）的新版本')
    expect(item.actions?.map(({ label }) => label)).toEqual(['version', 'both', '更正'])
  }
  expect(linesOf(card)).toHaveLength(2)
})
