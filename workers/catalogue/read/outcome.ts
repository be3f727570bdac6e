import type { ResourceMedia, ResourcePart } from '#db/schema.ts'
import type { Family } from './formats.ts'

/** Why a file could not be read. A teacher's sentence for each lives with the stage that says it. */
export const WHYS = [
  /** No bytes at all. */
  'empty',
  /** A password is needed, for the file or for a member of the archive. */
  'encrypted',
  /** The bytes are not what the name or the head promises: truncated, damaged, or random. */
  'corrupt',
  /** A program, whatever its name says. Never accepted. */
  'executable',
  /** Small outside, huge inside: a limit of `limits.ts` was passed while reading. */
  'too_big_inside',
  /** Not done within the wall time. */
  'timeout',
  /** Needed more memory than one file may have. */
  'memory',
  /** The reader died twice, for no reason it could name. */
  'crashed',
] as const
export type Why = (typeof WHYS)[number]

/** Why a reviewer should look before the file is shown to others. */
export const FLAGS = [
  /** Carries macros (VBA, Basic). */
  'macros',
  /** The content is of another kind than the name says. */
  'mismatch',
  /** An archive with a program in it. */
  'executable_inside',
  /** Every member of an archive needs a password: known by its names only. */
  'encrypted',
  /** Some members of an archive need a password. */
  'encrypted_part',
] as const
export type Flag = (typeof FLAGS)[number]

/** What is worth knowing about the text, and harmless. */
export const NOTES = [
  /** The text was cut at a limit: characters, pages, rows, bytes or members. */
  'truncated',
  /** A format that should hold text holds none, such as a scanned PDF. */
  'no_text',
  /** An old version that nobody here can read (Word 95, PowerPoint 95): known by name only. */
  'old_version',
  /** An office file with hardly any text, whose pictures may be scanned pages. */
  'pictures',
  /** A film without its end or its directory: probably not sent whole. */
  'cut_film',
] as const
export type Note = (typeof NOTES)[number]
export type Mark = Flag | Note

/** What a reader takes out of one file. `text` is raw; `tidy.ts` cleans it before it leaves the process. */
export type Extract = {
  text: string
  /** The document property, which is often left over from a template. */
  title?: string
  /** First heading, first slide's title, or a heading-like line of page one. */
  heading?: string
  /** Pages, slides or sheets, by format. For docx, odt and doc it is what the writing program noted. */
  pages?: number
  marks?: Mark[]
  properties?: Properties
  /** The members of an archive, at most 500, and how many there are. */
  parts?: ResourcePart[]
  partCount?: number
  media?: ResourceMedia
  /** Identifies the content where its text does not: the members of an archive. Hex SHA-256. */
  fingerprint?: string
}

/** Document properties as found: never trusted, at most 300 characters each. */
export type Properties = { subject?: string; keywords?: string; author?: string; description?: string }

/** The answer about one file. `format` is lower-case and looks like an extension: `docx`, `gif`, `unknown`. */
export type ReadResult =
  | {
      ok: true
      format: string
      family: Family
      mismatch: boolean
      /** At most 2,000,000 characters, well-formed, without control characters except newline and tab. */
      text: string
      title?: string
      heading?: string
      pages?: number
      /** `FLAGS`: each asks for a reviewer. */
      flags: string[]
      /** `NOTES`: harmless. */
      notes?: string[]
      properties?: Properties
      parts?: ResourcePart[]
      partCount?: number
      media?: ResourceMedia
      /** SHA-256 (lower-case hex) of the normalised text, when it has at least 50 characters. See `tidy.ts`. */
      textSha256?: string
      /** How its first page looks: 1,024 of 0 and 1, see `recognise/look.ts`. Only the recogniser says it. */
      look?: string | undefined
      /** How that page looks in frames of it, see `recognise/crops.ts`. Only the recogniser says it. */
      crops?: string[] | undefined
      /** Where words and buttons lead, at most 300; what is fetched on opening begins with `template:`. */
      links?: string[]
    }
  | { ok: false; format: string; family: Family; why: Why; flags: string[] }

/** A reader's way to give up on a file, inside the file process only. */
export class Refusal extends Error {
  readonly why: Why

  constructor(why: Why, detail: string) {
    super(`${why}: ${detail}`)
    this.name = 'Refusal'
    this.why = why
  }
}

/** Why a parser's own error means that the file is not read: memory when it says so, a corrupt file otherwise. */
export function whyOf(error: unknown): Why {
  if (error instanceof Refusal) return error.why
  return error instanceof Error && OUT_OF_MEMORY.test(error.message) ? 'memory' : 'corrupt'
}

/** What V8, libc++ and Node say when memory ends. */
export const OUT_OF_MEMORY =
  /heap out of memory|allocation failed|bad_alloc|out of memory|Invalid (typed )?array length/i
