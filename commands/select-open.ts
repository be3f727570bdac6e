import {
  candidatesOf,
  choose,
  lockSelection,
  nominate,
  openSelection,
  type Selection,
  setSelection,
} from '#db/honours/selections.ts'
import { policyAt } from '#db/policy/at.ts'
import { judgesFor, judgesOf, openPanel } from '#db/review/panels.ts'
import { findResource, findVisible } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named, showable } from '#kit/text.ts'
import { addDays } from '#kit/zone.ts'
import { sentence } from '#workers/view.ts'
import { notFound } from './args.ts'
import type { Answer, Context } from './command.ts'
import { tellJudge } from './panel.ts'
import { oneView } from './select-views.ts'

export async function begin(
  args: { level?: Selection['level'] | undefined; places?: number | undefined; title?: string | undefined },
  ctx: Context,
): Promise<Answer> {
  adminsOnly(ctx)
  const { t, school, member, now } = ctx
  const title = showable(args.title ?? '', 60, '')
  if (!args.level || args.places === undefined || title === '') throw wrong()
  const { level, places } = args
  const made = await ctx.write((trx) =>
    openSelection(trx, { schoolId: school.id, kind: 'case', title, level, places, by: member.id, now }),
  )
  const id = String(made.id)
  return {
    view: sentence(
      t({
        zh: `评选 ${id} 已开始：${title}。老师们可以推荐：/select ${id} 推荐 编号 理由`,
        en: `Selection ${id} has begun: ${title}. Nominate with /select ${id} nominate number why`,
      }),
      {
        tone: 'good',
        actions: [
          { label: t({ zh: '查看', en: 'Show' }), command: 'select', args: { selection: id } },
          { label: t({ zh: '取消', en: 'Cancel' }), command: 'select', args: { selection: id, do: 'cancel' } },
        ],
      },
    ),
    to: 'member',
  }
}

export async function nominateWork(
  selection: Selection,
  resource: number | undefined,
  reason: string | undefined,
  ctx: Context,
): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  if (selection.kind !== 'case' || selection.status !== 'open') throw notNow()
  const card = await findVisible(db, viewerOf(member), resource ?? 0)
  if (card?.status !== 'live') throw notFound(resource ?? 0)
  if (!reason) {
    throw new UserFacingError('no_reason', {
      zh: `请写一句推荐理由，例如：/select ${selection.id} 推荐 ${card.id} 课堂上用了三年`,
      en: `Please say why: /select ${selection.id} nominate ${card.id} used in class for years`,
    })
  }
  const n = await ctx.write(async (trx) => {
    const locked = await lockSelection(trx, school.id, selection.id)
    if (locked?.status !== 'open') throw notNow()
    return nominate(trx, locked, {
      resource_id: card.id,
      member_id: card.member_id,
      team_id: null,
      label: null,
      reason: showable(reason, 300),
      by_id: member.id,
      now,
    })
  })
  if (n === undefined) {
    throw new UserFacingError('nominated', {
      zh: `${named(card.title)}已经被推荐过了。`,
      en: `“${card.title}” is nominated already.`,
    })
  }
  return {
    view: sentence(
      t({
        zh: `已推荐${named(card.title)}参加「${selection.title}」，序号 ${n}。`,
        en: `“${card.title}” is nominated for “${selection.title}”, no. ${n}.`,
      }),
      {
        tone: 'good',
        note: t({ zh: '接下来由评委盲评，再公示。', en: 'A blind panel comes next, then a public notice.' }),
      },
    ),
    to: 'member',
  }
}

/** Every nominated work that has none yet goes before a panel of its own. */
export async function toPanels(selection: Selection, ctx: Context): Promise<Answer> {
  adminsOnly(ctx)
  const { t, db, school, member, now, zone } = ctx
  if (selection.kind !== 'case' || selection.status !== 'open') throw notNow()
  const policy = await policyAt(db, school.id, now)
  const due = addDays(now, policy.panel.due_days, zone)
  const opened = await ctx.write(async (trx) => {
    await lockSelection(trx, school.id, selection.id)
    let panels = 0
    let running = 0
    let short = 0
    for (const one of await candidatesOf(trx, school.id, selection.id)) {
      if (one.resource_id === null || one.score !== null || one.status === 'dropped') continue
      const card = await findResource(trx, school.id, one.resource_id)
      if (!card) continue
      // Who nominated it does not judge it.
      const judges = await judgesFor(trx, card, policy.panel.min_judges, [one.by_id])
      if (judges.length < policy.panel.min_judges) {
        short += 1
        continue
      }
      const id = await openPanel(trx, {
        resource: card,
        judges,
        policy,
        by: member.id,
        selectionId: selection.id,
        now,
        due,
      })
      if (id === undefined) {
        running += 1
        continue
      }
      panels += 1
      for (const judge of await judgesOf(trx, school.id, id)) await tellJudge(trx, id, judge.member_id, ctx)
    }
    return { panels, running, short }
  })
  return {
    view: sentence(
      t({
        zh: `${opened.panels > 0 ? `已为 ${opened.panels} 份推荐组织评审。` : '没有需要新开的评审。'}${opened.running > 0 ? `有 ${opened.running} 份正在评审（/panel），结束后如果还没有得分，请再组织一次。` : ''}${opened.short > 0 ? `另有 ${opened.short} 份评委不足，可用 /panel 开 编号 指定评委。` : ''}`,
        en: `${opened.panels > 0 ? `${opened.panels} ${opened.panels === 1 ? 'panel has' : 'panels have'} begun.` : 'No new panel was needed.'}${opened.running > 0 ? ` ${opened.running} being judged already (/panel); without a score afterwards, open panels again.` : ''}${opened.short > 0 ? ` ${opened.short} lack judges; /panel open number names them.` : ''}`,
      }),
      {
        tone: opened.short > 0 ? 'warn' : 'good',
        actions: [
          { label: t({ zh: '查看', en: 'Show' }), command: 'select', args: { selection: String(selection.id) } },
        ],
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** Who goes public; again and again until then. */
export async function chooseCandidates(selection: Selection, ns: readonly number[], ctx: Context): Promise<Answer> {
  adminsOnly(ctx)
  const { school } = ctx
  await ctx.write(async (trx) => {
    const locked = await lockSelection(trx, school.id, selection.id)
    if (locked?.status !== 'open') throw notNow()
    const all = await candidatesOf(trx, school.id, locked.id)
    const picked = all.filter((one) => ns.includes(one.n))
    if (picked.length !== ns.length || picked.some((one) => one.status === 'dropped')) {
      throw new UserFacingError('no_candidate', {
        zh: '序号不对，或该候选已被移出。请照 /select 里的序号写。',
        en: 'A number is wrong, or its candidate was dropped. Take the numbers that /select shows.',
      })
    }
    if (picked.length > locked.places) {
      throw new UserFacingError('too_many', {
        zh: `名额是 ${locked.places} 个，选了 ${picked.length} 个。`,
        en: `There are ${locked.places} places; ${picked.length} were chosen.`,
      })
    }
    if (locked.kind === 'case' && picked.some((one) => one.score === null)) {
      throw new UserFacingError('not_judged', {
        zh: '有的推荐还没有评审结果，请先评审。',
        en: 'Some have no panel’s score yet; let them be judged first.',
      })
    }
    await choose(trx, locked, ns)
  })
  return { ...(await oneView(selection, ctx)), to: 'member' }
}

export async function cancel(selection: Selection, ctx: Context): Promise<Answer> {
  adminsOnly(ctx)
  const { t, school } = ctx
  await ctx.write(async (trx) => {
    const locked = await lockSelection(trx, school.id, selection.id)
    if (locked?.status !== 'open' && locked?.status !== 'public') throw notNow()
    await setSelection(trx, locked, { status: 'cancelled' })
  })
  return {
    view: sentence(
      t({
        zh: `评选「${selection.title}」已取消，没有产生结果。`,
        en: `“${selection.title}” is cancelled without a result.`,
      }),
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

export function adminsOnly({ member }: Context): void {
  if (member.role === 'admin') return
  throw new UserFacingError('admins_select', {
    zh: '这一步由管理员来做。',
    en: 'Administrators take this step.',
  })
}

export function notNow(): UserFacingError {
  return new UserFacingError(
    'not_now',
    { zh: '这场评选现在不能做这一步。', en: 'This step is not possible now.' },
    { zh: '发 /select 查看它进行到哪里。', en: '/select shows how far it is.' },
  )
}

function wrong(): UserFacingError {
  return new UserFacingError('wrong_selection', {
    zh: '请写：/select 新建 校级 名额 标题，例如 /select 新建 校级 5 2026 优秀案例',
    en: 'Say: /select new school places title, such as /select new school 5 Good cases of 2026',
  })
}
