import { z } from 'zod'
import { choicesOf, choose } from '#db/search-log/choices.ts'
import { CHOICES } from '#db/search-log/tables.ts'
import type { Text } from '#kit/lang.ts'
import { defineCommand } from './command.ts'

const LABELS: Record<(typeof CHOICES)[number], { label: Text; about: Text }> = {
  search_log: {
    label: { zh: '记录是我搜的', en: 'Keep that it was me who searched' },
    about: {
      zh: '用来改进搜索；30 天后自动忘掉是谁，关闭则立即忘掉',
      en: 'to improve the search; who it was is forgotten after 30 days, and at once when turned off',
    },
  },
  recommend: {
    label: { zh: '给我推荐资源', en: 'Recommend resources to me' },
    about: { zh: '依据您分享、取过和评过的资源', en: 'from what you shared, took and rated' },
  },
}

export const privacy = defineCommand({
  name: 'privacy',
  aliases: ['隐私', '隐私设置'],
  summary: { zh: '隐私：搜索记录和推荐的开关', en: 'Privacy: the search record and recommendations' },
  usage: { zh: '/privacy', en: '/privacy' },
  who: 'everyone',
  args: z.object({ name: z.enum(CHOICES).optional(), set: z.enum(['on', 'off']).optional() }),
  fromText: (rest) => (rest.trim() === '' ? {} : undefined),
  async run({ name, set }, ctx) {
    const { t } = ctx
    if (name && set) await ctx.write((trx) => choose(trx, ctx.school.id, ctx.member.id, name, set === 'on'))
    const choices = await choicesOf(ctx.db, ctx.school.id, ctx.member.id)
    const state = (isOn: boolean) => (isOn ? t({ zh: '开', en: 'on' }) : t({ zh: '关', en: 'off' }))
    return {
      view: {
        title: t({ zh: '隐私', en: 'Privacy' }),
        blocks: [
          {
            kind: 'list',
            items: CHOICES.map((one) => ({
              title: `${t(LABELS[one].label)}${t({ zh: '：', en: ': ' })}${state(choices[one])}`,
              detail: t(LABELS[one].about),
              actions: [
                {
                  label: choices[one] ? t({ zh: '关闭', en: 'Turn off' }) : t({ zh: '打开', en: 'Turn on' }),
                  command: 'privacy',
                  args: { name: one, set: choices[one] ? 'off' : 'on' },
                },
              ],
            })),
          },
          {
            kind: 'note',
            text: t({ zh: '榜上怎么显示您：/visibility', en: 'How boards show you: /visibility' }),
          },
        ],
      },
      to: 'member',
      replace: ctx.pressed && 'own',
    }
  },
})
