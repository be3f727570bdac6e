import { policyAt } from '#db/policy/at.ts'
import { coAuthorsOf, makersOf } from '#db/review/co-authors.ts'
import { askBlind, isDrawn, overturn } from '#db/review/looks.ts'
import { listQueue } from '#db/review/queue.ts'
import type { Scope } from '#db/review/reviewers.ts'
import type { Decision } from '#db/review/tables.ts'
import { accept } from '#db/rows/accept.ts'
import { insertFact } from '#db/rows/facts.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { lockResource, type ResourceCard, setStatus } from '#db/rows/resources.ts'
import { decide, reopen } from '#db/rows/reviews.ts'
import { turn } from '#db/rows/withdraw.ts'
import type { Trx } from '#db/schema.ts'
import { named } from '#kit/text.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import type { Context } from './command.ts'
import { one } from './review-queue.ts'
import { gone } from './review-refusals.ts'

/** Accepts or refuses what waits; undefined when somebody else was first. */
export async function judge(
  card: ResourceCard,
  verdict: 'accept' | 'refuse',
  reason: string | undefined,
  reviewer: { id: number; scope: Scope },
  ctx: Context,
): Promise<View | undefined> {
  const { t, member, school, now } = ctx
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
      now,
    })
    if (!mine) return false
    if (verdict === 'accept')
      await accept(trx, locked, { via: 'review', by: member.id, authorName: card.author_name, now })
    else await setStatus(trx, school.id, card.id, 'refused', {})
    const key = await noteDecision(trx, locked, { decision: status, since: mine.since, by: member.id, now })
    const policy = await policyAt(trx, school.id, now)
    if (isDrawn(school.id, key, policy.review.blind_share)) {
      const makers = await makersOf(trx, locked)
      await askBlind(trx, { schoolId: school.id, resource: locked, makers, by: member.id, decision: status, key, now })
    }
    await tellAuthor(trx, card, verdict, reason, ctx)
    return true
  })
  if (!decided) return undefined
  ctx.ring('fact.settle', { schoolId: school.id })
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
        ...(await nextAction(reviewer, ctx)),
      ],
    },
  )
}

/** A button for what waits next, when something does. */
export async function nextAction(reviewer: { id: number; scope: Scope }, ctx: Context): Promise<Action[]> {
  const left = await listQueue(ctx.db, ctx.school.id, reviewer, 100)
  if (left.length === 0) return []
  const n = left.length === 100 ? '99+' : String(left.length)
  return [
    {
      label: ctx.t({ zh: `下一份（还有 ${n}）`, en: `Next (${n} left)` }),
      command: 'review',
      args: { list: 'next' },
      style: 'primary',
    },
  ]
}

/** The fact of a decision, from which the reviewer's points follow; answers its key. */
export async function noteDecision(
  trx: Trx,
  resource: { school_id: string; id: number; member_id: number },
  given: { decision: Decision; since: Date; by: number; now: Date; blind?: number },
): Promise<string> {
  const { school_id: schoolId, id } = resource
  const shared = await coAuthorsOf(trx, schoolId, id)
  const key =
    given.blind === undefined
      ? `audited:${id}:${await turn(trx, schoolId, id, 'review.decided')}`
      : `audited-again:${given.blind}`
  await insertFact(trx, {
    schoolId,
    key,
    kind: 'review.decided',
    actorId: given.by,
    resourceId: id,
    occurredAt: given.now,
    payload: {
      author: resource.member_id,
      ...(shared.length > 0 && { co_authors: shared.map((who) => who.memberId) }),
      decision: given.decision,
      since: given.since.toISOString(),
      ...(given.blind !== undefined && { blind: true }),
    },
  })
  return key
}

/** The undo of a refusal: it waits again, and the decision is as if it had not been. */
export async function again(card: ResourceCard, ctx: Context): Promise<View> {
  const { t, school, member, now } = ctx
  const done = await ctx.write(async (trx) => {
    const locked = await lockResource(trx, school.id, card.id)
    if (locked?.status !== 'refused' || !(await reopen(trx, school.id, card.id, now))) return false
    await setStatus(trx, school.id, card.id, 'review', {})
    const last = await trx
      .selectFrom('fact')
      .select('key')
      .where('school_id', '=', school.id)
      .where('resource_id', '=', card.id)
      .where('kind', '=', 'review.decided')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (last) await overturn(trx, { schoolId: school.id, resourceId: card.id, of: last.key, by: member.id, now })
    await trx
      .updateTable('second_look')
      .set({ status: 'void' })
      .where('school_id', '=', school.id)
      .where('resource_id', '=', card.id)
      .where('status', 'in', ['waiting', 'differs'])
      .execute()
    return true
  })
  if (!done) throw gone(card.id, true)
  ctx.ring('fact.settle', { schoolId: school.id })
  const view = await one({ ...card, status: 'review' }, ctx)
  return { ...view, blocks: [{ kind: 'text', text: t({ zh: '重新待审：', en: 'Waits again:' }) }, ...view.blocks] }
}

/** The author hears it where the file was dropped, as a reply in one line. */
export async function tellAuthor(
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
