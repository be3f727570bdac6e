import { z } from 'zod'
import { listRequests } from '#db/requests/requests.ts'
import { sentence, type View } from '#workers/view.ts'
import { answerAction, requestItem } from '#workers/view-request.ts'
import { type Context, defineCommand } from './command.ts'

const SHOWN = 10

export const asks = defineCommand({
  name: 'asks',
  aliases: ['需求', '求资源列表', '需求榜'],
  summary: { zh: '看大家正在找什么资源', en: 'What colleagues look for' },
  usage: { zh: '/asks；/asks 我的', en: '/asks; /asks mine' },
  examples: ['/asks'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({ mine: z.string().optional() }),
  fromText: (rest) => (/^(?:我的|mine)$/i.test(rest.trim()) ? { mine: '1' } : rest.trim() === '' ? {} : undefined),
  async run({ mine }, ctx) {
    return { view: await list(ctx, mine !== undefined), ...(mine !== undefined && { to: 'member' as const }) }
  },
})

async function list({ t, db, school, member }: Context, mine: boolean): Promise<View> {
  const rows = await listRequests(db, school.id, { limit: SHOWN + 1, ...(mine && { of: member.id }) })
  if (rows.length === 0) {
    return sentence(t({ zh: '没有进行中的需求。', en: 'There are no open requests.' }), {
      note: t({ zh: '想找什么：/ask 九年级 二次函数 微课', en: 'To ask: /ask grade 9 quadratic functions' }),
    })
  }
  const more = rows.length > SHOWN
  return {
    title: mine ? t({ zh: '我的需求', en: 'My requests' }) : t({ zh: '大家在找', en: 'Colleagues look for' }),
    blocks: [
      {
        kind: 'list',
        items: rows
          .slice(0, SHOWN)
          .map((row) =>
            requestItem(
              t,
              row,
              row.member_id === member.id
                ? [{ label: t({ zh: '关闭', en: 'Close' }), command: 'ask', args: { op: 'close', id: String(row.id) } }]
                : [answerAction(t, row)],
            ),
          ),
      },
      {
        kind: 'note',
        text: more
          ? t({
              zh: `只列出最新 ${SHOWN} 条。回应：/answer 需求编号 资源编号`,
              en: `The newest ${SHOWN}. To answer: /answer request resource`,
            })
          : t({ zh: '回应：/answer 需求编号 资源编号', en: 'To answer: /answer request resource' }),
      },
    ],
  }
}
