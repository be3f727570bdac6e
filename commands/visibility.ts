import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { BOARD_VISIBILITIES, type BoardVisibility } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'

const NAMES: Record<BoardVisibility, Text> = {
  real_name: { zh: '实名', en: 'real name' },
  alias: { zh: '花名', en: 'alias' },
  anonymous: { zh: '匿名', en: 'anonymous' },
  hidden: { zh: '不上榜', en: 'not on boards' },
}
const WORDS: Record<string, BoardVisibility | 'default'> = {
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
  默认: 'default',
  default: 'default',
}

/** `默认` and what it means for the school, or the chosen way. */
function nameOf(mode: BoardVisibility | null, policy: Policy): Text {
  if (mode !== null) return NAMES[mode]
  const meant = NAMES[policy.board.default_visibility]
  return { zh: `按学校的规定（${meant.zh}）`, en: `as the school has it (${meant.en})` }
}

function choices({ t, member }: Context, policy: Policy): View {
  const now = nameOf(member.board_visibility, policy)
  const effective = member.board_visibility ?? policy.board.default_visibility
  const actions: Action[] = policy.board.allow
    .filter((mode) => mode !== effective)
    .map((mode) => ({ label: t(NAMES[mode]), command: 'visibility', args: { mode } }))
  return sentence(t({ zh: `排行榜上现在是：${now.zh}。要改成：`, en: `Boards show you by: ${now.en}. Change to:` }), {
    actions,
    ...(policy.board.allow.includes('alias') && {
      note: t({ zh: '花名：/visibility 花名 青山', en: 'An alias: /visibility alias Greenhill' }),
    }),
  })
}

function notAllowed({ t }: Context, policy: Policy): View {
  const names = policy.board.allow.map((mode) => NAMES[mode])
  return sentence(
    t({
      zh: `学校的规则里没有这种上榜方式。可以选：${names.map((name) => name.zh).join('、')}。`,
      en: `The school's rules do not have this one. Choose from: ${names.map((name) => name.en).join(', ')}.`,
    }),
    { tone: 'warn' },
  )
}

export const visibility = defineCommand({
  name: 'visibility',
  aliases: ['上榜方式', '隐身', '匿名'],
  summary: { zh: '排行榜上怎么显示我', en: 'How boards show me' },
  usage: {
    zh: '/visibility 实名、花名 名字、匿名、不上榜 或 默认',
    en: '/visibility real, alias name, anonymous, hidden or default',
  },
  who: 'everyone',
  args: z.object({
    mode: z.enum([...BOARD_VISIBILITIES, 'default']).optional(),
    alias: z.string().trim().max(20).optional(),
  }),
  fromText(rest) {
    const [word = '', ...alias] = rest.trim().split(/\s+/)
    if (word === '') return {}
    const mode = WORDS[word.toLowerCase()]
    return mode && { mode, ...(alias.length > 0 && { alias: alias.join(' ') }) }
  },
  async run({ mode, alias }, ctx) {
    const { t, member } = ctx
    const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
    if (mode === undefined) return { view: choices(ctx, policy), to: 'member' }
    const chosen = mode === 'default' ? null : mode
    const name = chosen === 'alias' ? showable(alias ?? member.alias ?? '', 20, '') : null
    if (name === '') {
      return {
        view: sentence(
          t({ zh: '请写上花名，例如：/visibility 花名 青山', en: 'Say which alias: /visibility alias Greenhill' }),
          { tone: 'warn' },
        ),
        to: 'member',
      }
    }
    // Who has it already keeps it: a rule that changed later takes nobody's cover away.
    if (chosen !== null && chosen !== member.board_visibility && !policy.board.allow.includes(chosen)) {
      return { view: notAllowed(ctx, policy), to: 'member' }
    }
    await ctx.write((trx) =>
      trx
        .updateTable('member')
        .set({ board_visibility: chosen, ...(name !== null && { alias: name }) })
        .where('school_id', '=', ctx.school.id)
        .where('id', '=', member.id)
        .execute(),
    )
    const before = NAMES[member.board_visibility ?? policy.board.default_visibility]
    const after = nameOf(chosen, policy)
    return {
      view: sentence(
        t({
          zh: `排行榜上：${before.zh} → ${after.zh}${name ? `（${name}）` : ''}。积分和考核不受影响。`,
          en: `On boards: ${before.en} → ${after.en}${name ? ` (${name})` : ''}. Points and appraisal stay the same.`,
        }),
        {
          tone: 'good',
          note: t({
            zh: '群里近 14 天发出的榜一分钟内跟着改；微信里发出的消息改不了，下次发榜时生效。',
            en: 'Boards of the last 14 days that stand in groups follow within a minute; messages in WeChat cannot be changed, there it counts from the next board on.',
          }),
          actions: [
            {
              label: t({ zh: '改回去', en: 'Undo' }),
              command: 'visibility',
              args: {
                mode: member.board_visibility ?? 'default',
                ...(member.alias !== null && { alias: member.alias }),
              },
            },
          ],
        },
      ),
      to: 'member',
    }
  },
})
