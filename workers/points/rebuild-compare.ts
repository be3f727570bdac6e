import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/** The first posting in which the real ledger is not what its facts say; undefined where there is none. */
export type Difference = { seq: number; real: Posting | undefined; rebuilt: Posting | undefined }
export type Posting = { key: string; member: number; amount: number; hash: string; trace: { zh: string; en: string } }

/** Compares both ledgers up to `head`, every column and every leg: a row may have been edited under its old hash. */
export async function comparison(shadow: Db, schoolId: string, head: number): Promise<Difference | undefined> {
  const { rows } = await sql<{ seq: number | null }>`
    select min(seq) as seq from (
      select coalesce(real.seq, made.seq) as seq
      from (select * from public.point_tx where school_id = ${schoolId} and seq <= ${head}) real
      full join (select * from pg_temp.point_tx where school_id = ${schoolId}) made on made.seq = real.seq
      where row(real.*) is distinct from row(made.*)
      union all
      select coalesce(real.tx_seq, made.tx_seq)
      from (select * from public.point_entry where school_id = ${schoolId} and tx_seq <= ${head}) real
      full join (select * from pg_temp.point_entry where school_id = ${schoolId}) made
        on made.tx_seq = real.tx_seq and made.n = real.n
      where row(real.*) is distinct from row(made.*)
    ) different`.execute(shadow)
  const seq = rows[0]?.seq ?? undefined
  if (seq === undefined) return undefined
  const at = Number(seq)
  return {
    seq: at,
    real: await posting(shadow, 'public', schoolId, at),
    rebuilt: await posting(shadow, 'pg_temp', schoolId, at),
  }
}

async function posting(
  shadow: Db,
  where: 'public' | 'pg_temp',
  schoolId: string,
  seq: number,
): Promise<Posting | undefined> {
  const { rows } = await sql<Posting>`
    select idem_key as key, member_id as member, amount, hash, trace from ${sql.id(where, 'point_tx')}
    where school_id = ${schoolId} and seq = ${seq}`.execute(shadow)
  return rows[0]
}
