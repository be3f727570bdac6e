import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ColumnType, Generated } from 'kysely'
import { secret, sha256 } from '#kit/ids.ts'
import { findVisible } from './rows/resources.ts'
import type { Db } from './schema.ts'
import { viewerOf } from './sharing.ts'

/** How long a link is good. In milliseconds: 24 hours. */
export const LINK_LIFE_MS = 24 * 3_600_000

type Default<T> = ColumnType<T, T | undefined, T>
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>

/** See the migration `add_file_links`. */
export type LinkTables = {
  link_key: { school_id: string; secret: string; created_at: Default<Date> }
  file_link: {
    school_id: string
    id: Generated<number>
    key: string
    member_id: number
    resource_id: number
    expires_at: Date
    browser_sha256: Nullable<string>
    opened_at: Nullable<Date>
    times: Default<number>
    created_at: Default<Date>
  }
}

export type NewLink = {
  schoolId: string
  /** Deterministic: the same message gets the same link, however often it is tried. */
  key: string
  memberId: number
  resourceId: number
  now: Date
}

/** A link for one member to one resource: the last part of its address, and until when it is good. */
export async function makeLink(db: Db, link: NewLink): Promise<{ token: string; expiresAt: Date }> {
  const row = await db
    .insertInto('file_link')
    .values({
      school_id: link.schoolId,
      key: link.key,
      member_id: link.memberId,
      resource_id: link.resourceId,
      expires_at: new Date(link.now.getTime() + LINK_LIFE_MS),
    })
    .onConflict((conflict) => conflict.constraint('file_link__key__key').doUpdateSet({ key: link.key }))
    .returning(['id', 'expires_at'])
    .executeTakeFirstOrThrow()
  const signature = sign(await schoolKey(db, link.schoolId), link.schoolId, row.id)
  return { token: `${link.schoolId}.${row.id}.${signature}`, expiresAt: row.expires_at }
}

export type OpenedLink = {
  schoolId: string
  id: number
  person: string
  locale: string | null
  file: { title: string; name: string; size: number; sha256: string }
  /** True when another browser has used it before. */
  isTaken: boolean
}

/**
 * What a link opens, judged again each time: the signature, the time, that the person is still here, may still see the
 * resource, and that there is a file. undefined for every no, whatever the reason.
 */
export async function findLink(
  db: Db,
  token: string,
  browser: string | undefined,
  now: Date,
): Promise<OpenedLink | undefined> {
  const match = /^([a-z0-9][a-z0-9_-]{0,62})\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/i.exec(token)
  if (!match) return undefined
  const [, schoolId = '', number = '', signature = ''] = match
  const id = Number(number)
  const key = await db.selectFrom('link_key').select('secret').where('school_id', '=', schoolId).executeTakeFirst()
  if (!key || !same(signature, sign(key.secret, schoolId, id))) return undefined
  const row = await db
    .selectFrom('file_link as link')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'link.school_id').onRef('member.id', '=', 'link.member_id'),
    )
    .selectAll('member')
    .select(['link.resource_id', 'link.browser_sha256'])
    .where('link.school_id', '=', schoolId)
    .where('link.id', '=', id)
    .where('link.expires_at', '>', now)
    .where('member.left_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const resource = await findVisible(db, viewerOf(row), row.resource_id)
  if (!resource || resource.blob_sha256 === null) return undefined
  return {
    schoolId,
    id,
    person: row.name,
    locale: row.locale,
    file: { title: resource.title, name: resource.file_name, size: resource.size, sha256: resource.blob_sha256 },
    isTaken: row.browser_sha256 !== null && (browser === undefined || row.browser_sha256 !== sha256(browser)),
  }
}

/** Binds a link to the browser that uses it first; false when another one was first. Counts the use. */
export async function useLink(
  db: Db,
  link: Pick<OpenedLink, 'schoolId' | 'id'>,
  browser: string,
  now: Date,
): Promise<boolean> {
  const row = await db
    .updateTable('file_link')
    .set((eb) => ({
      browser_sha256: sha256(browser),
      opened_at: eb.fn.coalesce('opened_at', eb.val(now)),
      times: eb('times', '+', 1),
    }))
    .where('school_id', '=', link.schoolId)
    .where('id', '=', link.id)
    .where((eb) => eb.or([eb('browser_sha256', 'is', null), eb('browser_sha256', '=', sha256(browser))]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The school's signing key, made at first use. */
async function schoolKey(db: Db, schoolId: string): Promise<string> {
  const row = await db
    .insertInto('link_key')
    .values({ school_id: schoolId, secret: secret(32) })
    .onConflict((conflict) => conflict.constraint('link_key_pkey').doUpdateSet({ school_id: schoolId }))
    .returning('secret')
    .executeTakeFirstOrThrow()
  return row.secret
}

/** HMAC-SHA-256 (RFC 2104) of school and number, in URL-safe base64: 43 characters. */
function sign(key: string, schoolId: string, id: number): string {
  return createHmac('sha256', key).update(`file-link/${schoolId}/${id}`).digest('base64url')
}

function same(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
