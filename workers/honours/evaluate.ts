import { sql } from 'kysely'
import { awardBadges, type Change } from '#db/honours/badges.ts'
import { revokeHonour } from '#db/honours/certificates.ts'
import { noteLevels, perksOf, type Risen } from '#db/honours/levels.ts'
import { standing } from '#db/honours/standing.ts'
import { rememberLook, touchedSince } from '#db/honours/touched.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { Translate } from '#kit/lang.ts'
import { sentence, type View } from '../view.ts'

const DAY_MS = 86_400_000

/**
 * The nightly look at badges and levels of whoever the day's facts name. What was gained lately is told in a direct
 * message, never to a group. Running it again changes nothing; `everybody` looks at all of them.
 */
export async function evaluateHonours(
  db: Db,
  school: { id: string; time_zone: string },
  now: Date,
  everybody = false,
): Promise<{ gained: number; lost: number; risen: number }> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`honours:${school.id}`}, 0))`.execute(trx)
    const touched = await touchedSince(trx, school.id)
    const members = everybody
      ? undefined
      : await withOthers(trx, school.id, touched.members, new Date(now.getTime() - 3 * DAY_MS))
    const policy = await policyAt(trx, school.id, now)
    await revokeUndone(trx, school.id, policy, now)
    const changes = await awardBadges(trx, { schoolId: school.id, zone: school.time_zone, now, members })
    const risen = await noteLevels(trx, { schoolId: school.id, policy, members, now })
    if (touched.until) await rememberLook(trx, school.id, touched.until)
    const since = new Date(now.getTime() - policy.honours.tell_within_days * DAY_MS)
    for (const one of changes.gained) if (one.reachedAt >= since) await tellBadge(trx, school.id, one, now)
    for (const one of changes.lost) await tellLost(trx, school.id, one, now)
    for (const one of risen) if (one.lastAt >= since) await tellLevel(trx, school.id, one, policy, now)
    return { gained: changes.gained.length, lost: changes.lost.length, risen: risen.length }
  })
}

/** A badge of a term may be lost, and an honour given or revoked, without a fact of whoever it is about. */
async function withOthers(
  trx: Trx,
  schoolId: string,
  members: readonly number[] | undefined,
  since: Date,
): Promise<number[] | undefined> {
  if (members === undefined) return undefined
  const rows = await trx
    .selectFrom('badge_award')
    .select('member_id')
    .distinct()
    .where('school_id', '=', schoolId)
    .where('period', '<>', '')
    .where('revoked_at', 'is', null)
    .execute()
  const { rows: honoured } = await sql<{ member_id: number }>`
    select distinct member_id from honour where school_id = ${schoolId} and member_id is not null
      and (given_at > ${since} or revoked_at > ${since})`.execute(trx)
  const all = [...members, ...rows.map((row) => row.member_id), ...honoured.map((row) => Number(row.member_id))]
  return [...new Set(all)].sort((a, b) => a - b)
}

/** Honours for a work against which a case stands do not stand either; the administrators hear it. */
async function revokeUndone(trx: Trx, schoolId: string, policy: Policy, now: Date): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    with ${standing(schoolId, policy)}
    select honour.id from honour
    where honour.school_id = ${schoolId} and honour.revoked_at is null and honour.resource_id is not null
      and exists (select from fact decided where decided.school_id = honour.school_id
        and decided.resource_id = honour.resource_id and decided.kind = 'case.decided'
        and decided.payload->>'ruling' in ('plagiarism', 'duplicate_other')
        and (decided.payload->>'case')::bigint not in (select id from overturned_case))
    order by honour.id`.execute(trx)
  for (const { id } of rows) {
    const honour = await revokeHonour(trx, { schoolId, id: Number(id), by: null, now })
    if (!honour) continue
    await tellAdmins(trx, schoolId, {
      key: `honour-revoked:${honour.id}`,
      now,
      view: (t) =>
        sentence(
          t({
            zh: `荣誉「${honour.title_zh}」已随案件裁定撤销，证书同时失效。`,
            en: `The honour “${honour.title_en}” was revoked with its case; its certificate is void.`,
          }),
        ),
    })
  }
}

async function tellBadge(trx: Trx, schoolId: string, { memberId, badge, period }: Change, now: Date): Promise<void> {
  await tellMember(trx, schoolId, memberId, {
    key: `badge:${badge.id}:${period}:${memberId}:${now.getTime()}`,
    now,
    view: (t) =>
      sentence(
        t({
          zh: `您获得了徽章「${badge.name.zh}」：${badge.about.zh}。`,
          en: `You have earned the badge “${badge.name.en}”: ${badge.about.en}.`,
        }),
        { tone: 'good', actions: [badges(t), certificate(t, badge.id, period)] },
      ),
  })
}

async function tellLost(trx: Trx, schoolId: string, { memberId, badge, period }: Change, now: Date): Promise<void> {
  await tellMember(trx, schoolId, memberId, {
    key: `badge-lost:${badge.id}:${period}:${memberId}:${now.getTime()}`,
    now,
    view: (t) =>
      sentence(
        t({
          zh: `徽章「${badge.name.zh}」暂时不再显示：它所依据的记录有变动。`,
          en: `The badge “${badge.name.en}” is not shown for now: what it was earned with has changed.`,
        }),
        {
          actions: [badges(t)],
          note: t({
            zh: '条件恢复后会自动回来。有疑问可以用 /appeal 申诉。',
            en: 'It comes back by itself with its conditions. Questions: /appeal.',
          }),
        },
      ),
  })
}

async function tellLevel(trx: Trx, schoolId: string, one: Risen, policy: Policy, now: Date): Promise<void> {
  const perks = perksOf(policy, one.level.from * policy.minor_units).filter((perk) => perk.from === one.level.from)
  const brings = (t: Translate) => perks.map((perk) => t(perk.name)).join('、')
  await tellMember(trx, schoolId, one.memberId, {
    key: `level:${one.level.from}:${one.memberId}:${now.getTime()}`,
    now,
    view: (t): View =>
      sentence(
        t({
          zh: `您的贡献到了「${one.level.name.zh}」（累计 ${one.level.from} 分）。谢谢您的分享。`,
          en: `Your contribution has reached “${one.level.name.en}” (${one.level.from} points). Thank you for sharing.`,
        }),
        {
          tone: 'good',
          actions: [badges(t)],
          ...(perks.length > 0 && { note: t({ zh: `同时获得：${brings(t)}`, en: `It brings: ${brings(t)}` }) }),
        },
      ),
  })
}

function badges(t: Translate) {
  return { label: t({ zh: '我的徽章', en: 'My badges' }), command: 'badges', args: {} }
}

function certificate(t: Translate, badge: string, period: string) {
  return { label: t({ zh: '领取证书', en: 'Certificate' }), command: 'certificate', args: { badge, period } }
}
