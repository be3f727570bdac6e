import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { termLabel } from '#db/policy/terms.ts'
import { type Candidate, candidatesOf } from '#db/terms/candidates.ts'
import { declareOrigin } from '#db/terms/declare.ts'
import { lessonsDone } from '#db/terms/lessons.ts'
import type { WhyNot } from '#db/terms/originals.ts'
import { quotaSheets } from '#db/terms/quota.ts'
import { percentOf, quotaRate } from '#db/terms/rate.ts'
import { daysLeft, type TermSpan, termSpanAt } from '#db/terms/span.ts'
import type { Text } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { type Action, type Block, sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { endOf, exemptionList, exemptionOf, takeExemption } from './quota-exempt.ts'
import { quotaLines } from './quota-lines.ts'

const DEEDS = ['show', 'pick', 'declare', 'rate', 'exempt', 'end', 'exempted'] as const
const ORIGINS = ['original', 'adapted', 'licensed_repost'] as const
const SHOWN = 8

export const quota = defineCommand({
  name: 'quota',
  aliases: ['任务', '学期任务', '达标'],
  summary: {
    zh: '本学期的任务：还差几件，一键选一份',
    en: 'This term’s quota: what is missing, and picking a file for it',
  },
  usage: {
    zh: '/quota；/quota 选；/quota 达标率；管理员：/quota 免 李老师 产假',
    en: '/quota; /quota pick; /quota rate; administrators: /quota exempt name maternity',
  },
  examples: ['/quota 选'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    do: z.enum(DEEDS).default('show'),
    id: z.coerce.number().int().min(1).optional(),
    origin: z.enum(ORIGINS).default('original'),
    who: z.string().max(60).optional(),
    why: z.string().max(200).optional(),
  }),
  fromText(rest) {
    const [first, ...more] = rest
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
    if (first === undefined) return {}
    const word = first.toLowerCase()
    if (/^(选|选一份|挑|pick)$/.test(word)) return { do: 'pick' }
    if (/^(达标率|全校|rate|school)$/.test(word)) return { do: 'rate' }
    if (/^(免任务|免名单|exemptions)$/.test(word)) return { do: 'exempted' }
    if (/^(原创|original)$/.test(word))
      return more[0] === undefined ? undefined : { do: 'declare', id: more[0].replace(/^#/, '') }
    if (/^(免|免除|exempt)$/.test(word)) {
      return more[0] === undefined ? undefined : { do: 'exempt', who: more[0], why: more.slice(1).join(' ') }
    }
    if (/^(恢复|取消免|owe)$/.test(word)) return more[0] === undefined ? undefined : { do: 'end', who: more[0] }
    return undefined
  },
  async run(args, ctx): Promise<Answer> {
    const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
    const span = termSpanAt(policy, ctx.now, ctx.zone)
    switch (args.do) {
      case 'show':
        return ctx.member.role === 'admin'
          ? { view: await schoolView(policy, span, ctx), to: 'member' }
          : { view: await mine(policy, span, ctx), to: 'member' }
      case 'rate':
        return { view: await schoolView(policy, span, ctx) }
      case 'pick':
        return { view: await pick(policy, span, ctx), to: 'member' }
      case 'declare':
        return { view: await declare(args.id ?? 0, args.origin, policy, span, ctx), to: 'member' }
      case 'exempt':
        return { view: await takeExemption(exemptionOf(args.who, args.why), span, ctx), to: 'member' }
      case 'end':
        return { view: await endOf(args.who ?? '', span, ctx), to: 'member' }
      case 'exempted':
        return { view: await exemptionList(span, ctx), to: 'member' }
      default:
        return args.do satisfies never
    }
  },
})

/** One's own: how far, what counts, what to do next. */
async function mine(policy: Policy, span: TermSpan, ctx: Context): Promise<View> {
  const { t } = ctx
  const [sheet] = await quotaSheets(ctx.db, ctx.school.id, span, policy, ctx.zone, ctx.member.id)
  const title = t({ zh: `${termLabel(span.id).zh}任务`, en: `Quota of the ${termLabel(span.id).en}` })
  if (!sheet) {
    const text = t({ zh: '您没有上传任务。分享仍然照常计分。', en: 'You owe nothing. What you share still counts.' })
    return { title, blocks: [{ kind: 'text', text }] }
  }
  const list = await candidatesOf(ctx.db, ctx.school.id, ctx.member.id, span, policy)
  const counted = list.filter((one) => one.counts)
  const blocks: Block[] = quotaLines(sheet, daysLeft(span, ctx.now, ctx.zone)).map((text) => ({
    kind: 'text',
    text: t(text),
  }))
  if (counted.length > 0) {
    blocks.push({
      kind: 'list',
      items: counted.slice(0, SHOWN).map((one) => ({ title: one.card.title, detail: `#${one.card.id}` })),
    })
  }
  if (sheet.due > sheet.done) {
    blocks.push({
      kind: 'actions',
      actions: [
        {
          label: t({ zh: '从我的群文件里选一份', en: 'Pick one of my files' }),
          command: 'quota',
          args: { do: 'pick' },
          style: 'primary',
        },
      ],
    })
    blocks.push({
      kind: 'note',
      text: t({
        zh: '也可以直接往群里发一份自己做的教案、课件或试题，收录后自动计入。',
        en: 'Or drop a plan, slides or a paper of your own in the group: it counts once it is accepted.',
      }),
    })
  }
  return { title, blocks }
}

/** The school's rate and nothing about anybody: also fit for a group. */
async function schoolView(policy: Policy, span: TermSpan, ctx: Context): Promise<View> {
  const { t } = ctx
  const rate = await quotaRate(ctx.db, ctx.school.id, span, policy, ctx.zone)
  const lessons = await lessonsDone(ctx.db, ctx.school.id, span.id, policy)
  const actions: Action[] = [{ label: t({ zh: '优秀课例', en: 'Excellent lessons' }), command: 'lessons', args: {} }]
  if (ctx.member.role === 'admin' && ctx.chat.kind === 'direct') {
    actions.push({ label: t({ zh: '免任务名单', en: 'Exemptions' }), command: 'quota', args: { do: 'exempted' } })
  }
  return {
    title: t({ zh: `${termLabel(span.id).zh}任务`, en: `Quota of the ${termLabel(span.id).en}` }),
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: t({ zh: '达标率', en: 'Quota met' }), value: percentOf(rate) },
          { label: t({ zh: '优秀课例', en: 'Excellent lessons' }), value: `${lessons.done}/${lessons.due}` },
          {
            label: t({ zh: '离学期结束', en: 'Days left' }),
            value: t({ zh: `${daysLeft(span, ctx.now, ctx.zone)} 天`, en: String(daysLeft(span, ctx.now, ctx.zone)) }),
          },
        ],
      },
      { kind: 'actions', actions },
      {
        kind: 'note',
        text: t({ zh: '每位老师的进度只有本人能看：/quota', en: 'Everybody’s own progress is theirs to see: /quota' }),
      },
    ],
  }
}

/** One's own files of the term, those first that do not count yet, each with the one step that is missing. */
async function pick(policy: Policy, span: TermSpan, ctx: Context): Promise<View> {
  const { t } = ctx
  const list = (await candidatesOf(ctx.db, ctx.school.id, ctx.member.id, span, policy)).filter(
    (one) => !one.declared || !one.counts,
  )
  if (list.length === 0) {
    return sentence(
      t({
        zh: '本学期没有可以选的文件：您分享的都已计入，或还没有分享。',
        en: 'There is no file to pick: all you shared this term counts already, or there is none yet.',
      }),
      {
        note: t({
          zh: '往群里发一份自己做的资料，收录后自动计入。',
          en: 'Drop something of your own in the group; it counts once it is accepted.',
        }),
      },
    )
  }
  return {
    title: t({ zh: '从我的群文件里选一份', en: 'Pick one of my files' }),
    blocks: [
      {
        kind: 'list',
        items: list.slice(0, SHOWN).map((one) => {
          const actions = actionsOf(one, ctx)
          return {
            title: one.card.title,
            detail: `#${one.card.id} · ${t(one.counts ? COUNTS : WHY[one.why ?? 'not_accepted'])}`,
            ...(actions.length > 0 && { actions }),
          }
        }),
      },
      {
        kind: 'note',
        text: t({
          zh: '声明原创表示这份资料由您自己制作，声明会连同文件指纹一起保存。',
          en: 'By declaring it original you say that you made it; your word is kept with the file’s fingerprint.',
        }),
      },
    ],
  }
}

const COUNTS: Text = { zh: '已计入，尚未声明', en: 'counts, not declared yet' }
const WHY: Record<WhyNot, Text> = {
  not_accepted: { zh: '待审核，通过后计入', en: 'waits for a reviewer, then counts' },
  not_original: { zh: '标为改编或转载', en: 'marked as adapted or reposted' },
  version: { zh: '自己资源的新版本，不另计', en: 'a new version of your own, not counted again' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  revoked: { zh: '经核查不计', en: 'not counted after a decision' },
  imported: { zh: '批量导入，不计', en: 'imported, not counted' },
}

function actionsOf({ card, counts, why }: Candidate, { t }: Context): Action[] {
  const id = String(card.id)
  if (why === 'withdrawn') return [{ label: t({ zh: '恢复', en: 'Restore' }), command: 'restore', args: { id } }]
  if (!counts && why !== 'not_original') return []
  return [
    {
      label: t({ zh: '声明原创', en: 'It is my own' }),
      command: 'quota',
      args: { do: 'declare', id },
      style: 'primary',
    },
  ]
}

async function declare(
  id: number,
  origin: (typeof ORIGINS)[number],
  policy: Policy,
  span: TermSpan,
  ctx: Context,
): Promise<View> {
  const { t } = ctx
  const { resource, before, isNew } = await ctx.write((trx) =>
    declareOrigin(trx, { schoolId: ctx.school.id, id, by: ctx.member.id, origin, now: ctx.now }),
  )
  if (before !== origin) ctx.ring('fact.settle', { schoolId: ctx.school.id })
  const [sheet] = await quotaSheets(ctx.db, ctx.school.id, span, policy, ctx.zone, ctx.member.id)
  const progress = sheet
    ? t({ zh: `本学期 ${sheet.done}/${sheet.due} 件。`, en: `This term: ${sheet.done} of ${sheet.due}.` })
    : ''
  const is = ORIGIN_LABELS[origin]
  const said = isNew
    ? t({ zh: `${named(resource.title)}已声明为${is.zh}。`, en: `“${resource.title}” is declared ${is.en}.` })
    : t({
        zh: `${named(resource.title)}之前已声明为${is.zh}。`,
        en: `“${resource.title}” was declared ${is.en} before.`,
      })
  return sentence(`${said}${progress}`, {
    tone: 'good',
    about: { resource: id },
    ...(before !== origin && {
      actions: [
        {
          label: t({ zh: '改回去', en: 'Undo' }),
          command: 'quota',
          args: { do: 'declare', id: String(id), origin: before },
        },
      ],
      note: t({ zh: '积分会按新的来源重新计算。', en: 'Its points are computed anew.' }),
    }),
  })
}

const ORIGIN_LABELS: Record<(typeof ORIGINS)[number], Text> = {
  original: { zh: '原创', en: 'original' },
  adapted: { zh: '改编', en: 'adapted' },
  licensed_repost: { zh: '授权转载', en: 'reposted with licence' },
}
