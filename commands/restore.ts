import { z } from 'zod'
import { standingCase } from '#db/cases/file.ts'
import { restore as bringBack } from '#db/rows/accept.ts'
import { findResource, lockResource, setStatus } from '#db/rows/resources.ts'
import { findSame, lockContent } from '#db/rows/same.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { sentence } from '#workers/view.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { defineCommand } from './command.ts'
import { whichOfMine } from './mine-list.ts'

export const restore = defineCommand({
  name: 'restore',
  aliases: ['恢复', '取消撤回'],
  summary: { zh: '恢复撤回的资源，积分也回来', en: 'Brings back what was withdrawn, with its points' },
  usage: { zh: '/restore 编号', en: '/restore number' },
  who: 'everyone',
  args: z.object({ id: resourceId.optional(), words: z.string().max(100).default('') }),
  fromText: (rest, about) => {
    const taken = takeId(rest, about)
    return taken ? { id: taken.id } : { words: rest.trim() }
  },
  async run({ id, words }, ctx) {
    const { t, member, school } = ctx
    if (id === undefined) {
      const label = t({ zh: '恢复', en: 'Restore' })
      const view = await whichOfMine(ctx, words, ['withdrawn'], (card) => [
        { label, command: 'restore', args: { id: String(card.id) } },
      ])
      return { view, to: 'member' }
    }
    const card = await findResource(ctx.db, school.id, id)
    if (!card || (card.member_id !== member.id && member.role !== 'admin')) throw notFound(id)
    const standing = await standingCase(ctx.db, school.id, id)
    if (standing) {
      throw new UserFacingError(
        'under_case',
        {
          zh: `${named(card.title)}在案卷 ${standing.id} 中，不能直接恢复。`,
          en: `“${card.title}” is part of case ${standing.id} and can not simply be restored.`,
        },
        { zh: `查看：/cases ${standing.id}`, en: `See /cases ${standing.id}` },
      )
    }
    const outcome = await ctx.write(async (trx) => {
      await lockContent(trx, school.id, [card.text_sha256, card.blob_sha256])
      const resource = await lockResource(trx, school.id, id)
      if (resource?.status !== 'withdrawn') return 'there'
      const other = await findSame(trx, resource, resource.blob_sha256 ?? '', resource.text_sha256 ?? undefined)
      if (other) return 'taken'
      if (resource.accepted_at === null) {
        await setStatus(trx, school.id, id, 'review', { withdrawn_at: null })
        await trx
          .insertInto('review')
          .values({ school_id: school.id, resource_id: id, created_at: ctx.now })
          .onConflict((conflict) =>
            conflict.constraint('review__pkey').doUpdateSet({
              status: 'waiting',
              decided_at: null,
              reviewer_id: null,
              created_at: ctx.now,
              reminded_at: null,
              escalated_at: null,
            }),
          )
          .execute()
        return 'review'
      }
      await bringBack(trx, resource, { by: member.id, authorName: card.author_name, now: ctx.now })
      return 'restored'
    })
    if (outcome === 'taken') {
      throw new UserFacingError('same_is_there', {
        zh: '同样的文件后来又被收录了，不能再恢复这一份。',
        en: 'The same file was catalogued again since, so this one cannot come back.',
      })
    }
    if (outcome === 'there')
      return { view: sentence(t({ zh: `${named(card.title)}没有被撤回。`, en: `“${card.title}” is not withdrawn.` })) }
    if (outcome === 'restored') ctx.ring('fact.settle', { schoolId: school.id })
    return {
      view: sentence(
        outcome === 'review'
          ? t({ zh: `${named(card.title)}回到待审核。`, en: `“${card.title}” waits for review again.` })
          : t({
              zh: `已恢复${named(card.title)}，又能搜到了，积分也回来。`,
              en: `“${card.title}” is back, findable again, and so are its points.`,
            }),
        {
          tone: 'good',
          actions: [
            {
              label: t({ zh: '撤回', en: 'Withdraw' }),
              command: 'withdraw',
              args: { id: String(id) },
              style: 'danger',
            },
          ],
          about: { resource: id },
        },
      ),
      replace: ctx.pressed,
    }
  },
})
