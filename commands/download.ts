import { z } from 'zod'
import { coAuthorsOf, makersOf } from '#db/review/co-authors.ts'
import { noteRating } from '#db/review/ratings.ts'
import { countGuest, findElsewhere } from '#db/rows/elsewhere.ts'
import { insertFact } from '#db/rows/facts.ts'
import { findVisible, type ResourceCard } from '#db/rows/resources.ts'
import { recordDownload } from '#db/rows/uses.ts'
import type { Trx } from '#db/schema.ts'
import { logTaken } from '#db/search-log/log.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'

export const download = defineCommand({
  name: 'download',
  aliases: ['下载', '取', '取文件', 'get'],
  summary: { zh: '把文件发到这里，作者会得到下载积分', en: 'Hands the file over here; its author earns for it' },
  usage: { zh: '/download 编号', en: '/download number' },
  examples: ['/download 128'],
  who: 'everyone',
  args: z.object({ id: resourceId }),
  fromText: (rest, about) => {
    const nth = /^第\s*(\d{1,2})/.exec(rest.trim())?.[1]
    const listed = nth === undefined ? undefined : about?.list?.[Number(nth) - 1]
    if (listed !== undefined) return { id: String(listed) }
    const taken = takeId(rest, about)
    return taken && { id: taken.id }
  },
  async run({ id }, ctx) {
    const { t, member, school } = ctx
    const here = await findVisible(ctx.db, viewerOf(member), id)
    const resource = here ?? (await findElsewhere(ctx.db, viewerOf(member), id))
    if (!resource) throw notFound(id)
    const { blob_sha256: sha256 } = resource
    if (sha256 === null) {
      throw new UserFacingError(
        'no_file',
        {
          zh: `${named(resource.title)}只有目录信息，没有文件。`,
          en: `“${resource.title}” has a catalogue entry but no file.`,
        },
        { zh: '请联系分享者重新发送。', en: 'Ask the person who shared it to send it again.' },
      )
    }
    const own = (await makersOf(ctx.db, resource)).includes(member.id)
    const counted = own
      ? false
      : await ctx.write(async (trx) => {
          if (here === undefined) return takenByGuest(trx, resource, ctx)
          const { first } = await recordDownload(trx, school.id, id, member.id, ctx.now)
          await logTaken(trx, { schoolId: school.id, memberId: member.id, resourceId: id, at: ctx.now })
          if (!first || resource.status !== 'live') return false
          const shared = await coAuthorsOf(trx, school.id, id)
          await insertFact(trx, {
            schoolId: school.id,
            key: `downloaded:${id}:${member.id}`,
            kind: 'resource.downloaded',
            actorId: member.id,
            resourceId: id,
            occurredAt: ctx.now,
            payload: saidOf(resource, shared, ctx),
          })
          await countEarlierRating(trx, resource, ctx)
          return true
        })
    if (counted) ctx.ring('fact.settle', { schoolId: resource.school_id })
    const note = own
      ? t({ zh: '自己的文件，不计下载。', en: 'Your own file: not counted as a download.' })
      : counted && here === undefined
        ? t({
            zh: `来自外校，已为 ${resource.author_name} 记一次跨校下载。`,
            en: `From another school; counted for ${resource.author_name}.`,
          })
        : counted
          ? t({
              zh: `已为 ${resource.author_name} 记一次下载。用过之后，欢迎 /rate ${id} 评一评；有问题：/report ${id}`,
              en: `Counted for ${resource.author_name}. After using it, please /rate ${id}; if something is wrong: /report ${id}`,
            })
          : t({ zh: '您下载过这份资源，不重复计数。', en: 'You had it before: not counted again.' })
    return {
      view: {
        title: resource.title,
        blocks: [
          ...(resource.media?.url ? [{ kind: 'text' as const, text: resource.media.url }] : []),
          { kind: 'file', resource: id, name: resource.file_name, size: resource.size, sha256 },
          { kind: 'note', text: note },
        ],
        about: { resource: id },
      },
    }
  },
})

/** What the fact of a download says, frozen. */
function saidOf(resource: ResourceCard, shared: readonly { memberId: number }[], { member, now }: Context) {
  return {
    author: resource.member_id,
    ...(shared.length > 0 && { co_authors: shared.map((one) => one.memberId) }),
    type: resource.type,
    role: member.role,
    // Who is not bound yet counts as somebody who came just now.
    joined_at: (member.pending_since === null ? member.created_at : now).toISOString(),
    bound: member.pending_since === null,
    ...(member.school_id !== resource.school_id && { from_school: member.school_id }),
  }
}

/** A guest is no member of the author's school: the fact alone says that they took it, once. */
async function takenByGuest(trx: Trx, resource: ResourceCard, ctx: Context): Promise<boolean> {
  const { school_id: schoolId, id } = resource
  const shared = await coAuthorsOf(trx, schoolId, id)
  const fact = await insertFact(trx, {
    schoolId,
    key: `downloaded:${id}:${ctx.member.id}`,
    kind: 'resource.downloaded',
    actorId: ctx.member.id,
    resourceId: id,
    occurredAt: ctx.now,
    payload: saidOf(resource, shared, ctx),
  })
  if (fact) await countGuest(trx, schoolId, id)
  return fact !== undefined
}

/** Who rated before they took it: from now on it counts. */
async function countEarlierRating(trx: Trx, resource: ResourceCard, { school, member, now, eventKey }: Context) {
  const rating = await trx
    .selectFrom('rating')
    .select(['stars', 'comment'])
    .where('school_id', '=', school.id)
    .where('resource_id', '=', resource.id)
    .where('member_id', '=', member.id)
    .executeTakeFirst()
  if (!rating) return
  const { stars, comment } = rating
  await noteRating(trx, resource, member, { stars, comment: comment ?? undefined, taken: now, key: eventKey, now })
}
