import { z } from 'zod'
import { facetLabel } from '#db/search/facets.ts'
import { type Hit, type SearchResult, searchResources, whyOf } from '#db/search/search.ts'
import type { Filters } from '#db/search/select.ts'
import { viewerOf } from '#db/sharing.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, Block, ListItem, View } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { type Context, defineCommand } from './command.ts'

/** Hits on a card: what a phone shows without much scrolling. */
const PAGE = 5
/** Buttons that narrow; more would bury the hits. */
const NARROW = 4
const LAST_PAGE = 20

const FILTERS = ['subject', 'grade', 'type'] as const
type Args = { q: string; page: number; subject?: string; grade?: number; type?: string }

export const search = defineCommand<Args>({
  name: 'search',
  aliases: ['搜索', '搜', '找', '查找', '查', 'find', 's'],
  summary: { zh: '找资料：年级、学科、课题、类型都可以写', en: 'Finds resources by grade, subject, topic, type' },
  usage: { zh: '/search 三年级 分数 教案', en: '/search grade 3 math lesson plan' },
  examples: ['/search 分数 教案', '/搜 八下 一次函数 课件'],
  who: 'everyone',
  args: z.object({
    q: z.string().max(1_000).default(''),
    page: z.coerce.number().int().min(1).max(LAST_PAGE).default(1),
    subject: z.string().max(40).optional(),
    grade: z.coerce.number().int().min(1).max(12).optional(),
    type: z.string().max(40).optional(),
  }),
  fromText(rest, about) {
    const q = rest.trim()
    const turn = /\s*(下|上)一页$/.exec(q)
    if (!turn) return { q }
    const page = (about?.page ?? 1) + (turn[1] === '下' ? 1 : -1)
    return { q: about?.query ?? q.slice(0, turn.index), page: String(Math.max(1, page)) }
  },
  async run(args, ctx) {
    const filters: Filters = {
      ...(args.subject !== undefined && { subject: args.subject }),
      ...(args.grade !== undefined && { grade: args.grade }),
      ...(args.type !== undefined && { type: args.type }),
    }
    const found = await searchResources(ctx.db, viewerOf(ctx.member), {
      text: args.q,
      filters,
      limit: PAGE,
      offset: (args.page - 1) * PAGE,
      now: ctx.now,
    })
    const view = found.hits.length > 0 ? hits(args, found, ctx) : nothing(args, ctx)
    const about = { query: args.q, page: args.page, list: found.hits.map((hit) => hit.id) }
    return { view: { ...view, about }, replace: ctx.pressed && 'own' }
  },
})

function hits(args: Args, found: SearchResult, ctx: Context): View {
  const { t } = ctx
  const from = (args.page - 1) * PAGE
  const isAll = from === 0 && found.hits.length === found.total
  const total = `${found.total}${found.totalIsLowerBound ? '+' : ''}`
  const blocks: Block[] = [
    { kind: 'list', numbered: true, items: found.hits.map((hit) => item(hit, ctx)) },
    ...actionsBlock(filterChips(args, ctx)),
    ...actionsBlock(narrowing(args, found, ctx)),
    ...actionsBlock(paging(args, found.total, ctx)),
    {
      kind: 'note',
      text: t({
        zh: `${isAll ? '' : `第 ${from + 1}–${from + found.hits.length} 份，`}共 ${total} 份${found.didWiden ? '；完全符合的不多，后面是部分符合的' : ''}。`,
        en: `${isAll ? `${total} in all` : `${from + 1}–${from + found.hits.length} of ${total}`}${found.didWiden ? '; few match every word, so partial matches follow' : ''}.`,
      }),
    },
  ]
  const title = args.q === '' ? t({ zh: '最新资源', en: 'Newest' }) : t({ zh: `「${args.q}」`, en: `“${args.q}”` })
  return { title, blocks }
}

function item(hit: Hit, ctx: Context): ListItem {
  const { t, zone, lang } = ctx
  const rating =
    hit.rating_count > 0 ? `★${(hit.rating_sum / hit.rating_count).toFixed(1)}（${hit.rating_count}）` : undefined
  const why = whyOf(hit, lang)
  const detail = [
    shortClassification(t, hit),
    hit.authorName,
    clockFace(hit.shared_at, zone, lang),
    rating,
    hit.download_count > 0 ? t({ zh: `下载 ${hit.download_count}`, en: `${hit.download_count} downloads` }) : undefined,
    `#${hit.id}`,
  ]
  return {
    title: hit.title,
    detail: detail.filter((part) => part !== undefined).join(' · '),
    ...(why !== '' && { why }),
    ...(hit.snippet.length > 0 && { snippet: hit.snippet }),
    actions: [
      { label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(hit.id) }, style: 'primary' },
    ],
  }
}

/** The same search again with one thing changed; undefined takes a filter off. */
function again(args: Args, change: Partial<Record<keyof Args, string | undefined>>): Record<string, string> {
  const all = { q: args.q, page: '1', subject: args.subject, grade: args.grade?.toString(), type: args.type, ...change }
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined))
}

function filterChips(args: Args, { t }: Context): Action[] {
  return FILTERS.filter((field) => args[field] !== undefined).map((field) => ({
    label: `✕ ${t(facetLabel(field, String(args[field])) ?? { zh: String(args[field]), en: String(args[field]) })}`,
    command: 'search',
    args: again(args, { [field]: undefined }),
  }))
}

/** The largest facets that would really narrow the list. */
function narrowing(args: Args, found: SearchResult, { t }: Context): Action[] {
  const options = FILTERS.filter((field) => args[field] === undefined).flatMap((field) =>
    found.facets[field].map(({ key, count }) => ({ field, key: String(key), count })),
  )
  return options
    .filter((option) => option.count < found.total)
    .sort((left, right) => right.count - left.count)
    .slice(0, NARROW)
    .map(({ field, key, count }) => ({
      label: `${t(facetLabel(field, key) ?? { zh: key, en: key })} ${count}`,
      command: 'search',
      args: again(args, { [field]: key }),
    }))
}

function paging(args: Args, total: number, { t }: Context): Action[] {
  const last = Math.min(LAST_PAGE, Math.ceil(total / PAGE))
  const turn = (label: { zh: string; en: string }, page: number): Action => ({
    label: t(label),
    command: 'search',
    args: again(args, { page: String(page) }),
  })
  return [
    ...(args.page > 1 ? [turn({ zh: '上一页', en: 'Previous' }, args.page - 1)] : []),
    ...(args.page < last ? [turn({ zh: '下一页', en: 'Next' }, args.page + 1)] : []),
  ]
}

function actionsBlock(actions: Action[]): Block[] {
  return actions.length > 0 ? [{ kind: 'actions', actions }] : []
}

function nothing(args: Args, ctx: Context): View {
  const { t } = ctx
  const chips = filterChips(args, ctx)
  const empty = args.q === '' && chips.length === 0
  return {
    title: empty
      ? t({ zh: '库里还是空的', en: 'The library is empty' })
      : t({ zh: `没有找到「${args.q}」`, en: `Nothing for “${args.q}”` }),
    blocks: [
      {
        kind: 'text',
        text: empty
          ? t({
              zh: '往群里发一份教学文件，就能在这里找到。',
              en: 'Drop a teaching file in the group and it can be found here.',
            })
          : t({
              zh: '可以换个说法，或少写几个词，只留课题。',
              en: 'Try other words, or fewer: the topic alone.',
            }),
      },
      ...actionsBlock(chips),
    ],
  }
}
