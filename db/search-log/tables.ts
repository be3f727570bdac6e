import type { ColumnType, Generated } from 'kysely'

export const CHOICES = ['search_log', 'recommend'] as const
export type Choice = (typeof CHOICES)[number]

/** See the migration `log_searches`. */
export type SearchLogTables = {
  search_log: {
    school_id: string
    id: Generated<number>
    member_id: number | null
    at: ColumnType<Date, Date, never>
    query: string
    total: number
    shown: number[]
    taken_id: number | null
  }
  member_choice: { school_id: string; member_id: number; name: Choice; is_on: boolean }
  recommend_hidden: { school_id: string; member_id: number; resource_id: number }
}
