import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { changeText, isSecret, policyDiff } from '#db/policy/diff.ts'
import { nextPolicy } from '#db/policy/next.ts'
import { hasRead, markRead } from '#db/policy/reads.ts'
import type { Policy } from '#db/policy/schema.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, Block, View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { moreWords, notUsed } from './not-used.ts'
import { baseLine, SECTION_LABELS, SECTIONS, type Section, sectionLines } from './rules-sections.ts'

/** So many changes of the next version are told at once; the rest is behind a button. */
const CHANGES_SHOWN = 5
/** All of them, as far as one message goes. */
const CHANGES_MOST = 60

const PARTS = [...SECTIONS, 'next', 'read'] as const
type Part = (typeof PARTS)[number]

export const rules = defineCommand({
  name: 'rules',
  aliases: ['规则', '积分规则'],
  summary: { zh: '现在的积分规则，和下一版', en: 'The points rules in force, and the next ones' },
  usage: {
    zh: '/rules [分享|下载|贡献|兑换|任务|处理|榜|校际|下一版]',
    en: '/rules [sharing|use|deeds|spending|duty|order|boards|schools|next]',
  },
  examples: ['/rules 任务'],
  who: 'everyone',
  args: z.object({
    part: z.enum(PARTS).optional(),
    version: z.string().max(40).optional(),
    more: z.string().max(40).optional(),
  }),
  fromText(rest) {
    const word = rest.trim().toLowerCase()
    if (word === '') return {}
    const part = partOf(word)
    return part ? { part } : moreWords(word, COVERED)
  },
  async run({ part, version, more }, ctx): Promise<Answer> {
    const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
    const next = await nextPolicy(ctx.db, ctx.school.id, ctx.now)
    if (part === 'next') return { view: nextView(policy, next, ctx) }
    if (part === 'read') return read(version ?? policy.version, [policy.version, next?.version], ctx)
    if (part) return { view: sectionView(part, policy, ctx), replace: 'own' }
    const seen = await hasRead(ctx.db, ctx.school.id, policy.version, ctx.member.id)
    const whole = overview(policy, next, seen, ctx)
    const view = { ...whole, blocks: [...notUsed(more, NO_PART, ctx), ...whole.blocks] }
    return { view, ...(ctx.pressed && { replace: 'own' }) }
  },
})

/** Words for the whole of them. */
const COVERED = /^(?:积分|jifen|points?|规则|全部|所有|是什么|什么|怎么算|current|all)+$/i
const NO_PART = { zh: '规则没有这一部分，可以选下面的。', en: 'The rules have no such part; choose one below.' }

type Next = Awaited<ReturnType<typeof nextPolicy>>

function overview(policy: Policy, next: Next, seen: boolean, ctx: Context): View {
  const { t } = ctx
  const blocks: Block[] = [
    { kind: 'text', text: baseLine(policy, t) },
    {
      kind: 'text',
      text: t({
        zh: '被下载、被好评、审核、应求、讲座等也有积分；自己下载自己、聊天、登录都不计。',
        en: 'Downloads, good ratings, reviewing, answering requests and lectures earn too; one’s own downloads, chatting and signing in never do.',
      }),
    },
    {
      kind: 'note',
      text: t({
        zh: `自 ${clockFace(new Date(policy.effective_from), ctx.zone, ctx.lang)} 起生效。改规则不会改动已有的积分。`,
        en: `In force since ${clockFace(new Date(policy.effective_from), ctx.zone, ctx.lang)}. A change never touches points already given.`,
      }),
    },
    ...nextBlocks(policy, next, ctx, CHANGES_SHOWN),
  ]
  const actions: Action[] = SECTIONS.map((part) => ({
    label: t(SECTION_LABELS[part]),
    command: 'rules',
    args: { part },
  }))
  if (next) actions.push({ label: t({ zh: '下一版', en: 'Next version' }), command: 'rules', args: { part: 'next' } })
  if (!seen) actions.push(readAction(policy.version, ctx))
  blocks.push({ kind: 'actions', actions })
  return { title: t({ zh: `积分规则（${policy.version}）`, en: `Points rules (${policy.version})` }), blocks }
}

function sectionView(part: Section, policy: Policy, ctx: Context): View {
  const { t } = ctx
  const others = SECTIONS.filter((one) => one !== part)
  return {
    title: t({
      zh: `积分规则 · ${SECTION_LABELS[part].zh}（${policy.version}）`,
      en: `Points rules · ${SECTION_LABELS[part].en} (${policy.version})`,
    }),
    blocks: [
      ...sectionLines(part, policy, t).map((text): Block => ({ kind: 'text', text })),
      {
        kind: 'actions',
        actions: [
          ...others.map((one) => ({ label: t(SECTION_LABELS[one]), command: 'rules', args: { part: one } })),
          { label: t({ zh: '返回', en: 'Back' }), command: 'rules', args: {} },
        ],
      },
    ],
  }
}

function nextView(policy: Policy, next: Next, ctx: Context): View {
  const { t } = ctx
  return {
    title: t({ zh: '积分规则 · 下一版', en: 'Points rules · next version' }),
    blocks: [
      ...nextBlocks(policy, next, ctx, CHANGES_MOST),
      {
        kind: 'actions',
        actions: [
          ...(next ? [readAction(next.version, ctx)] : []),
          { label: t({ zh: '返回', en: 'Back' }), command: 'rules', args: {} },
        ],
      },
    ],
  }
}

/** What changes, in words; at most so many lines. */
function nextBlocks(policy: Policy, next: Next, ctx: Context, most: number): Block[] {
  const { t } = ctx
  if (!next) {
    return [{ kind: 'note', text: t({ zh: '没有已公布的下一版。', en: 'No next version is announced.' }) }]
  }
  const changes = policyDiff(policy, next.policy).filter((change) => !isSecret(change))
  const at = clockFace(next.effectiveFrom, ctx.zone, ctx.lang)
  const head: Block = {
    kind: 'text',
    style: 'strong',
    text: t({
      zh: `下一版 ${next.version} 从 ${at} 起生效，共 ${changes.length} 处变化：`,
      en: `The next version, ${next.version}, is in force from ${at}; ${changes.length} change(s):`,
    }),
  }
  const lines = changes.slice(0, most).map((change): Block => ({ kind: 'text', text: `· ${t(changeText(change))}` }))
  const more = changes.length - most
  return more > 0
    ? [head, ...lines, { kind: 'note', text: t({ zh: `还有 ${more} 处。`, en: `${more} more.` }) }]
    : [head, ...lines]
}

async function read(version: string, known: readonly (string | undefined)[], ctx: Context): Promise<Answer> {
  const { t } = ctx
  const meant = known.includes(version) ? version : known[0]
  if (meant === undefined) throw new Error('a school without a policy')
  const isNew = await ctx.write((trx) => markRead(trx, ctx.school.id, meant, ctx.member.id, ctx.now))
  return {
    view: {
      tone: 'good',
      blocks: [
        {
          kind: 'text',
          text: isNew
            ? t({ zh: `已记下：您读过积分规则 ${meant}。`, en: `Noted: you have read the points rules ${meant}.` })
            : t({ zh: `您之前已经确认读过 ${meant}。`, en: `You had confirmed ${meant} before.` }),
        },
        { kind: 'note', text: t({ zh: '随时发送 /rules 再看。', en: 'Send /rules to read them again.' }) },
      ],
    },
    to: 'member',
  }
}

function readAction(version: string, { t }: Context): Action {
  return { label: t({ zh: '我已阅读', en: 'I have read this' }), command: 'rules', args: { part: 'read', version } }
}

const WORDS: Record<Part, readonly string[]> = {
  sharing: ['分享', '上传', 'share', 'upload'],
  use: ['下载', '质量', '下载与质量', '评分', 'download', 'quality'],
  deeds: ['贡献', '其他', '其他贡献', '审核', '讲座', 'other'],
  spending: ['兑换', '可用积分', '资源币', '花', 'spend', 'spendable'],
  duty: ['任务', '学期', '任务与学期', '指标', 'quota', 'term'],
  order: ['处理', '撤回', '处罚', '撤回与处理', 'penalty'],
  boards: ['榜', '榜单', '排行', '排行榜', '等级', '荣誉', '并列', '榜与等级', 'board', 'levels', 'ties'],
  schools: ['校际', '学校', '学校等级', '校际指数', 'school', 'tiers', 'index'],
  next: ['下一版', '新版', '变化', '下版'],
  read: ['已读', '已阅', '我已阅读', '确认'],
}

function partOf(word: string): Part | undefined {
  return PARTS.find((part) => part === word || WORDS[part].includes(word))
}
