import type { ColumnType, Generated, Selectable } from 'kysely'

export const LECTURE_LEVELS = ['school', 'cross_school', 'district'] as const
export type LectureLevel = (typeof LECTURE_LEVELS)[number]

/** See the migration `hold_events`. */
export type EventTables = {
  lecture: {
    school_id: string
    id: Generated<number>
    host_id: number
    title: string
    level: LectureLevel
    starts_at: ColumnType<Date, Date, Date>
    place: string | null
    status: Generated<'announced' | 'closed' | 'cancelled'>
    secret: string
    open_to: Generated<'school' | 'group'>
    created_at: ColumnType<Date, Date, never>
    ended_at: Date | null
  }
  lecture_guest: {
    school_id: string
    lecture_id: number
    guest_school: string
    member_id: number
    at: ColumnType<Date, Date, never>
  }
  lecture_material: { school_id: string; lecture_id: number; resource_id: number }
  lesson_feedback: {
    school_id: string
    lecture_id: number
    member_id: number
    text: string
    at: ColumnType<Date, Date, never>
  }
  teaching: {
    school_id: string
    id: Generated<number>
    member_id: number
    at_school: string
    day: string
    periods: number
    title: string | null
    status: Generated<'asked' | 'confirmed' | 'refused' | 'cancelled'>
    home_by: number | null
    host_by: number | null
    host_school: string | null
    created_at: ColumnType<Date, Date, never>
    ended_at: Date | null
  }
}

export type Lecture = Selectable<EventTables['lecture']>
export type Teaching = Selectable<EventTables['teaching']>
