import { z } from 'zod'
import { formatPoints } from '#db/ledger/amount.ts'
import { explain, type Line, statement } from '#db/ledger/read.ts'
import { findResource, findVisible, type ResourceCard } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { named } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import { type Block, type ListItem, sentence, type View } from '#workers/view.ts'
import { evidenceLines } from '#workers/view-evidence.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'

const SHOWN = 12

export const why = defineCommand({
  name: 'why',
  aliases: ['为什么', '明细', '积分明细', '怎么算的'],
  summary: {
    zh: '这份资源的积分和分类是怎么来的',
    en: 'How the points and the classification of a resource came about',
  },
  usage: { zh: '/why 编号', en: '/why number' },
  examples: ['/why 128'],
  who: 'everyone',
  args: z.object({ id: resourceId.optional() }),
  fromText: (rest, about) => {
    const taken = takeId(rest, about)
    return taken ? { id: taken.id } : rest.trim() === '' ? {} : undefined
  },
  async run({ id }, ctx) {
    if (id === undefined) return { view: await latest(ctx), to: 'member' }
    const resource = await mayAsk(id, ctx)
    const lines = await explain(ctx.db, ctx.school.id, { resource: id })
    // Only the author's own account: what readers earned by their reviews is theirs to see.
    const shown = lines.filter((line) => line.memberId === resource.member_id || line.memberId === ctx.member.id)
    const points = view(resource.title, id, shown, ctx)
    return { view: { ...points, blocks: [...points.blocks, reasons(resource, ctx)] } }
  },
})

/** Without a number: my latest entries, whatever they are for. */
async function latest(ctx: Context): Promise<View> {
  const { t } = ctx
  const lines = await statement(ctx.db, ctx.school.id, ctx.member.id, { limit: SHOWN })
  if (lines.length === 0) return sentence(t({ zh: '您还没有积分记录。', en: 'You have no entries yet.' }))
  return {
    title: t({ zh: '最近的积分', en: 'Latest points' }),
    blocks: [{ kind: 'list', items: lines.map((line) => item(line, ctx)) }],
  }
}

async function mayAsk(id: number, ctx: Context): Promise<ResourceCard> {
  const own = await findResource(ctx.db, ctx.school.id, id)
  if (own && (own.member_id === ctx.member.id || ctx.member.role === 'admin')) return own
  const visible = await findVisible(ctx.db, viewerOf(ctx.member), id)
  if (!visible) throw notFound(id)
  return visible
}

function view(title: string, id: number, lines: Line[], ctx: Context): View {
  const { t } = ctx
  if (lines.length === 0) {
    return sentence(t({ zh: `${named(title)}还没有记过积分。`, en: `“${title}” has no points yet.` }), {
      about: { resource: id },
    })
  }
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  const last = lines.slice(-SHOWN)
  return {
    title: t({ zh: `${named(title)}的积分`, en: `Points of “${title}”` }),
    blocks: [
      { kind: 'fields', fields: [{ label: t({ zh: '合计', en: 'Total' }), value: formatPoints(total) }] },
      { kind: 'list', items: last.map((line) => item(line, ctx)) },
      {
        kind: 'note',
        text: t({
          zh: `${lines.length > SHOWN ? `只列最近 ${SHOWN} 笔。` : ''}每一笔都在账本里，可以核对。规则：/rules`,
          en: `${lines.length > SHOWN ? `The latest ${SHOWN} only. ` : ''}Every entry is in the ledger and can be checked. Rules: /rules`,
        }),
      },
    ],
    about: { resource: id },
  }
}

/** Where each field of the classification was read: 学科：数学（文件名“数学”）. */
function reasons(resource: ResourceCard, { t }: Context): Block {
  const lines = evidenceLines(resource).map((line) => t(line))
  return {
    kind: 'text',
    style: 'quiet',
    text: `${t({ zh: '分类依据', en: 'Why it is classified so' })}\n${lines.join('\n')}`,
  }
}

function item(line: Line, { t, zone, lang }: Context): ListItem {
  const sign = line.amount >= 0 ? '+' : ''
  return {
    title: `${sign}${formatPoints(line.amount)}　${t(line.ruleLabel)}${line.kind === 'reversal' ? t({ zh: '（退回）', en: ' (taken back)' }) : ''}`,
    detail: `${line.memberName} · ${clockFace(line.occurredAt, zone, lang)} · ${t({ zh: '第', en: 'entry ' })}${line.seq}${t({ zh: '笔', en: '' })}`,
    why: t(line.trace),
  }
}
