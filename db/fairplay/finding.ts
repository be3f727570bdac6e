import { sql } from 'kysely'
import type { Policy } from '../policy/schema.ts'
import type { Signal } from '../policy/sections/fair-play.ts'
import type { Trx } from '../schema.ts'
import type { Evidence, FlagEffect } from './tables.ts'

/** What a signal has seen: nothing is decided by it. */
export type Finding = {
  signal: Signal
  /** One open flag per signal and subject. */
  subject: string
  effect: FlagEffect
  members: number[]
  resourceId?: number
  /** Keys of the facts concerned. */
  facts: string[]
  evidence: Evidence
  /** The hold ends by itself then; the flag stays with a person. */
  until?: Date
}

export type Look = {
  trx: Trx
  schoolId: string
  now: Date
  policy: Policy
  /** Facts since then are new to the signals that look at single facts; the others have windows of their own. */
  since: Date
}

export const DAY_MS = 86_400_000
export const HOUR_MS = 3_600_000
export const MINUTE_MS = 60_000

/** An instant so many days before. */
export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS)
}

/**
 * Who took what of whom in a window, one row per person and resource, as a derived table: `id, key, at, resource_id,
 * author, actor`. Merged members are one person; one's own are left out.
 */
export function taken(schoolId: string, from: Date, to: Date) {
  return sql`(
    select fact.id, fact.key, fact.occurred_at as at, fact.resource_id,
      coalesce(author.merged_into, author.id) as author, coalesce(actor.merged_into, actor.id) as actor
    from fact
    join member author on author.school_id = fact.school_id and author.id = (fact.payload ->> 'author')::bigint
    join member actor on actor.school_id = fact.school_id and actor.id = fact.actor_id
    where fact.school_id = ${schoolId} and fact.kind = 'resource.downloaded'
      and fact.occurred_at > ${from} and fact.occurred_at <= ${to}
      and coalesce(author.merged_into, author.id) <> coalesce(actor.merged_into, actor.id))`
}

/** The rating that counts of each person and resource, given in a window, in the same shape with `stars` and `took`. */
export function rated(schoolId: string, from: Date, to: Date) {
  return sql`(
    select * from (
      select distinct on (fact.resource_id, coalesce(actor.merged_into, actor.id))
        fact.id, fact.key, fact.occurred_at as at, fact.resource_id,
        coalesce(author.merged_into, author.id) as author, coalesce(actor.merged_into, actor.id) as actor,
        coalesce((fact.payload ->> 'stars')::int, 0) as stars, (fact.payload ->> 'had_download')::boolean as took
      from fact
      join member author on author.school_id = fact.school_id and author.id = (fact.payload ->> 'author')::bigint
      join member actor on actor.school_id = fact.school_id and actor.id = fact.actor_id
      where fact.school_id = ${schoolId} and fact.kind = 'resource.rated'
        and fact.occurred_at > ${from} and fact.occurred_at <= ${to}
      order by fact.resource_id, coalesce(actor.merged_into, actor.id), fact.id desc
    ) latest where stars > 0 and author <> actor)`
}

/** The share as a person reads it, two decimals. */
export function rounded(share: number): number {
  return Math.round(share * 100) / 100
}
