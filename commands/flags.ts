import { z } from 'zod'
import { mayDecide } from '#db/fairplay/decide.ts'
import { falseAlarms, findFlag, listAskedOf, listOpenFlags } from '#db/fairplay/flags.ts'
import type { FairFlag } from '#db/fairplay/tables.ts'
import { policyAt } from '#db/policy/at.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { addDays, clockFace } from '#kit/zone.ts'
import type { Action, Block, ListItem, View } from '#workers/view.ts'
import { evidenceText, SIGNAL_NAMES } from '#workers/view-fair-flag.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { act, askedView, type Deed, noFlag, stated } from './flags-act.ts'

const SHOWN = 5
/** The rate of false alarms is told for so many days. */
const RATE_DAYS = 90
const DEEDS = ['clear', 'ask', 'uphold', 'object', 'state'] as const satisfies readonly Deed[]
const SAID: [Deed, RegExp][] = [
  ['clear', /^(?:没问题|清除|正常|clear|ok)/i],
  ['ask', /^(?:询问|征求说明|征求|ask)/i],
  ['uphold', /^(?:认定|确认|不计|uphold|confirm)/i],
  ['object', /^(?:不同意|收回|object)/i],
  ['state', /^(?:说明|statement|state)/i],
]

export const flags = defineCommand({
  name: 'flags',
  aliases: ['线索', '待核实'],
  summary: {
    zh: '待核实的积分往来：管理员看依据，两人才能认定',
    en: 'Awards to be looked at: administrators see the evidence; it takes two to uphold',
  },
  usage: {
    zh: '/flags；/flags 编号 没问题|询问|认定 理由|不同意；被询问时：/flags 编号 说明 …',
    en: '/flags; /flags number clear|ask|uphold reason|object; when asked: /flags number statement …',
  },
  examples: ['/flags', '/flags 7 没问题 教研活动', '/flags 7 说明 是集体备课'],
  who: 'everyone',
  shownTo: ['teacher', 'head', 'admin'],
  args: z.object({
    id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    do: z.enum(DEEDS).optional(),
    text: z.string().trim().max(800).optional(),
    page: z.coerce.number().int().min(0).max(1000).optional(),
  }),
  fromText(rest) {
    const words = rest.trim()
    if (words === '') return {}
    const match = /^[#＃]?(\d{1,12})\s*([\s\S]*)$/.exec(words)
    if (!match?.[1]) return undefined
    const said = match[2]?.trim() ?? ''
    if (said === '') return { id: match[1] }
    const deed = SAID.find(([, word]) => word.test(said))
    return deed && { id: match[1], do: deed[0], text: said.replace(deed[1], '').replace(/^[\s，,：:]+/, '') }
  },
  async run({ id, do: deed, text, page }, ctx): Promise<Answer> {
    if (id === undefined) return { view: await queue(page ?? 0, ctx), to: 'member', replace: ctx.pressed && 'own' }
    const flag = await findFlag(ctx.db, ctx.school.id, id)
    if (!flag) throw noFlag(id)
    if (deed === 'state')
      return { view: await stated(flag, text ?? '', ctx), to: 'member', replace: ctx.pressed && 'own' }
    if (!(await mayDecide(ctx.db, flag, ctx.member))) {
      const mine = flag.asked_at !== null && flag.members.includes(ctx.member.id)
      if (mine && deed === undefined) return { view: askedView(flag, ctx), to: 'member' }
      throw noFlag(id)
    }
    if (deed === undefined) return { view: await one(flag, ctx), to: 'member' }
    const view = await act(flag, deed, text === '' ? undefined : text, ctx)
    ctx.ring('fact.settle', { schoolId: ctx.school.id })
    return { view, to: 'member', replace: ctx.pressed && 'own' }
  },
})

async function queue(page: number, ctx: Context): Promise<View> {
  const { db, school, member, t, now, zone } = ctx
  const isAdmin = member.role === 'admin'
  const asked = await listAskedOf(db, school.id, member.id)
  const judges = isAdmin || member.role === 'head'
  if (member.role === 'pupil' && asked.length === 0) {
    throw new UserFacingError('nothing_asked', {
      zh: '没有需要您说明的事。',
      en: 'You were not asked about anything.',
    })
  }
  const waiting = judges
    ? await listOpenFlags(db, school.id, { reader: member.id, secondOnly: !isAdmin, limit: SHOWN + 1, page })
    : []
  const names = await namesOf(waiting, ctx)
  const blocks: Block[] = []
  if (waiting.length > 0)
    blocks.push({ kind: 'list', numbered: true, items: waiting.slice(0, SHOWN).map((flag) => item(flag, names, ctx)) })
  if (waiting.length > SHOWN) {
    const more = { label: t({ zh: '后面的', en: 'More' }), command: 'flags', args: { page: String(page + 1) } }
    blocks.push({ kind: 'actions', actions: [more] })
  }
  if (asked.length > 0) blocks.push({ kind: 'list', items: asked.map((flag) => askedItem(flag, ctx)) })
  if (blocks.length === 0) blocks.push({ kind: 'text', text: t({ zh: '没有待核实的。', en: 'Nothing waits.' }) })
  if (isAdmin) {
    const { fair_play: rules } = await policyAt(db, school.id, now)
    const rate = await falseAlarms(db, school.id, {
      from: addDays(now, -RATE_DAYS, zone),
      to: new Date(now.getTime() + 1),
    })
    const percent = (share: number) => `${Math.round(share * 100)} %`
    blocks.push({
      kind: 'note',
      text:
        rate.share === undefined
          ? t({ zh: '近 90 天还没有核实过。', en: 'None was decided in the last 90 days.' })
          : t({
              zh: `近 ${RATE_DAYS} 天核实 ${rate.decided} 件，其中没问题 ${rate.cleared} 件（误报率 ${percent(rate.share)}，目标不超过 ${percent(rules.false_positive_target)}）。`,
              en: `${rate.decided} decided in ${RATE_DAYS} days, ${rate.cleared} of them in order (false alarms ${percent(rate.share)}, target at most ${percent(rules.false_positive_target)}).`,
            }),
    })
  }
  return { title: t({ zh: '待核实', en: 'To be looked at' }), blocks }
}

function item(flag: FairFlag, names: ReadonlyMap<number, string>, ctx: Context): ListItem {
  const { t, zone, lang, now } = ctx
  const people = flag.members.slice(0, 8).map((id) => names.get(id) ?? `#${id}`)
  const more = flag.members.length - people.length
  return {
    title: `${flag.id} · ${t(SIGNAL_NAMES[flag.signal])}${flag.status === 'proposed' ? t({ zh: '（待第二人）', en: ' (second person)' }) : ''}`,
    detail: `${people.join(t({ zh: '、', en: ', ' }))}${more > 0 ? ` +${more}` : ''} · ${flag.due_at < now ? t({ zh: '已超期', en: 'overdue' }) : clockFace(flag.due_at, zone, lang)}`,
    why: evidenceText(t, flag),
    actions: buttons(flag, ctx),
  }
}

function buttons(flag: FairFlag, { t, member }: Context): Action[] {
  const to = (label: Text, deed: Deed, style?: Action['style'], confirm?: Text): Action => ({
    label: t(label),
    command: 'flags',
    args: { id: String(flag.id), do: deed },
    ...(style && { style }),
    ...(confirm && { confirm: t(confirm) }),
  })
  const clear = to({ zh: '没问题', en: 'In order' }, 'clear', 'primary')
  if (flag.status === 'proposed') {
    return flag.decided_by.includes(member.id)
      ? [to({ zh: '收回意见', en: 'Take it back' }, 'object')]
      : [
          to({ zh: '确认不计', en: 'Confirm' }, 'uphold', 'danger', {
            zh: '确认后这些积分不计，当事人可申诉。确定吗？',
            en: 'These points will not count; they may appeal. Sure?',
          }),
          to({ zh: '不同意', en: 'Object' }, 'object'),
        ]
  }
  const merges = flag.signal === 'splitting'
  const uphold = to(
    merges ? { zh: '合并为单元包', en: 'One unit pack' } : { zh: '认定不计', en: 'Does not count' },
    'uphold',
    'danger',
  )
  const { of } = flag.evidence
  if (flag.signal === 'near_duplicate' && flag.resource_id !== null && typeof of === 'number') {
    const reason = t({ zh: '系统发现内容很相近', en: 'The system found the content very much alike' })
    const args = { id: String(flag.resource_id), kind: 'duplicate', original: String(of), reason }
    return [clear, { label: t({ zh: '立案（重复）', en: 'Open a case' }), command: 'report', args }]
  }
  if (flag.effect === 'note') return [clear, uphold]
  return flag.status === 'open' ? [clear, to({ zh: '询问当事人', en: 'Ask them' }, 'ask')] : [clear, uphold]
}

async function one(flag: FairFlag, ctx: Context): Promise<View> {
  const { t } = ctx
  const names = await namesOf([flag], ctx)
  const words = Object.entries(flag.statements).map(([id, said]) => `${names.get(Number(id)) ?? `#${id}`}：${said}`)
  return {
    title: t({ zh: `待核实 ${flag.id}`, en: `To be looked at: ${flag.id}` }),
    blocks: [
      { kind: 'list', items: [item(flag, names, ctx)] },
      ...(words.length > 0 ? [{ kind: 'text' as const, text: words.join('\n') }] : []),
      {
        kind: 'note',
        text: t({
          zh: `涉及 ${flag.facts.length} 条记录${flag.effect === 'hold' ? '，核实期间不入账、不转为可用' : flag.effect === 'half' ? '，评分先按一半计' : '，不影响积分'}。`,
          en: `${flag.facts.length} records${flag.effect === 'hold' ? ' wait until this is decided' : flag.effect === 'half' ? '; ratings weigh half meanwhile' : '; points are not affected'}.`,
        }),
      },
    ],
    ...(flag.resource_id !== null && { about: { resource: flag.resource_id } }),
  }
}

/** What the people concerned read: no signal, no threshold, no accusation. */
function askedItem(flag: FairFlag, { t }: Context): ListItem {
  return {
    title: t({ zh: `有一件事想请您说明（${flag.id}）`, en: `Your word is asked for (${flag.id})` }),
    actions: [{ label: t({ zh: '说明', en: 'Answer' }), command: 'flags', args: { id: String(flag.id) } }],
  }
}

/** The decision, and the evidence behind it as numbers. */
async function namesOf(list: readonly FairFlag[], { db, school }: Context): Promise<Map<number, string>> {
  const ids = [...new Set(list.flatMap((flag) => flag.members))]
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('school_id', '=', school.id)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** The refusal that reads the same for a missing flag and for one that is not theirs to see. */
