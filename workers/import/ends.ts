import type { ImportedFile } from '#db/rows/imports.ts'
import type { Member, School, Visibility } from '#db/schema.ts'
import type { UserFacingError } from '#kit/errors.ts'
import type { Classification } from '../catalogue/classify/classify.ts'
import { flagText } from '../catalogue/flags.ts'
import type { Reason } from './leave-out.ts'
import type { Found } from './walk.ts'

/** What an import does with each file. */
export type ImportInto = {
  school: School
  owner: Member
  visibility: Visibility
  /** The owner earns points, as for a file in a chat. */
  award: boolean
  /** Reads and judges, writes nothing. */
  dryRun: boolean
  maxBytes: number
  /** For a dry run, which finds nothing of what it judged before in the database: hashes of bytes and texts so far. */
  twins: Set<string>
}

/** What became of one file. `skipped` is tried again by the next run, all else is remembered. */
export type FileEnd = {
  outcome: 'new' | 'same' | 'refused' | 'skipped'
  /** The resource: its own, or the first of the same. In a dry run only the latter. */
  id?: number
  why?: Reason
  /** It waits for a reviewer. */
  review?: boolean
  classification?: Pick<Classification, 'title' | 'subject' | 'grade' | 'volume' | 'type'>
}

/** A file as the database remembers it. */
export function asImported(found: Found): ImportedFile {
  return { path: found.path, size: found.size, modifiedAt: found.modifiedAt }
}

export function refused(error: UserFacingError): FileEnd & { outcome: 'refused' } {
  return { outcome: 'refused', why: { code: error.code, text: error.sentence } }
}

export function sameAs({ id, same }: { id?: number; same: 'bytes' | 'text' }): FileEnd & { outcome: 'same' } {
  const text =
    same === 'bytes'
      ? { zh: '和已有资源是同一个文件', en: 'the same file as a resource that is there' }
      : { zh: '和已有资源文字相同', en: 'the same text as a resource that is there' }
  return { outcome: 'same', ...(id !== undefined && { id }), why: { code: `same_${same}`, text } }
}

/** The first flag is why a reviewer must look. */
export function flagged(flags: readonly string[]): Pick<FileEnd, 'why' | 'review'> {
  const [flag] = flags
  return flag === undefined ? {} : { review: true, why: { code: flag, text: flagText(flag) } }
}
