import { policyAt } from '#db/policy/at.ts'
import { termLabel } from '#db/policy/terms.ts'
import { countAnswers, openDisputes } from '#db/terms/answers.ts'
import type { TermClose, TermState } from '#db/terms/close.ts'
import { openPoints } from '#db/terms/open.ts'
import { percentOf, quotaRate } from '#db/terms/rate.ts'
import { termSpanAt } from '#db/terms/span.ts'
import type { Text } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import type { Block, View } from '#workers/view.ts'
import type { Context } from './command.ts'

const TERMS_SHOWN = 4
const DISPUTES_SHOWN = 10

/** For administrators: where the terms stand, what is still open, who disputes their sheet. */
export async function adminView(
  closes: readonly TermClose[],
  shown: TermClose | undefined,
  ctx: Context,
): Promise<View> {
  const { t, db, school } = ctx
  const policy = await policyAt(db, school.id, ctx.now)
  const span = termSpanAt(policy, ctx.now, ctx.zone)
  const rate = await quotaRate(db, school.id, span, policy, ctx.zone)
  const open = await openPoints(db, school.id)
  const date = (at: Date) => clockFace(at, ctx.zone, ctx.lang)
  const blocks: Block[] = [
    {
      kind: 'fields',
      fields: [
        {
          label: t({ zh: '现在', en: 'Now' }),
          value: t(termLabel(span.id)),
          note: t({ zh: `到 ${span.end}`, en: `until ${span.end}` }),
        },
        { label: t({ zh: '达标率', en: 'Quota met' }), value: percentOf(rate) },
        {
          label: t({ zh: '未结的积分', en: 'Open points' }),
          value: t({
            zh: `待记账 ${open.waiting}，待核实 ${open.held}`,
            en: `${open.waiting} waiting, ${open.held} held`,
          }),
        },
      ],
    },
    {
      kind: 'list',
      items: closes.slice(0, TERMS_SHOWN).map((one) => ({
        title: `${t(termLabel(one.term))} · ${t(STATES[one.state])}`,
        detail: t({
          zh: `结束 ${date(one.endsAt)}，公示到 ${date(one.publicityUntil)}，锁定 ${date(one.lockAt)}`,
          en: `ends ${date(one.endsAt)}, shown until ${date(one.publicityUntil)}, locked ${date(one.lockAt)}`,
        }),
      })),
    },
  ]
  if (shown && shown.state !== 'locked') blocks.push(...(await answersOf(shown, ctx)))
  blocks.push({
    kind: 'actions',
    actions: [
      { label: t({ zh: '我的结算单', en: 'My sheet' }), command: 'term', args: { do: 'mine' } },
      { label: t({ zh: '学期任务', en: 'Quota' }), command: 'quota', args: {} },
    ],
  })
  return { title: t({ zh: '学期结算', en: 'Settlement of terms' }), blocks }
}

async function answersOf(close: TermClose, ctx: Context): Promise<Block[]> {
  const { t, db, school } = ctx
  const counts = await countAnswers(db, school.id, close.term)
  const disputes = await openDisputes(db, school.id, close.term)
  const blocks: Block[] = [
    {
      kind: 'text',
      text: t({
        zh: `${termLabel(close.term).zh}结算单：确认 ${counts.confirmed} 人，异议 ${counts.disputed} 人，待答复 ${counts.open} 人。`,
        en: `Sheets of the ${termLabel(close.term).en}: ${counts.confirmed} confirmed, ${counts.disputed} disputed, ${counts.open} open.`,
      }),
    },
  ]
  if (disputes.length > 0) {
    blocks.push({
      kind: 'list',
      items: disputes.slice(0, DISPUTES_SHOWN).map((one) => ({ title: one.name, detail: one.note })),
    })
    blocks.push({
      kind: 'note',
      text: t({ zh: '答复：/term 答复 姓名 说明', en: 'To answer: /term resolve name answer' }),
    })
  }
  return blocks
}

export const STATES: Record<TermState, Text> = {
  running: { zh: '进行中', en: 'running' },
  noticed: { zh: '即将结束', en: 'about to end' },
  public: { zh: '公示中', en: 'shown to everybody concerned' },
  settled: { zh: '公示结束，待锁定', en: 'publicity over, to be locked' },
  locked: { zh: '已锁定', en: 'locked' },
}
