import type { ColumnType, Generated } from 'kysely'
import type { DryRun } from './dry-run.ts'

type Moment = ColumnType<Date, Date | string, Date | string>
type Later = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

/** What one member of a retroactive batch gets, in 厘. */
export type RetroRow = { member: number; contribution: number; spendable: number }

/** See the migration `draft_policies`. */
export type PolicyDraftTables = {
  policy_draft: {
    school_id: string
    id: Generated<number>
    version: string
    effective_from: Moment
    source: string
    status: Generated<'draft' | 'published' | 'withdrawn'>
    by_id: number | null
    created_at: Moment
    report: ColumnType<DryRun | null, string | null | undefined, string | null>
    reported_at: Later
    decided_at: Later
  }
  policy_approval: { school_id: string; draft_id: number; member_id: number; at: Moment }
  policy_read: { school_id: string; version: string; member_id: number; at: Moment }
  district_policy: { district: string; version: string; effective_from: Moment; source: string; published_at: Moment }
  retro_batch: {
    school_id: string
    id: Generated<number>
    version: string
    reason: string
    since: Moment
    until: Moment
    rows: ColumnType<RetroRow[], string, string>
    status: Generated<'proposed' | 'posted' | 'withdrawn'>
    by_id: number | null
    created_at: Moment
    due_at: Moment
    decided_at: Later
  }
  retro_approval: { school_id: string; batch_id: number; member_id: number; at: Moment }
}
