import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Reader, Trx } from '../schema.ts'
import type { HonourTables } from './tables.ts'

export type Certificate = Selectable<HonourTables['certificate']>
export type Honour = Selectable<HonourTables['honour']>

/** No 0/O, 1/I: people read it to each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** `GX-2026-7K3M-9Q2P-X4TR`: 12 random characters (10^18), so that nobody finds another's by trying. */
export function newNumber(issuedOn: string): string {
  const signs = [...randomBytes(12)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return `GX-${issuedOn.slice(0, 4)}-${signs.slice(0, 4)}-${signs.slice(4, 8)}-${signs.slice(8)}`
}

/** A number as somebody typed it: small letters, spaces and missing dashes are all right. Undefined: it is none. */
export function readNumber(said: string): string | undefined {
  const signs = said
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
  const match = /^GX(\d{4})([2-9A-HJ-NP-Z]{4})([2-9A-HJ-NP-Z]{4})([2-9A-HJ-NP-Z]{4})$/.exec(signs)
  return match ? `GX-${match.slice(1).join('-')}` : undefined
}

/** Whatever it says now, for the page that verifies; of any school, because its number is its only key. */
export async function findCertificate(db: Reader, number: string): Promise<Certificate | undefined> {
  return db.selectFrom('certificate').selectAll().where('number', '=', number).executeTakeFirst()
}

export async function certificatesOf(
  db: Reader,
  schoolId: string,
  memberIds: readonly number[],
): Promise<Certificate[]> {
  return db
    .selectFrom('certificate')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('member_id', 'in', [...memberIds])
    .orderBy('issued_at', 'desc')
    .limit(30)
    .execute()
}

export type NewCertificate = Omit<Certificate, 'number' | 'blob_sha256' | 'size' | 'revoked_at'>

/** Issues it once: an honour or a badge that has one in force gets that one again. */
export async function issueCertificate(trx: Trx, given: NewCertificate): Promise<Certificate> {
  const before = await trx
    .selectFrom('certificate')
    .selectAll()
    .where('school_id', '=', given.school_id)
    .where('member_id', '=', given.member_id)
    .where('honour_id', given.honour_id === null ? 'is' : '=', given.honour_id)
    .where('badge', given.badge === null ? 'is' : '=', given.badge)
    .where('period', given.period === null ? 'is' : '=', given.period)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (before) return before
  return trx
    .insertInto('certificate')
    .values({ ...given, number: newNumber(given.issued_on) })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Honours that may have a certificate: a member's own, of the teams that they lead, of the department that they head. */
export async function honoursOf(db: Reader, schoolId: string, memberIds: readonly number[]): Promise<Honour[]> {
  return db
    .selectFrom('honour')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('revoked_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('member_id', 'in', [...memberIds]),
        eb(
          'team_id',
          'in',
          eb
            .selectFrom('team')
            .select('team.id')
            .where('team.school_id', '=', schoolId)
            .where('team.lead_id', 'in', [...memberIds]),
        ),
        eb(
          'department_id',
          'in',
          eb
            .selectFrom('member')
            .select('member.department_id')
            .where('member.school_id', '=', schoolId)
            .where('member.id', 'in', [...memberIds])
            .where('member.role', '=', 'head')
            .where('member.department_id', 'is not', null),
        ),
      ]),
    )
    .orderBy('given_at', 'desc')
    .limit(30)
    .execute()
}

/** An honour does not stand any more; neither do its certificates. */
export async function revokeHonour(
  trx: Trx,
  given: { schoolId: string; id: number; by: number | null; now: Date },
): Promise<Honour | undefined> {
  const honour = await trx
    .updateTable('honour')
    .set({ revoked_at: given.now, revoked_by: given.by })
    .where('school_id', '=', given.schoolId)
    .where('id', '=', given.id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (honour) {
    await trx
      .updateTable('certificate')
      .set({ revoked_at: given.now })
      .where('school_id', '=', given.schoolId)
      .where('honour_id', '=', given.id)
      .where('revoked_at', 'is', null)
      .execute()
  }
  return honour
}
