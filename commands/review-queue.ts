import { lastDecision, listFindings } from '#db/findings/findings.ts'
import { policyAt } from '#db/policy/at.ts'
import { listDiffering } from '#db/review/looks.ts'
import { listQueue, type Waiting, workload } from '#db/review/queue.ts'
import { type Scope, scopeOf } from '#db/review/reviewers.ts'
import { findResource, type ResourceCard } from '#db/rows/resources.ts'
import { UserFacingError } from '#kit/errors.ts'
import { addDays, clockFace } from '#kit/zone.ts'
import { type Block, type ListItem, sentence, type View } from '#workers/view.ts'
import { flagName } from '#workers/view-flags.ts'
import { PRIVACY_SAID } from '#workers/view-personal.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import type { Context } from './command.ts'

const SHOWN = 10
/** Days behind the numbers of /review workload. */
const WORKLOAD_DAYS = 180

type Reviewer = { id: number; scope: Scope }

/** What this member may review. Throws UserFacingError `no_reviewer`. */
export async function scopeOrRefuse(ctx: Context): Promise<Scope> {
  const scope = await scopeOf(ctx.db, ctx.member)
  if (scope) return scope
  throw new UserFacingError(
    'no_reviewer',
    { zh: '只有审核人能用 /review。', en: 'Only reviewers use /review.' },
    {
      zh: '想参加审核，请联系管理员：/reviewer 可以把您加为某个学科的审核人。',
      en: 'To take part ask an administrator, who adds reviewers with /reviewer.',
    },
  )
}

/** Second looks that wait for one resource. */
export async function waitingOf(resourceId: number, ctx: Context): Promise<Waiting[]> {
  const scope = { all: true, subjects: [], expert: [] }
  const all = await listQueue(ctx.db, ctx.school.id, { id: ctx.member.id, scope }, 1_000)
  return all.filter((one) => one.resourceId === resourceId)
}

/** The list; with `next` only the oldest. */
export async function queue(reviewer: Reviewer, next: boolean, ctx: Context): Promise<View> {
  const { t } = ctx
  const waiting = await listQueue(ctx.db, ctx.school.id, reviewer, next ? 1 : SHOWN + 1)
  const differing = ctx.member.role === 'admin' && !next ? await differingBlocks(ctx) : []
  if (waiting.length === 0 && differing.length === 0)
    return sentence(t({ zh: '没有待审的资源。', en: 'Nothing waits for review.' }))
  const items: ListItem[] = []
  for (const one of waiting.slice(0, SHOWN)) {
    const card = await findResource(ctx.db, ctx.school.id, one.resourceId)
    if (card) items.push(await item(card, one, ctx))
  }
  const more = waiting.length > SHOWN
  return {
    title: t({ zh: '待审核', en: 'Waiting for review' }),
    blocks: [
      ...(items.length > 0 ? [{ kind: 'list' as const, numbered: !next, items }] : []),
      ...differing,
      ...(more
        ? [
            {
              kind: 'note' as const,
              text: t({
                zh: '后面还有，处理完这些再发 /review。',
                en: 'There are more; send /review again after these.',
              }),
            },
          ]
        : []),
    ],
    ...(next && waiting[0] && { about: { resource: waiting[0].resourceId } }),
  }
}

/** One resource with its buttons. */
export async function one(card: ResourceCard, ctx: Context): Promise<View> {
  const waiting = await waitingOf(card.id, ctx)
  const since = { resourceId: card.id, since: card.shared_at, why: 'new' as const, subject: card.subject }
  return {
    blocks: [{ kind: 'list', items: [await item(card, waiting[0] ?? since, ctx)] }],
    about: { resource: card.id },
  }
}

/** The file itself, for a reviewer's eyes; it is no download. */
export function fileView(card: ResourceCard, { t }: Context): View {
  if (card.blob_sha256 === null) {
    return sentence(card.media?.url ?? t({ zh: '这份资源没有文件。', en: 'This resource has no file.' }))
  }
  return {
    title: card.title,
    blocks: [
      { kind: 'file', resource: card.id, name: card.file_name, size: card.size, sha256: card.blob_sha256 },
      {
        kind: 'note',
        text: t({
          zh: '供审核查看，不计下载，请勿转发。',
          en: 'For review only: not counted, please do not pass it on.',
        }),
      },
    ],
    about: { resource: card.id },
  }
}

async function item(card: ResourceCard, waiting: Waiting, ctx: Context): Promise<ListItem> {
  const { t, zone, lang, db, school, now } = ctx
  const policy = await policyAt(db, school.id, now)
  const days = policy.rules['audit.done']?.sla_days
  const due = days === undefined ? undefined : addDays(waiting.since, days, zone)
  const isLate = due !== undefined && due <= now
  const dueText =
    due &&
    (isLate
      ? t({ zh: '已超时', en: 'overdue' })
      : t({ zh: `${clockFace(due, zone, lang)} 前`, en: `due ${clockFace(due, zone, lang)}` }))
  const which: Record<string, string> =
    waiting.look === undefined ? { id: String(card.id) } : { look: String(waiting.look) }
  const why = await whyOf(card, waiting, ctx)
  const detail = [
    `#${card.id}`,
    // A second look is made without knowing whose it is or what the first said.
    ...(waiting.why === 'blind' ? [] : [card.author_name]),
    clockFace(card.shared_at, zone, lang),
    shortClassification(t, card),
    ...(dueText ? [dueText] : []),
  ]
  return {
    title: card.title,
    detail: detail.join(' · '),
    ...(why && { why }),
    actions: [
      {
        label: waiting.why === 'poor' ? t({ zh: '保留', en: 'Keep' }) : t({ zh: '通过', en: 'Accept' }),
        command: 'review',
        args: { ...which, verdict: 'accept' },
        style: 'primary',
      },
      {
        label: waiting.why === 'poor' ? t({ zh: '请作者改进', en: 'Ask to improve' }) : t({ zh: '退回', en: 'Refuse' }),
        command: 'review',
        args: { ...which, verdict: 'refuse' },
      },
      { label: t({ zh: '看文件', en: 'File' }), command: 'review', args: { id: String(card.id), verdict: 'file' } },
    ],
  }
}

/** What stands behind the flags, masked, and what the author said about it. Shown to reviewers in private only. */
async function whyOf(card: ResourceCard, waiting: Waiting, { db, school, t }: Context): Promise<string | undefined> {
  if (waiting.why === 'blind') return t({ zh: '复核：请独立判断。', en: 'A second look: please judge for yourself.' })
  if (waiting.why === 'poor') {
    return t({
      zh: '评分偏低，请再看一遍。不扣作者的分。',
      en: 'Rated low; please look again. Its author loses nothing.',
    })
  }
  if (card.flags.length === 0) return undefined
  const findings = await listFindings(db, school.id, [card.id])
  const decision = await lastDecision(db, school.id, card.id)
  const samples = findings.map(
    (found) => `${t(flagName(found.flag))} ${found.count}${found.samples[0] ? ` (${found.samples[0]})` : ''}`,
  )
  const why = [...samples, ...(decision ? [t(PRIVACY_SAID[decision.choice])] : [])].join(' · ')
  return t({
    zh: `需要审核：${card.flags.map((flag) => t(flagName(flag))).join('、')}${why ? `。${why}` : ''}`,
    en: `To be reviewed: ${card.flags.map((flag) => t(flagName(flag))).join(', ')}${why ? `. ${why}` : ''}`,
  })
}

/** Second looks that came out differently, for administrators. */
async function differingBlocks(ctx: Context): Promise<Block[]> {
  const { t, db, school } = ctx
  const looks = await listDiffering(db, school.id, 5)
  if (looks.length === 0) return []
  const says = {
    accepted: t({ zh: '通过', en: 'accepted' }),
    refused: t({ zh: '退回', en: 'refused' }),
  }
  const items: ListItem[] = []
  for (const look of looks) {
    const card = await findResource(db, school.id, look.resource_id)
    if (!card) continue
    const [first, second] = [look.first_decision ?? 'accepted', look.decision ?? 'accepted']
    items.push({
      title: card.title,
      detail: t({
        zh: `#${card.id} · 初审${says[first]}，复核${says[second]}`,
        en: `#${card.id} · first ${says[first]}, then ${says[second]}`,
      }),
      ...(look.reason && { why: look.reason }),
      actions: [
        {
          label: t({ zh: '维持初审', en: 'The first stands' }),
          command: 'review',
          args: { look: String(look.id), verdict: 'first' },
        },
        {
          label: t({ zh: '按复核改判', en: 'The second stands' }),
          command: 'review',
          args: { look: String(look.id), verdict: 'second' },
        },
      ],
    })
  }
  return [
    {
      kind: 'text',
      text: t({ zh: '初审与复核不一致，请裁定', en: 'Two reviewers differ; please settle' }),
      style: 'strong',
    },
    { kind: 'list', items },
  ]
}

/** Numbers per reviewer: one's own; all of them for administrators. */
export async function workloadView(ctx: Context): Promise<View> {
  const { t, db, school, now, member } = ctx
  const policy = await policyAt(db, school.id, now)
  const rows = await workload(db, school.id, {
    since: addDays(now, -WORKLOAD_DAYS, ctx.zone),
    lateAfterHours: (policy.rules['audit.done']?.sla_days ?? 0) * 24 || policy.review.escalate_after_hours,
  })
  const shown = member.role === 'admin' ? rows : rows.filter((row) => row.memberId === member.id)
  if (shown.length === 0) {
    return sentence(t({ zh: '近半年还没有审核记录。', en: 'No reviews in the last half year.' }))
  }
  const { blind_alert: alert, blind_min: least } = policy.review
  return {
    title: t({ zh: '审核工作量（近 180 天）', en: 'Reviews of the last 180 days' }),
    blocks: [
      {
        kind: 'list',
        items: shown.map((row) => ({
          title: row.name,
          detail: t({
            zh: `通过 ${row.accepted}，退回 ${row.refused}；中位用时 ${row.hours} 小时；超时 ${row.late}`,
            en: `${row.accepted} accepted, ${row.refused} refused; median ${row.hours} h; ${row.late} late`,
          }),
          why: t({
            zh: `复核 ${row.blind} 份，不一致 ${row.differing}；改判 ${row.overturned}`,
            en: `${row.blind} looked at again, ${row.differing} differ; ${row.overturned} overturned`,
          }),
        })),
      },
      ...(shown.some((row) => member.role === 'admin' && row.blind >= least && row.differing > alert * row.blind)
        ? [
            {
              kind: 'note' as const,
              text: t({
                zh: '有审核人的不一致偏多，建议一起对一次标准。',
                en: 'Somebody differs rather often; going through the standards together may help.',
              }),
            },
          ]
        : []),
    ],
  }
}
