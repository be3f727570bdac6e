import { type Judge, listAsked, listPanels, type Panel } from '#db/review/panels.ts'
import { findResource } from '#db/rows/resources.ts'
import type { Lang, Translate } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import { type Block, type FormField, type ListItem, sentence, type View } from '#workers/view.ts'
import type { Context } from './command.ts'

type Reading = { t: Translate; lang: Lang; zone: string }

/** What a judge is asked: which work, by when; never whose it is. */
export function askedView(panel: Panel, title: string, { t, lang, zone }: Reading): View {
  const args = { panel: String(panel.id) }
  return {
    title: t({ zh: `请您评审：${title}`, en: `Please judge: ${title}` }),
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `评审 ${panel.id}，请在 ${clockFace(panel.due_at, zone, lang)} 前打分。盲评：请不看作者，别的评委看不到您的分数。`,
          en: `Panel ${panel.id}, please score it before ${clockFace(panel.due_at, zone, lang)}. It is blind: judge the work, not its author; no other judge sees your scores.`,
        }),
      },
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '看文件', en: 'File' }), command: 'panel', args: { ...args, do: 'file' } },
          { label: t({ zh: '打分', en: 'Score' }), command: 'panel', args, style: 'primary' },
          { label: t({ zh: '回避', en: 'Decline' }), command: 'panel', args: { ...args, do: 'decline' } },
        ],
      },
    ],
  }
}

export async function fileOf(panel: Panel, ctx: Context): Promise<View> {
  const card = await findResource(ctx.db, ctx.school.id, panel.resource_id)
  if (!card?.blob_sha256) {
    return sentence(card?.media?.url ?? ctx.t({ zh: '这份资源没有文件。', en: 'This resource has no file.' }))
  }
  return {
    title: card.title,
    blocks: [
      { kind: 'file', resource: card.id, name: card.file_name, size: card.size, sha256: card.blob_sha256 },
      {
        kind: 'note',
        text: ctx.t({ zh: '供评审查看，请勿转发。', en: 'For judging only, please do not pass it on.' }),
      },
    ],
  }
}

export async function scoreForm(panel: Panel, ctx: Context): Promise<View> {
  const { t, db, school } = ctx
  const card = await findResource(db, school.id, panel.resource_id)
  const values = Array.from({ length: panel.scale }, (_, n) => String(panel.scale - n))
  const fields: FormField[] = panel.rubric.map((one, n) => ({
    kind: 'choice',
    name: `s${n}`,
    label: `${t(one.name)} · ${one.weight}%`,
    options: values.map((value) => ({ value, label: value })),
  }))
  return {
    title: t({ zh: `评审 ${panel.id}：${card?.title ?? ''}`, en: `Panel ${panel.id}: ${card?.title ?? ''}` }),
    blocks: [
      {
        kind: 'form',
        submit: {
          label: t({ zh: '提交评分', en: 'Hand in' }),
          command: 'panel',
          args: { panel: String(panel.id), do: 'score' },
          style: 'primary',
        },
        fields: [
          ...fields,
          { kind: 'input', name: 'note', label: t({ zh: '评语（可不填）', en: 'A word (optional)' }), max: 300 },
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: `也可以发：/panel ${panel.id} ${panel.rubric.map(() => panel.scale).join(' ')}`,
          en: `Or send: /panel ${panel.id} ${panel.rubric.map(() => panel.scale).join(' ')}`,
        }),
      },
    ],
  }
}

/** Where a panel stands. Judges see the result alone; an administrator also who has scored what, once it has ended. */
export async function resultView(
  panel: Panel,
  judges: readonly (Judge & { name: string })[],
  ctx: Context,
): Promise<View> {
  const { t, db, school, member } = ctx
  const card = await findResource(db, school.id, panel.resource_id)
  const isAdmin = member.role === 'admin'
  const scored = judges.filter((judge) => judge.status === 'scored').length
  const state = {
    open: t({ zh: `进行中，已打分 ${scored}`, en: `open, ${scored} scored` }),
    concluded: t({ zh: '已结束', en: 'ended' }),
    cancelled: t({ zh: '已取消', en: 'cancelled' }),
  }
  const says = {
    asked: t({ zh: '待打分', en: 'asked' }),
    scored: t({ zh: '已打分', en: 'scored' }),
    declined: t({ zh: '回避', en: 'declined' }),
  }
  const rows: Block[] =
    isAdmin && panel.status !== 'cancelled'
      ? [
          {
            kind: 'fields',
            fields: judges.map((judge) => ({
              label: judge.name,
              value: panel.status === 'concluded' && judge.total !== null ? String(judge.total) : says[judge.status],
              ...(judge.member_id === panel.left_out && {
                note: t({ zh: '与多数相差太大，未计入', en: 'too far from the others, left out' }),
              }),
            })),
          },
        ]
      : []
  return {
    title: t({ zh: `评审 ${panel.id}：${named(card?.title ?? '')}`, en: `Panel ${panel.id}: “${card?.title ?? ''}”` }),
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: t({ zh: '状态', en: 'State' }), value: state[panel.status] },
          ...(panel.score === null ? [] : [{ label: t({ zh: '得分', en: 'Score' }), value: `${panel.score} / 100` }]),
        ],
      },
      ...rows,
      ...(isAdmin && panel.status === 'open'
        ? [
            {
              kind: 'actions' as const,
              actions: [
                {
                  label: t({ zh: '取消评审', en: 'Cancel' }),
                  command: 'panel',
                  args: { panel: String(panel.id), do: 'cancel' },
                  style: 'danger' as const,
                },
              ],
            },
          ]
        : []),
    ],
  }
}

/** What waits for this member's scores; for administrators also the latest panels. */
export async function listView(ctx: Context): Promise<View> {
  const { t, db, school, member, zone, lang } = ctx
  const asked = await listAsked(db, school.id, member.id)
  const latest = member.role === 'admin' ? await listPanels(db, school.id, 10) : []
  const item = async (panel: Panel, mine: boolean): Promise<ListItem> => {
    const card = await findResource(db, school.id, panel.resource_id)
    return {
      title: `${panel.id} · ${card?.title ?? ''}`,
      detail: mine
        ? t({ zh: `${clockFace(panel.due_at, zone, lang)} 前`, en: `before ${clockFace(panel.due_at, zone, lang)}` })
        : panel.score === null
          ? t({ zh: panel.status === 'open' ? '进行中' : '已取消', en: panel.status })
          : `${panel.score} / 100`,
      actions: [
        {
          label: mine ? t({ zh: '打分', en: 'Score' }) : t({ zh: '查看', en: 'Show' }),
          command: 'panel',
          args: { panel: String(panel.id) },
          ...(mine && { style: 'primary' as const }),
        },
      ],
    }
  }
  if (asked.length === 0 && latest.length === 0) {
    return sentence(t({ zh: '没有请您评审的资源。', en: 'You are not asked to judge anything.' }))
  }
  return {
    title: t({ zh: '专家评审', en: 'Panels' }),
    blocks: [
      ...(asked.length > 0
        ? [
            { kind: 'text' as const, text: t({ zh: '请您打分', en: 'For your scores' }), style: 'strong' as const },
            { kind: 'list' as const, items: await Promise.all(asked.map((panel) => item(panel, true))) },
          ]
        : []),
      ...(latest.length > 0
        ? [
            { kind: 'text' as const, text: t({ zh: '全部评审', en: 'All panels' }), style: 'strong' as const },
            { kind: 'list' as const, items: await Promise.all(latest.map((panel) => item(panel, false))) },
          ]
        : []),
    ],
  }
}
