import { sql } from 'kysely'
import { policyAt } from '../policy/at.ts'
import type { Db, School } from '../schema.ts'
import { refreshMeasures } from './measures.ts'
import { rebuildCounts } from './recount.ts'
import { closePeriods } from './roll.ts'
import { lockBoards } from './totals.ts'

/** Ids of intake may become visible out of order: so many are looked at again. */
const OVERLAP = 1_000

/**
 * What boards need now and then, every minute, from any number of processes: the policy's default visibility, periods
 * that are over, who is in which group chat, quality and beneficiaries. Running it twice changes nothing.
 */
export async function tendBoards(db: Db, now: Date): Promise<void> {
  const schools = await db.selectFrom('school').selectAll().orderBy('id').execute()
  for (const school of schools) {
    await followPolicy(db, school, now)
    await closePeriods(db, school, now)
    await followChats(db, school.id)
  }
  await refreshMeasures(db, now)
}

/** The policy in force says how members are shown who never chose. */
async function followPolicy(db: Db, school: School, now: Date): Promise<void> {
  const { default_visibility: wanted } = (await policyAt(db, school.id, now)).board
  if (wanted === school.board_default) return
  await db.transaction().execute(async (trx) => {
    await lockBoards(trx)
    await trx.updateTable('school').set({ board_default: wanted }).where('id', '=', school.id).execute()
    if (wanted === 'hidden' || school.board_default === 'hidden') await rebuildCounts(trx, school.id)
    await sql`
      update board_card c set stale = true where c.school_id = ${school.id} and not c.stale and exists (
        select from member m
        where m.school_id = c.school_id and m.id = any(c.members) and m.board_visibility is null
      )`.execute(trx)
  })
}

/** Whoever has said something in a group chat, or shared or pressed something there, is in it. */
async function followChats(db: Db, schoolId: string): Promise<void> {
  const name = `intake:${schoolId}`
  await sql`
    with newest as (select max(id) as id from intake where school_id = ${schoolId}),
    before as (select upto from board_mark where name = ${name}),
    mark as (
      insert into board_mark as kept (name, upto) select ${name}, id from newest where id is not null
      on conflict on constraint board_mark__pkey do update set upto = excluded.upto where kept.upto < excluded.upto
    )
    insert into chat_person (school_id, chat_id, member_id)
    select distinct i.school_id, i.chat_id, i.member_id
    from intake i join chat c on c.school_id = i.school_id and c.id = i.chat_id and c.kind = 'group'
    where i.school_id = ${schoolId} and i.member_id is not null
      and (select id from newest) > coalesce((select upto from before), -1)
      and i.id > coalesce((select upto from before), 0) - ${OVERLAP}
    on conflict on constraint chat_person__pkey do nothing`.execute(db)
}
