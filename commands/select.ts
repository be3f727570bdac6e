import { z } from 'zod'
import { findSelection, type Selection } from '#db/honours/selections.ts'
import { UserFacingError } from '#kit/errors.ts'
import { resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { begin, cancel, chooseCandidates, nominateWork, toPanels } from './select-open.ts'
import { announce, decide, publish, raise } from './select-public.ts'
import { listView, oneView } from './select-views.ts'

const LEVELS = {
  校: 'school',
  校级: 'school',
  school: 'school',
  集团: 'group',
  集团级: 'group',
  group: 'group',
  区: 'district',
  区级: 'district',
  district: 'district',
} as const
const NEW = /^(?:新建|发起|new)\s+(\S+)\s+(\d{1,2})\s+([\s\S]{2,60})$/i
const VERBS = [
  ['nominate', /^(?:推荐|提名|nominate)\s*[#＃]?(\d{1,10})\s*([\s\S]*)$/i],
  ['panel', /^(?:评审|panel)$/i],
  ['choose', /^(?:选|选定|choose)\s*([\d\s,，、]+)$/i],
  ['publish', /^(?:公示|publish)$/i],
  ['object', /^(?:异议|object)\s*(\d{1,3})\s+([\s\S]+)$/i],
  ['uphold', /^(?:裁定|decide)\s*(\d{1,10})\s*(?:成立|uphold)\s*([\s\S]*)$/i],
  ['dismiss', /^(?:裁定|decide)\s*(\d{1,10})\s*(?:不成立|dismiss)\s*([\s\S]*)$/i],
  ['award', /^(?:公布|授予|award)$/i],
  ['cancel', /^(?:取消|cancel)$/i],
] as const

/** The selection of shared cases, and the steps that every award goes through: candidates, public notice, award. */
export const select = defineCommand({
  name: 'select',
  aliases: ['评选', '案例评选'],
  summary: { zh: '优秀案例评选：推荐、公示、异议、公布', en: 'Selections: nominate, public notice, objections, award' },
  usage: {
    zh: '/select；/select 3 推荐 编号 理由；/select 3 异议 序号 理由；管理员：/select 新建 校级 名额 标题；/select 3 评审、选 1 2、公示、公布',
    en: '/select; /select 3 nominate number why; /select 3 object n why; administrators: /select new school places title; /select 3 panel, choose 1 2, publish, award',
  },
  examples: ['/select 3 推荐 128 课堂用了三年', '/select 新建 校级 5 2026 优秀案例'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    selection: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    do: z
      .enum(['new', 'nominate', 'panel', 'choose', 'publish', 'object', 'uphold', 'dismiss', 'award', 'cancel'])
      .optional(),
    level: z.enum(['school', 'group', 'district']).optional(),
    places: z.coerce.number().int().min(1).max(99).optional(),
    title: z.string().trim().max(60).optional(),
    resource: resourceId.optional(),
    /** A candidate's number; for a decision an objection's. */
    n: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    ns: z.string().max(200).optional(),
    text: z.string().trim().max(300).optional(),
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    const opened = NEW.exec(text)
    if (opened) {
      const level = Object.entries(LEVELS).find(([word]) => word === opened[1]?.toLowerCase())?.[1]
      return level && { do: 'new', level, places: opened[2], title: opened[3]?.trim() }
    }
    const match = /^[#＃]?(\d{1,10})\s*([\s\S]*)$/.exec(text)
    if (!match?.[1]) return undefined
    const said = match[2]?.trim() ?? ''
    if (said === '') return { selection: match[1] }
    for (const [verb, pattern] of VERBS) {
      const found = pattern.exec(said)
      if (!found) continue
      const base = { selection: match[1], do: verb }
      if (verb === 'nominate') return { ...base, resource: found[1], text: found[2] ?? '' }
      if (verb === 'choose') return { ...base, ns: found[1] }
      return { ...base, ...(found[1] && { n: found[1] }), ...(found[2] && { text: found[2] }) }
    }
    return undefined
  },
  async run(args, ctx): Promise<Answer> {
    if (args.do === 'new') return begin(args, ctx)
    if (args.selection === undefined)
      return { view: await listView(ctx, ['case', 'annual', 'student', 'team']), to: 'member' }
    const found = await visible(args.selection, ctx)
    switch (args.do) {
      case undefined:
        return oneView(found, ctx)
      case 'nominate':
        return nominateWork(found, args.resource, args.text, ctx)
      case 'panel':
        return toPanels(found, ctx)
      case 'choose':
        return chooseCandidates(found, numbers(args.ns), ctx)
      case 'publish':
        return publish(found, ctx)
      case 'object':
        return raise(found, args.n, args.text, ctx)
      case 'uphold':
      case 'dismiss':
        return decide(found, args.n, args.do === 'uphold', args.text, ctx)
      case 'award':
        return announce(found, ctx)
      case 'cancel':
        return cancel(found, ctx)
      default:
        return args.do satisfies never
    }
  },
})

/** A selection that this member may see: the candidates for yearly awards are administrators' business until they are public. */
async function visible(id: number, ctx: Context): Promise<Selection> {
  const found = await findSelection(ctx.db, ctx.school.id, id)
  const isQuiet = found && found.kind !== 'case' && (found.status === 'open' || found.status === 'cancelled')
  if (!found || (isQuiet && ctx.member.role !== 'admin')) {
    throw new UserFacingError(
      'no_selection',
      { zh: `没有评选 ${id}。`, en: `There is no selection ${id}.` },
      { zh: '/select 会列出正在进行的。', en: '/select lists what is under way.' },
    )
  }
  return found
}

function numbers(said: string | undefined): number[] {
  return [...new Set((said ?? '').match(/\d{1,4}/g)?.map(Number) ?? [])]
}
