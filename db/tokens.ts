import { secret, sha256 } from '#kit/ids.ts'
import type { Db, Reader } from './schema.ts'

/** Tokens begin with this, so that one in a log or a repository can be recognised. */
const PREFIX = 'gx_'

export type Token = {
  schoolId: string
  id: number
  name: string
  /** On whose behalf it reads; undefined = the school's administration. */
  memberId: number | undefined
}

/** Makes a token. It is returned this once: only its SHA-256 is stored. */
export async function createToken(
  db: Db,
  { schoolId, name, memberId, now }: { schoolId: string; name: string; memberId?: number; now: Date },
): Promise<{ token: string; id: number }> {
  const token = `${PREFIX}${secret(32)}`
  const { id } = await db
    .insertInto('api_token')
    .values({
      school_id: schoolId,
      name,
      token_sha256: sha256(token),
      member_id: memberId ?? null,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { token, id }
}

/** The token somebody presents, or undefined when it is unknown or revoked. */
export async function findToken(db: Reader, presented: string): Promise<Token | undefined> {
  const row = await db
    .selectFrom('api_token')
    .select(['school_id', 'id', 'name', 'member_id'])
    .where('token_sha256', '=', sha256(presented))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && { schoolId: row.school_id, id: row.id, name: row.name, memberId: row.member_id ?? undefined }
}

/** A school's tokens, newest first, without their secret. */
export async function listTokens(db: Reader, schoolId: string) {
  return db
    .selectFrom('api_token')
    .select(['id', 'name', 'member_id', 'created_at', 'revoked_at'])
    .where('school_id', '=', schoolId)
    .orderBy('id', 'desc')
    .execute()
}

/** Ends a token; false when there is none that is still good. */
export async function revokeToken(db: Db, schoolId: string, id: number, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('api_token')
    .set({ revoked_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
