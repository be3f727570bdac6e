import { type Kysely, sql } from 'kysely'

/** How a picture looks in each of 81 frames, so that one that somebody cropped by some per cent is noticed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
-- 16 by 16 bits a frame, the whole picture first; looked through by findLook, no index helps
alter table resource_print add column crops bit(256)[]`.execute(db)
}
