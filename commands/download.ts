import { z } from 'zod'
import { insertFact } from '#db/rows/facts.ts'
import { findVisible, recordDownload } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { defineCommand } from './command.ts'

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
    const resource = await findVisible(ctx.db, viewerOf(member), id)
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
    const own = resource.member_id === member.id
    const counted = own
      ? false
      : await ctx.write(async (trx) => {
          const { first } = await recordDownload(trx, school.id, id, member.id, ctx.now)
          if (!first || resource.status !== 'live') return false
          await insertFact(trx, {
            schoolId: school.id,
            key: `downloaded:${id}:${member.id}`,
            kind: 'resource.downloaded',
            actorId: member.id,
            resourceId: id,
            occurredAt: ctx.now,
            payload: {
              author: resource.member_id,
              type: resource.type,
              role: member.role,
              joined_at: member.created_at.toISOString(),
            },
          })
          return true
        })
    if (counted) ctx.ring('fact.settle', { schoolId: school.id })
    const note = own
      ? t({ zh: '自己的文件，不计下载。', en: 'Your own file: not counted as a download.' })
      : counted
        ? t({
            zh: `已为 ${resource.author_name} 记一次下载。用过之后，欢迎 /rate ${id} 评一评。`,
            en: `Counted for ${resource.author_name}. After using it, please /rate ${id}.`,
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
