import { formatPoints } from '#db/ledger/amount.ts'
import { approveBatch, openBatches, proposeBatch, type RetroBatch, withdrawBatch } from '#db/policy/retro.ts'
import { clockFace } from '#kit/zone.ts'
import { type Block, sentence, type View } from '#workers/view.ts'
import type { Context } from './command.ts'

const PEOPLE_SHOWN = 8

/** Proposes to give for the past what a published draft's dry run found. */
export async function propose(draftId: number, reason: string, ctx: Context): Promise<View> {
  const batch = await ctx.write((trx) =>
    proposeBatch(trx, { schoolId: ctx.school.id, draftId, reason, by: ctx.member.id, now: ctx.now }),
  )
  return batchView(batch, ctx)
}

export async function approveRetro(id: number, ctx: Context): Promise<View> {
  const batch = await ctx.write((trx) =>
    approveBatch(trx, { schoolId: ctx.school.id, id, by: ctx.member.id, now: ctx.now }),
  )
  const at = clockFace(batch.dueAt, ctx.zone, ctx.lang)
  return sentence(
    batch.approved
      ? ctx.t({
          zh: `追溯 ${id} 已批准，会先私聊通知 ${batch.rows.length} 位老师，${at} 后入账。`,
          en: `Batch ${id} is approved; ${batch.rows.length} people are told in private first, and it is posted after ${at}.`,
        })
      : ctx.t({
          zh: `已记下您的批准，追溯 ${id} 还要另一位管理员批准。`,
          en: `Your approval is noted; batch ${id} needs another administrator.`,
        }),
    { tone: 'good', actions: [withdrawAction(batch, ctx)] },
  )
}

export async function withdrawRetro(id: number, ctx: Context): Promise<View> {
  await ctx.write((trx) => withdrawBatch(trx, ctx.school.id, id, ctx.now))
  return sentence(
    ctx.t({ zh: `追溯 ${id} 已撤回，不会入账。`, en: `Batch ${id} is withdrawn; nothing will be posted.` }),
    {
      tone: 'good',
      note: ctx.t({
        zh: '需要时请重新提出：/policy 追溯 草案编号 原因',
        en: 'Propose it again: /policy retro draft reason',
      }),
    },
  )
}

/** The open batches, for the overview. */
export async function retroBlocks(ctx: Context): Promise<Block[]> {
  const open = await openBatches(ctx.db, ctx.school.id)
  if (open.length === 0) return []
  return [
    { kind: 'text', style: 'strong', text: ctx.t({ zh: '追溯', en: 'For the past' }) },
    {
      kind: 'list',
      items: open.map((batch) => ({
        title: ctx.t({ zh: `追溯 ${batch.id}（${batch.version}）`, en: `Batch ${batch.id} (${batch.version})` }),
        detail: detailOf(batch, ctx),
        actions: batchActions(batch, ctx),
      })),
    },
  ]
}

function batchView(batch: RetroBatch, ctx: Context): View {
  const { t } = ctx
  const people = [...batch.rows].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  return {
    title: t({ zh: `追溯 ${batch.id}（${batch.version}）`, en: `Batch ${batch.id} (${batch.version})` }),
    blocks: [
      { kind: 'text', text: detailOf(batch, ctx) },
      {
        kind: 'list',
        items: people.slice(0, PEOPLE_SHOWN).map((row) => ({
          title: t({ zh: `成员 ${row.member}`, en: `Member ${row.member}` }),
          detail: t({
            zh: `贡献分 ${formatPoints(row.contribution)}，可用积分 ${formatPoints(row.spendable)}`,
            en: `contribution ${formatPoints(row.contribution)}, spendable ${formatPoints(row.spendable)}`,
          }),
        })),
      },
      { kind: 'actions', actions: batchActions(batch, ctx) },
      {
        kind: 'note',
        text: t({
          zh: '两位管理员批准后先通知本人，到期才入账；已锁定的学期不动。',
          en: 'Two administrators approve it, the people concerned are told, then it is posted; locked terms stay.',
        }),
      },
    ],
  }
}

function detailOf(batch: RetroBatch, { t, zone, lang }: Context): string {
  const sum = batch.rows.reduce((all, row) => all + row.contribution, 0)
  const names = batch.approvals.map((one) => one.name).join('、')
  return t({
    zh: `${batch.reason}：${batch.rows.length} 人，贡献分合计 ${formatPoints(sum)}；${batch.approved ? `${clockFace(batch.dueAt, zone, lang)} 后入账` : `已批准 ${batch.approvals.length} 人${names === '' ? '' : `（${names}）`}`}`,
    en: `${batch.reason}: ${batch.rows.length} people, contribution ${formatPoints(sum)} in all; ${batch.approved ? `posted after ${clockFace(batch.dueAt, zone, lang)}` : `${batch.approvals.length} approved`}`,
  })
}

function batchActions(batch: RetroBatch, ctx: Context) {
  const approve = {
    label: ctx.t({ zh: '批准追溯', en: 'Approve' }),
    command: 'policy',
    args: { do: 'retro_yes', id: String(batch.id) },
    style: 'primary' as const,
    confirm: ctx.t({ zh: `批准追溯 ${batch.id}？`, en: `Approve batch ${batch.id}?` }),
  }
  return batch.approved ? [withdrawAction(batch, ctx)] : [approve, withdrawAction(batch, ctx)]
}

function withdrawAction(batch: RetroBatch, { t }: Context) {
  return {
    label: t({ zh: '撤回追溯', en: 'Withdraw' }),
    command: 'policy',
    args: { do: 'retro_no', id: String(batch.id) },
    style: 'danger' as const,
  }
}
