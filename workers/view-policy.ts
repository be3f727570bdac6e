import { formatPoints } from '#db/ledger/amount.ts'
import { changeText, type PolicyChange } from '#db/policy/diff.ts'
import type { Draft } from '#db/policy/drafts.ts'
import type { DryRun, DryRunMember } from '#db/policy/dry-run.ts'
import type { Lang, Translate } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, Block, View } from './view.ts'

/** So many changes, and so many people of either side, are listed in a chat. */
const CHANGES_SHOWN = 12
const PEOPLE_SHOWN = 8

type Reader = { t: Translate; lang: Lang; zone: string }

/** A draft of the rules for an administrator: what it changes, what the dry run found, who has said yes, what comes next. */
export function draftView(
  draft: Draft,
  changes: readonly PolicyChange[],
  { t, lang, zone }: Reader,
  needed: number,
): View {
  const lower = changes.filter((change) => change.direction === 'worse').length
  const at = clockFace(draft.effectiveFrom, zone, lang)
  const names = draft.approvals.map((one) => one.name).join(t({ zh: '、', en: ', ' }))
  const blocks: Block[] = [
    {
      kind: 'fields',
      fields: [
        { label: t({ zh: '生效', en: 'From' }), value: at },
        {
          label: t({ zh: '变化', en: 'Changes' }),
          value: t({
            zh: `${changes.length} 处，其中调低 ${lower} 处`,
            en: `${changes.length}, ${lower} of them lower`,
          }),
        },
        {
          label: t({ zh: '模拟', en: 'Dry run' }),
          value: draft.report ? summary(draft.report, t) : t({ zh: '还没有', en: 'none yet' }),
        },
        {
          label: t({ zh: '批准', en: 'Approved' }),
          value:
            names === ''
              ? t({ zh: `0/${needed}`, en: `0 of ${needed}` })
              : t({
                  zh: `${draft.approvals.length}/${needed}（${names}）`,
                  en: `${draft.approvals.length} of ${needed} (${names})`,
                }),
        },
      ],
    },
    ...changes.slice(0, CHANGES_SHOWN).map((change): Block => ({ kind: 'text', text: `· ${t(changeText(change))}` })),
  ]
  if (changes.length > CHANGES_SHOWN) {
    const more = changes.length - CHANGES_SHOWN
    blocks.push({ kind: 'note', text: t({ zh: `还有 ${more} 处变化。`, en: `${more} more changes.` }) })
  }
  blocks.push({ kind: 'actions', actions: draftActions(draft, t) })
  blocks.push({
    kind: 'note',
    text: t({
      zh: `要两位不同的管理员批准，批准前必须先模拟。也可以发送 /policy 批准 ${draft.id}。`,
      en: `Two different administrators approve it, after a dry run. Or type: /policy approve ${draft.id}`,
    }),
  })
  return {
    title: t({
      zh: `规则草案 ${draft.id}（${draft.version}）`,
      en: `Draft ${draft.id} of the rules (${draft.version})`,
    }),
    blocks,
  }
}

function draftActions(draft: Draft, t: Translate): Action[] {
  const id = String(draft.id)
  const approve: Action = {
    label: t({ zh: '批准', en: 'Approve' }),
    command: 'policy',
    args: { do: 'approve', id },
    style: 'primary',
    confirm: t({ zh: `批准规则草案 ${id}（${draft.version}）？`, en: `Approve draft ${id} (${draft.version})?` }),
  }
  return [
    ...(draft.report ? [approve] : []),
    {
      label: t({ zh: draft.report ? '看模拟' : '模拟', en: draft.report ? 'Dry run' : 'Try it out' }),
      command: 'simulate',
      args: { id },
    },
    { label: t({ zh: '撤回草案', en: 'Withdraw' }), command: 'policy', args: { do: 'withdraw', id }, style: 'danger' },
  ]
}

/** Who gains and who loses; for administrators only, by name. */
export function dryRunView(draft: { id: number; version: string }, report: DryRun, { t, lang, zone }: Reader): View {
  const gains = report.members.filter((one) => one.after > one.before).slice(0, PEOPLE_SHOWN)
  const losses = report.members.filter((one) => one.after < one.before).slice(0, PEOPLE_SHOWN)
  const day = (iso: string) => clockFace(new Date(iso), zone, lang)
  const list = (title: string, people: DryRunMember[]): Block[] =>
    people.length === 0
      ? []
      : [
          { kind: 'text', text: title, style: 'strong' },
          { kind: 'list', items: people.map((one) => ({ title: one.name, detail: difference(one) })) },
        ]
  return {
    title: t({
      zh: `模拟：草案 ${draft.id}（${draft.version}）`,
      en: `Dry run of draft ${draft.id} (${draft.version})`,
    }),
    blocks: [
      {
        kind: 'fields',
        fields: [
          {
            label: t({ zh: '时段', en: 'Stretch' }),
            value: `${day(report.since)} – ${day(report.until)}`,
            note: t({ zh: `${report.facts} 件事`, en: `${report.facts} facts` }),
          },
          {
            label: t({ zh: '增加 / 减少 / 不变', en: 'Gain / lose / same' }),
            value: t({
              zh: `${report.gain} / ${report.lose} / ${report.same} 人`,
              en: `${report.gain} / ${report.lose} / ${report.same}`,
            }),
          },
          {
            label: t({ zh: '任务达标', en: 'Quota met' }),
            value: `${rate(report.quota.metBefore, report.quota.owing)} → ${rate(report.quota.metAfter, report.quota.owing)}`,
          },
          {
            label: t({ zh: '可用积分总额', en: 'Spendable in all' }),
            value: `${formatPoints(report.liability.before)} → ${formatPoints(report.liability.after)}`,
          },
        ],
      },
      ...list(t({ zh: '增加最多', en: 'Gain most' }), gains),
      ...list(t({ zh: '减少最多', en: 'Lose most' }), losses),
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '查看草案', en: 'The draft' }), command: 'policy', args: { id: String(draft.id) } },
          {
            label: t({ zh: '重新模拟', en: 'Run again' }),
            command: 'simulate',
            args: { id: String(draft.id), again: 'yes' },
          },
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: '模拟只是试算，不改动任何积分。请勿转发到群里。',
          en: 'A dry run changes nobody’s points. Please keep it out of groups.',
        }),
      },
    ],
  }
}

/** `3 人增，1 人减，达标 80% → 85%` */
export function summary(report: DryRun, t: Translate): string {
  const quota = `${rate(report.quota.metBefore, report.quota.owing)} → ${rate(report.quota.metAfter, report.quota.owing)}`
  return t({
    zh: `${report.gain} 人增，${report.lose} 人减，达标 ${quota}`,
    en: `${report.gain} gain, ${report.lose} lose, quota ${quota}`,
  })
}

function difference(one: DryRunMember): string {
  const change = one.after - one.before
  return `${formatPoints(one.before)} → ${formatPoints(one.after)}（${change > 0 ? '+' : ''}${formatPoints(change)}）`
}

function rate(met: number, owing: number): string {
  return owing === 0 ? '—' : `${Math.round((100 * met) / owing)}%`
}
