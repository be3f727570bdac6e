import { sql } from 'kysely'
import { policyAt } from '#db/policy/at.ts'
import type { Db, School } from '#db/schema.ts'
import type { Log } from '#kit/log.ts'
import { dayOf, startOfDay } from '#kit/zone.ts'
import { NIGHT_STEPS, type NightStep } from './steps.ts'

/** A process that died in the middle is taken over after this long. */
const LEASE_MS = 30 * 60_000

/**
 * Runs what is due this night in every school: once a day from the hour of the policy (`nightly.at`) in the school's own
 * zone; what a night missed is made up for by the next call. Any number of processes may call it at any time.
 */
export async function runNights(
  db: Db,
  log: Log,
  now: Date,
  steps: readonly NightStep[] = NIGHT_STEPS,
): Promise<{ ran: number }> {
  const schools = await db.selectFrom('school').selectAll().orderBy('id').execute()
  let ran = 0
  for (const school of schools) {
    const day = await dueDay(db, school, now)
    const done = day === undefined ? undefined : await claim(db, school.id, day, now)
    if (day === undefined || !done) continue
    ran += 1
    let failed = false
    for (const step of steps.filter((one) => !done.includes(one.name))) {
      try {
        await step.run(db, school, now)
        await note(db, school.id, day, step.name)
      } catch (error) {
        failed = true
        log.error({ err: error, school: school.id, step: step.name }, 'a nightly step failed')
      }
    }
    if (!failed) await finish(db, school.id, day, now)
  }
  return { ran }
}

/** The day whose night has come; undefined before its hour. */
export async function dueDay(db: Db, school: School, now: Date): Promise<string | undefined> {
  const policy = await policyAt(db, school.id, now)
  const day = dayOf(now, school.time_zone)
  const [hour = 0, minute = 0] = policy.nightly.at.split(':').map(Number)
  const from = startOfDay(day, school.time_zone).getTime() + (hour * 60 + minute) * 60_000
  return now.getTime() >= from ? day : undefined
}

/** The steps that are done already; undefined when the night is over or another process is at it. */
async function claim(db: Db, schoolId: string, day: string, now: Date): Promise<string[] | undefined> {
  const until = new Date(now.getTime() + LEASE_MS)
  const { rows } = await sql<{ done: string[] }>`
    insert into night_run as night (school_id, day, claimed_until) values (${schoolId}, ${day}, ${until})
    on conflict on constraint night_run__pkey do update set claimed_until = excluded.claimed_until
      where night.finished_at is null and night.claimed_until <= ${now}
    returning night.done`.execute(db)
  return rows[0]?.done
}

async function note(db: Db, schoolId: string, day: string, step: string): Promise<void> {
  await sql`update night_run set done = array_append(done, ${step})
    where school_id = ${schoolId} and day = ${day}`.execute(db)
}

async function finish(db: Db, schoolId: string, day: string, now: Date): Promise<void> {
  await sql`update night_run set finished_at = ${now} where school_id = ${schoolId} and day = ${day}`.execute(db)
}
