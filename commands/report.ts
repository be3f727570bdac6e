import { z } from 'zod'
import { findCase } from '#db/cases/file.ts'
import { listJudges } from '#db/cases/judges.ts'
import { openReport } from '#db/cases/open.ts'
import { takeBackReport } from '#db/cases/steps.ts'
import { REPORT_KINDS, type ReportKind } from '#db/cases/tables.ts'
import { findResource, findVisible, type ResourceCard } from '#db/rows/resources.ts'
import { tellMember } from '#db/rows/tell.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { sentence, type View } from '#workers/view.ts'
import { KIND_NAMES } from '#workers/view-case.ts'
import { hiddenNotice, waitsNotice } from '#workers/view-case-notice.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'

const WORDS: [ReportKind, RegExp][] = [
  ['copyright', /^(?:版权|侵权|著作权|copyright)[：:，, ]*/i],
  ['plagiarism', /^(?:抄袭|盗用|出处|plagiari[sz]m|stolen)[：:，, ]*/i],
  ['duplicate', /^(?:重复|雷同|duplicate)[：:，, ]*/i],
  ['content', /^(?:内容|有误|错误|差错|content|error|wrong)[：:，, ]*/i],
  ['review_error', /^(?:审核有误|审核|复议|review)[：:，, ]*/i],
]

export const report = defineCommand({
  name: 'report',
  aliases: ['举报', '反映', '报告问题'],
  summary: {
    zh: '反映资源的版权、出处、重复或内容问题，只有管理员看到',
    en: 'Reports a question of copyright, origin, duplication or content; administrators only see it',
  },
  usage: {
    zh: '/report 编号 版权|抄袭|重复|错误|审核 理由',
    en: '/report number copyright|plagiarism|duplicate|error|review reason',
  },
  examples: ['/report 128 错误 第 3 题答案应为 12', '/report 128 重复 97 和它一样'],
  who: 'everyone',
  args: z.object({
    id: resourceId,
    kind: z.enum(REPORT_KINDS).optional(),
    reason: z.string().trim().max(800).optional(),
    holder: z.string().trim().max(100).optional(),
    original: z.preprocess((value) => (value === '' ? undefined : value), resourceId.optional()),
    case: z.coerce.number().int().min(1).optional(),
  }),
  fromText(rest, about) {
    const taken = takeId(rest, about)
    if (!taken) return undefined
    const found = WORDS.find(([, word]) => word.test(taken.rest))
    if (!found) return taken.rest === '' ? { id: taken.id } : { id: taken.id, reason: taken.rest }
    const [kind, word] = found
    const said = taken.rest.replace(word, '')
    const original = kind === 'duplicate' ? /^[#＃]?(\d{1,10})(?=$|[\s，,：:])\s*/.exec(said) : null
    const holder = kind === 'copyright' ? /(?:权利人|right holder)\s*[：:]\s*(\S{1,100})/i.exec(said)?.[1] : undefined
    const reason = (original ? said.slice(original[0].length) : said).replace(/^[，,：:\s]+/, '').trim()
    return {
      id: taken.id,
      kind,
      ...(reason !== '' && { reason }),
      ...(original?.[1] && { original: original[1] }),
      ...(holder && { holder }),
    }
  },
  async run(args, ctx) {
    if (args.case !== undefined) return { view: await takeBack(args.case, ctx), to: 'member', replace: ctx.pressed }
    const resource = await mayReport(args.id, args.kind, ctx)
    const { kind, reason } = args
    if (kind === undefined || (!reason && args.original === undefined))
      return { view: form(resource, kind, reason, ctx), to: 'member' }
    if (args.original !== undefined) {
      if (args.original === resource.id) throw sameOne()
      if (!(await findVisible(ctx.db, viewerOf(ctx.member), args.original))) throw notFound(args.original)
    }
    const view = await file(resource, { ...args, kind, reason: reason ?? '' }, ctx)
    return { view, to: 'member', replace: ctx.pressed }
  },
})

async function mayReport(id: number, kind: ReportKind | undefined, ctx: Context): Promise<ResourceCard> {
  const own = await findResource(ctx.db, ctx.school.id, id)
  if (own?.member_id === ctx.member.id) {
    if (kind === 'review_error') return own
    throw new UserFacingError(
      'own_resource',
      {
        zh: '这是您自己的资源，可以直接更正或撤回。',
        en: 'This is your own: you can correct or withdraw it yourself.',
      },
      {
        zh: `/correct ${id} · /withdraw ${id} · 审核有疑问：/report ${id} 审核 理由`,
        en: `/correct ${id} · /withdraw ${id} · about its review: /report ${id} review reason`,
      },
    )
  }
  const visible = await findVisible(ctx.db, viewerOf(ctx.member), id)
  if (!visible) throw notFound(id)
  return visible
}

type Given = { kind: ReportKind; reason: string; holder?: string | undefined; original?: number | undefined }

async function file(resource: ResourceCard, given: Given, ctx: Context): Promise<View> {
  const { t, school, now, zone } = ctx
  const holder = given.holder === '' ? undefined : given.holder
  const { opened, chats } = await ctx.write(async (trx) => {
    const opened = await openReport(trx, {
      schoolId: school.id,
      kind: given.kind,
      resource,
      by: ctx.member.id,
      reason: given.reason,
      holder,
      original: given.original,
      now,
    })
    const card = await findCase(trx, school.id, opened.file.id)
    const chats: (number | undefined)[] = []
    if (card && opened.outcome === 'opened') {
      for (const judge of await listJudges(trx, card)) {
        const key = `case:${card.id}:opened:${judge}`
        chats.push(await tellMember(trx, school.id, judge, { key, view: waitsNotice(card, zone), now }))
      }
    }
    if (card && opened.hidden) {
      const key = `case:${card.id}:hidden`
      chats.push(await tellMember(trx, school.id, card.member_id, { key, view: hiddenNotice(card), now }))
    }
    return { opened, chats }
  })
  for (const chatId of chats) if (chatId !== undefined) ctx.ring('chat.post', { schoolId: school.id, chatId })
  if (opened.hidden) ctx.ring('fact.settle', { schoolId: school.id })
  const id = opened.file.id
  const what: Text = KIND_NAMES[given.kind]
  return sentence(
    opened.outcome === 'again'
      ? t({
          zh: `您已经反映过了，正在核实（案卷 ${id}）。`,
          en: `You reported this before; it is being checked (case ${id}).`,
        })
      : opened.outcome === 'joined'
        ? t({
            zh: `已收到。同样的问题已在核实，您说的已并入案卷 ${id}。`,
            en: `Received. The same is being checked already; yours was added to case ${id}.`,
          })
        : t({
            zh: `已收到您对${named(resource.title)}的反映（${t(what)}），案卷 ${id}${opened.hidden ? '，核实期间暂不展示' : ''}。分享者不会知道是谁反映的。`,
            en: `Received: ${t(what).toLowerCase()} of “${resource.title}”, case ${id}${opened.hidden ? '; it is not shown while it is checked' : ''}. Its author will not learn who reported it.`,
          }),
    {
      tone: 'good',
      ...(opened.outcome === 'opened' && {
        actions: [
          {
            label: t({ zh: '撤销', en: 'Undo' }),
            command: 'report',
            args: { id: String(resource.id), case: String(id) },
          },
        ],
      }),
      note: t({ zh: `进度：/cases ${id}`, en: `Progress: /cases ${id}` }),
      about: { resource: resource.id },
    },
  )
}

async function takeBack(id: number, ctx: Context): Promise<View> {
  const { t, school } = ctx
  const done = await ctx.write((trx) =>
    takeBackReport(trx, { schoolId: school.id, id, by: ctx.member.id, now: ctx.now }),
  )
  if (!done) {
    throw new UserFacingError(
      'under_way',
      { zh: `案卷 ${id} 已在处理，不能撤销了。`, en: `Case ${id} is being dealt with and can not be taken back.` },
      { zh: `进度：/cases ${id}`, en: `Progress: /cases ${id}` },
    )
  }
  ctx.ring('fact.settle', { schoolId: school.id })
  return sentence(t({ zh: `已撤销，案卷 ${id} 不再处理。`, en: `Taken back: case ${id} is closed.` }), {
    tone: 'good',
    ...(done.resource_id !== null && {
      note: t({ zh: `重新反映：/report ${done.resource_id}`, en: `To report again: /report ${done.resource_id}` }),
    }),
  })
}

function form(resource: ResourceCard, kind: ReportKind | undefined, reason: string | undefined, { t }: Context): View {
  return {
    title: t({ zh: `反映${named(resource.title)}的问题`, en: `Report “${resource.title}”` }),
    blocks: [
      {
        kind: 'form',
        submit: {
          label: t({ zh: '提交', en: 'Send' }),
          command: 'report',
          args: { id: String(resource.id) },
          style: 'primary',
        },
        fields: [
          {
            kind: 'choice',
            name: 'kind',
            label: t({ zh: '问题', en: 'What' }),
            ...(kind && { value: kind }),
            options: REPORT_KINDS.filter((one) => one !== 'review_error').map((value) => ({
              value,
              label: t(KIND_NAMES[value]),
            })),
          },
          {
            kind: 'input',
            name: 'reason',
            label: t({ zh: '理由', en: 'Reason' }),
            max: 800,
            ...(reason !== undefined && { value: reason }),
          },
          {
            kind: 'input',
            name: 'holder',
            label: t({ zh: '权利人（版权问题，可不填）', en: 'Right holder (copyright only, optional)' }),
            max: 100,
          },
          {
            kind: 'input',
            name: 'original',
            label: t({ zh: '原资源编号（重复或出处，可不填）', en: 'Number of the original (optional)' }),
            max: 10,
          },
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: '只有管理员和审核的老师看到；分享者不会知道是谁反映的。',
          en: 'Administrators and reviewers only see it; the author does not learn who reported.',
        }),
      },
    ],
    about: { resource: resource.id },
  }
}

function sameOne(): UserFacingError {
  return new UserFacingError('same', {
    zh: '两个编号是同一份资源，请写原资源的编号。',
    en: 'Both numbers are the same resource; give the original’s.',
  })
}
