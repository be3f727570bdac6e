import { facetLabel } from '#db/search/facets.ts'
import { type Operators, withoutOperator } from '#db/search/operators.ts'
import type { Action, Block } from '#workers/view.ts'
import type { Context } from './command.ts'

/** Hits on a card: what a phone shows without much scrolling. */
export const PAGE = 5
export const LAST_PAGE = 20
export const FILTERS = ['subject', 'grade', 'type'] as const

/** `upto`: the newest resource when the first page was shown; later pages go on from there. */
export type SearchArgs = {
  q: string
  page: number
  subject?: string
  grade?: number
  type?: string
  upto?: number
}

/** The same search again with one thing changed; undefined takes a filter off. */
export function again(
  args: SearchArgs,
  change: Partial<Record<keyof SearchArgs, string | undefined>>,
): Record<string, string> {
  const all = { q: args.q, page: '1', subject: args.subject, grade: args.grade?.toString(), type: args.type, ...change }
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** A button for each filter that takes it off. */
export function filterChips(args: SearchArgs, { t }: Context): Action[] {
  return FILTERS.filter((field) => args[field] !== undefined).map((field) => ({
    label: `✕ ${t(facetLabel(field, String(args[field])) ?? { zh: String(args[field]), en: String(args[field]) })}`,
    command: 'search',
    args: again(args, { [field]: undefined }),
  }))
}

/** A button for each of 类型: 学科: 年级: 册次: in the question that takes it out. */
export function operatorChips(args: SearchArgs, operators: Operators, { t }: Context): Action[] {
  return (['subject', 'grade', 'volume', 'type'] as const).flatMap((field): Action[] => {
    const key = operators[field]
    if (key === undefined) return []
    const label = facetLabel(field, String(key)) ?? { zh: String(key), en: String(key) }
    return [{ label: `✕ ${t(label)}`, command: 'search', args: again(args, { q: withoutOperator(args.q, field) }) }]
  })
}

export function actionsBlock(actions: Action[]): Block[] {
  return actions.length > 0 ? [{ kind: 'actions', actions }] : []
}
