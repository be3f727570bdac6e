import { z } from 'zod'
import { annualInputs, rankAnnual, type SchoolYear, schoolYearAt, schoolYearOf, shortlist } from '#db/honours/annual.ts'
import { lockSelection, nominate, openSelection, type Selection, yearly } from '#db/honours/selections.ts'
import type { SelectionKind } from '#db/honours/tables.ts'
import { rankTeams } from '#db/honours/teams.ts'
import { formatPoints } from '#db/ledger/amount.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import type { Trx } from '#db/schema.ts'
import { labelOf, SUBJECTS } from '#db/taxonomy.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import { dayOf } from '#kit/zone.ts'
import { sentence } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { adminsOnly, notNow } from './select-open.ts'
import { listView, oneView } from './select-views.ts'

const YEAR = /(\d{4})\s*[-–—至]\s*(\d{4})/
const NOMINATE = /^(?:学生|pupil|student)\s+(?:提名|推荐|nominate)\s+(\S{1,20})\s+([\s\S]{2,300})$/i
const WORDS: readonly [SelectionKind, RegExp][] = [
  ['annual', /^(?:年度|贡献|annual)/i],
  ['student', /^(?:学生|pupils?|students?)/i],
  ['team', /^(?:团队|team)/i],
]
const TITLES: Record<Exclude<SelectionKind, 'case'>, Text> = {
  annual: { zh: '学年资源贡献奖', en: 'contribution award' },
  student: { zh: '学年学生分享奖', en: 'pupils’ sharing award' },
  team: { zh: '学年优秀共享团队', en: 'sharing teams' },
}

/** The yearly awards: a shortlist that anybody can compute again, then the steps of /select. */
export const award = defineCommand({
  name: 'award',
  aliases: ['年度评选', '评优', '贡献奖'],
  summary: { zh: '年度资源贡献奖、学生分享奖、优秀团队', en: 'The yearly awards: contribution, pupils, teams' },
  usage: {
    zh: '/award；/award 学生 提名 姓名 理由；管理员：/award 年度 [2026-2027]，/award 团队',
    en: '/award; /award student nominate name why; administrators: /award annual [2026-2027], /award team',
  },
  examples: ['/award 年度 2026-2027', '/award 学生 提名 小明 整理了错题集'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    kind: z.enum(['annual', 'student', 'team']).optional(),
    year: z
      .string()
      .regex(/^\d{4}-\d{4}$/)
      .optional(),
    name: z.string().trim().max(20).optional(),
    reason: z.string().trim().max(300).optional(),
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    const nominated = NOMINATE.exec(text)
    if (nominated) return { kind: 'student', name: nominated[1], reason: nominated[2] }
    const kind = WORDS.find(([, word]) => word.test(text))?.[0]
    const year = YEAR.exec(text)
    return kind && { kind, ...(year && { year: `${year[1]}-${year[2]}` }) }
  },
  async run({ kind, year, name, reason }, ctx): Promise<Answer> {
    if (kind === undefined) return { view: await listView(ctx, ['annual', 'student', 'team']), to: 'member' }
    const span = schoolYearOf(year ?? schoolYearAt(dayOf(ctx.now, ctx.zone)), ctx.zone)
    if (!span) {
      throw new UserFacingError('bad_year', {
        zh: '学年请写成 2026-2027 这样。',
        en: 'Write the school year like 2026-2027.',
      })
    }
    if (kind === 'student')
      return name === undefined ? students(span, ctx) : nominatePupil(span, name, reason ?? '', ctx)
    adminsOnly(ctx)
    return compute(kind, span, ctx)
  },
})

/** Computes the list anew as long as nothing is public; the same facts and policy give the same list. */
async function compute(kind: 'annual' | 'team', year: SchoolYear, ctx: Context): Promise<Answer> {
  const { school, member, now } = ctx
  const policy = await policyAt(ctx.db, school.id, year.to < now ? new Date(year.to.getTime() - 1) : now)
  const selection = await ctx.write(async (trx) => {
    const open = await openYearly(trx, kind, year, policy, ctx)
    if (open.status !== 'open') return open
    await trx.deleteFrom('candidate').where('school_id', '=', school.id).where('selection_id', '=', open.id).execute()
    const base = { resource_id: null, label: null, reason: null, by_id: member.id, now }
    if (kind === 'annual') {
      const inputs = await annualInputs(trx, { schoolId: school.id, policy, year, zone: ctx.zone, now })
      for (const one of shortlist(rankAnnual(inputs, policy.honours.annual), policy.honours.annual)) {
        const line = ctx.t({
          zh: `第 ${one.place} 名 · 综合 ${percent(one.composite)}（贡献 ${percent(one.contributionPct)}，质量 ${percent(one.qualityPct)}，受益 ${percent(one.beneficiariesPct)}）· ${labelOf(SUBJECTS, one.subject).zh || '未定学科'}`,
          en: `no. ${one.place} · ${percent(one.composite)} (contribution ${percent(one.contributionPct)}, quality ${percent(one.qualityPct)}, used ${percent(one.beneficiariesPct)}) · ${labelOf(SUBJECTS, one.subject).en || 'no subject'}`,
        })
        await nominate(trx, open, { ...base, member_id: one.memberId, team_id: null, figures: { ...one, line } })
      }
    } else {
      const places = await rankTeams(trx, school.id, year, policy.board.group_shrink_k)
      for (const one of places.slice(0, Math.ceil(policy.honours.annual.places * policy.honours.annual.shortlist))) {
        const line = ctx.t({
          zh: `第 ${one.place} 名 · 人均 ${formatPoints(one.figure)} · ${one.people} 人`,
          en: `no. ${one.place} · ${formatPoints(one.figure)} per head · ${one.people} people`,
        })
        await nominate(trx, open, { ...base, member_id: null, team_id: one.id, figures: { ...one, line } })
      }
    }
    return open
  })
  return { ...(await oneView(selection, ctx)), to: 'member' }
}

/** A pupil is proposed by a teacher, with a reason; there are no points and no ranks for pupils. */
async function nominatePupil(year: SchoolYear, name: string, reason: string, ctx: Context): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const policy = await policyAt(db, school.id, now)
  const label = showable(name, 20)
  await ctx.write(async (trx) => {
    const open = await openYearly(trx, 'student', year, policy, ctx)
    if (open.status !== 'open') throw notNow()
    const same = await trx
      .selectFrom('candidate')
      .select('n')
      .where('school_id', '=', school.id)
      .where('selection_id', '=', open.id)
      .where('label', '=', label)
      .executeTakeFirst()
    if (same) {
      throw new UserFacingError('nominated', {
        zh: `${label} 已经被提名过了。`,
        en: `${label} is nominated already.`,
      })
    }
    const base = { resource_id: null, member_id: null, team_id: null, by_id: member.id, now }
    await nominate(trx, open, { ...base, label, reason: showable(reason, 300) })
  })
  return {
    view: sentence(
      t({
        zh: `已提名 ${label} 参加 ${year.id} 学年学生分享奖。学生没有积分和名次，名单不会发到群里。`,
        en: `${label} is nominated for the pupils’ award ${year.id}. Pupils have neither points nor places, and are not named to a group.`,
      }),
      { tone: 'good' },
    ),
    to: 'member',
  }
}

async function students(year: SchoolYear, ctx: Context): Promise<Answer> {
  const found = await yearly(ctx.db, ctx.school.id, 'student', year.id)
  if (!found || (found.status === 'open' && ctx.member.role !== 'admin')) {
    return {
      view: sentence(
        ctx.t({
          zh: '学生名单由老师提名：/award 学生 提名 姓名 理由',
          en: 'Teachers nominate pupils: /award student nominate name why',
        }),
      ),
      to: 'member',
    }
  }
  return { ...(await oneView(found, ctx)), to: 'member' }
}

/** The year's selection of a kind, locked; begun when there is none. */
async function openYearly(
  trx: Trx,
  kind: Exclude<SelectionKind, 'case'>,
  year: SchoolYear,
  policy: Policy,
  ctx: Context,
): Promise<Selection> {
  const { school, member, now } = ctx
  const found = await yearly(trx, school.id, kind, year.id)
  if (found) return (await lockSelection(trx, school.id, found.id)) ?? found
  return openSelection(trx, {
    schoolId: school.id,
    kind,
    title: `${year.id} ${ctx.t(TITLES[kind])}`,
    schoolYear: year.id,
    places: policy.honours.annual.places,
    by: member.id,
    now,
  })
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}
