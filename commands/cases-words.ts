import type { CaseCard } from '#db/cases/file.ts'
import { rulingsOf } from '#db/cases/rulings.ts'
import type { Ruling } from '#db/cases/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { View } from '#workers/view.ts'
import { RULING_NAMES } from '#workers/view-case.ts'
import type { Context } from './command.ts'

export function reasonForm(card: CaseCard, ruling: Ruling, { t }: Context): View {
  return {
    title: t(RULING_NAMES[ruling]),
    blocks: [
      {
        kind: 'form',
        submit: {
          label: t({ zh: '提出', en: 'Propose' }),
          command: 'cases',
          args: { id: String(card.id), do: 'propose', ruling },
          style: 'primary',
        },
        fields: [
          {
            kind: 'input',
            name: 'text',
            label: t({ zh: '理由（当事人会看到）', en: 'Reason (whom it concerns reads it)' }),
            max: 800,
          },
          ...(ruling === 'duplicate_other'
            ? [
                {
                  kind: 'input' as const,
                  name: 'original',
                  label: t({ zh: '原资源编号', en: 'Number of the original' }),
                  max: 10,
                  ...(card.original_id !== null && { value: String(card.original_id) }),
                },
              ]
            : []),
          ...(ruling === 'adjusted'
            ? [
                {
                  kind: 'input' as const,
                  name: 'contribution',
                  label: t({ zh: '贡献积分，如 +5 或 -2.5', en: 'Contribution points, such as +5 or -2.5' }),
                  max: 10,
                },
                {
                  kind: 'input' as const,
                  name: 'spendable',
                  label: t({ zh: '可用积分，如 +5', en: 'Spendable points, such as +5' }),
                  max: 10,
                },
              ]
            : []),
        ],
      },
    ],
  }
}

export function moved(id: number): UserFacingError {
  return new UserFacingError(
    'moved_on',
    {
      zh: `案卷 ${id} 已经有了变化，这一步不再适用。`,
      en: `Case ${id} has moved on; this step is not possible any more.`,
    },
    { zh: `现在的情况：/cases ${id}`, en: `As it is now: /cases ${id}` },
  )
}

export function noRuling(card: CaseCard): UserFacingError {
  const names = (lang: 'zh' | 'en') => rulingsOf(card).map((ruling) => RULING_NAMES[ruling][lang])
  return new UserFacingError('no_ruling', {
    zh: `这类案卷可以定：${names('zh').join('、')}。`,
    en: `In such a case: ${names('en').join('; ')}.`,
  })
}

export function emptyText(id: number): UserFacingError {
  return new UserFacingError(
    'empty',
    { zh: '请写几句说明。', en: 'Please write a few words.' },
    { zh: `/cases ${id} 说明 …`, en: `/cases ${id} statement …` },
  )
}
