import { sql } from 'kysely'
import type { Policy } from '../policy/schema.ts'
import type { Reader } from '../schema.ts'

export type Announced = { name: string; badge: { zh: string; en: string } }

/** Names that one line of a group's board has room for. */
const MOST = 6

/**
 * New badges of a stretch of time, of those alone who asked to be announced and are on boards under a name; under the
 * name that boards show. Pupils never.
 */
export async function announcedBadges(
  db: Reader,
  schoolId: string,
  policy: Policy,
  span: { from: Date; to: Date },
): Promise<Announced[]> {
  const { rows } = await sql<{ name: string; badge: string }>`
    select case when coalesce(member.board_visibility, school.board_default) = 'alias' then member.alias else member.name end
        as name, award.badge
    from badge_award award
    join honour_choice choice on choice.school_id = award.school_id and choice.member_id = award.member_id and choice.announce
    join member on member.school_id = award.school_id and member.id = award.member_id
    join school on school.id = award.school_id
    where award.school_id = ${schoolId} and award.revoked_at is null and award.given_at >= ${span.from}
      and award.given_at < ${span.to} and member.left_at is null and member.pending_since is null and member.role <> 'pupil'
      and (coalesce(member.board_visibility, school.board_default) = 'real_name'
        or coalesce(member.board_visibility, school.board_default) = 'alias' and coalesce(member.alias, '') <> '')
    order by award.given_at, member.id, award.badge limit ${MOST}`.execute(db)
  return rows.flatMap((row) => {
    const badge = policy.badges.find((one) => one.id === row.badge)
    return badge ? [{ name: row.name, badge: badge.name }] : []
  })
}
