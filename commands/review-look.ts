import { decideLook, findLook, type Look, settleLook } from '#db/review/looks.ts'
import type { Scope } from '#db/review/reviewers.ts'
import { accept } from '#db/rows/accept.ts'
import { findResource, lockResource, type ResourceCard, setStatus } from '#db/rows/resources.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { sentence } from '#workers/view.ts'
import type { Answer, Context } from './command.ts'
import { nextAction, noteDecision, tellAuthor } from './review-decide.ts'
import { one } from './review-queue.ts'
import { refuseUnless } from './review-refusals.ts'

/** A second look: a decision made again without seeing the first, or a poorly rated item. */
export async function lookAgain(
  id: number,
  verdict: 'accept' | 'refuse' | undefined,
  reason: string | undefined,
  reviewer: { id: number; scope: Scope },
  ctx: Context,
): Promise<Answer> {
  const { t, school, member, now } = ctx
  const look = await findLook(ctx.db, school.id, id)
  const card = look && (await findResource(ctx.db, school.id, look.resource_id))
  if (!look || !card || look.status !== 'waiting' || look.first_by === member.id) throw done()
  await refuseUnless(card, reviewer, ctx)
  if (verdict === undefined) return { view: await one(card, ctx), to: 'member' }
  if (verdict === 'refuse' && !reason) return { view: askReason(look, card, ctx), to: 'member' }
  const decision = verdict === 'accept' ? 'accepted' : 'refused'
  const decided = await ctx.write(async (trx) => {
    await lockResource(trx, school.id, card.id)
    const given = { schoolId: school.id, id, by: member.id, decision, now } as const
    const row = await decideLook(trx, { ...given, ...(reason && { reason }) })
    if (!row) return undefined
    await noteDecision(trx, card, { decision, since: row.created_at, by: member.id, now, blind: row.id })
    if (row.status === 'differs') {
      await tellAdmins(trx, school.id, {
        key: `look-differs:${row.id}`,
        now,
        view: (say) =>
          sentence(
            say({
              zh: `${named(card.title)}（编号 ${card.id}）的初审和复核不一致，请裁定。`,
              en: `Two reviewers differ about “${card.title}” (no. ${card.id}); please settle it.`,
            }),
            { actions: [{ label: say({ zh: '去裁定', en: 'Settle' }), command: 'review', args: {} }] },
          ),
      })
    }
    if (row.status === 'improve') await askToImprove(trx, card, reason ?? '', row.id, ctx)
    return row
  })
  if (!decided) throw done()
  ctx.ring('fact.settle', { schoolId: school.id })
  return {
    view: sentence(
      decided.why === 'poor'
        ? decided.status === 'kept'
          ? t({ zh: `已记下：${named(card.title)}保留。`, en: `Noted: “${card.title}” stays as it is.` })
          : t({
              zh: `已请作者改进${named(card.title)}，积分不变。`,
              en: `Its author is asked to improve “${card.title}”; no points change.`,
            })
        : t({ zh: '复核已记下，谢谢。', en: 'Your second look is noted, thank you.' }),
      { tone: 'good', actions: await nextAction(reviewer, ctx) },
    ),
    to: 'member',
    replace: ctx.pressed && verdict === 'accept',
  }
}

/** An administrator says which of two differing decisions stands. */
export async function settle(id: number, stands: 'first' | 'second', ctx: Context): Promise<Answer> {
  const { t, school, member, now } = ctx
  if (member.role !== 'admin') {
    throw new UserFacingError('admins_settle', { zh: '这由管理员裁定。', en: 'An administrator settles this.' })
  }
  const settled = await ctx.write(async (trx) => {
    const look = await settleLook(trx, { schoolId: school.id, id, by: member.id, stands, now })
    if (!look) return undefined
    const card = await findResource(trx, school.id, look.resource_id)
    const locked = await lockResource(trx, school.id, look.resource_id)
    // Refused at first, and rightly so it was not: it enters now.
    if (stands === 'second' && look.decision === 'accepted' && locked?.status === 'refused' && card) {
      await setStatus(trx, school.id, locked.id, 'review', {})
      await accept(trx, locked, { via: 'review', by: member.id, authorName: card.author_name, now })
      await tellAuthor(trx, card, 'accept', undefined, ctx)
    }
    return card
  })
  if (!settled) throw done()
  ctx.ring('fact.settle', { schoolId: school.id })
  if (settled.chat_id !== null) ctx.ring('chat.post', { schoolId: school.id, chatId: settled.chat_id })
  return {
    view: sentence(
      stands === 'first'
        ? t({ zh: `已维持初审：${named(settled.title)}。`, en: `The first decision on “${settled.title}” stands.` })
        : t({
            zh: `已按复核改判：${named(settled.title)}。初审的审核积分退回，作者的积分不受影响。`,
            en: `The second decision on “${settled.title}” stands. The first reviewer’s points go back; the author’s stay.`,
          }),
      {
        tone: 'good',
        ...(stands === 'second' &&
          settled.status === 'live' && {
            note: t({
              zh: `如果不宜继续共享，请用 /withdraw ${settled.id}。`,
              en: `If it should not be shared any more: /withdraw ${settled.id}.`,
            }),
          }),
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function askToImprove(
  trx: Parameters<typeof tellMember>[0],
  card: ResourceCard,
  reason: string,
  lookId: number,
  ctx: Context,
): Promise<void> {
  await tellMember(trx, ctx.school.id, card.member_id, {
    key: `improve:${lookId}`,
    now: ctx.now,
    view: (say) =>
      sentence(
        say({
          zh: `有老师又看了您的${named(card.title)}，建议改进：${reason}`,
          en: `A colleague looked at your “${card.title}” again and suggests: ${reason}`,
        }),
        {
          about: { resource: card.id },
          note: say({
            zh: '积分不会因此减少。改好后发新版本即可，下载过的同事会看到新的一版。',
            en: 'This costs no points. Send a new version when it suits you; it takes the place of this one.',
          }),
        },
      ),
  })
}

function askReason(look: Look, card: ResourceCard, { t }: Context) {
  return {
    title:
      look.why === 'poor'
        ? t({ zh: `改进${named(card.title)}`, en: `Improve “${card.title}”` })
        : t({ zh: `退回${named(card.title)}`, en: `Refuse “${card.title}”` }),
    blocks: [
      {
        kind: 'form' as const,
        submit: {
          label: t({ zh: '提交', en: 'Submit' }),
          command: 'review',
          args: { look: String(look.id), verdict: 'refuse' },
          style: 'primary' as const,
        },
        fields: [{ kind: 'input' as const, name: 'reason', label: t({ zh: '理由', en: 'Reason' }), max: 300 }],
      },
    ],
    about: { resource: card.id },
  }
}

function done(): UserFacingError {
  return new UserFacingError(
    'look_done',
    { zh: '这份复核已经处理过，或不归您处理。', en: 'This second look was dealt with, or is not yours to make.' },
    { zh: '/review 会列出等您审核的资源。', en: '/review lists what waits for you.' },
  )
}
