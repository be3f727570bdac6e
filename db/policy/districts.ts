import type { Reader } from '../schema.ts'

/** A version that schools build on, as they name it: `yz-group@2026.12.0`. */
export type DistrictVersion = { name: string; district: string; version: string; effectiveFrom: Date; source: string }

/** The versions of a district, or of all, the latest first. */
export async function listDistrictPolicies(db: Reader, district?: string): Promise<DistrictVersion[]> {
  const rows = await db
    .selectFrom('district_policy')
    .selectAll()
    .$if(district !== undefined, (query) => query.where('district', '=', district ?? ''))
    .orderBy('district')
    .orderBy('effective_from', 'desc')
    .execute()
  return rows.map(({ district: of, version, effective_from: effectiveFrom, source }) => ({
    name: `${of}@${version}`,
    district: of,
    version,
    effectiveFrom,
    source,
  }))
}
