import type { ColumnType, Generated } from 'kysely'

/** What somebody decided about a resource that looks like an earlier one; `found` = nobody has said anything yet. */
export const KIN_STATES = ['found', 'version', 'both', 'adapted', 'unrelated'] as const
export type KinState = (typeof KIN_STATES)[number]

type Later<T> = ColumnType<T | null, T | null | undefined, T | null>

/** See the migration `find_similar`. */
export type SimilarTables = {
  /** One row per resource that can be compared. */
  resource_print: {
    school_id: string
    resource_id: number
    work_id: number
    print: ColumnType<number[], number[] | undefined, number[]>
    /** Of a picture or a scan: 1,024 characters of 0 and 1. */
    look: Later<string>
  }
  /** `print`, one row per number: the index of the locality-sensitive hash. */
  print_shingle: { school_id: string; shingle: number; resource_id: number; work_id: number }
  /** A resource and the earlier one that it looks like, at most one. */
  resource_kin: {
    school_id: string
    resource_id: number
    of_id: number
    alike: number
    state: KinState
    origin_before: Later<'original' | 'adapted' | 'licensed_repost'>
    by_id: Later<number>
    decided_at: Later<Date>
    created_at: Generated<Date>
  }
}
