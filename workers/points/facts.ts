import { z } from 'zod'
import { type Fact, ROLES } from '#db/schema.ts'
import { dayOf } from '#kit/zone.ts'

type Base = { id: number; schoolId: string; resourceId: number; occurredAt: Date }

/** A resource passed the checks or a reviewer. `day` is the school day on which it was shared. */
export type Accepted = Base & {
  kind: 'resource.accepted'
  author: number
  type: string
  origin: 'original' | 'adapted' | 'licensed_repost'
  scope: 'school' | 'group' | 'district'
  /** Subject × grade × unit, when all three are known. */
  cell: { subject: string; grade: number; unit: string } | undefined
  day: string
  /** It came by an import that earns nothing. */
  unpaid?: boolean | undefined
  /** The earlier resource that it is for the most part, by the same author or not; `work` is the family of both. */
  like?: { of: number; work: number; own: boolean; alike: number } | undefined
}

/** Somebody took a resource for the first time. What is undefined is read from the rows. */
export type Downloaded = Base & {
  kind: 'resource.downloaded'
  author: number
  actor: number
  type: string | undefined
  pupil: boolean | undefined
  joinedAt: Date | undefined
}

export type Rated = Base & {
  kind: 'resource.rated'
  author: number
  actor: number
  commentChars: number
  hadDownload: boolean
}

export type Withdrawn = Base & {
  kind: 'resource.withdrawn'
  why: 'author' | 'recalled' | 'admin'
  acceptedAt: Date | undefined
}

export type Restored = Base & { kind: 'resource.restored' }

export type PointFact = Accepted | Downloaded | Rated | Withdrawn | Restored

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const payloads = {
  accepted: z.object({
    author: z.number().int(),
    type: z.string(),
    origin: z.enum(['original', 'adapted', 'licensed_repost']),
    scope: z.enum(['school', 'group', 'district']),
    subject: z.string().nullish(),
    grade: z.number().int().nullish(),
    unit: z.string().nullish(),
    submitted_at: instant.optional(),
    submitted_day: z.iso.date().optional(),
    like: z.object({ of: z.number().int(), work: z.number().int(), own: z.boolean(), alike: z.number() }).optional(),
    unpaid: z.boolean().optional(),
  }),
  downloaded: z.object({
    author: z.number().int(),
    type: z.string().optional(),
    role: z.enum(ROLES).optional(),
    joined_at: instant.optional(),
  }),
  rated: z.object({ author: z.number().int(), comment_chars: z.number().int(), had_download: z.boolean() }),
  withdrawn: z.object({ why: z.enum(['author', 'recalled', 'admin']), accepted_at: instant.optional() }),
}

/**
 * A fact as the rules read it; undefined for a kind that concerns no points. `zone` is the school's. Throws ZodError when the
 * payload is not what its kind promises: whoever wrote the fact must be mended, the fact itself never changes.
 */
export function parseFact(row: Fact, zone: string): PointFact | undefined {
  const kind = row.kind
  if (row.resource_id === null) return undefined
  const base = { id: row.id, schoolId: row.school_id, resourceId: row.resource_id, occurredAt: row.occurred_at }
  switch (kind) {
    case 'resource.accepted': {
      const { submitted_at, submitted_day, subject, grade, unit, like, ...said } = payloads.accepted.parse(row.payload)
      const cell = subject && grade && unit ? { subject, grade, unit } : undefined
      return { ...base, kind, ...said, cell, like, day: submitted_day ?? dayOf(submitted_at ?? row.occurred_at, zone) }
    }
    case 'resource.downloaded': {
      const said = payloads.downloaded.parse(row.payload)
      const pupil = said.role === undefined ? undefined : said.role === 'pupil'
      const { author, type, joined_at: joinedAt } = said
      return { ...base, kind, author, actor: z.number().parse(row.actor_id), type, pupil, joinedAt }
    }
    case 'resource.rated': {
      const said = payloads.rated.parse(row.payload)
      return {
        ...base,
        kind,
        author: said.author,
        actor: z.number().parse(row.actor_id),
        commentChars: said.comment_chars,
        hadDownload: said.had_download,
      }
    }
    case 'resource.withdrawn': {
      const said = payloads.withdrawn.parse(row.payload)
      return { ...base, kind, why: said.why, acceptedAt: said.accepted_at }
    }
    case 'resource.restored':
      return { ...base, kind }
    default:
      return undefined
  }
}
