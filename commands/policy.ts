import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { policyDiff } from '#db/policy/diff.ts'
import { approveDraft, createDraft, type Draft, getDraft, listDrafts, withdrawDraft } from '#db/policy/drafts.ts'
import { editedSource } from '#db/policy/edit.ts'
import { listPolicies } from '#db/policy/next.ts'
import { loadPolicy } from '#db/policy/parse.ts'
import { countReaders } from '#db/policy/reads.ts'
import { UserFacingError } from '#kit/errors.ts'
import { addDays, clockFace, dayOf, startOfDay } from '#kit/zone.ts'
import { type Block, sentence, type View } from '#workers/view.ts'
import { draftView, summary } from '#workers/view-policy.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { approveRetro, propose, retroBlocks, withdrawRetro } from './policy-retro.ts'

const DEEDS = ['show', 'approve', 'withdraw', 'set', 'retro', 'retro_yes', 'retro_no'] as const
type Deed = (typeof DEEDS)[number]
const VERSIONS_SHOWN = 5

export const policy = defineCommand({
  name: 'policy',
  aliases: ['规则管理', '规则草案'],
  summary: { zh: '起草、批准和查看积分规则的版本', en: 'Drafts, approves and lists versions of the points rules' },
  usage: {
    zh: '/policy；/policy 批准 3；/policy 撤回 3；/policy 改 课件 12 2026-12-10；也可以把 .yaml 规则文件发给我',
    en: '/policy; /policy approve 3; /policy withdraw 3; /policy set courseware 12 2026-12-10; or send me the .yaml file',
  },
  examples: ['/policy 改 课件 12', '/policy 改 rules.upload.accepted.per_day_full 6'],
  who: ['admin'],
  args: z.object({
    do: z.enum(DEEDS).default('show'),
    id: z.coerce.number().int().min(1).optional(),
    path: z.string().max(120).optional(),
    value: z.string().max(60).optional(),
    from: z.iso.date().optional(),
    reason: z.string().max(200).optional(),
  }),
  fromText(rest) {
    const [first, ...more] = rest
      .trim()
      .split(/[\s=＝]+/)
      .filter((word) => word !== '')
    if (first === undefined) return {}
    const deed = deedOf(first)
    if (deed === 'set') {
      const [path, value, from] = more
      return path === undefined || value === undefined ? undefined : { do: deed, path, value, from }
    }
    const id = /^#?(\d+)$/.exec(deed ? (more[0] ?? '') : first)?.[1]
    if (id === undefined) return undefined
    return { do: deed ?? 'show', id, ...(deed === 'retro' && { reason: more.slice(1).join(' ') }) }
  },
  async run(args, ctx): Promise<Answer> {
    switch (args.do) {
      case 'show':
        return { view: args.id === undefined ? await overview(ctx) : await shown(args.id, ctx), to: 'member' }
      case 'approve':
        return { view: await approve(needed(args.id), ctx), to: 'member' }
      case 'withdraw':
        return { view: await withdraw(needed(args.id), ctx), to: 'member' }
      case 'set':
        return { view: await edit(args.path ?? '', args.value ?? '', args.from, ctx), to: 'member' }
      case 'retro':
        if ((args.reason ?? '').trim() === '') throw noReason(needed(args.id))
        return { view: await propose(needed(args.id), args.reason ?? '', ctx), to: 'member' }
      case 'retro_yes':
        return { view: await approveRetro(needed(args.id), ctx), to: 'member' }
      case 'retro_no':
        return { view: await withdrawRetro(needed(args.id), ctx), to: 'member' }
      default:
        return args.do satisfies never
    }
  },
})

async function overview(ctx: Context): Promise<View> {
  const { t, db, school } = ctx
  const [current, versions, drafts] = [
    await policyAt(db, school.id, ctx.now),
    await listPolicies(db, school.id),
    await listDrafts(db, school.id),
  ]
  const readers = await countReaders(db, school.id, current.version)
  const blocks: Block[] = [
    {
      kind: 'text',
      text: t({
        zh: `现行 ${current.version}，已有 ${readers} 人确认阅读。`,
        en: `In force: ${current.version}; ${readers} people have confirmed that they read it.`,
      }),
    },
    {
      kind: 'list',
      items: versions.slice(0, VERSIONS_SHOWN).map((one) => ({
        title: one.version,
        detail: t({
          zh: `${clockFace(one.effectiveFrom, ctx.zone, ctx.lang)} 起${one.effectiveFrom > ctx.now ? '（已排定）' : ''}`,
          en: `from ${clockFace(one.effectiveFrom, ctx.zone, ctx.lang)}${one.effectiveFrom > ctx.now ? ' (scheduled)' : ''}`,
        }),
      })),
    },
  ]
  if (drafts.length > 0) {
    blocks.push({ kind: 'text', style: 'strong', text: t({ zh: '草案', en: 'Drafts' }) })
    blocks.push({ kind: 'list', items: drafts.map((draft) => draftItem(draft, ctx)) })
  }
  blocks.push(...(await retroBlocks(ctx)))
  blocks.push({
    kind: 'note',
    text: t({
      zh: '起草：把 .yaml 规则文件发给我，或发送 /policy 改 课件 12。',
      en: 'To draft: send me the .yaml file, or /policy set courseware 12.',
    }),
  })
  return { title: t({ zh: '积分规则的版本', en: 'Versions of the points rules' }), blocks }
}

function draftItem(draft: Draft, { t, zone, lang }: Context) {
  const id = String(draft.id)
  return {
    title: t({ zh: `草案 ${id}（${draft.version}）`, en: `Draft ${id} (${draft.version})` }),
    detail: [
      t({
        zh: `${clockFace(draft.effectiveFrom, zone, lang)} 起，已批准 ${draft.approvals.length} 人`,
        en: `from ${clockFace(draft.effectiveFrom, zone, lang)}, ${draft.approvals.length} approved`,
      }),
      draft.report ? summary(draft.report, t) : t({ zh: '还没有模拟', en: 'not tried out yet' }),
    ].join(' · '),
    actions: [
      { label: t({ zh: '查看', en: 'Show' }), command: 'policy', args: { id } },
      { label: t({ zh: '模拟', en: 'Try it out' }), command: 'simulate', args: { id } },
    ],
  }
}

async function shown(id: number, ctx: Context): Promise<View> {
  const draft = await getDraft(ctx.db, ctx.school.id, id)
  const meant = await loadPolicy(ctx.db, draft.source)
  const before = await policyAt(ctx.db, ctx.school.id, new Date(draft.effectiveFrom.getTime() - 1))
  const view = draftView(draft, policyDiff(before, meant), ctx, before.approval.approvers)
  return draft.status === 'draft' ? view : { ...view, blocks: view.blocks.filter((block) => block.kind !== 'actions') }
}

async function approve(id: number, ctx: Context): Promise<View> {
  const { t } = ctx
  const done = await ctx.write((trx) =>
    approveDraft(trx, { schoolId: ctx.school.id, id, by: ctx.member.id, now: ctx.now }),
  )
  if (done.is === 'published') {
    const at = clockFace(new Date(done.policy.effective_from), ctx.zone, ctx.lang)
    return sentence(
      t({
        zh: `已批准。积分规则 ${done.policy.version} 排定，从 ${at} 起生效；已有的积分不变。`,
        en: `Approved. The points rules ${done.policy.version} are scheduled and in force from ${at}; points already given stay.`,
      }),
      {
        tone: 'good',
        note: t({ zh: '老师们可以用 /rules 下一版 查看。', en: 'Teachers see it with /rules next.' }),
      },
    )
  }
  return sentence(
    done.again
      ? t({
          zh: `您之前已经批准过草案 ${id}，还要另外 ${done.left} 位管理员批准。`,
          en: `You approved draft ${id} before; ${done.left} other administrator(s) must approve too.`,
        })
      : t({
          zh: `已记下您的批准，还要另外 ${done.left} 位管理员批准草案 ${id}。`,
          en: `Your approval is noted; ${done.left} other administrator(s) must approve draft ${id} too.`,
        }),
    { actions: [{ label: t({ zh: '查看草案', en: 'The draft' }), command: 'policy', args: { id: String(id) } }] },
  )
}

async function withdraw(id: number, ctx: Context): Promise<View> {
  const draft = await ctx.write((trx) => withdrawDraft(trx, ctx.school.id, id, ctx.now))
  return sentence(
    ctx.t({
      zh: `草案 ${id}（${draft.version}）已撤回，现行规则不变。`,
      en: `Draft ${id} (${draft.version}) is withdrawn; the rules in force stay.`,
    }),
    {
      tone: 'good',
      note: ctx.t({ zh: '需要时把文件再发一次即可。', en: 'Hand the file in again if it is needed.' }),
    },
  )
}

/** A draft that differs from the rules in force in one value. Without a day: as soon as any notice allows. */
async function edit(path: string, value: string, from: string | undefined, ctx: Context): Promise<View> {
  const current = await policyAt(ctx.db, ctx.school.id, ctx.now)
  const notice = current.approval.lower_notice_days
  const begins = startOfDay(from ?? dayOf(addDays(ctx.now, notice + 1, ctx.zone), ctx.zone), ctx.zone)
  const drafted = await ctx.write(async (trx) => {
    const source = await editedSource(trx, {
      schoolId: ctx.school.id,
      values: [{ path, value }],
      from: begins.toISOString(),
      // What will be in force then: a version that is scheduled keeps what it changes.
      at: begins,
      by: ctx.member.id,
    })
    return createDraft(trx, { schoolId: ctx.school.id, source, by: ctx.member.id, now: ctx.now })
  })
  return draftView(drafted.draft, drafted.changes, ctx, current.approval.approvers)
}

const WORDS: Record<Deed, readonly string[]> = {
  show: ['查看', '看', '列表', 'show', 'list'],
  approve: ['批准', '同意', '通过', 'approve', 'yes'],
  withdraw: ['撤回', '作废', 'withdraw', 'drop'],
  set: ['改', '起草', '设', 'set', 'draft'],
  retro: ['追溯', 'retro'],
  retro_yes: ['批准追溯'],
  retro_no: ['撤回追溯'],
}

function deedOf(word: string): Deed | undefined {
  return DEEDS.find((deed) => WORDS[deed].includes(word.toLowerCase()))
}

function noReason(id: number): UserFacingError {
  return new UserFacingError('no_reason', {
    zh: `追溯要写明原因：/policy 追溯 ${id} 原因`,
    en: `Say why: /policy retro ${id} reason`,
  })
}

function needed(id: number | undefined): number {
  return id ?? 0
}
