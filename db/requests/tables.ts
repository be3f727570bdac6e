import type { ColumnType, Generated, Selectable } from 'kysely'

/** See the migration `ask_for_resources`. */
export type RequestTables = {
  request: {
    school_id: string
    id: Generated<number>
    member_id: number
    text: string
    /** In 厘. */
    bounty: number
    status: Generated<'open' | 'fulfilled' | 'closed' | 'expired'>
    created_at: ColumnType<Date, Date, never>
    expires_at: ColumnType<Date, Date, never>
    ended_at: Date | null
  }
  request_answer: {
    school_id: string
    id: Generated<number>
    request_id: number
    member_id: number
    upload_id: number | null
    resource_id: number | null
    status: Generated<'coming' | 'offered' | 'accepted' | 'declined' | 'withdrawn'>
    created_at: ColumnType<Date, Date, never>
    decided_at: Date | null
  }
}

export type Request = Selectable<RequestTables['request']>
export type RequestAnswer = Selectable<RequestTables['request_answer']>
