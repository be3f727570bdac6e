import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { makersOf } from '#db/review/co-authors.ts'
import {
  cancelPanel,
  declineJudging,
  findPanel,
  handIn,
  judgesFor,
  judgesOf,
  openPanel,
  type Panel,
} from '#db/review/panels.ts'
import { findMembers } from '#db/rows/find-member.ts'
import { findResource } from '#db/rows/resources.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import type { Trx } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { addDays } from '#kit/zone.ts'
import { sentence } from '#workers/view.ts'
import { notFound, resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { pickMember } from './merge-words.ts'
import { askedView, fileOf, listView, resultView, scoreForm } from './panel-views.ts'

const OPEN = /^(?:开|新建|组织|open)\s*[#＃]?(\d{1,10})\s*([\s\S]*)$/i
const DECLINE = /^(?:回避|谢绝|decline)(?:\s[\s\S]*)?$/i
const CANCEL = /^(?:取消|cancel)$/i
const FILE = /^(?:文件|看文件|file)$/i
const small = z.coerce.number().int().min(1).max(10).optional()

/** Expert panels: administrators open them, judges score by a rubric without knowing the author or each other's scores. */
export const panel = defineCommand({
  name: 'panel',
  aliases: ['评审', '专家评审'],
  summary: { zh: '专家评审：按评分表盲评', en: 'Expert panels: blind scores by a rubric' },
  usage: {
    zh: '/panel；/panel 3 5 4 5 4（按评分表顺序）；/panel 3 回避；管理员：/panel 开 编号 [评委姓名]；/panel 3 取消',
    en: '/panel; /panel 3 5 4 5 4 (in the rubric’s order); /panel 3 decline; administrators: /panel open number [judges]; /panel 3 cancel',
  },
  examples: ['/panel', '/panel 3 5 4 5 4'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    panel: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    resource: resourceId.optional(),
    judges: z.string().max(200).optional(),
    do: z.enum(['open', 'score', 'decline', 'cancel', 'file']).optional(),
    note: z.string().trim().max(300).optional(),
    s0: small,
    s1: small,
    s2: small,
    s3: small,
    s4: small,
    s5: small,
    s6: small,
    s7: small,
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    const opened = OPEN.exec(text)
    if (opened?.[1]) return { do: 'open', resource: opened[1], ...(opened[2] && { judges: opened[2].trim() }) }
    const match = /^[#＃]?(\d{1,10})\s*([\s\S]*)$/.exec(text)
    if (!match?.[1]) return undefined
    const said = match[2]?.trim() ?? ''
    if (said === '') return { panel: match[1] }
    if (DECLINE.test(said)) return { panel: match[1], do: 'decline' }
    if (CANCEL.test(said)) return { panel: match[1], do: 'cancel' }
    if (FILE.test(said)) return { panel: match[1], do: 'file' }
    const scores = /^((?:\d{1,2}[\s,，、]+)*\d{1,2})(?:\s+([^\d][\s\S]*))?$/.exec(said)
    const each = scores?.[1]?.split(/[\s,，、]+/) ?? []
    if (each.length === 0 || each.length > 8) return undefined
    return {
      panel: match[1],
      do: 'score',
      ...Object.fromEntries(each.map((score, n) => [`s${n}`, score])),
      ...(scores?.[2] && { note: scores[2] }),
    }
  },
  async run(args, ctx): Promise<Answer> {
    if (args.do === 'open') return open(args.resource, args.judges, ctx)
    if (args.panel === undefined) return { view: await listView(ctx), to: 'member' }
    const found = await findPanel(ctx.db, ctx.school.id, args.panel)
    const judges = found ? await judgesOf(ctx.db, ctx.school.id, found.id) : []
    const mine = judges.find((judge) => judge.member_id === ctx.member.id)
    if (!found || (!mine && ctx.member.role !== 'admin')) throw noPanel(args.panel)
    if (args.do === 'cancel') return cancel(found, ctx)
    if (!mine) return { view: await resultView(found, judges, ctx), to: 'member' }
    if (args.do === 'file') return { view: await fileOf(found, ctx), to: 'member' }
    if (args.do === 'decline') return decline(found, ctx)
    if (args.do === 'score') {
      const given = [args.s0, args.s1, args.s2, args.s3, args.s4, args.s5, args.s6, args.s7]
      return score(found, given, args.note, ctx)
    }
    if (mine.status === 'asked' && found.status === 'open') return { view: await scoreForm(found, ctx), to: 'member' }
    return { view: await resultView(found, judges, ctx), to: 'member' }
  },
})

async function open(resource: number | undefined, said: string | undefined, ctx: Context): Promise<Answer> {
  const { t, db, school, member, now, zone } = ctx
  if (member.role !== 'admin') {
    throw new UserFacingError('admins_panel', { zh: '专家评审由管理员组织。', en: 'Administrators open panels.' })
  }
  const card = resource === undefined ? undefined : await findResource(db, school.id, resource)
  if (!card || !['live', 'review'].includes(card.status)) throw notFound(resource ?? 0)
  const policy = await policyAt(db, school.id, now)
  const judges = said === undefined ? [] : await chosen(said, await makersOf(db, card), ctx)
  const missing = policy.panel.min_judges - judges.length
  if (missing > 0) judges.push(...(await judgesFor(db, card, missing, judges)))
  if (judges.length < policy.panel.min_judges) {
    throw new UserFacingError('few_judges', {
      zh: `需要至少 ${policy.panel.min_judges} 位与作者无关的评委，现在只有 ${judges.length} 位。`,
      en: `A panel needs ${policy.panel.min_judges} judges who did not make the work; there are ${judges.length}.`,
    })
  }
  const id = await ctx.write(async (trx) => {
    const due = addDays(now, policy.panel.due_days, zone)
    const panelId = await openPanel(trx, { resource: card, judges, policy, by: member.id, now, due })
    if (panelId === undefined) return undefined
    for (const judge of judges) await tellJudge(trx, panelId, judge, ctx)
    return panelId
  })
  if (id === undefined) {
    throw new UserFacingError('panel_open', {
      zh: `${named(card.title)}已有一场评审在进行，用 /panel 查看。`,
      en: `“${card.title}” is before a panel already; see /panel.`,
    })
  }
  return {
    view: sentence(
      t({
        zh: `评审 ${id} 已开始：${named(card.title)}，${judges.length} 位评委，盲评。`,
        en: `Panel ${id} has begun: “${card.title}”, ${judges.length} judges, blind.`,
      }),
      {
        tone: 'good',
        actions: [
          { label: t({ zh: '查看', en: 'Show' }), command: 'panel', args: { panel: String(id) } },
          { label: t({ zh: '取消', en: 'Cancel' }), command: 'panel', args: { panel: String(id), do: 'cancel' } },
        ],
      },
    ),
    to: 'member',
  }
}

/** The judges that an administrator names; nobody who made the work, no pupils. */
async function chosen(said: string, makers: readonly number[], ctx: Context): Promise<number[]> {
  const names = said.split(/[\s,，、]+/).filter((name) => name !== '')
  const ids: number[] = []
  for (const name of names) {
    const who = pickMember(await findMembers(ctx.db, ctx.school.id, name), name)
    if (makers.includes(who.id) || who.role === 'pupil') {
      throw new UserFacingError('judge_conflict', {
        zh: `${who.name} 不能担任这份资源的评委。`,
        en: `${who.name} cannot judge this resource.`,
      })
    }
    if (!ids.includes(who.id)) ids.push(who.id)
  }
  return ids
}

async function score(
  found: Panel,
  given: readonly (number | undefined)[],
  note: string | undefined,
  ctx: Context,
): Promise<Answer> {
  const { t, school, member, now } = ctx
  const scores: Record<string, number> = {}
  found.rubric.forEach((one, n) => {
    const value = given[n]
    if (value !== undefined && value <= found.scale) scores[one.id] = value
  })
  const isWhole = Object.keys(scores).length === found.rubric.length
  if (!isWhole || given.slice(found.rubric.length).some((value) => value !== undefined)) {
    throw new UserFacingError('bad_scores', {
      zh: `请按顺序给 ${found.rubric.length} 项各打 1–${found.scale} 分：${found.rubric.map((one) => one.name.zh).join('、')}。`,
      en: `Score each of ${found.rubric.length}, 1 to ${found.scale}, in this order: ${found.rubric.map((one) => one.name.en).join(', ')}.`,
    })
  }
  const policy = await policyAt(ctx.db, school.id, now)
  const result = await ctx.write(async (trx) => {
    const scored = await handIn(
      trx,
      { schoolId: school.id, panelId: found.id, judge: member.id, scores, now, ...(note && { note }) },
      policy,
    )
    if (scored.is === 'further' && scored.judge !== undefined) await tellJudge(trx, found.id, scored.judge, ctx)
    if (scored.is === 'concluded') await tellEnd(trx, found, scored.score, ctx)
    return scored
  })
  if (result.is === 'closed') {
    throw new UserFacingError('panel_closed', {
      zh: '您已经打过分，或这场评审已经结束。',
      en: 'You have scored already, or this panel has ended.',
    })
  }
  ctx.ring('fact.settle', { schoolId: school.id })
  return {
    view: sentence(t({ zh: '评分已收到，谢谢。', en: 'Your scores are noted, thank you.' }), {
      tone: 'good',
      note: t({
        zh: '全部评委打完后得出结果；别的评委看不到您的分数。',
        en: 'The result comes when all have scored; no judge sees yours.',
      }),
    }),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function decline(found: Panel, ctx: Context): Promise<Answer> {
  const { t, school, member, now } = ctx
  const done = await ctx.write(async (trx) => {
    const row = await declineJudging(trx, { schoolId: school.id, panelId: found.id, judge: member.id, now })
    if (row?.instead !== undefined) await tellJudge(trx, found.id, row.instead, ctx)
    if (row && row.instead === undefined) {
      await tellAdmins(trx, school.id, {
        key: `panel-short:${found.id}:${ctx.eventKey}`,
        now,
        view: (say) =>
          sentence(
            say({
              zh: `评审 ${found.id} 有评委回避，暂时找不到别的评委。`,
              en: `A judge of panel ${found.id} declined and nobody else is left.`,
            }),
          ),
      })
    }
    return row
  })
  if (!done) throw noPanel(found.id)
  return {
    view: sentence(t({ zh: '已回避，会请别的老师评。', en: 'Noted: somebody else will judge it.' }), { tone: 'good' }),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function cancel(found: Panel, ctx: Context): Promise<Answer> {
  const { t, school, member } = ctx
  if (member.role !== 'admin') throw noPanel(found.id)
  const done = await ctx.write((trx) => cancelPanel(trx, school.id, found.id))
  return {
    view: sentence(
      done
        ? t({
            zh: `评审 ${found.id} 已取消。需要时再用 /panel 开 编号。`,
            en: `Panel ${found.id} is cancelled. /panel open number begins another.`,
          })
        : t({ zh: `评审 ${found.id} 已经结束，没有改动。`, en: `Panel ${found.id} had ended; nothing changed.` }),
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** Asks somebody to judge; also used when a selection goes to its panels. */
export async function tellJudge(trx: Trx, panelId: number, judge: number, ctx: Context): Promise<void> {
  const found = await findPanel(trx, ctx.school.id, panelId)
  if (!found) return
  const card = await findResource(trx, ctx.school.id, found.resource_id)
  await tellMember(trx, ctx.school.id, judge, {
    key: `judge:${panelId}:${judge}`,
    now: ctx.now,
    view: (say, lang) => askedView(found, card?.title ?? '', { t: say, lang, zone: ctx.zone }),
  })
}

async function tellEnd(trx: Trx, found: Panel, score: number, ctx: Context): Promise<void> {
  await tellMember(trx, ctx.school.id, found.by_id, {
    key: `panel-ended:${found.id}`,
    now: ctx.now,
    view: (say) =>
      sentence(
        say({ zh: `评审 ${found.id} 结束：${score} 分。`, en: `Panel ${found.id} has ended: ${score} of 100.` }),
        {
          actions: [{ label: say({ zh: '查看', en: 'Show' }), command: 'panel', args: { panel: String(found.id) } }],
        },
      ),
  })
}

function noPanel(id: number): UserFacingError {
  return new UserFacingError(
    'no_panel',
    { zh: `没有找到评审 ${id}，或您不是它的评委。`, en: `There is no panel ${id}, or you are not its judge.` },
    { zh: '/panel 会列出请您评的。', en: '/panel lists what you are asked to judge.' },
  )
}
