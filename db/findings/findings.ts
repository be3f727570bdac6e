import type { ColumnType, Generated } from 'kysely'
import type { Reader, Trx, Visibility } from '../schema.ts'

/** Why a resource carries a flag: how often it was found, and at most three masked samples such as `138****1234`. */
export type Finding = { flag: string; count: number; samples: string[] }

/** The flags that mean personal data: the author decides about them, or a reviewer. */
export const PERSONAL = ['personal_phone', 'personal_id', 'personal_bank', 'personal_address', 'pupil_list'] as const
export type PersonalFlag = (typeof PERSONAL)[number]

export function isPersonal(flag: string): flag is PersonalFlag {
  return PERSONAL.some((one) => one === flag)
}

/** What an author says: there is none, those named agree (a reviewer decides), or for the author's eyes only. */
export const PRIVACY_CHOICES = ['none', 'consent', 'self'] as const
export type PrivacyChoice = (typeof PRIVACY_CHOICES)[number]

/** See the migration `keep_findings`. */
export type FindingTables = {
  resource_finding: {
    school_id: string
    resource_id: number
    flag: string
    count: number
    samples: ColumnType<string[], string, string>
  }
  privacy_decision: {
    school_id: string
    id: Generated<number>
    resource_id: number
    member_id: number
    choice: PrivacyChoice
    /** The resource's flags and visibility before, for the undo. */
    flags: string[]
    visibility: Visibility
    decided_at: Date
    undone_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  }
}

/** Keeps what was found; a second run replaces the first. */
export async function saveFindings(
  trx: Trx,
  schoolId: string,
  resourceId: number,
  findings: readonly Finding[],
): Promise<void> {
  await trx
    .deleteFrom('resource_finding')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .execute()
  if (findings.length === 0) return
  await trx
    .insertInto('resource_finding')
    .values(
      findings.map(({ flag, count, samples }) => ({
        school_id: schoolId,
        resource_id: resourceId,
        flag,
        count,
        samples: JSON.stringify(samples.slice(0, 3)),
      })),
    )
    .execute()
}

/** What was found, for the author and reviewers only. */
export async function listFindings(db: Reader, schoolId: string, resourceIds: readonly number[]) {
  if (resourceIds.length === 0) return []
  return db
    .selectFrom('resource_finding')
    .select(['resource_id', 'flag', 'count', 'samples'])
    .where('school_id', '=', schoolId)
    .where('resource_id', 'in', resourceIds)
    .orderBy('resource_id')
    .orderBy('flag')
    .execute()
}

/** What stands of the author's decisions, the newest; undefined when there is none or it was taken back. */
export async function lastDecision(db: Reader, schoolId: string, resourceId: number) {
  const row = await db
    .selectFrom('privacy_decision')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.undone_at === null ? row : undefined
}
