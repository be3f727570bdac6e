import { sql } from 'kysely'
import { mergeMembers } from '#db/rows/merge.ts'
import { unmergeMembers } from '#db/rows/unmerge.ts'
import { recordDownload, setRating } from '#db/rows/uses.ts'
import type { Db } from '#db/schema.ts'
import { settleSchool } from '#workers/points/settle.ts'
import { type PointsSchool, pointsSchool } from './points.ts'

/** When everything is settled and merged. */
export const NOW = new Date('2026-12-15T00:00:00Z')
let n = 0

/** A school with deeds, in which members are merged. */
export type World = { db: Db; school: PointsSchool; people: number[]; resources: number[] }

/** Four people, of whom 0, 1 and 2 made two resources each, all accepted. */
export async function world(db: Db): Promise<World> {
  n += 1
  const school = await pointsSchool(db, `m${n}`)
  const people: number[] = []
  for (let index = 0; index < 4; index += 1) people.push(await school.member(`人${index}`))
  const resources: number[] = []
  for (let index = 0; index < 6; index += 1) {
    const id = await school.resource(people[index % 3] ?? 0)
    resources.push(id)
    await school.accepted(id, new Date(Date.parse('2026-11-16T00:00:00Z') + index * 3_600_000))
  }
  return { db, school, people, resources }
}

export type Deed = { do: 'take' | 'rate'; resource: number; by: number }

/** Deeds one after the other, hours apart; nobody takes or rates their own. */
export async function act({ db, school, people, resources }: World, deeds: readonly Deed[]): Promise<void> {
  for (const [index, deed] of deeds.entries()) {
    const [id, by] = [resources[deed.resource] ?? 0, people[deed.by] ?? 0]
    if (deed.resource % 3 === deed.by) continue
    const at = new Date(Date.parse('2026-11-17T00:00:00Z') + index * 31 * 3_600_000)
    if (deed.do === 'take') {
      const { first } = await db.transaction().execute((trx) => recordDownload(trx, school.id, id, by, at))
      if (first) await school.downloaded(id, by, at)
    } else {
      const stars = { stars: 1 + (index % 5) }
      await db.transaction().execute((trx) => setRating(trx, school.id, id, by, stars, at))
      await school.rated(id, by, at)
    }
  }
}

export const settle = ({ db, school }: World) => settleSchool(db, school.id, NOW, { nightly: true })
export const merge = ({ db, school }: World, from: number, into: number) =>
  db
    .transaction()
    .execute((trx) => mergeMembers(trx, { schoolId: school.id, from, into, by: undefined, how: 'admin', now: NOW }))
export const unmerge = ({ db, school }: World, id: number) =>
  db.transaction().execute((trx) => unmergeMembers(trx, { schoolId: school.id, id, now: NOW }))

/** Points by period of the people, those of one person added up. */
export async function totals({ db, school }: World, same: (id: number) => number): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('board_total')
    .select(['kind', 'period', 'member_id', 'points'])
    .where('metric', '=', 'points')
    .where('school_id', '=', school.id)
    .execute()
  const sums = new Map<string, number>()
  for (const row of rows) {
    const key = `${row.kind} ${row.period} ${same(row.member_id)}`
    sums.set(key, (sums.get(key) ?? 0) + row.points)
  }
  return new Map([...sums].filter(([, points]) => points !== 0).sort())
}

/** The counts that resources show, and what they are by their rows. */
export async function counts({ db, school }: World): Promise<{ shown: unknown[]; counted: unknown[] }> {
  const { rows } = await sql<{ id: number; shown: string; counted: string }>`
    select r.id, concat_ws(' ', r.download_count, r.rating_count, r.rating_sum) as shown,
      concat_ws(' ', (select count(*) from download d where d.school_id = r.school_id and d.resource_id = r.id),
        (select count(*) from rating x where x.school_id = r.school_id and x.resource_id = r.id),
        (select coalesce(sum(x.stars), 0) from rating x where x.school_id = r.school_id and x.resource_id = r.id)) as counted
    from resource r where r.school_id = ${school.id} order by r.id`.execute(db)
  return { shown: rows.map((row) => row.shown), counted: rows.map((row) => row.counted) }
}

/** The points of one kind of period. */
export const sum = (given: Map<string, number>, kind: string) =>
  [...given].filter(([key]) => key.startsWith(kind)).reduce((total, [, points]) => total + points, 0)
