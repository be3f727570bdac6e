import { z } from 'zod'
import type { Waiting } from '#db/review/queue.ts'
import { findResource, type ResourceCard } from '#db/rows/resources.ts'
import { named } from '#kit/text.ts'
import type { View } from '#workers/view.ts'
import { resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { again, judge } from './review-decide.ts'
import { lookAgain, settle } from './review-look.ts'
import { fileView, one, queue, scopeOrRefuse, waitingOf, workloadView } from './review-queue.ts'
import { gone, refuseUnless } from './review-refusals.ts'

const ACCEPT = /^(?:通过|同意|接受|保留|accept|ok|yes|keep)$/i
const REFUSE = /^(?:退回|拒绝|不通过|改进|refuse|reject|no|improve)\s*[，,:：]?\s*([\s\S]*)$/i
const REOPEN = /^(?:重审|reopen)$/i
const FILE = /^(?:文件|看文件|查看|file|open)$/i
const LOOK = /^(?:复核|look)\s*[#＃]?(\d{1,10})\s*([\s\S]*)$/i
const WORKLOAD = /^(?:工作量|统计|workload)$/i
const NEXT = /^(?:下一份|下一个|next)$/i
const STANDS = { 维持: 'first', 维持原判: 'first', first: 'first', 改判: 'second', second: 'second' } as const

export const review = defineCommand({
  name: 'review',
  aliases: ['审核', '待审'],
  summary: { zh: '审核人：列出待审资源，通过或退回', en: 'Reviewers: what waits for review; accept or refuse it' },
  usage: {
    zh: '/review；/review 编号 通过；/review 编号 退回 理由；/review 编号 文件；/review 下一份；/review 工作量',
    en: '/review; /review number accept; /review number refuse reason; /review number file; /review next; /review workload',
  },
  examples: ['/review', '/review 128 通过', '/review 128 退回 请补上答案'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    id: resourceId.optional(),
    look: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    verdict: z.enum(['accept', 'refuse', 'reopen', 'file', 'first', 'second']).optional(),
    list: z.enum(['next', 'workload']).optional(),
    reason: z.string().trim().max(300).optional(),
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    if (WORKLOAD.test(text)) return { list: 'workload' }
    if (NEXT.test(text)) return { list: 'next' }
    const looked = LOOK.exec(text)
    const match = looked ?? /^[#＃]?(\d{1,10})\s*([\s\S]*)$/.exec(text)
    if (!match?.[1]) return undefined
    const which = looked ? { look: match[1] } : { id: match[1] }
    const said = match[2]?.trim() ?? ''
    if (said === '') return which
    if (ACCEPT.test(said)) return { ...which, verdict: 'accept' }
    if (FILE.test(said)) return { ...which, verdict: 'file' }
    if (!looked && REOPEN.test(said)) return { ...which, verdict: 'reopen' }
    const stands = Object.entries(STANDS).find(([word]) => word === said.toLowerCase())?.[1]
    if (looked && stands) return { ...which, verdict: stands }
    const refusal = REFUSE.exec(said)
    return refusal ? { ...which, verdict: 'refuse', reason: refusal[1] ?? '' } : undefined
  },
  async run({ id, look, verdict, list, reason }, ctx): Promise<Answer> {
    const scope = await scopeOrRefuse(ctx)
    const reviewer = { id: ctx.member.id, scope }
    if (list === 'workload') return { view: await workloadView(ctx), to: 'member' }
    if (look !== undefined) {
      if (verdict === 'first' || verdict === 'second') return settle(look, verdict, ctx)
      return lookAgain(look, verdict === 'accept' || verdict === 'refuse' ? verdict : undefined, reason, reviewer, ctx)
    }
    if (id === undefined) return { view: await queue(reviewer, list === 'next', ctx), to: 'member' }
    const card = await findResource(ctx.db, ctx.school.id, id)
    if (!card || !(await isReviewable(card, ctx))) throw gone(id, card !== undefined && ctx.member.role !== 'teacher')
    await refuseUnless(card, reviewer, ctx)
    if (verdict === undefined) return { view: await one(card, ctx), to: 'member' }
    if (verdict === 'file') return { view: fileView(card, ctx), to: 'member' }
    if (card.status === 'live') throw gone(id, true)
    if (verdict === 'reopen') return { view: await again(card, ctx), to: 'member', replace: ctx.pressed }
    if (verdict === 'refuse' && !reason) return { view: askReason(card, ctx), to: 'member' }
    if (verdict === 'accept' || verdict === 'refuse') {
      const view = await judge(card, verdict, reason, reviewer, ctx)
      if (!view) throw gone(id, true)
      return { view, to: 'member', replace: ctx.pressed && verdict === 'accept' }
    }
    throw gone(id, true)
  },
})

/** It waits or was refused; or it is live and somebody is to look at it again. */
async function isReviewable(card: ResourceCard, ctx: Context): Promise<boolean> {
  if (card.status === 'review' || card.status === 'refused') return true
  if (card.status !== 'live') return false
  const waiting: Waiting[] = await waitingOf(card.id, ctx)
  return waiting.length > 0
}

function askReason(card: ResourceCard, { t }: Context): View {
  return {
    title: t({ zh: `退回${named(card.title)}`, en: `Refuse “${card.title}”` }),
    blocks: [
      {
        kind: 'form',
        submit: {
          label: t({ zh: '退回', en: 'Refuse' }),
          command: 'review',
          args: { id: String(card.id), verdict: 'refuse' },
          style: 'danger',
        },
        fields: [
          {
            kind: 'input',
            name: 'reason',
            label: t({ zh: '理由（作者会看到）', en: 'Reason (the author reads it)' }),
            max: 300,
          },
        ],
      },
    ],
    about: { resource: card.id },
  }
}
