import { sql } from 'kysely'
import type { Policy } from '#db/policy/schema.ts'
import { termAt } from '#db/policy/terms.ts'
import type { Trx } from '#db/schema.ts'
import { familyOf } from '#db/similar/kin.ts'
import { dayOf, spanOf } from '#kit/zone.ts'
import type { Accepted, Downloaded, Rated } from './facts.ts'
import type { Persons } from './persons.ts'

const DAY_MS = 86_400_000

/** What the rules for an accepted resource must know of the ledger. Counts are of items that earned, also if later withdrawn. */
export type UploadWorld = {
  /** Items of this author that earned on the same submission day. */
  earlierThatDay: number
  earlierThatTerm: number
  /** No item of this subject × grade × unit ever earned. */
  cellIsEmpty: boolean
  /** The resource that was paid for the same bytes or the same text: by the author ever, by anybody if it still stands. */
  paidBefore: number | undefined
  /** The author holds no award for a first share. */
  isFirst: boolean
  /** Versions of the same work that earned this author something in the term. */
  versionsThatTerm: number
}

export type DownloadWorld = {
  /** Different people whose download of this resource earned. */
  earlierPeople: number
  authorThatDay: number
  pairThatWeek: number
  downloaderThatDay: number
  /** Whole days of 24 hours since the downloader's account was made. */
  accountDays: number
  pupil: boolean
  type: string
}

export type ReviewWorld = { thatDay: number; thatTerm: number }

/** An award that was never a repetition after a restore: the n-th award of one fact shares its first one's root. */
const earned = sql`tx.amount > 0 and tx.idem_key = tx.root_key`

export async function uploadWorld(
  trx: Trx,
  fact: Accepted,
  { authors }: Persons,
  policy: Policy,
  zone: string,
): Promise<UploadWorld> {
  const term = termAt(policy, fact.occurredAt, zone).id
  const { rows } = await sql<{
    day: number
    term: number
    filled: boolean
    paid: number | null
    had_first: boolean
    versions: number
  }>`
    select
      (select count(*) from point_tx tx where tx.school_id = ${fact.schoolId} and tx.member_id = any (${authors}::bigint[])
         and tx.rule = 'upload.accepted' and tx.day = ${fact.day} and ${earned}) as day,
      (select count(*) from point_tx tx where tx.school_id = ${fact.schoolId} and tx.member_id = any (${authors}::bigint[])
         and tx.rule = 'upload.accepted' and tx.term_id = ${term} and ${earned}) as term,
      exists (select 1 from resource r
         join point_tx tx on tx.school_id = r.school_id and tx.resource_id = r.id
         where r.school_id = ${fact.schoolId} and r.id <> ${fact.resourceId} and r.subject = ${fact.cell?.subject ?? null}
           and r.grade = ${fact.cell?.grade ?? null} and r.unit = ${fact.cell?.unit ?? null}
           and tx.rule = 'upload.accepted' and ${earned}) as filled,
      (select min(same.id) from resource mine
         join resource same on same.school_id = mine.school_id and same.id <> mine.id
           and (same.blob_sha256 = mine.blob_sha256 or same.text_sha256 = mine.text_sha256)
         join point_tx tx on tx.school_id = same.school_id and tx.resource_id = same.id
         where mine.school_id = ${fact.schoolId} and mine.id = ${fact.resourceId}
           and tx.rule = 'upload.accepted' and tx.kind = 'award' and tx.amount > 0
           and (tx.member_id = any (${authors}::bigint[]) or not ${reversed})) as paid,
      exists (select 1 from point_tx tx where tx.school_id = ${fact.schoolId} and tx.member_id = any (${authors}::bigint[])
         and tx.rule = 'upload.first_ever' and tx.kind = 'award' and not ${reversed}) as had_first
  `.execute(trx)
  const [row] = rows
  return {
    earlierThatDay: row?.day ?? 0,
    earlierThatTerm: row?.term ?? 0,
    cellIsEmpty: fact.cell !== undefined && row?.filled === false,
    paidBefore: row?.paid ?? undefined,
    isFirst: row?.had_first === false,
    versionsThatTerm: fact.like?.own ? await versionsThatTerm(trx, fact, authors, fact.like.of, term) : 0,
  }
}

async function versionsThatTerm(
  trx: Trx,
  fact: Accepted,
  authors: number[],
  of: number,
  term: string,
): Promise<number> {
  const family = await familyOf(trx, fact.schoolId, of)
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from fact as earlier
    join point_tx as tx on tx.school_id = earlier.school_id and tx.resource_id = earlier.resource_id
      and tx.fact_id = earlier.id
    where earlier.school_id = ${fact.schoolId} and earlier.resource_id = any (${family}::bigint[])
      and earlier.resource_id <> ${fact.resourceId} and earlier.kind = 'resource.accepted'
      and earlier.payload -> 'like' is not null and tx.member_id = any (${authors}::bigint[])
      and tx.rule = 'upload.accepted' and tx.term_id = ${term} and ${earned}`.execute(trx)
  return rows[0]?.n ?? 0
}

export async function downloadWorld(
  trx: Trx,
  fact: Downloaded,
  { authors, actors }: Persons,
  zone: string,
): Promise<DownloadWorld> {
  const day = dayOf(fact.occurredAt, zone)
  const week = spanOf('week', fact.occurredAt, zone)
  const { rows } = await sql<{
    people: number
    author_day: number
    pair_week: number
    downloader_day: number
    pupil: boolean
    joined_at: Date
    type: string
  }>`
    select
      (select count(*) from point_tx tx where tx.school_id = ${fact.schoolId} and tx.resource_id = ${fact.resourceId}
         and tx.rule = 'download.counted' and ${earned}) as people,
      (select count(*) from point_tx tx where tx.school_id = ${fact.schoolId} and tx.member_id = any (${authors}::bigint[])
         and tx.rule = 'download.counted' and tx.day = ${day} and ${earned}) as author_day,
      (select count(*) from point_tx tx where tx.school_id = ${fact.schoolId} and tx.actor_id = any (${actors}::bigint[])
         and tx.rule = 'download.counted' and tx.member_id = any (${authors}::bigint[]) and tx.day >= ${dayOf(week.from, zone)}
         and tx.day < ${dayOf(week.to, zone)} and ${earned}) as pair_week,
      (select count(*) from point_tx tx where tx.school_id = ${fact.schoolId} and tx.actor_id = any (${actors}::bigint[])
         and tx.rule = 'download.counted' and tx.day = ${day} and ${earned}) as downloader_day,
      member.role = 'pupil' as pupil, member.created_at as joined_at, resource.type
    from member
    join resource on resource.school_id = member.school_id and resource.id = ${fact.resourceId}
    where member.school_id = ${fact.schoolId} and member.id = ${fact.actor}
  `.execute(trx)
  const [row] = rows
  if (!row) throw new Error(`fact ${fact.id} names a member or a resource that is not there`)
  const joinedAt = fact.joinedAt ?? row.joined_at
  return {
    earlierPeople: row.people,
    authorThatDay: row.author_day,
    pairThatWeek: row.pair_week,
    downloaderThatDay: row.downloader_day,
    accountDays: Math.floor((fact.occurredAt.getTime() - joinedAt.getTime()) / DAY_MS),
    pupil: fact.pupil ?? row.pupil,
    type: fact.type ?? row.type,
  }
}

export async function reviewWorld(
  trx: Trx,
  fact: Rated,
  { actors }: Persons,
  policy: Policy,
  zone: string,
): Promise<ReviewWorld> {
  const row = await trx
    .selectFrom('point_tx')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('day', '=', dayOf(fact.occurredAt, zone)).as('day'),
      eb.fn
        .countAll<number>()
        .filterWhere('term_id', '=', termAt(policy, fact.occurredAt, zone).id)
        .as('term'),
    ])
    .where('school_id', '=', fact.schoolId)
    .where('member_id', 'in', actors)
    .where('rule', '=', 'review.useful')
    .where('amount', '>', 0)
    .whereRef('idem_key', '=', 'root_key')
    .executeTakeFirstOrThrow()
  return { thatDay: row.day, thatTerm: row.term }
}

/** Whether the award `tx` was taken back. */
const reversed = sql`exists (
  select 1 from point_tx back where back.school_id = tx.school_id and back.reverses_seq = tx.seq)`
