import type { ResourceMedia, ResourcePart, Upload } from '#db/schema.ts'
import type { UserFacingError } from '#kit/errors.ts'
import type { Workshop } from '../context.ts'
import type { Classification } from './classify/classify.ts'

/** What the catalogue knows of a file so far; JSON, saved after each stage. */
export type Draft = {
  format?: string
  family?: string
  text?: string
  textSha256?: string
  title?: string
  heading?: string
  pages?: number
  /** The members of a package. */
  parts?: ResourcePart[]
  media?: ResourceMedia
  /** `NOTES` of `read/outcome.ts`, such as `no_text`. */
  notes?: string[]
  /** Why a reviewer must look: `macros`, `mismatch`, `encrypted`, `unreadable`, `pupil`. */
  flags?: string[]
  /** Why nothing could be read, when that is so. */
  unread?: string
  classification?: Classification
}

/** Ends the run: a refusal with its sentence, or the first copy of the same file. */
export type Stop = { refused: UserFacingError } | { duplicateOf: number; same: 'bytes' | 'text' }

export type StageContext = { shop: Workshop; upload: Upload; signal: AbortSignal }

/** One step. Names are chosen once: a saved draft names the last stage that finished. */
export type Stage = {
  name: string
  run(draft: Draft, ctx: StageContext): Promise<{ next: Partial<Draft> } | { stop: Stop }>
}
