import { z } from 'zod'
import { formatPoints } from '#db/ledger/amount.ts'
import { explain, type Line, statement } from '#db/ledger/read.ts'
import { findResource, findVisible, type ResourceCard } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { named } from '#kit/text.ts'
import { type Block, sentence, type View } from '#workers/view.ts'
import { evidenceLines } from '#workers/view-evidence.ts'
import { expectedOfResource } from '#workers/view-expected.ts'
import { partsBlocks, readingText } from '#workers/view-reading.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'
import { entryItem } from './entry-words.ts'
import { heldNote } from './held-note.ts'
import { entryView, noEntry } from './why-entry.ts'

const SHOWN = 12
const MAX = Number.MAX_SAFE_INTEGER
/** `#42`: a posting, or else a resource. */
const SHARP = /^[#＃]\s*(\d{1,9})$/
/** `第42笔`, `42笔`, `entry 42`. */
const ENTRY = /^(?:第\s*[#＃]?\s*(\d{1,12})\s*笔|[#＃]?(\d{1,12})\s*笔|entry\s*#?(\d{1,12}))(?:积分)?$/i

export const why = defineCommand({
  name: 'why',
  aliases: ['为什么', '明细', '积分明细', '怎么算的'],
  summary: {
    zh: '这份资源的积分和分类是怎么来的',
    en: 'How the points and the classification of a resource came about',
  },
  usage: {
    zh: '/why 编号（资源）；/why #42（第 42 笔积分）',
    en: '/why number (a resource); /why #42 (entry 42 of the ledger)',
  },
  examples: ['/why 128', '/why #42'],
  who: 'everyone',
  args: z.object({ id: resourceId.optional(), tx: z.coerce.number().int().min(1).max(MAX).optional() }),
  fromText: (rest, about) => {
    const sharp = SHARP.exec(rest.trim())?.[1]
    if (sharp !== undefined) return { tx: sharp, id: sharp }
    const entry = ENTRY.exec(rest.trim())
      ?.slice(1)
      .find((part) => part !== undefined)
    if (entry !== undefined) return { tx: entry }
    const taken = takeId(rest, about)
    return taken ? { id: taken.id } : rest.trim() === '' ? {} : undefined
  },
  async run({ id, tx }, ctx) {
    if (tx !== undefined) {
      const entry = await entryView(tx, ctx)
      if (entry) return { view: entry, to: 'member' }
      // A number with # may be a resource's as well: lists write them so.
      if (id === undefined || !(await mayFind(id, ctx))) throw noEntry(tx)
    }
    if (id === undefined) return { view: await latest(ctx), to: 'member' }
    const resource = await mayAsk(id, ctx)
    const lines = await explain(ctx.db, ctx.school.id, { resource: id })
    // Only the author's own account: what readers earned by their reviews is theirs to see.
    const shown = lines.filter((line) => line.memberId === resource.member_id || line.memberId === ctx.member.id)
    const points = view(resource.title, id, shown, ctx)
    const held = await heldNote(ctx, resource.member_id, id)
    const soon = await expected(resource, ctx)
    const about = [reasons(resource, ctx), ...howRead(resource, ctx), ...partsBlocks(ctx.t, resource)]
    return { view: { ...points, blocks: [...points.blocks, ...soon, ...held, ...about] } }
  },
})

/** Without a number: my latest entries, whatever they are for. */
async function latest(ctx: Context): Promise<View> {
  const { t } = ctx
  const lines = await statement(ctx.db, ctx.school.id, ctx.member.id, { limit: SHOWN })
  if (lines.length === 0) return sentence(t({ zh: '您还没有积分记录。', en: 'You have no entries yet.' }))
  return {
    title: t({ zh: '最近的积分', en: 'Latest points' }),
    blocks: [{ kind: 'list', items: lines.map((line) => entryItem(line, ctx)) }],
  }
}

/** What the night will bring, to those whom it brings it. */
async function expected(resource: ResourceCard, ctx: Context): Promise<Block[]> {
  const text = expectedOfResource(await ctx.expected?.(), resource.id)
  return text === undefined ? [] : [{ kind: 'text', text: ctx.t(text), style: 'strong' }]
}

async function mayFind(id: number, ctx: Context): Promise<boolean> {
  return resourceId.safeParse(id).success && (await findAsked(id, ctx)) !== undefined
}

async function mayAsk(id: number, ctx: Context): Promise<ResourceCard> {
  const found = await findAsked(id, ctx)
  if (!found) throw notFound(id)
  return found
}

async function findAsked(id: number, ctx: Context): Promise<ResourceCard | undefined> {
  const own = await findResource(ctx.db, ctx.school.id, id)
  if (own && (own.member_id === ctx.member.id || ctx.member.role === 'admin')) return own
  return findVisible(ctx.db, viewerOf(ctx.member), id)
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
      { kind: 'list', items: last.map((line) => entryItem(line, ctx, true)) },
      {
        kind: 'note',
        text: t({
          zh: `${lines.length > SHOWN ? `只列最近 ${SHOWN} 笔。` : ''}每一笔都在账本里，可以核对：/why #第几笔。规则：/rules；有异议：/appeal #第几笔`,
          en: `${lines.length > SHOWN ? `The latest ${SHOWN} only. ` : ''}Every entry is in the ledger and can be checked: /why #entry. Rules: /rules; to disagree: /appeal #entry`,
        }),
      },
    ],
    about: { resource: id },
  }
}

function howRead(resource: ResourceCard, { t }: Context): Block[] {
  const text = readingText(resource)
  return text ? [{ kind: 'text', style: 'quiet', text: t(text) }] : []
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
