import { z } from 'zod'
import { BOARD_VISIBILITIES, type BoardVisibility } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import { sentence, type View } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'

const NAMES: Record<BoardVisibility, Text> = {
  real_name: { zh: '实名', en: 'real name' },
  alias: { zh: '花名', en: 'alias' },
  anonymous: { zh: '匿名', en: 'anonymous' },
  hidden: { zh: '不上榜', en: 'not on boards' },
}
const WORDS: Record<string, BoardVisibility> = {
  实名: 'real_name',
  真名: 'real_name',
  real: 'real_name',
  real_name: 'real_name',
  花名: 'alias',
  昵称: 'alias',
  alias: 'alias',
  匿名: 'anonymous',
  anonymous: 'anonymous',
  不上榜: 'hidden',
  隐身: 'hidden',
  hidden: 'hidden',
  hide: 'hidden',
}

function choices({ t, member }: Context): View {
  return sentence(
    t({
      zh: `排行榜上现在是：${NAMES[member.board_visibility].zh}。要改成：`,
      en: `Boards show you by: ${NAMES[member.board_visibility].en}. Change to:`,
    }),
    {
      actions: BOARD_VISIBILITIES.filter((mode) => mode !== member.board_visibility).map((mode) => ({
        label: t(NAMES[mode]),
        command: 'visibility',
        args: { mode },
      })),
      note: t({ zh: '花名：/visibility 花名 青山', en: 'An alias: /visibility alias Greenhill' }),
    },
  )
}

export const visibility = defineCommand({
  name: 'visibility',
  aliases: ['上榜方式', '隐身', '匿名'],
  summary: { zh: '排行榜上怎么显示我', en: 'How boards show me' },
  usage: { zh: '/visibility 实名、花名 名字、匿名 或 不上榜', en: '/visibility real, alias name, anonymous or hidden' },
  who: 'everyone',
  args: z.object({ mode: z.enum(BOARD_VISIBILITIES).optional(), alias: z.string().trim().max(20).optional() }),
  fromText(rest) {
    const [word = '', ...alias] = rest.trim().split(/\s+/)
    if (word === '') return {}
    const mode = WORDS[word.toLowerCase()]
    return mode && { mode, ...(alias.length > 0 && { alias: alias.join(' ') }) }
  },
  async run({ mode, alias }, ctx) {
    const { t, member } = ctx
    if (mode === undefined) return { view: choices(ctx), to: 'member' }
    const name = mode === 'alias' ? showable(alias ?? member.alias ?? '', 20, '') : null
    if (name === '') {
      return {
        view: sentence(
          t({ zh: '请写上花名，例如：/visibility 花名 青山', en: 'Say which alias: /visibility alias Greenhill' }),
          { tone: 'warn' },
        ),
        to: 'member',
      }
    }
    await ctx.write((trx) =>
      trx
        .updateTable('member')
        .set({ board_visibility: mode, ...(name !== null && { alias: name }) })
        .where('school_id', '=', ctx.school.id)
        .where('id', '=', member.id)
        .execute(),
    )
    return {
      view: sentence(
        t({
          zh: `排行榜上：${NAMES[member.board_visibility].zh} → ${NAMES[mode].zh}${name ? `（${name}）` : ''}。积分和考核不受影响。`,
          en: `On boards: ${NAMES[member.board_visibility].en} → ${NAMES[mode].en}${name ? ` (${name})` : ''}. Points and appraisal stay the same.`,
        }),
        {
          tone: 'good',
          actions: [
            {
              label: t({ zh: '改回去', en: 'Undo' }),
              command: 'visibility',
              args: { mode: member.board_visibility, ...(member.alias !== null && { alias: member.alias }) },
            },
          ],
        },
      ),
      to: 'member',
    }
  },
})
