import { type DistrictVersion, listDistrictPolicies } from '#db/policy/districts.ts'
import type { Db } from '#db/schema.ts'
import { OperatorError } from '#kit/errors.ts'
import { minuteOf } from '#kit/zone.ts'
import type { Io } from './io.ts'
import { table } from './table.ts'

/** `policy list --district [id]`: what schools may name after `extends:`, and from when. */
export async function listDistrict(io: Io, db: Db, district: string | true, json: boolean | undefined): Promise<void> {
  const versions = await listDistrictPolicies(db, district === true ? undefined : district)
  if (json) {
    return io.json({
      versions: versions.map((one) => ({
        district: one.district,
        version: one.version,
        effective_from: one.effectiveFrom.toISOString(),
      })),
    })
  }
  if (versions.length === 0) {
    return io.say({
      zh: district === true ? '还没有区级规则。' : `还没有 ${district} 的区级规则。`,
      en: district === true ? 'There is no district’s policy yet.' : `There is no policy of ${district} yet.`,
    })
  }
  io.print(table(versions.map((one) => [one.name, minuteOf(one.effectiveFrom, io.env.SCHOOL_TIMEZONE)])))
}

/** `policy show [version] --district <id>`: a version's file; the latest when none is named. */
export async function districtVersion(db: Db, district: string, version: string | undefined): Promise<DistrictVersion> {
  const versions = await listDistrictPolicies(db, district)
  const found = version === undefined ? versions[0] : versions.find((one) => one.version === version)
  if (found) return found
  const named = version === undefined ? district : `${district}@${version}`
  throw new OperatorError(`there is no district policy ${named}`, 'gongxiang policy list --district')
}
