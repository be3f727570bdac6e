import { z } from 'zod'
import { formatPoints, MINOR_UNITS } from '#db/ledger/amount.ts'
import { policyAt } from '#db/policy/at.ts'
import { endRequest, findRequest, noRequest, postRequest } from '#db/requests/requests.ts'
import { type Hit, searchResources } from '#db/search/search.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { showable } from '#kit/text.ts'
import { sentence, type View } from '#workers/view.ts'
import { requestView } from '#workers/view-request.ts'
import { resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

const MAX = 120
const BOUNTY = /[\s,，]*(?:悬赏|赏|bounty)\s*[:：]?\s*(\d{1,3}(?:\.\d{1,2})?)\s*(?:积分|分|points?)?$/i

export const ask = defineCommand({
  name: 'ask',
  aliases: ['求', '求资源', '求助资源'],
  summary: { zh: '发布需要的资源，可以悬赏', en: 'Says what you look for, with a bounty if you like' },
  usage: {
    zh: '/ask 要找的资源 [悬赏 5]；/ask 关闭 12；全部需求：/asks',
    en: '/ask what you look for [bounty 5]; /ask close 12; all: /asks',
  },
  examples: ['/ask 九年级 二次函数 微课 悬赏 5'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['suggest', 'post', 'close']).default('suggest'),
    text: z.string().trim().max(MAX).optional(),
    bounty: z.coerce.number().min(0).max(10_000).default(0),
    id: resourceId.optional(),
  }),
  fromText(rest) {
    const words = rest.normalize('NFKC').trim()
    const closing = /^(?:关闭|取消|撤销|close|cancel)\s*#?(\d{1,10})$/i.exec(words)
    if (closing?.[1]) return { op: 'close', id: closing[1] }
    const bounty = BOUNTY.exec(words)?.[1]
    const text = words.replace(BOUNTY, '').trim()
    return text === '' ? undefined : { text, ...(bounty !== undefined && { bounty }) }
  },
  async run({ op, text, bounty, id }, ctx): Promise<Answer> {
    if (op === 'close') return close(ctx, id)
    if (text === undefined || text === '') {
      throw new UserFacingError('what', {
        zh: '请写上要找什么，例如：/ask 九年级 二次函数 微课',
        en: 'Say what you look for, such as: /ask grade 9 quadratic functions',
      })
    }
    const wanted = showable(text, MAX)
    if (op === 'suggest') {
      const found = await suggestions(ctx, wanted)
      if (found.length > 0) return { view: suggest(ctx, wanted, bounty, found), to: 'member' }
    }
    return publish(ctx, wanted, bounty)
  },
})

/** What is there already; only hits with all the words. */
async function suggestions(ctx: Context, text: string): Promise<Hit[]> {
  const { requests } = await policyAt(ctx.db, ctx.school.id, ctx.now)
  if (requests.suggestions === 0) return []
  const query = { text, limit: requests.suggestions, offset: 0, now: ctx.now }
  const result = await searchResources(ctx.db, viewerOf(ctx.member), query)
  return result.hits.slice(0, Math.min(result.strictTotal, requests.suggestions))
}

function suggest({ t }: Context, text: string, bounty: number, found: readonly Hit[]): View {
  return {
    title: t({ zh: '库里已有这些，合适吗', en: 'These are in the library' }),
    blocks: [
      {
        kind: 'list',
        numbered: true,
        items: found.map((hit) => ({
          title: hit.title,
          detail: `#${hit.id} · ${hit.authorName}`,
          actions: [{ label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(hit.id) } }],
        })),
      },
      {
        kind: 'actions',
        actions: [
          {
            label: t({ zh: '都不合适，发布需求', en: 'None fits: post my request' }),
            command: 'ask',
            args: { op: 'post', text, bounty: String(bounty) },
            style: 'primary',
          },
        ],
      },
      { kind: 'note', text: t({ zh: '需求还没有发布。', en: 'Nothing was posted yet.' }) },
    ],
  }
}

async function publish(ctx: Context, text: string, bounty: number): Promise<Answer> {
  const { t, member, school, now } = ctx
  const policy = await policyAt(ctx.db, school.id, now)
  const amount = Math.round(bounty * MINOR_UNITS)
  const row = await ctx.write((trx) => postRequest(trx, { member, text, bounty: amount, policy, now }))
  const view = requestView(t, { ...row, asker: member.name, answers: 0 })
  const escrow =
    row.bounty === 0
      ? []
      : [
          {
            kind: 'text' as const,
            text: t({
              zh: `悬赏 ${formatPoints(row.bounty)} 分已托管，没有采纳回应就退回。`,
              en: `${formatPoints(row.bounty)} points are put up; they come back unless you accept an answer.`,
            }),
            style: 'quiet' as const,
          },
        ]
  const undo = { label: t({ zh: '关闭', en: 'Close' }), command: 'ask', args: { op: 'close', id: String(row.id) } }
  return { view: { ...view, blocks: [...view.blocks, ...escrow, { kind: 'actions', actions: [undo] }] } }
}

async function close(ctx: Context, id: number | undefined): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const row = id === undefined ? undefined : await findRequest(db, school.id, id)
  if (!row || (row.member_id !== member.id && member.role !== 'admin')) throw noRequest(id ?? 0)
  const ended = await ctx.write((trx) => endRequest(trx, { schoolId: school.id, id: row.id, to: 'closed', now }))
  if (!ended) throw noRequest(row.id)
  const back =
    ended.bounty === 0
      ? { zh: '', en: '' }
      : { zh: `悬赏 ${formatPoints(ended.bounty)} 分已退回。`, en: ` ${formatPoints(ended.bounty)} points are back.` }
  return {
    view: sentence(t({ zh: `需求 #${row.id} 已关闭。${back.zh}`, en: `Request #${row.id} is closed.${back.en}` }), {
      note: t({ zh: `需要时再发：/ask ${row.text}`, en: `To ask again: /ask ${row.text}` }),
    }),
    ...(row.bounty > 0 && { to: 'member' as const }),
  }
}
