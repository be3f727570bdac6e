import { sql } from 'kysely'
import type { PointTx, Trx } from '#db/schema.ts'

type Award = Pick<PointTx, 'rule' | 'member_id' | 'actor_id' | 'resource_id'>

/**
 * Whose the awards are that a restoration gives back: people may have been merged since. What would now be for oneself,
 * or a second time for what one person earns once, is not due.
 */
export async function peopleOf(
  trx: Trx,
  schoolId: string,
  awards: readonly Award[],
): Promise<{ due(award: Award): { memberId: number; actorId: number | undefined } | undefined }> {
  const ids = awards.flatMap((award) => [award.member_id, ...(award.actor_id === null ? [] : [award.actor_id])])
  const selves = await trx
    .selectFrom('point_self')
    .select(['member_id', 'now_id'])
    .where('school_id', '=', schoolId)
    .where('member_id', 'in', [0, ...ids])
    .execute()
  const became = new Map(selves.map((row) => [row.member_id, row.now_id]))
  const now = (id: number) => became.get(id) ?? id
  const resources = [...new Set(awards.flatMap((award) => award.resource_id ?? []))]
  const states = await trx
    .selectFrom('quality_state')
    .select(['resource_id', 'author_id'])
    .where('school_id', '=', schoolId)
    .where('resource_id', 'in', [0, ...resources])
    .execute()
  const authors = new Map(states.map((row) => [row.resource_id, row.author_id]))
  const members = awards.map((award) => now(award.member_id))
  const standing = await standingOnce(trx, schoolId, resources, members)
  const taken = new Set(
    standing.map((award) => keyOf(award, award.member_id, award.actor_id === null ? undefined : now(award.actor_id))),
  )
  return {
    due(award) {
      const memberId = now(award.member_id)
      const actorId = award.actor_id === null ? undefined : now(award.actor_id)
      if (award.rule === 'download.counted' && actorId === memberId) return undefined
      if (award.rule === 'review.useful' && authors.get(award.resource_id ?? 0) === memberId) return undefined
      const key = keyOf(award, memberId, actorId)
      if (key !== undefined && taken.has(key)) return undefined
      if (key !== undefined) taken.add(key)
      return { memberId, actorId }
    },
  }
}

function keyOf({ rule, resource_id }: Award, memberId: number, actorId: number | undefined): string | undefined {
  switch (rule) {
    case 'upload.first_ever':
      return `first ${memberId}`
    case 'review.useful':
      return `review ${resource_id} ${memberId}`
    case 'download.counted':
      return `download ${resource_id} ${memberId} ${actorId}`
    default:
      return undefined
  }
}

/** What stands already: of these resources, and anybody's first share. */
async function standingOnce(trx: Trx, schoolId: string, resources: number[], members: number[]): Promise<Award[]> {
  const { rows } = await sql<Award>`
    select tx.rule, tx.member_id, tx.actor_id, tx.resource_id from point_tx tx
    where tx.school_id = ${schoolId} and tx.kind = 'award' and tx.amount <> 0
      and (tx.resource_id = any (${resources}::bigint[])
        or (tx.rule = 'upload.first_ever' and tx.member_id = any (${members}::bigint[])))
      and not exists (select 1 from point_tx back
        where back.school_id = tx.school_id and back.reverses_seq = tx.seq)`.execute(trx)
  return rows
}
