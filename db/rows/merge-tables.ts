import type { ColumnType, Generated } from 'kysely'
import type { LessonField } from './lessons.ts'
import type { FlagsMoved } from './merge-flags.ts'
import type { RolesMoved } from './merge-roles.ts'

/** What a merge moved and collapsed, for its undo. Ids of rows that were `from`'s; counts for the sentence about it. */
export type Moved = {
  resources: number[]
  uploads: number[]
  chats: number[]
  accounts: { platform: string; external_id: string }[]
  practice: string[]
  tokens: number[]
  links: number[]
  reviews: number[]
  lessons: { resource_id: number; field: LessonField }[]
  decisions: number[]
  kin: number[]
  /** Things, loans, bookings, lectures, redemptions and requests by table; merges from before there were such have none. */
  sharing?: Record<string, number[]>
  /** Roles, exemptions, slots, shares by table; merges from before there were such have none. */
  roles?: RolesMoved
  /** Flags of fair play that named `from`; merges from before this have none. */
  flags?: FlagsMoved
  /** Members that had been merged into `from` before. */
  earlier: number[]
  /** Resources that `from` had taken or rated, and the other had not. */
  taken: number[]
  starred: number[]
  /** Rows that fell together, or were about one's own resource. */
  downloads: { resource_id: number; own: boolean; mine: Taken | null; theirs: Taken | null }[]
  ratings: { resource_id: number; own: boolean; mine: Starred | null; theirs: Starred | null }[]
  /** The first and last transaction that the merge posted; null when there was none. */
  ledger: [first: number, last: number] | null
  /** Points of `from` that went over, in 厘. */
  points: number
  /** Points of whomever that were for oneself, or counted twice, in 厘. */
  lost: number
}

/** A download's row before the merge; `mine` is `from`'s, `theirs` the other's. */
export type Taken = { first_at: string; last_at: string; times: number }
export type Starred = { stars: number; comment: string | null; created_at: string; updated_at: string }

/** See the migration `merge_members`. */
export type MergeTables = {
  member_merge: {
    school_id: string
    id: Generated<number>
    from_id: number
    into_id: number
    by_id: number | null
    how: 'code' | 'admin'
    moved: ColumnType<Moved, string, string>
    merged_at: ColumnType<Date, Date, never>
    undone_at: ColumnType<Date | null, undefined, Date>
  }
  bind_code: {
    school_id: string
    id: Generated<number>
    code_sha256: string
    member_id: number
    created_at: ColumnType<Date, Date, never>
    expires_at: ColumnType<Date, Date, Date>
    used_at: ColumnType<Date | null, Date | undefined, Date>
  }
  bind_try: {
    school_id: string
    id: Generated<number>
    member_id: number
    at: ColumnType<Date, Date, never>
  }
}
