import type { ColumnType, Generated, Selectable } from 'kysely'
import type { Signal } from '../policy/sections/fair-play.ts'

/** `case`: a hold that belongs to a case and is decided there. */
export type FlagSignal = Signal | 'case'
export type FlagEffect = 'hold' | 'half' | 'note'
export type FlagStatus = 'open' | 'asked' | 'proposed' | 'cleared' | 'upheld'
export const OPEN_FLAGS = ['open', 'asked', 'proposed'] as const satisfies readonly FlagStatus[]

/** What stands behind a flag, as numbers and ids; `view-flag.ts` says it in words. */
export type Evidence = Record<string, number | string | number[]>

type At = ColumnType<Date, Date, Date>
type Later<T> = ColumnType<T | null, T | null | undefined, T | null>

/** See the migration `keep_cases`. */
export type FairplayTables = {
  fair_flag: {
    school_id: string
    id: Generated<number>
    signal: FlagSignal
    subject: string
    effect: FlagEffect
    status: ColumnType<FlagStatus, FlagStatus | undefined, FlagStatus>
    members: number[]
    resource_id: Later<number>
    case_id: Later<number>
    facts: string[]
    evidence: ColumnType<Evidence, string | undefined, string>
    raised: Generated<number>
    until: Later<Date>
    due_at: At
    reminded_at: Later<Date>
    asked_at: Later<Date>
    /** Member → what they said. */
    statements: ColumnType<Record<string, string>, string | undefined, string>
    proposed_by: Later<number>
    decided_by: Generated<number[]>
    decided_at: Later<Date>
    note: Later<string>
    raised_at: At
  }
}

export type FairFlag = Selectable<FairplayTables['fair_flag']>
