import { sql } from 'kysely'
import { selvesOf } from '#db/rows/selves.ts'
import type { PointTx, Trx } from '#db/schema.ts'
import type { Restored } from './facts.ts'

type Award = Pick<PointTx, 'rule' | 'member_id' | 'actor_id' | 'resource_id'>

/**
 * Whose the awards are that a restoration gives back: people may have been merged since. What would now be for oneself,
 * or a second time for what one person earns once, is not due.
 */
export async function peopleOf(
  trx: Trx,
  fact: Restored,
  awards: readonly Award[],
): Promise<{ due(award: Award): { memberId: number; actorId: number | undefined } | undefined }> {
  const ids = awards.flatMap((award) => [award.member_id, ...(award.actor_id === null ? [] : [award.actor_id])])
  const selves = await selvesOf(trx, fact.schoolId, ids)
  const now = (id: number) => selves.get(id)?.now ?? id
  const resource = await trx
    .selectFrom('resource')
    .select('member_id')
    .where('school_id', '=', fact.schoolId)
    .where('id', '=', fact.resourceId)
    .executeTakeFirst()
  const members = awards.map((award) => now(award.member_id))
  const standing = await standingOnce(trx, fact, members)
  const taken = new Set(
    standing.map((award) => keyOf(award, award.member_id, award.actor_id === null ? undefined : now(award.actor_id))),
  )
  return {
    due(award) {
      const memberId = now(award.member_id)
      const actorId = award.actor_id === null ? undefined : now(award.actor_id)
      if (award.rule === 'download.counted' && actorId === memberId) return undefined
      if (award.rule === 'review.useful' && resource?.member_id === memberId) return undefined
      const key = keyOf(award, memberId, actorId)
      if (key !== undefined && taken.has(key)) return undefined
      if (key !== undefined) taken.add(key)
      return { memberId, actorId }
    },
  }
}

function keyOf({ rule }: Award, memberId: number, actorId: number | undefined): string | undefined {
  switch (rule) {
    case 'upload.first_ever':
      return `first ${memberId}`
    case 'review.useful':
      return `review ${memberId}`
    case 'download.counted':
      return `download ${memberId} ${actorId}`
    default:
      return undefined
  }
}

/** What stands already: of this resource, and anybody's first share. */
async function standingOnce(trx: Trx, fact: Restored, members: number[]): Promise<Award[]> {
  const { rows } = await sql<Award>`
    select tx.rule, tx.member_id, tx.actor_id, tx.resource_id from point_tx tx
    where tx.school_id = ${fact.schoolId} and tx.kind = 'award' and tx.amount <> 0
      and (tx.resource_id = ${fact.resourceId}
        or (tx.rule = 'upload.first_ever' and tx.member_id = any (${members}::bigint[])))
      and not exists (select 1 from point_tx back
        where back.school_id = tx.school_id and back.reverses_seq = tx.seq)`.execute(trx)
  return rows
}
