import type { CaseCard } from '#db/cases/file.ts'
import { rulingsOf } from '#db/cases/rulings.ts'
import type { CaseStep } from '#db/cases/tables.ts'
import { explain } from '#db/ledger/read.ts'
import { familyOf } from '#db/similar/kin.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, Block, View } from '#workers/view.ts'
import { aboutOf, headOf, RULING_NAMES, rulingText, stepLines } from '#workers/view-case.ts'
import { statementForm } from '#workers/view-case-notice.ts'
import type { Context } from './command.ts'
import { amountOf } from './entry-words.ts'

/** The whole file, for somebody who may decide it. */
export async function judgeView(card: CaseCard, steps: readonly CaseStep[], ctx: Context): Promise<View> {
  const { t, zone, lang } = ctx
  // Who reported is for administrators only.
  const reports = new Set(['opened', 'joined'])
  const named = ctx.member.role === 'admin' ? steps : steps.filter((step) => !reports.has(step.what))
  const names = await namesOf(named, ctx)
  const fields = [
    { label: t({ zh: '关于', en: 'About' }), value: aboutOf(t, card) },
    { label: t({ zh: '当事人', en: 'Concerns' }), value: card.member_name },
    { label: t({ zh: '理由', en: 'Reason' }), value: card.reason || '—' },
    ...(card.holder === null ? [] : [{ label: t({ zh: '权利人', en: 'Right holder' }), value: card.holder }]),
    ...(card.original_id === null
      ? []
      : [{ label: t({ zh: '原资源', en: 'Original' }), value: `#${card.original_id}` }]),
    ...(await evidence(card, ctx)),
    ...(card.statement === null ? [] : [{ label: t({ zh: '老师说明', en: 'Statement' }), value: card.statement }]),
    ...(card.ruling === null ? [] : [{ label: t({ zh: '意见', en: 'Ruling' }), value: rulingText(t, card) }]),
    { label: t({ zh: '期限', en: 'Due' }), value: clockFace(card.due_at, zone, lang) },
  ]
  return {
    title: headOf(t, card),
    blocks: [
      { kind: 'fields', fields },
      {
        kind: 'text',
        style: 'quiet',
        text: stepLines(
          t,
          lang,
          zone,
          steps.map((step) => (named.includes(step) ? step : { ...step, actor_id: null })),
          names,
        ).join('\n'),
      },
      ...buttons(card, ctx),
    ],
    ...(card.resource_id !== null && { about: { resource: card.resource_id } }),
  }
}

/** What the system itself can say: likeness of the two resources, or the entry that is appealed. */
async function evidence(card: CaseCard, ctx: Context): Promise<{ label: string; value: string }[]> {
  const { db, school, t } = ctx
  if (card.tx_seq !== null) {
    const lines = await explain(db, school.id, { seq: card.tx_seq })
    return lines.map((line) => ({
      label: t({ zh: `第 ${line.seq} 笔`, en: `Entry ${line.seq}` }),
      value: `${amountOf(line, ctx)}　${t(line.trace)}`,
    }))
  }
  if (card.resource_id === null || card.kind === 'content') return []
  const kin = (await familyOf(db, school.id, card.resource_id)).filter((id) => id !== card.resource_id)
  if (kin.length === 0) return []
  const shown = kin.slice(0, 5).map((id) => `#${id}`)
  return [{ label: t({ zh: '系统发现相近', en: 'Alike, as the system sees it' }), value: shown.join(' ') }]
}

function buttons(card: CaseCard, ctx: Context): Block[] {
  const { t, member } = ctx
  const id = String(card.id)
  const to = (label: string, deed: string, more: Record<string, string> = {}, style?: Action['style']): Action => ({
    label,
    command: 'cases',
    args: { id, do: deed, ...more },
    ...(style && { style }),
  })
  switch (card.state) {
    case 'open':
    case 'asked': {
      const first: Action[] = []
      if (card.state === 'open' && card.kind !== 'appeal') {
        first.push(to(t({ zh: '征求说明', en: 'Ask for a statement' }), 'ask', {}, 'primary'))
      }
      if (card.resource_id !== null && card.kind !== 'appeal') {
        if (card.hidden_at !== null) first.push(to(t({ zh: '恢复展示', en: 'Show again' }), 'show'))
        else first.push(to(t({ zh: '先不展示', en: 'Hide for now' }), 'hide'))
        if (card.hidden_at === null && card.hide_due !== null)
          first.push(to(t({ zh: '不必隐藏', en: 'No need to hide' }), 'show'))
      }
      const rulings = rulingsOf(card).map((ruling) => to(t(RULING_NAMES[ruling]), 'propose', { ruling }))
      return [
        ...(first.length > 0 ? [{ kind: 'actions' as const, actions: first }] : []),
        { kind: 'actions', actions: rulings },
      ]
    }
    case 'proposed':
      return [
        {
          kind: 'actions',
          actions: card.approvals.includes(member.id)
            ? [to(t({ zh: '收回意见', en: 'Take it back' }), 'object')]
            : [
                to(t({ zh: '确认', en: 'Confirm' }), 'confirm', {}, 'primary'),
                to(t({ zh: '不同意', en: 'Object' }), 'object', {}, 'danger'),
              ],
        },
      ]
    case 'decided':
      return card.ruling === 'recall' && card.fixed_at === null
        ? [{ kind: 'actions', actions: [to(t({ zh: '已改正，恢复', en: 'Corrected, show again' }), 'fixed')] }]
        : []
    case 'overturned':
    case 'dropped':
      return []
    default:
      return card.state satisfies never
  }
}

/** What the teacher whom it concerns may see: no names, what was asked, what was decided. */
export function memberView(card: CaseCard, steps: readonly CaseStep[], ctx: Context): View {
  const { t, zone, lang, now } = ctx
  const id = String(card.id)
  const own = new Set(['asked', 'stated', 'hidden', 'shown', 'decided', 'overturned', 'fixed'])
  const seen = steps.filter((step) => own.has(step.what) || step.actor_id === ctx.member.id)
  const asked = card.state === 'asked' || card.state === 'proposed'
  const mayAppeal = card.state === 'decided' && card.appeal_until !== null && card.appeal_until > now
  return {
    title: headOf(t, card.state === 'proposed' ? { ...card, state: card.asked_at === null ? 'open' : 'asked' } : card),
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: t({ zh: '关于', en: 'About' }), value: aboutOf(t, card) },
          ...(card.kind === 'appeal' ? [{ label: t({ zh: '您的理由', en: 'Your reason' }), value: card.reason }] : []),
          ...(card.statement === null
            ? []
            : [{ label: t({ zh: '您的说明', en: 'Your word' }), value: card.statement }]),
          ...(card.decided_at !== null && card.ruling !== null
            ? [{ label: t({ zh: '结果', en: 'Result' }), value: rulingText(t, card) }]
            : []),
        ],
      },
      { kind: 'text', style: 'quiet', text: stepLines(t, lang, zone, seen).join('\n') },
      ...(asked && card.kind !== 'appeal' ? [statementForm(t, card)] : []),
      ...(mayAppeal
        ? [
            {
              kind: 'actions' as const,
              actions: [{ label: t({ zh: '申诉', en: 'Appeal' }), command: 'appeal', args: { case: id } }],
            },
          ]
        : []),
      ...(card.ruling === 'recall' && card.state === 'decided' && card.fixed_at === null
        ? [
            {
              kind: 'note' as const,
              text: t({
                zh: `改正后发新文件，再发 /cases ${id} 改正 新编号。`,
                en: `Send the corrected file, then /cases ${id} fixed new-number.`,
              }),
            },
          ]
        : []),
    ],
  }
}

/** What whoever reported it may see: that it is looked at, and whether it ended. */
export function reporterView(card: CaseCard, { t, lang, zone }: Context): View {
  const ended = card.decided_at
  return {
    title: t({ zh: `案卷 ${card.id}`, en: `Case ${card.id}` }),
    blocks: [
      {
        kind: 'text',
        text:
          ended === null
            ? t({
                zh: `正在核实，预计 ${clockFace(card.due_at, zone, lang)} 前有结果。`,
                en: `It is being checked; a result is due by ${clockFace(card.due_at, zone, lang)}.`,
              })
            : card.ruling === 'unfounded' || card.ruling === null
              ? t({ zh: '已核实，没有发现问题。谢谢您。', en: 'It was checked; nothing was found. Thank you.' })
              : t({ zh: '已核实并处理。谢谢您。', en: 'It was checked and dealt with. Thank you.' }),
      },
    ],
  }
}

async function namesOf(steps: readonly CaseStep[], { db, school }: Context): Promise<Map<number, string>> {
  const ids = steps.flatMap((step) => (step.actor_id === null ? [] : [step.actor_id]))
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('school_id', '=', school.id)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
