import type { Finding } from '#db/findings/findings.ts'
import type { Member, ResourceMedia, ResourcePart, Upload, Visibility } from '#db/schema.ts'
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
  /** What stands behind some flags, masked. */
  findings?: Finding[]
  /** Targets behind words and buttons, as the file holds them. */
  links?: string[]
  /** Why nothing could be read, when that is so. */
  unread?: string
  classification?: Classification
}

/** Ends the run: a refusal with its sentence, or the first copy of the same file. */
export type Stop =
  | { refused: UserFacingError /** The signature's name, for administrators. */; virus?: string }
  | { duplicateOf: number; same: 'bytes' | 'text' }

/** A file being catalogued: an upload of a chat, or a file of an imported folder (which has no chat and no upload row). */
export type Candidate = Pick<Upload, 'school_id' | 'member_id' | 'file_name' | 'size' | 'blob_sha256' | 'sent_at'> & {
  /** The upload row's; null when there is none. */
  id: number | null
  chat_id: number | null
  /** Folders above the file, as the school named them: `三年级/数学/上册`. A weak hint. */
  folder?: string
  /** Default: the whole school. */
  visibility?: Visibility
  /** The member's; asked for when it is not known. */
  role?: Member['role']
  /** How often it was tried before; undefined for what cannot wait. */
  attempts?: number
  /** It earns its author nothing, neither now nor when a reviewer accepts it. */
  unpaid?: boolean
}

/** `upload` is whatever is being catalogued. */
export type StageContext = { shop: Workshop; upload: Candidate; signal: AbortSignal }

/** One step. Names are chosen once: a saved draft names the last stage that finished. */
export type Stage = {
  name: string
  /** Raise it when the stage learns more than before: `recatalogue` then runs it on what is there. Default 1. */
  version?: number
  /** It only decides whether a file comes in, so it is never run on what is in. */
  once?: true
  run(draft: Draft, ctx: StageContext): Promise<{ next: Partial<Draft> } | { stop: Stop }>
}
