import type { ColumnType } from 'kysely'
import type { SchoolInputs, SchoolScore } from './score.ts'
import type { Tier } from './tier.ts'

type Json<T> = ColumnType<T, string, string>

/** A school's index as of a Monday; kept, so that a tier has a history and a recomputation can be compared. */
export type SchoolIndexTables = {
  school_index: {
    school_id: string
    day: string
    at: ColumnType<Date, Date | string, never>
    term_id: string
    inputs: Json<SchoolInputs>
    score: Json<SchoolScore>
    /** 0–100 */
    points: number
    tier: Tier
    digest: string
  }
}
