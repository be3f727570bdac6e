import { z } from 'zod'
import { index, noteCorrection } from '#db/rows/accept.ts'
import { findResource, lockResource } from '#db/rows/resources.ts'
import { CHOSEN_SCOPES, type ChosenScope, isOpen, setScope } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { sentence } from '#workers/view.ts'
import { notFound, refuseStranger, resourceId, takeId } from './args.ts'
import { defineCommand } from './command.ts'

const NAMES: Record<ChosenScope, Text> = {
  school: { zh: '本校', en: 'the school' },
  group: { zh: '集团内各校', en: 'the schools of the group' },
  public: { zh: '公开', en: 'everybody' },
}
const SAID: readonly (readonly [ChosenScope, RegExp])[] = [
  ['group', /集团|各校|group/i],
  ['public', /公开|全区|区级|public/i],
  ['school', /本校|校内|school/i],
]

export const scope = defineCommand({
  name: 'scope',
  aliases: ['公开范围', '共享范围'],
  summary: { zh: '资源共享给本校、集团还是公开', en: 'Share a resource with the school, the group or everybody' },
  usage: { zh: '/scope 编号 本校|集团|公开', en: '/scope number school|group|public' },
  examples: ['/公开范围 128 集团'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({ id: resourceId, to: z.enum(CHOSEN_SCOPES).optional() }),
  fromText(rest, about) {
    const taken = takeId(rest, about)
    if (!taken) return undefined
    const to = SAID.find(([, word]) => word.test(taken.rest))?.[0]
    return taken.rest.trim() !== '' && to === undefined ? undefined : { id: taken.id, to }
  },
  async run({ id, to }, ctx) {
    const { t, db, school, member, now } = ctx
    const card = await findResource(db, school.id, id)
    if (!card || (card.member_id !== member.id && member.role !== 'admin')) {
      return refuseStranger(ctx, id, {
        zh: '只有分享者和管理员可以改共享范围。',
        en: 'Only the person who shared it or an administrator can change this.',
      })
    }
    if (card.status !== 'live') throw notFound(id)
    const choices = (except?: ChosenScope) =>
      CHOSEN_SCOPES.filter((one) => one !== except).map((one) => ({
        label: t(NAMES[one]),
        command: 'scope',
        args: { id: String(id), to: one },
      }))
    if (to === undefined) {
      const text = { zh: `${named(card.title)}共享给谁？`, en: `With whom is “${card.title}” shared?` }
      return { view: sentence(t(text), { actions: choices(), about: { resource: id } }), to: 'member' }
    }
    const changed = await ctx.write(async (trx) => {
      const before = await lockResource(trx, school.id, id)
      if (before?.status !== 'live') throw notFound(id)
      if (!isOpen(before) && member.id !== card.member_id) {
        throw new UserFacingError('private', {
          zh: '这份资源的范围由作者自己决定。',
          en: 'Its author alone decides about this one.',
        })
      }
      if (before.visibility === to) return false
      const after = await setScope(trx, school.id, id, to)
      await index(trx, after, card.author_name)
      await noteCorrection(trx, after, { by: member.id, now })
      return true
    })
    if (changed) ctx.ring('fact.settle', { schoolId: school.id })
    const said = changed
      ? {
          zh: `${named(card.title)}现在共享给${NAMES[to].zh}，积分按新的范围重新计算：/why ${id}`,
          en: `“${card.title}” is shared with ${NAMES[to].en} now; its points are counted anew: /why ${id}`,
        }
      : { zh: '没有变化。', en: 'Nothing to change.' }
    return { view: sentence(t(said), { actions: changed ? choices(to) : [], about: { resource: id } }), to: 'member' }
  },
})
