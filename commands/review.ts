import { z } from 'zod'
import { lastDecision, listFindings } from '#db/findings/findings.ts'
import { accept } from '#db/rows/accept.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { findResource, lockResource, type ResourceCard, setStatus } from '#db/rows/resources.ts'
import { decide, listWaiting, reopen } from '#db/rows/reviews.ts'
import type { Trx } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import { type ListItem, sentence, type View } from '#workers/view.ts'
import { flagName } from '#workers/view-flags.ts'
import { PRIVACY_SAID } from '#workers/view-personal.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { notFound, resourceId } from './args.ts'
import { type Context, defineCommand } from './command.ts'

const SHOWN = 10
const ACCEPT = /^(?:通过|同意|接受|accept|ok|yes)$/i
const REFUSE = /^(?:退回|拒绝|不通过|refuse|reject|no)\s*[，,:：]?\s*([\s\S]*)$/i
const REOPEN = /^(?:重审|reopen)$/i

export const review = defineCommand({
  name: 'review',
  aliases: ['审核', '待审'],
  summary: { zh: '列出待审资源，通过或退回', en: 'Lists what waits for review; accept or refuse it' },
  usage: {
    zh: '/review；/review 编号 通过；/review 编号 退回 理由',
    en: '/review; /review number accept; /review number refuse reason',
  },
  examples: ['/review', '/review 128 通过', '/review 128 退回 请补上答案'],
  who: ['head', 'admin'],
  args: z.object({
    id: resourceId.optional(),
    verdict: z.enum(['accept', 'refuse', 'reopen']).optional(),
    reason: z.string().trim().max(300).optional(),
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    const match = /^[#＃]?(\d{1,10})\s*([\s\S]*)$/.exec(text)
    if (!match?.[1]) return undefined
    const said = match[2]?.trim() ?? ''
    if (said === '') return { id: match[1] }
    if (ACCEPT.test(said)) return { id: match[1], verdict: 'accept' }
    if (REOPEN.test(said)) return { id: match[1], verdict: 'reopen' }
    const refusal = REFUSE.exec(said)
    return refusal ? { id: match[1], verdict: 'refuse', reason: refusal[1] ?? '' } : undefined
  },
  async run({ id, verdict, reason }, ctx) {
    if (id === undefined) return { view: await queue(ctx), to: 'member' }
    const card = await findResource(ctx.db, ctx.school.id, id)
    if (!card || (card.status !== 'review' && card.status !== 'refused')) throw gone(id, card !== undefined)
    if (card.member_id === ctx.member.id) {
      throw new UserFacingError('own_review', {
        zh: '自己的资源由别的老师审核。',
        en: 'Somebody else reviews your own work.',
      })
    }
    if (verdict === undefined) return { view: await one(card, ctx), to: 'member' }
    if (verdict === 'reopen') return { view: await again(card, ctx), replace: ctx.pressed }
    if (verdict === 'refuse' && !reason) return { view: askReason(card, ctx), to: 'member' }
    return { view: await judge(card, verdict, reason, ctx), replace: ctx.pressed && verdict === 'accept' }
  },
})

async function queue(ctx: Context): Promise<View> {
  const { t } = ctx
  const waiting = await listWaiting(ctx.db, ctx.school.id, ctx.member.id, SHOWN + 1)
  if (waiting.length === 0) return sentence(t({ zh: '没有待审的资源。', en: 'Nothing waits for review.' }))
  const more = waiting.length > SHOWN
  const shown = waiting.slice(0, SHOWN)
  const why = await whyOf(shown, ctx)
  return {
    title: t({ zh: '待审核', en: 'Waiting for review' }),
    blocks: [
      { kind: 'list', numbered: true, items: shown.map((card) => item(card, ctx, why.get(card.id))) },
      ...(more
        ? [
            {
              kind: 'note' as const,
              text: t({
                zh: '后面还有，处理完这些再发 /review。',
                en: 'There are more; send /review again after these.',
              }),
            },
          ]
        : []),
    ],
  }
}

async function one(card: ResourceCard, ctx: Context): Promise<View> {
  const why = await whyOf([card], ctx)
  return { blocks: [{ kind: 'list', items: [item(card, ctx, why.get(card.id))] }], about: { resource: card.id } }
}

/** What stands behind the flags, masked, and what the author said about it. Shown to reviewers in private only. */
async function whyOf(cards: readonly ResourceCard[], { db, school, t }: Context): Promise<Map<number, string>> {
  const findings = await listFindings(
    db,
    school.id,
    cards.map((card) => card.id),
  )
  const found = new Map<number, string>()
  for (const card of cards) {
    const decision = await lastDecision(db, school.id, card.id)
    const samples = findings
      .filter((one) => one.resource_id === card.id)
      .map((one) => `${t(flagName(one.flag))} ${one.count}${one.samples[0] ? ` (${one.samples[0]})` : ''}`)
    const said = decision ? [t(PRIVACY_SAID[decision.choice])] : []
    if (samples.length + said.length > 0) found.set(card.id, [...samples, ...said].join(' · '))
  }
  return found
}

function item(card: ResourceCard, { t, zone, lang }: Context, why?: string): ListItem {
  const id = String(card.id)
  return {
    title: card.title,
    detail: `${card.author_name} · ${clockFace(card.shared_at, zone, lang)} · ${shortClassification(t, card)}`,
    ...(card.flags.length > 0 && {
      why: t({
        zh: `需要审核：${card.flags.map((flag) => t(flagName(flag))).join('、')}${why ? `。${why}` : ''}`,
        en: `To be reviewed: ${card.flags.map((flag) => t(flagName(flag))).join(', ')}${why ? `. ${why}` : ''}`,
      }),
    }),
    actions: [
      { label: t({ zh: '通过', en: 'Accept' }), command: 'review', args: { id, verdict: 'accept' }, style: 'primary' },
      { label: t({ zh: '退回', en: 'Refuse' }), command: 'review', args: { id, verdict: 'refuse' } },
    ],
  }
}

async function judge(
  card: ResourceCard,
  verdict: 'accept' | 'refuse',
  reason: string | undefined,
  ctx: Context,
): Promise<View> {
  const { t, member, school } = ctx
  const status = verdict === 'accept' ? 'accepted' : 'refused'
  const decided = await ctx.write(async (trx) => {
    const locked = await lockResource(trx, school.id, card.id)
    if (locked?.status !== 'review') return false
    const mine = await decide(trx, {
      schoolId: school.id,
      resourceId: card.id,
      reviewerId: member.id,
      status,
      ...(reason !== undefined && { reason }),
      now: ctx.now,
    })
    if (!mine) return false
    if (verdict === 'accept')
      await accept(trx, locked, { via: 'review', by: member.id, authorName: card.author_name, now: ctx.now })
    else await setStatus(trx, school.id, card.id, 'refused', {})
    await tellAuthor(trx, card, verdict, reason, ctx)
    return true
  })
  if (!decided) throw gone(card.id, true)
  if (verdict === 'accept') ctx.ring('fact.settle', { schoolId: school.id })
  if (card.chat_id !== null) ctx.ring('chat.post', { schoolId: school.id, chatId: card.chat_id })
  const id = String(card.id)
  return sentence(
    verdict === 'accept'
      ? t({
          zh: `已通过${named(card.title)}，现在能搜到了，作者得到积分。`,
          en: `“${card.title}” was accepted: it is findable now and its author earns points.`,
        })
      : t({
          zh: `已退回${named(card.title)}，理由已告诉作者。`,
          en: `“${card.title}” was refused; its author was told why.`,
        }),
    {
      tone: 'good',
      about: { resource: card.id },
      actions: [
        verdict === 'accept'
          ? { label: t({ zh: '撤回', en: 'Withdraw' }), command: 'withdraw', args: { id }, style: 'danger' }
          : { label: t({ zh: '重新审核', en: 'Review again' }), command: 'review', args: { id, verdict: 'reopen' } },
      ],
    },
  )
}

/** The author hears it where the file was dropped, as a reply in one line. */
async function tellAuthor(
  trx: Trx,
  card: ResourceCard,
  verdict: 'accept' | 'refuse',
  reason: string | undefined,
  ctx: Context,
): Promise<void> {
  if (card.chat_id === null) return
  const { t } = ctx
  const view = sentence(
    verdict === 'accept'
      ? t({
          zh: `${named(card.title)}审核通过，已收录（编号 ${card.id}）。积分见 /why ${card.id}`,
          en: `“${card.title}” was accepted (no. ${card.id}). Points: /why ${card.id}`,
        })
      : t({
          zh: `${named(card.title)}没有通过审核：${reason ?? ''}`,
          en: `“${card.title}” was not accepted: ${reason ?? ''}`,
        }),
    {
      tone: verdict === 'accept' ? 'good' : 'warn',
      about: { resource: card.id },
      ...(verdict === 'refuse' && { note: t({ zh: '修改后重新发送即可。', en: 'Change it and send it again.' }) }),
    },
  )
  const upload =
    card.upload_id === null
      ? undefined
      : await trx
          .selectFrom('upload')
          .select('message_ref')
          .where('school_id', '=', card.school_id)
          .where('id', '=', card.upload_id)
          .executeTakeFirst()
  await insertMessage(trx, {
    schoolId: card.school_id,
    chatId: card.chat_id,
    key: `review:${card.id}:${ctx.eventKey}`,
    view,
    lang: ctx.lang,
    ...(upload && { replyTo: upload.message_ref }),
  })
}

async function again(card: ResourceCard, ctx: Context): Promise<View> {
  const { t, school } = ctx
  const done = await ctx.write(async (trx) => {
    const locked = await lockResource(trx, school.id, card.id)
    if (locked?.status !== 'refused' || !(await reopen(trx, school.id, card.id))) return false
    await setStatus(trx, school.id, card.id, 'review', {})
    return true
  })
  if (!done) throw gone(card.id, true)
  return {
    blocks: [
      { kind: 'text', text: t({ zh: '重新待审：', en: 'Waits again:' }) },
      { kind: 'list', items: [item(card, ctx)] },
    ],
    about: { resource: card.id },
  }
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

function gone(id: number, exists: boolean): UserFacingError {
  return exists
    ? new UserFacingError('decided', {
        zh: `编号 ${id} 不在待审中，可能已经有人处理了。`,
        en: `No. ${id} does not wait for review; somebody may have decided.`,
      })
    : notFound(id)
}
