import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** Somebody's yes to a draft of rules, or to a batch for the past. */
export type Approval = { member: number; name: string }

const OF = { policy_approval: 'draft_id', retro_approval: 'batch_id' } as const

/** Who said yes, in the order in which they did. */
export async function approvalsOf(
  db: Reader,
  table: keyof typeof OF,
  { schoolId, id }: { schoolId: string; id: number },
): Promise<Approval[]> {
  const { rows } = await sql<Approval>`
    select yes.member_id as member, member.name from ${sql.table(table)} as yes
    join member on member.school_id = yes.school_id and member.id = yes.member_id
    where yes.school_id = ${schoolId} and yes.${sql.ref(OF[table])} = ${id} order by yes.at`.execute(db)
  return rows
}
