import { z } from 'zod'
import { findCase, listMyCases, listOpenCases, roleIn, stepsOf } from '#db/cases/file.ts'
import { concernedBy, noCase } from '#db/cases/judges.ts'
import { RULINGS, type Ruling } from '#db/cases/tables.ts'
import { clockFace } from '#kit/zone.ts'
import { type ListItem, sentence, type View } from '#workers/view.ts'
import { aboutOf, headOf } from '#workers/view-case.ts'
import { resourceId } from './args.ts'
import { act } from './cases-act.ts'
import { judgeView, memberView, reporterView } from './cases-view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

const SHOWN = 6
const DEEDS = ['ask', 'hide', 'show', 'state', 'propose', 'confirm', 'object', 'fixed'] as const
export type Deed = (typeof DEEDS)[number]

const SAID: [Deed, RegExp][] = [
  ['ask', /^(?:征求说明|征求|询问|ask)/i],
  ['hide', /^(?:隐藏|先隐藏|hide)/i],
  ['show', /^(?:恢复展示|恢复|show)/i],
  ['state', /^(?:说明|陈述|statement|state)/i],
  ['confirm', /^(?:确认|同意|confirm)/i],
  ['object', /^(?:不同意|反对|收回|object)/i],
  ['fixed', /^(?:已改正|改正|fixed)/i],
  ['propose', /^(?:认定|定|rule|ruling)/i],
]
const RULED: [Ruling, RegExp][] = [
  ['plagiarism', /^(?:抄袭属实|抄袭|plagiarism)/i],
  ['takedown', /^(?:下架|侵权|takedown)/i],
  ['duplicate_own', /^(?:本人重复|自己重复|duplicate[_ ]own)/i],
  ['duplicate_other', /^(?:他人重复|重复|duplicate(?:[_ ]other)?)/i],
  ['recall', /^(?:召回|有误|recall)/i],
  ['reviewer_error', /^(?:审核有误|reviewer[_ ]error)/i],
  ['unfounded', /^(?:不成立|无问题|unfounded)/i],
  ['granted', /^(?:申诉成立|成立|granted|grant)/i],
  ['denied', /^(?:维持|denied|deny)/i],
  ['adjusted', /^(?:更正|adjusted|adjust)/i],
  ['explained', /^(?:解释|无误|explained|explain)/i],
]

const caseId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
/** `5`, `-2.5`: points with at most two decimals. */
const amount = z
  .string()
  .trim()
  .regex(/^[+-]?\d{1,6}(?:\.\d{1,2})?$/)
  .optional()
const optional = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional())

const args = z.object({
  id: optional(caseId),
  page: z.coerce.number().int().min(0).max(1000).optional(),
  do: z.enum(DEEDS).optional(),
  text: z.string().trim().max(800).optional(),
  ruling: z.enum(RULINGS).optional(),
  original: optional(resourceId),
  contribution: optional(amount),
  spendable: optional(amount),
})
export type CaseArgs = z.infer<typeof args>

export const cases = defineCommand({
  name: 'cases',
  aliases: ['案卷', '核实', 'case'],
  summary: {
    zh: '我的申诉和被核实的事；管理员在这里处理举报与申诉',
    en: 'My appeals and questions about my work; administrators decide here',
  },
  usage: {
    zh: '/cases；/cases 编号；/cases 编号 说明 …；管理员：/cases 编号 征求|隐藏|恢复|定 抄袭 理由|确认|不同意',
    en: '/cases; /cases number; /cases number statement …; administrators: ask|hide|show|rule plagiarism reason|confirm|object',
  },
  examples: ['/cases', '/cases 12 说明 这份是和王老师合写的', '/cases 12 确认'],
  who: 'everyone',
  shownTo: ['teacher', 'head', 'admin'],
  args,
  fromText(rest) {
    const words = rest.trim()
    if (words === '') return {}
    const match = /^(?:案卷|case)?\s*[#＃]?(\d{1,12})\s*([\s\S]*)$/i.exec(words)
    if (!match?.[1]) return undefined
    const id = match[1]
    const said = match[2]?.trim() ?? ''
    if (said === '') return { id }
    const deed = SAID.find(([, word]) => word.test(said))
    if (!deed) return undefined
    const text = said.replace(deed[1], '').replace(/^[\s，,：:]+/, '')
    if (deed[0] === 'fixed') {
      const number = /^[#＃]?(\d{1,10})/.exec(text)?.[1]
      return { id, do: 'fixed', ...(number && { original: number }) }
    }
    return deed[0] === 'propose' ? ruled(id, text) : { id, do: deed[0], text }
  },
  async run(given, ctx): Promise<Answer> {
    const { id } = given
    if (id === undefined) return { view: await list(given.page ?? 0, ctx), to: 'member', replace: ctx.pressed && 'own' }
    if (given.do !== undefined) return act(id, given.do, given, ctx)
    return { view: await one(id, ctx), to: 'member' }
  },
})

function ruled(id: string, text: string): Record<string, string> | undefined {
  const found = RULED.find(([, word]) => word.test(text))
  if (!found) return undefined
  let rest = text.replace(found[1], '').trim()
  const take = (pattern: RegExp) => {
    const match = pattern.exec(rest)
    if (match) rest = rest.slice(match[0].length).trim()
    return match?.[1]
  }
  const original = found[0] === 'duplicate_other' ? take(/^[#＃]?(\d{1,10})(?=$|[\s，,：:])/) : undefined
  const contribution =
    found[0] === 'adjusted' ? take(/^(?:贡献\s*)?([+-]?\d+(?:\.\d{1,2})?)(?=$|[\s，,：:分])分?/) : undefined
  const spendable = found[0] === 'adjusted' ? take(/^(?:可用|spendable)\s*([+-]?\d+(?:\.\d{1,2})?)分?/i) : undefined
  return {
    id,
    do: 'propose',
    ruling: found[0],
    text: rest.replace(/^[\s，,：:]+/, ''),
    ...(original && { original }),
    ...(contribution && { contribution }),
    ...(spendable && { spendable }),
  }
}

async function one(id: number, ctx: Context): Promise<View> {
  const { db, school, member } = ctx
  const card = await findCase(db, school.id, id)
  if (!card) throw noCase(id)
  const role = await roleIn(db, card, member.id)
  if (role === 'concerned') return memberView(card, await stepsOf(db, school.id, id), ctx)
  const concerned = await concernedBy(db, card)
  const judges = member.role === 'admin' || member.role === 'head'
  if (judges && !concerned.has(member.id)) return judgeView(card, await stepsOf(db, school.id, id), ctx)
  if (role === 'reporter') return reporterView(card, ctx)
  throw noCase(id)
}

async function list(page: number, ctx: Context): Promise<View> {
  const { db, school, member, t, zone, lang } = ctx
  const mine = await listMyCases(db, school.id, member.id, SHOWN)
  const judges = member.role === 'admin' || member.role === 'head'
  const waiting = judges ? await listOpenCases(db, school.id, member.id, SHOWN + 1, page) : []
  const items: ListItem[] = []
  for (const card of waiting.slice(0, SHOWN)) {
    if ((await concernedBy(db, card)).has(member.id)) continue
    items.push({
      title: headOf(t, card),
      detail: aboutOf(t, card),
      why: t({
        zh: `${card.due_at <= ctx.now ? '已超期，' : ''}应在 ${clockFace(card.due_at, zone, lang)} 前决定`,
        en: `${card.due_at <= ctx.now ? 'overdue, ' : ''}due ${clockFace(card.due_at, zone, lang)}`,
      }),
      actions: [{ label: t({ zh: '处理', en: 'Open' }), command: 'cases', args: { id: String(card.id) } }],
    })
  }
  if (items.length === 0 && mine.length === 0) {
    return sentence(
      judges
        ? t({ zh: '没有待处理的案卷。', en: 'No case waits.' })
        : t({ zh: '您没有需要核实或申诉的事。', en: 'Nothing of yours is being checked or appealed.' }),
      {
        note: t({
          zh: '反映问题：/report 编号；对积分有异议：/appeal',
          en: 'To report: /report number; about your points: /appeal',
        }),
      },
    )
  }
  return {
    title: t({ zh: '案卷', en: 'Cases' }),
    blocks: [
      ...(items.length > 0 ? [{ kind: 'list' as const, numbered: true, items }] : []),
      ...(waiting.length > SHOWN
        ? [
            {
              kind: 'actions' as const,
              actions: [{ label: t({ zh: '后面的', en: 'More' }), command: 'cases', args: { page: String(page + 1) } }],
            },
          ]
        : []),
      ...(mine.length > 0
        ? [
            { kind: 'text' as const, style: 'strong' as const, text: t({ zh: '与我有关', en: 'Mine' }) },
            {
              kind: 'list' as const,
              items: mine.map((card) => ({
                title: headOf(t, card),
                detail: aboutOf(t, card),
                actions: [{ label: t({ zh: '查看', en: 'Open' }), command: 'cases', args: { id: String(card.id) } }],
              })),
            },
          ]
        : []),
    ],
  }
}
