import type { ColumnType, Generated, Selectable } from 'kysely'

export const THING_KINDS = ['room', 'equipment', 'book'] as const
export type ThingKind = (typeof THING_KINDS)[number]
export const PURPOSES = ['lesson', 'research', 'activity'] as const
export type Purpose = (typeof PURPOSES)[number]

/** A calendar day such as `2026-11-21`. */
type Day = string

/** See the migration `lend_things`. */
export type ThingTables = {
  thing: {
    school_id: string
    id: Generated<number>
    keeper_id: number
    kind: ThingKind
    name: string
    place: string | null
    shared: Generated<'school' | 'group'>
    asks: Generated<boolean>
    status: Generated<'ready' | 'blocked' | 'retired'>
    created_at: ColumnType<Date, Date, never>
  }
  loan: {
    /** The lender's. */
    school_id: string
    id: Generated<number>
    thing_id: number
    borrower_school: string
    borrower_id: number
    status: 'asked' | 'out' | 'back' | 'returned' | 'refused' | 'cancelled'
    due_on: Day | null
    back_on: Day | null
    renewals: Generated<number>
    damage_reported: Generated<boolean>
    intact: boolean | null
    asked_at: ColumnType<Date, Date, never>
    out_at: Date | null
    back_at: Date | null
    ended_at: Date | null
  }
  booking: {
    school_id: string
    id: Generated<number>
    thing_id: number
    member_school: string
    member_id: number
    day: Day
    first_lesson: number
    last_lesson: number
    purpose: Purpose
    note: string | null
    status: 'waiting' | 'asked' | 'confirmed' | 'cancelled' | 'refused' | 'no_show' | 'used'
    untiered: Generated<boolean>
    from_queue: Generated<boolean>
    created_at: ColumnType<Date, Date, never>
    ended_at: Date | null
  }
  booking_slot: { school_id: string; thing_id: number; day: Day; lesson: number; booking_id: number }
  repair: {
    school_id: string
    id: Generated<number>
    thing_id: number
    by_school: string
    by_id: number
    text: string
    at: ColumnType<Date, Date, never>
    fixed_at: Date | null
  }
  borrow_credit: {
    school_id: string
    member_id: number
    key: string
    change: number
    reason: 'overdue' | 'no_show' | 'damage' | 'clean' | 'forgiven'
    at: ColumnType<Date, Date, never>
  }
  borrow_suspension: { school_id: string; member_id: number; loan_id: number; until_day: Day }
}

export type Thing = Selectable<ThingTables['thing']>
export type Loan = Selectable<ThingTables['loan']>
export type Booking = Selectable<ThingTables['booking']>
