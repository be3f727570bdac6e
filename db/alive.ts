import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './schema.ts'

/**
 * Which bot processes live, told by advisory locks: each holds one under its number, on a connection of its own, which
 * ends with the process however that ends. The first half of the locks' key; ours alone.
 */
const BOTS = 0x67780003

/** A number for this process. */
export function newNumber(): number {
  return randomInt(1, 2 ** 31 - 1)
}

/** Takes the number for as long as the connection lives. `db` must be one connection. False while somebody has it. */
export async function takeNumber(db: Db, number: number): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_lock(${BOTS}::int, ${number}::int) as taken`.execute(db)
  return rows[0]?.taken === true
}

export async function leaveNumber(db: Db, number: number): Promise<void> {
  await sql`select pg_advisory_unlock(${BOTS}::int, ${number}::int)`.execute(db)
}

/** The numbers of all processes of this database that live, this one's included. */
export async function livingNumbers(db: Db): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    select objid::bigint as number from pg_locks
    where locktype = 'advisory' and classid = ${BOTS}::oid and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
  return rows.map((row) => row.number)
}
