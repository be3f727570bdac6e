import { z } from 'zod'
import { findLecture, giveFeedback } from '#db/events/lectures.ts'
import { policyAt } from '#db/policy/at.ts'
import { UserFacingError } from '#kit/errors.ts'
import { sentence } from '#workers/view.ts'
import { resourceId } from './args.ts'
import { type Answer, defineCommand } from './command.ts'
import { noLecture } from './lecture-view.ts'
import { tellOther } from './tell.ts'

const MAX = 800

export const feedback = defineCommand({
  name: 'feedback',
  aliases: ['听课反馈', '评课', '反馈'],
  summary: { zh: '听课后给主讲人写反馈', en: 'Feedback to the host of a lesson you attended' },
  usage: { zh: '/feedback 讲座编号 您的想法', en: '/feedback lecture number what you think' },
  examples: ['/feedback 5 情境设计很好，……'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({ id: resourceId, text: z.string().trim().min(1).max(MAX) }),
  fromText(rest) {
    const match = /^#?(\d{1,10})号?[\s,，:：]+([\s\S]+)$/.exec(rest.trim())
    return match?.[1] && match[2] ? { id: match[1], text: match[2] } : undefined
  },
  async run({ id, text }, ctx): Promise<Answer> {
    const { t, db, school, member, now } = ctx
    const event = await findLecture(db, school.id, id)
    if (!event) throw noLecture(id)
    const policy = await policyAt(db, school.id, now)
    const least = policy.rules['lesson_observation.feedback']?.min_chars ?? 0
    const chars = [...text.replace(/\s+/g, '')].length
    if (chars < least) {
      throw new UserFacingError('too_short', {
        zh: `反馈至少 ${least} 字，现在 ${chars} 字，没有提交。`,
        en: `Feedback has at least ${least} characters; yours has ${chars} and was not handed in.`,
      })
    }
    const done = await ctx.write(async (trx) => {
      const given = await giveFeedback(trx, { lecture: event, member, text, policy, now })
      if (given.is === 'given') {
        await tellOther(ctx, trx, {
          memberId: event.host_id,
          school: event.school_id,
          key: `feedback:${event.id}:${member.id}`,
          view: (say) =>
            sentence(
              say({
                zh: `${member.name}对「${event.title}」的反馈：${text}`,
                en: `${member.name} on “${event.title}”: ${text}`,
              }),
            ),
        })
      }
      return given
    })
    switch (done.is) {
      case 'given':
        ctx.ring('fact.settle', { schoolId: school.id })
        return {
          view: sentence(
            t({
              zh: `已把反馈交给${event.host}，谢谢您。`,
              en: `Your feedback was handed to ${event.host}; thank you.`,
            }),
            { tone: 'good', note: t({ zh: '积分见 /me', en: 'Points: /me' }) },
          ),
          to: 'member',
        }
      case 'given_before':
        throw new UserFacingError('given_before', {
          zh: `您已经给「${event.title}」写过反馈。`,
          en: `You gave feedback on “${event.title}” before.`,
        })
      case 'not_there':
        throw new UserFacingError('not_there', {
          zh: `签到过「${event.title}」的老师才能写反馈。`,
          en: `Only those who checked in to “${event.title}” can give feedback.`,
        })
      case 'too_late':
        throw new UserFacingError('too_late', {
          zh: `反馈要在听课后 ${policy.events.feedback_days} 天内写。`,
          en: `Feedback is given within ${policy.events.feedback_days} days.`,
        })
      default:
        return done satisfies never
    }
  },
})
