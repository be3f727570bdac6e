import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { findResource } from '#db/rows/resources.ts'
import { withdraw as takeBack } from '#db/rows/withdraw.ts'
import { named } from '#kit/text.ts'
import { sentence } from '#workers/view.ts'
import { withdrawAction } from '#workers/view-receipt.ts'
import { refuseStranger, resourceId, takeId } from './args.ts'
import { defineCommand } from './command.ts'
import { whichOfMine } from './mine-list.ts'

const DAY_MS = 86_400_000

export const withdraw = defineCommand({
  name: 'withdraw',
  aliases: ['撤回', '撤销分享', '撤回资源'],
  summary: { zh: '撤回自己分享的资源，可以恢复', en: 'Takes back what you shared; it can be restored' },
  usage: { zh: '/withdraw 编号', en: '/withdraw number' },
  examples: ['/withdraw 128'],
  who: 'everyone',
  args: z.object({ id: resourceId.optional(), words: z.string().max(100).default('') }),
  fromText: (rest, about) => {
    const taken = takeId(rest, about)
    // Two numbers: one at a time, so that nothing is taken back unseen.
    if (taken && /^\d/.test(taken.rest)) return undefined
    return taken ? { id: taken.id } : { words: rest.trim() }
  },
  async run({ id, words }, ctx) {
    if (id === undefined) {
      const view = await whichOfMine(ctx, words, ['live', 'review'], (card) => [withdrawAction(ctx.t, card)])
      return { view, to: 'member' }
    }
    const { t, member, school } = ctx
    const resource = await findResource(ctx.db, school.id, id)
    const mine = resource?.member_id === member.id
    if (!resource || (!mine && member.role !== 'admin')) {
      return refuseStranger(ctx, id, {
        zh: '只有分享者本人或管理员可以撤回。觉得有问题，请联系管理员。',
        en: 'Only the person who shared it, or an administrator, can withdraw it. If something is wrong, tell an administrator.',
      })
    }
    const done = await ctx.write((trx) =>
      takeBack(trx, {
        schoolId: school.id,
        resourceId: id,
        by: member.id,
        why: mine ? 'author' : 'admin',
        now: ctx.now,
      }),
    )
    if (done.outcome !== 'withdrawn') {
      return {
        view: sentence(
          t({
            zh: `${named(resource.title)}已经不在库里了。`,
            en: `“${resource.title}” is not in the library any more.`,
          }),
        ),
      }
    }
    const policy = await policyAt(ctx.db, school.id, ctx.now)
    const days = policy.rules.withdrawal.author_reverses_within_days
    // Whatever an administrator takes down loses its points; what its author takes back late keeps them.
    const isLate =
      mine && resource.accepted_at !== null && ctx.now.getTime() > resource.accepted_at.getTime() + days * DAY_MS
    if (done.was === 'live') ctx.ring('fact.settle', { schoolId: school.id })
    return {
      view: sentence(
        t({
          zh: `已撤回${named(resource.title)}：大家搜不到了，${isLate ? `收录已满 ${days} 天，已得的积分保留，只是不再增加。` : '相应积分按规则退回。'}`,
          en: `“${resource.title}” was withdrawn: nobody finds it any more, ${isLate ? `and what it earned stays, since it was accepted more than ${days} days ago; nothing more is earned.` : 'and its points go back by the rules.'}`,
        }),
        {
          tone: 'good',
          actions: [{ label: t({ zh: '恢复', en: 'Restore' }), command: 'restore', args: { id: String(id) } }],
          note: t({
            zh: `点错了：/restore ${id}。积分变化：/why ${id}`,
            en: `By mistake? /restore ${id}. Points: /why ${id}`,
          }),
          about: { resource: id },
        },
      ),
      replace: ctx.pressed,
    }
  },
})
