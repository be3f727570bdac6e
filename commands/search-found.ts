import type { Answer } from '#db/search/ask.ts'
import { facetLabel } from '#db/search/facets.ts'
import { parseQuery, withoutChip } from '#db/search/query.ts'
import { type Hit, whyOf } from '#db/search/search.ts'
import { isSpeltOut } from '#db/search/why.ts'
import { versionNumbers } from '#db/similar/numbers.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, Block, ListItem, View } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import type { Context } from './command.ts'
import {
  actionsBlock,
  again,
  FILTERS,
  filterChips,
  LAST_PAGE,
  operatorChips,
  PAGE,
  type SearchArgs,
} from './search-args.ts'
import { wanted } from './search-nothing.ts'

/** Buttons that narrow; more would bury the hits. */
const NARROW = 4
const CHIPS = 4

/** A page of hits: why each is here, what can be taken off or insisted on, and the way to the next page. */
export async function foundView(args: SearchArgs, found: Answer, ctx: Context): Promise<View> {
  const { t } = ctx
  const versions = await versionNumbers(
    ctx.db,
    ctx.school.id,
    found.hits.map((hit) => hit.id),
  )
  const blocks: Block[] = [
    ...meantBlock(args, found, ctx),
    ...missingBlocks(args, found, ctx),
    { kind: 'list', numbered: true, items: found.hits.map((hit) => item(hit, versions.get(hit.id), ctx)) },
    ...actionsBlock([...filterChips(args, ctx), ...wordChips(args, found, ctx)]),
    ...actionsBlock(narrowing(args, found, ctx)),
    ...actionsBlock(paging(args, found, ctx)),
    { kind: 'note', text: note(args, found, ctx) },
  ]
  const title = args.q === '' ? t({ zh: '最新资源', en: 'Newest' }) : t({ zh: `「${args.q}」`, en: `“${args.q}”` })
  return { title, blocks }
}

function meantBlock(args: SearchArgs, { meant }: Answer, { t }: Context): Block[] {
  if (meant === undefined) return []
  return [
    {
      kind: 'actions',
      actions: [
        {
          label: t({ zh: `您是不是要找：${meant}`, en: `Did you mean: ${meant}` }),
          command: 'search',
          args: again(args, { q: meant }),
        },
      ],
    },
  ]
}

/** Nothing is about the topic: what follows are near misses, and colleagues can be asked. */
function missingBlocks(args: SearchArgs, { missing, meant }: Answer, ctx: Context): Block[] {
  if (missing === undefined || meant !== undefined || args.page > 1) return []
  const text = ctx.t({
    zh: `没有找到关于「${missing}」的资源，下面是学科、年级或类型相近的。`,
    en: `Nothing is about “${missing}”; these fit the subject, grade or type.`,
  })
  return [{ kind: 'text', text }, ...actionsBlock(wanted(args, ctx))]
}

function note(args: SearchArgs, found: Answer, { t }: Context): string {
  const from = (args.page - 1) * PAGE
  const isAll = from === 0 && found.hits.length === found.total
  const total = `${found.total}${found.totalIsLowerBound ? '+' : ''}`
  const wide = found.relaxed
    ? t({ zh: '；没有完全符合条件的，已放宽', en: '; nothing fitted the conditions, so they were relaxed' })
    : found.didWiden && hasPartial(found)
      ? t({ zh: '；完全符合的不多，后面是部分符合的', en: '; few match every word, so partial matches follow' })
      : ''
  return t({
    zh: `${isAll ? '' : `第 ${from + 1}–${from + found.hits.length} 份，`}共 ${total} 份${wide}。`,
    en: `${isAll ? `${total} in all` : `${from + 1}–${from + found.hits.length} of ${total}`}${wide}.`,
  })
}

/** What was found by its sound or its initials is what was asked for. */
function hasPartial({ hits, operators }: Answer): boolean {
  const query = parseQuery(operators.text)
  return !hits.every((hit) => isSpeltOut(query, hit))
}

function item(hit: Hit, version: number | undefined, ctx: Context): ListItem {
  const { t, zone, lang } = ctx
  const rating =
    hit.rating_count > 0
      ? `★${(hit.rating_sum / hit.rating_count).toFixed(1)}${t({ zh: `（${hit.rating_count}）`, en: ` (${hit.rating_count})` })}`
      : undefined
  const why = whyOf(hit, lang)
  const detail = [
    shortClassification(t, hit),
    version === undefined ? undefined : t({ zh: `第 ${version} 版`, en: `version ${version}` }),
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

/** What the words said of subject or grade only raises hits; a button takes it out of the question. */
function wordChips(args: SearchArgs, found: Answer, ctx: Context): Action[] {
  const { t } = ctx
  const chips = found.chips.slice(0, CHIPS).flatMap((chip): Action[] => {
    const without = withoutChip(args.q, chip)
    return without === undefined
      ? []
      : [{ label: `✕ ${t(chip.label)}`, command: 'search', args: again(args, { q: without }) }]
  })
  const asked = operatorChips(args, found.operators, ctx)
  const without = found.operators.text
  const isFiltered = found.operators.author !== undefined || found.operators.phrases.length > 0
  if (!isFiltered || without === '' || found.relaxed) return found.relaxed ? chips : [...chips, ...asked]
  return [
    ...chips,
    ...asked,
    { label: t({ zh: '✕ 条件', en: '✕ conditions' }), command: 'search', args: again(args, { q: without }) },
  ]
}

/** The largest facets that would really narrow the list. */
function narrowing(args: SearchArgs, found: Answer, { t }: Context): Action[] {
  const options = FILTERS.filter((field) => args[field] === undefined).flatMap((field) =>
    found.facets[field].map(({ key, count }) => ({ field, key: String(key), count })),
  )
  return options
    .filter((option) => option.count < found.total)
    .sort((left, right) => right.count - left.count)
    .slice(0, NARROW)
    .map(({ field, key, count }) => ({
      // Grade 8 4 would be two numbers.
      label: `${t(facetLabel(field, key) ?? { zh: key, en: key })}${t({ zh: ` ${count}`, en: ` (${count})` })}`,
      command: 'search',
      args: again(args, { [field]: key }),
    }))
}

function paging(args: SearchArgs, found: Answer, { t }: Context): Action[] {
  const last = Math.min(LAST_PAGE, Math.ceil(found.total / PAGE))
  const turn = (label: { zh: string; en: string }, page: number): Action => ({
    label: t(label),
    command: 'search',
    args: again(args, { page: String(page), upto: String(found.upTo) }),
  })
  return [
    ...(args.page > 1 ? [turn({ zh: '上一页', en: 'Previous' }, args.page - 1)] : []),
    ...(args.page < last ? [turn({ zh: '下一页', en: 'Next' }, args.page + 1)] : []),
  ]
}
