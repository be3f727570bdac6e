import { z } from 'zod'
import { acceptAnswer, decide, findAnswer, offerAnswer } from '#db/requests/answers.ts'
import { findRequest, noRequest, type RequestCard } from '#db/requests/requests.ts'
import type { RequestAnswer } from '#db/requests/tables.ts'
import { getMember } from '#db/rows/people.ts'
import { findVisible } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { sentence } from '#workers/view.ts'
import { answerView } from '#workers/view-request.ts'
import { notFound, resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { tellOther } from './tell.ts'

export const answer = defineCommand({
  name: 'answer',
  aliases: ['应', '回应', '应求'],
  summary: { zh: '用一份资源回应别人的需求', en: 'Answers a request with a resource' },
  usage: {
    zh: '/answer 需求编号 资源编号；或直接回复需求发文件',
    en: '/answer request resource; or reply to it with a file',
  },
  examples: ['/answer 3 128'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['offer', 'accept', 'decline', 'withdraw']).default('offer'),
    id: resourceId.optional(),
    resource: resourceId.optional(),
    answer: resourceId.optional(),
  }),
  fromText(rest, about) {
    const numbers = rest.normalize('NFKC').match(/\d{1,10}/g) ?? []
    if (rest.replace(/#?\d{1,10}|编号|号|用|[\s,，]/g, '') !== '') return undefined
    const [first, second] = numbers
    if (second !== undefined) return { id: first, resource: second }
    if (about?.request !== undefined && first !== undefined) return { id: String(about.request), resource: first }
    return first === undefined ? undefined : { id: first }
  },
  async run({ op, id, resource, answer: answerId }, ctx): Promise<Answer> {
    if (op === 'offer') return offer(ctx, id ?? 0, resource)
    const row = answerId === undefined ? undefined : await findAnswer(ctx.db, ctx.school.id, answerId)
    const request = row && (await findRequest(ctx.db, ctx.school.id, row.request_id))
    const mine = op === 'withdraw' ? row?.member_id : request?.member_id
    if (!row || !request || mine !== ctx.member.id) throw noRequest(request?.id ?? id ?? 0)
    return op === 'accept' ? take(ctx, request, row) : drop(ctx, request, row, op)
  },
})

async function offer(ctx: Context, id: number, resourceNumber: number | undefined): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const request = await findRequest(db, school.id, id)
  if (request?.status !== 'open') throw noRequest(id)
  if (request.member_id === member.id) {
    throw new UserFacingError('own_request', {
      zh: '这是您自己的需求，等同事来回应；不需要了就 /ask 关闭。',
      en: 'This is your own request; colleagues answer it. Close it with /ask close.',
    })
  }
  if (resourceNumber === undefined) {
    return {
      view: sentence(
        t({
          zh: `回应需求 #${id}「${request.text}」：把文件作为回复发到需求那条消息下面，或发送 /answer ${id} 资源编号。`,
          en: `To answer request #${id} “${request.text}”: reply to it with the file, or send /answer ${id} resource number.`,
        }),
        { about: { request: id }, note: t({ zh: '我的资源编号：/mine', en: 'My resources: /mine' }) },
      ),
      to: 'member',
    }
  }
  const resource = await findVisible(db, viewerOf(member), resourceNumber)
  if (resource?.status !== 'live') throw notFound(resourceNumber)
  const asker = await getMember(db, school.id, request.member_id)
  if (resource.member_id === asker.id || !(await findVisible(db, viewerOf(asker), resourceNumber))) {
    throw new UserFacingError('asker_can_not_use', {
      zh: `${named(resource.title)}不能用来回应：对方看不到它，或它本来就是对方的。`,
      en: `“${resource.title}” can not answer this: the asker can not see it, or it is their own.`,
    })
  }
  const row = await ctx.write(async (trx) => {
    const done = await offerAnswer(trx, {
      schoolId: school.id,
      requestId: id,
      memberId: member.id,
      resourceId: resourceNumber,
      now,
    })
    if (done) {
      await tellOther(ctx, trx, {
        memberId: asker.id,
        key: `answer:${done.id}:${ctx.eventKey}`,
        view: (say) => answerView(say, request, done, { id: resource.id, title: resource.title, by: member.name }),
      })
    }
    return done
  })
  if (!row) {
    throw new UserFacingError('offered_before', {
      zh: `${named(resource.title)}已经有人用来回应需求 #${id}，或需求刚刚结束。`,
      en: `“${resource.title}” was offered for request #${id} before, or the request has just ended.`,
    })
  }
  return {
    view: sentence(
      t({
        zh: `已用${named(resource.title)}回应需求 #${id}，并告诉了${asker.name}；对方采纳后您得到积分。`,
        en: `You answered request #${id} with “${resource.title}”; ${asker.name} was told. You earn points when they accept.`,
      }),
      {
        tone: 'good',
        actions: [
          {
            label: t({ zh: '收回', en: 'Take back' }),
            command: 'answer',
            args: { op: 'withdraw', answer: String(row.id) },
          },
        ],
      },
    ),
  }
}

async function take(ctx: Context, request: RequestCard, row: RequestAnswer): Promise<Answer> {
  const { t, now } = ctx
  const done = await ctx.write(async (trx) => {
    if (!(await acceptAnswer(trx, request, row, now))) return false
    await tellOther(ctx, trx, {
      memberId: row.member_id,
      key: `answer:${row.id}:accepted`,
      view: (say) =>
        sentence(
          say({
            zh: `您对需求 #${request.id}「${request.text}」的回应被采纳了，积分见 /me。`,
            en: `Your answer to request #${request.id} “${request.text}” was accepted; see /me.`,
          }),
          { tone: 'good' },
        ),
    })
    return true
  })
  if (!done) throw ended(request.id)
  ctx.ring('fact.settle', { schoolId: ctx.school.id })
  return {
    view: sentence(
      t({
        zh: `已采纳，需求 #${request.id} 结束，对方得到积分${request.bounty > 0 ? '和悬赏' : ''}。`,
        en: `Accepted: request #${request.id} is done, and they earn points${request.bounty > 0 ? ' and the bounty' : ''}.`,
      }),
      { tone: 'good', note: t({ zh: '有疑问：/appeal', en: 'In doubt: /appeal' }) },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function drop(
  ctx: Context,
  request: RequestCard,
  row: RequestAnswer,
  op: 'decline' | 'withdraw',
): Promise<Answer> {
  const { t, now } = ctx
  const done = await ctx.write(async (trx) => {
    if (!(await decide(trx, row, op === 'decline' ? 'declined' : 'withdrawn', now))) return false
    if (op === 'withdraw') return true
    await tellOther(ctx, trx, {
      memberId: row.member_id,
      key: `answer:${row.id}:declined`,
      view: (say) =>
        sentence(
          say({
            zh: `需求 #${request.id} 的老师觉得这份不太合适，需求仍在进行。谢谢您的回应。`,
            en: `The asker of request #${request.id} needs something else; it is still open. Thank you for answering.`,
          }),
        ),
    })
    return true
  })
  if (!done) throw ended(request.id)
  return {
    view: sentence(
      op === 'decline'
        ? t({ zh: '已告诉对方不合适，需求继续。', en: 'They were told; your request stays open.' })
        : t({ zh: `已收回对需求 #${request.id} 的回应。`, en: `Your answer to request #${request.id} is taken back.` }),
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

function ended(id: number): UserFacingError {
  return new UserFacingError('answered', {
    zh: `这个回应已经处理过，或需求 #${id} 已结束，没有改动。`,
    en: `This answer was decided, or request #${id} has ended; nothing was changed.`,
  })
}
