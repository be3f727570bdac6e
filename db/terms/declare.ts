import { UserFacingError } from '#kit/errors.ts'
import { noteCorrection } from '../rows/accept.ts'
import { lockResource } from '../rows/resources.ts'
import type { Resource, Trx } from '../schema.ts'
import { findKin } from '../similar/kin.ts'

/**
 * The author's word on where a resource comes from, kept with the hash of what it was said of (R25); points follow it
 * under the version of the rules in force when it was accepted. What is known to be adapted from a colleague's is not
 * made original by one's own word. Throws UserFacingError `not_yours`, `not_original` or `gone`.
 */
export async function declareOrigin(
  trx: Trx,
  given: { schoolId: string; id: number; by: number; origin: Resource['origin']; now: Date },
): Promise<{ resource: Resource; before: Resource['origin']; isNew: boolean }> {
  const { schoolId, id, by, origin, now } = given
  const resource = await lockResource(trx, schoolId, id)
  if (!resource || resource.member_id !== by) {
    throw new UserFacingError(
      'not_yours',
      { zh: `编号 ${id} 不是您分享的资源。`, en: `No. ${id} is not something you shared.` },
      { zh: '发送 /mine 查看您的资源。', en: 'Send /mine to see what you shared.' },
    )
  }
  if (resource.status !== 'live' && resource.status !== 'review') {
    throw new UserFacingError(
      'gone',
      {
        zh: `编号 ${id} 现在没有收录，不能声明。`,
        en: `No. ${id} is not catalogued now, so nothing can be declared of it.`,
      },
      { zh: `可以先恢复：/restore ${id}`, en: `Restore it first: /restore ${id}` },
    )
  }
  if (origin === 'original') await refuseAdapted(trx, resource)
  const before = resource.origin
  if (before !== origin) {
    await trx.updateTable('resource').set({ origin }).where('school_id', '=', schoolId).where('id', '=', id).execute()
  }
  const last = await trx
    .selectFrom('origin_declaration')
    .select(['n', 'origin'])
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', id)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst()
  const isNew = last?.origin !== origin
  if (isNew) {
    await trx
      .insertInto('origin_declaration')
      .values({
        school_id: schoolId,
        resource_id: id,
        n: (last?.n ?? 0) + 1,
        member_id: by,
        origin,
        origin_before: before,
        sha256: resource.blob_sha256,
        at: now,
      })
      .execute()
  }
  const after = { ...resource, origin }
  if (before !== origin && resource.accepted_at !== null) await noteCorrection(trx, after, { by, now })
  return { resource: after, before, isNew }
}

async function refuseAdapted(trx: Trx, resource: Resource): Promise<void> {
  const kin = await findKin(trx, resource.school_id, resource.id)
  if (!kin || kin.state === 'unrelated') return
  const of = await trx
    .selectFrom('resource')
    .select(['id', 'member_id'])
    .where('school_id', '=', resource.school_id)
    .where('id', '=', kin.of_id)
    .executeTakeFirst()
  if (!of || of.member_id === resource.member_id) return
  throw new UserFacingError(
    'not_original',
    {
      zh: `编号 ${resource.id} 与同事的一份资源大部分相同，不能自己声明为原创。`,
      en: `No. ${resource.id} is for the most part like a colleague’s, so it cannot be declared original by oneself.`,
    },
    {
      zh: `如果判断有误，请用 /versions ${resource.id} 无关 说明，或请审核老师处理。`,
      en: `If that is a mistake, say so with /versions ${resource.id} unrelated, or ask a reviewer.`,
    },
  )
}
