import { afterEach, beforeEach, expect } from 'vitest'
import { verifyLedger } from '#db/ledger/verify.ts'
import type { FactKind, FactPayload } from '#db/rows/fact-payloads.ts'
import { insertFact } from '#db/rows/facts.ts'
import type { Db } from '#db/schema.ts'
import { openLog } from '#kit/log.ts'
import { runNights } from '#workers/night/night.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { type PointsSchool, pointsSchool } from '../points.ts'

/** Thursday 2026-11-19, a week into the month; the night is Friday's. */
const DAY = new Date('2026-11-19T01:00:00Z')
export const NIGHT = new Date('2026-11-19T19:00:00Z')

export const at = (minutes: number, day = DAY) => new Date(day.getTime() + minutes * 60_000)
export const daysAgo = (days: number) => at(-days * 24 * 60)
export const several = (prefix: string, n: number) => Array.from({ length: n }, (_, index) => `${prefix}${index + 1}`)

/**
 * A school of its own for each test of attacks on the points: facts as the commands write them, the nightly run, then
 * flags and the ledger. Called at the top of the file.
 */
export function attacked() {
  let database: TestDatabase
  let school: PointsSchool
  beforeEach(async () => {
    database = await freshDatabase()
    school = await pointsSchool(database.db, 's')
  })
  afterEach(() => database.drop())

  /** A whole night, of which no step failed. */
  async function night(now = NIGHT): Promise<void> {
    await runNights(database.db, openLog(process.env.TEST_LOG ?? 'silent'), now)
    const open = await database.db
      .selectFrom('night_run')
      .select('done')
      .where('school_id', '=', school.id)
      .where('finished_at', 'is', null)
      .execute()
    expect(open).toEqual([])
  }

  async function people(names: readonly string[], department: string, joinedAt?: Date): Promise<number[]> {
    const ids: number[] = []
    for (const name of names) ids.push(await school.member(name, { department, ...(joinedAt && { joinedAt }) }))
    return ids
  }

  /** A live resource of long ago, so that nothing about it is new. */
  async function old(author: number, days = 20): Promise<number> {
    const id = await school.resource(author)
    await school.accepted(id, daysAgo(days))
    await database.db
      .updateTable('resource')
      .set({ accepted_at: daysAgo(days) })
      .where('id', '=', id)
      .execute()
    return id
  }
  async function fresh(author: number, minutes: number): Promise<number> {
    const id = await school.resource(author)
    await school.accepted(id, at(minutes))
    await database.db
      .updateTable('resource')
      .set({ accepted_at: at(minutes) })
      .where('id', '=', id)
      .execute()
    return id
  }
  async function flags(signal?: string) {
    return database.db
      .selectFrom('fair_flag')
      .selectAll()
      .where('school_id', '=', school.id)
      .$if(signal !== undefined, (query) => query.where('signal', '=', (signal ?? '') as 'ring'))
      .orderBy('id')
      .execute()
  }
  /** What a rule has paid a member, in 厘. */
  async function paid(member: number, rule: string): Promise<number> {
    const row = await database.db
      .selectFrom('point_tx')
      .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.lit(0)).as('sum'))
      .where('school_id', '=', school.id)
      .where('member_id', '=', member)
      .where('rule', '=', rule)
      .executeTakeFirstOrThrow()
    return Number(row.sum)
  }
  async function write<K extends FactKind>(
    kind: K,
    key: string,
    actorId: number,
    when: Date,
    payload: FactPayload<K>,
    resourceId?: number,
  ): Promise<void> {
    await database.db.transaction().execute((trx) =>
      insertFact(trx, {
        schoolId: school.id,
        key,
        kind,
        actorId,
        occurredAt: when,
        payload,
        ...(resourceId !== undefined && { resourceId }),
      }),
    )
  }
  const sound = async () => expect(await verifyLedger(database.db, school.id)).toMatchObject({ problems: [], ok: true })

  /** Everybody takes everything of everybody, `rounds` works each, around so many days ago. */
  async function sharing(group: readonly number[], rounds: number, days: number): Promise<void> {
    let minute = 0
    for (const author of group) {
      for (let n = 0; n < rounds; n += 1) {
        const id = await old(author, days + 12)
        for (const reader of group) {
          minute += 43
          if (reader !== author) await school.downloaded(id, reader, daysAgo(days + (minute % 900) / 100))
        }
      }
    }
  }

  return {
    get db(): Db {
      return database.db
    },
    get school(): PointsSchool {
      return school
    },
    /** Goes on in another school of the same database. */
    async moveTo(id: string): Promise<void> {
      school = await pointsSchool(database.db, id)
    },
    night,
    people,
    old,
    fresh,
    flags,
    paid,
    write,
    sharing,
    sound,
  }
}
