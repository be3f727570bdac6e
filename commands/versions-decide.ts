import { lockResource, type ResourceCard } from '#db/rows/resources.ts'
import type { Member, Trx } from '#db/schema.ts'
import { decideKin, findKin, followVersion, lockVersions, newestVersion } from '#db/similar/kin.ts'
import type { KinState } from '#db/similar/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { named } from '#kit/text.ts'

/**
 * Writes what a resource is to an earlier one, and lets search and origin follow. Decisions of a school come one after
 * the other, so that two new versions of one file end as a chain. Throws UserFacingError when it makes no sense.
 */
export async function decide(
  trx: Trx,
  given: { resource: ResourceCard; other: ResourceCard; as: KinState; member: Member; now: Date },
): Promise<{ text: Text; note?: Text }> {
  const { other, as, member, now } = given
  const { school_id: schoolId, id } = given.resource
  await lockVersions(trx, schoolId)
  const resource = await lockResource(trx, schoolId, id)
  if (!resource || (resource.status !== 'live' && resource.status !== 'review')) throw gone(id)
  const before = await findKin(trx, schoolId, id)
  const of =
    as === 'version' ? await replaced(trx, given, before?.state === 'version' ? before.of_id : undefined) : other.id
  const was = before?.state === 'adapted' ? before.origin_before : null
  const origin = as === 'adapted' ? 'adapted' : (was ?? resource.origin)
  if (origin !== resource.origin) {
    await trx.updateTable('resource').set({ origin }).where('school_id', '=', schoolId).where('id', '=', id).execute()
  }
  await decideKin(trx, schoolId, {
    resource_id: id,
    of_id: of,
    alike: before?.of_id === of ? before.alike : 0,
    state: as,
    origin_before: as === 'adapted' ? (was ?? resource.origin) : null,
    by: member.id,
    now,
  })
  await followVersion(trx, schoolId, id)
  return said(given.resource, other, of, as)
}

/** The version in force that this one takes the place of. */
async function replaced(
  trx: Trx,
  { resource, other, member }: { resource: ResourceCard; other: ResourceCard; member: Member },
  already: number | undefined,
): Promise<number> {
  if (other.id === resource.id) throw itself()
  const mayReplace = other.member_id === resource.member_id || member.role === 'head' || member.role === 'admin'
  if (!mayReplace) {
    throw new UserFacingError(
      'not_yours',
      {
        zh: `编号 ${other.id} 是 ${other.author_name} 分享的，只有本人或审核老师可以用新版本取代它。`,
        en: `No. ${other.id} is ${other.author_name}’s; only they or a reviewer may replace it.`,
      },
      {
        zh: `可以标为改编：/versions ${resource.id} 改编 ${other.id}`,
        en: `Mark it as adapted: /versions ${resource.id} adapted ${other.id}`,
      },
    )
  }
  const newest = await newestVersion(trx, resource.school_id, other.id)
  if (newest !== resource.id) {
    if ((await newestVersion(trx, resource.school_id, resource.id)) === newest) throw older(resource.id, newest)
    return newest
  }
  return already ?? other.id
}

function said(resource: ResourceCard, other: ResourceCard, of: number, as: KinState): { text: Text; note?: Text } {
  const zh = named(resource.title)
  const en = `“${resource.title}”`
  switch (as) {
    case 'version':
      return {
        text: {
          zh: `${zh}（编号 ${resource.id}）已作为编号 ${of} 的新版本：搜索里只出现新的一份。`,
          en: `${en} (no. ${resource.id}) is now the newer version of no. ${of}: the search shows the new one only.`,
        },
        note: {
          zh: `旧的一份没有删除，编号、评分、下载和积分都保留。各个版本：/versions ${resource.id}`,
          en: `The older one is not deleted: its number, ratings, downloads and points stay. Versions: /versions ${resource.id}`,
        },
      }
    case 'both':
      return {
        text: {
          zh: `${zh}和编号 ${of} 两份都留着，都能搜到。`,
          en: `${en} and no. ${of} both stay and are both found.`,
        },
      }
    case 'adapted':
      return {
        text: {
          zh: `${zh}已标为改编，注明原作：${other.author_name}的${named(other.title)}（编号 ${of}）。`,
          en: `${en} is marked as adapted, crediting ${other.author_name}’s “${other.title}” (no. ${of}).`,
        },
      }
    case 'unrelated':
      return { text: { zh: `${zh}和编号 ${of} 不再关联。`, en: `${en} and no. ${of} are not linked any more.` } }
    case 'found':
      return {
        text: {
          zh: `${zh}和编号 ${of} 恢复为待确认，两份都能搜到。`,
          en: `${en} and no. ${of} are undecided again; both are found.`,
        },
      }
    default:
      return as satisfies never
  }
}

function gone(id: number): UserFacingError {
  return new UserFacingError('not_there', {
    zh: `编号 ${id} 已经不在库里了。`,
    en: `No. ${id} is not in the library any more.`,
  })
}

function itself(): UserFacingError {
  return new UserFacingError('itself', {
    zh: '一份资源不能是自己的新版本。',
    en: 'A resource cannot be a version of itself.',
  })
}

function older(id: number, newest: number): UserFacingError {
  return new UserFacingError('older', {
    zh: `编号 ${id} 已经由更新的编号 ${newest} 取代。要反过来，请先撤销：/versions ${newest} 撤销`,
    en: `No. ${id} was replaced by the newer no. ${newest}. To turn it round, undo that first: /versions ${newest} undo`,
  })
}
