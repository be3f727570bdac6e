import type { ColumnType } from 'kysely'

/** Times arrive as Date; `New…` may be left out where the database fills it in. */
export type At = ColumnType<Date, Date | string, Date | string>
export type NewAt = ColumnType<Date, Date | string | undefined, Date | string>
export type Json<T> = ColumnType<T, string, string>
export type NewJson<T> = ColumnType<T, string | undefined, string>
