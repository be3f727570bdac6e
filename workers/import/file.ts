import { createReadStream } from 'node:fs'
import { sql } from 'kysely'
import type { BlobStore, StagedBlob } from '#db/blobs.ts'
import { type ImportedFile, saveImported } from '#db/rows/imports.ts'
import { findSame, lockContent } from '#db/rows/resources.ts'
import type { Member, School, Trx, Visibility } from '#db/schema.ts'
import { schoolSettings } from '#db/settings.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Classification } from '../catalogue/classify/classify.ts'
import type { Candidate, Draft } from '../catalogue/draft.ts'
import { enter } from '../catalogue/enter.ts'
import { flagText } from '../catalogue/flags.ts'
import { runStages } from '../catalogue/run-stages.ts'
import { STAGES } from '../catalogue/stages.ts'
import type { Workshop } from '../context.ts'
import { settleNow } from '../points/settle.ts'
import { type Reason, reason } from './leave-out.ts'
import { type Found, isRefusal } from './walk.ts'

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
  classification?: Classification
}

/** Dates before this are what a copy program or a flat battery writes. */
const OLDEST = Date.UTC(1990, 0, 1)

/**
 * Catalogues one file of a folder: copied, read, judged and published as an upload would be, but without a chat. Its
 * bytes are kept only when it becomes a resource. Throws RetryLater when the disk is full, the signal's reason, and
 * what a lost database says.
 */
export async function importFile(
  shop: Workshop,
  into: ImportInto,
  found: Found,
  signal: AbortSignal,
): Promise<FileEnd> {
  let staged: StagedBlob
  try {
    const stream = createReadStream(found.at)
    staged = await shop.blobs.stage(into.school.id, stream, { maxBytes: into.maxBytes, signal })
  } catch (error) {
    if (error instanceof UserFacingError) return remember(shop, into, found, refused(error))
    if (isRefusal(error)) return { outcome: 'skipped', why: reason('unreadable') }
    throw error
  }
  try {
    if (staged.size !== found.size) return { outcome: 'skipped', why: reason('changing') }
    const candidate = candidateOf(shop, into, found, staged)
    const own = { ...shop, blobs: withStaged(shop.blobs, into.school.id, staged) }
    const result = await runStages(STAGES, { shop: own, upload: candidate, signal }, {})
    if ('draft' in result) return await publish(shop, into, { found, candidate, draft: result.draft, staged })
    const { stop } = result
    if ('refused' in stop) return await remember(shop, into, found, refused(stop.refused))
    return await remember(shop, into, found, sameAs({ id: stop.duplicateOf, same: stop.same }))
  } finally {
    await staged.drop()
  }
}

type Ready = { found: Found; candidate: Candidate; draft: Draft; staged: StagedBlob }

/** The transaction that makes the resource and remembers the file together. */
async function publish(shop: Workshop, into: ImportInto, ready: Ready): Promise<FileEnd> {
  const { found, candidate, draft, staged } = ready
  const { classification } = draft
  if (into.dryRun) {
    const marks = [staged.sha256, draft.textSha256].filter((mark) => mark !== undefined)
    const twin = marks.find((mark) => into.twins.has(mark))
    for (const mark of marks) into.twins.add(mark)
    if (twin) return sameAs({ same: twin === staged.sha256 ? 'bytes' : 'text' })
    return { outcome: 'new', ...flagged(draft.flags ?? []), ...(classification && { classification }) }
  }
  return shop.db.transaction().execute(async (trx) => {
    // A crash of the server may lose the last half second, whole files of it: the next run does them again.
    await sql`set local synchronous_commit = off`.execute(trx)
    await lockContent(trx, into.school.id, [draft.textSha256, staged.sha256])
    const first = await findSame(trx, candidate, staged.sha256, draft.textSha256)
    if (first) return remember({ ...shop, db: trx }, into, found, sameAs(first))
    await staged.keep()
    await insertBlob(trx, into.school.id, staged)
    const now = shop.clock.now()
    const { resource, review, fact } = await enter(trx, candidate, draft, {
      authorName: into.owner.name,
      reviewAll: schoolSettings.parse(into.school.settings).review === 'all',
      now,
    })
    const end: FileEnd = { outcome: 'new', id: resource.id, ...(review && { review }), ...flagged(resource.flags) }
    await saveImported(trx, into.school.id, asImported(found), { outcome: 'new', resourceId: resource.id })
    if (fact) await settleNow(trx, fact, now)
    return { ...end, ...(classification && { classification }) }
  })
}

async function remember(
  shop: { db: Workshop['db'] | Trx },
  into: ImportInto,
  found: Found,
  end: FileEnd & { outcome: 'same' | 'refused' },
): Promise<FileEnd> {
  if (!into.dryRun) {
    await saveImported(shop.db, into.school.id, asImported(found), {
      outcome: end.outcome,
      ...(end.id !== undefined && { resourceId: end.id }),
      ...(end.why && { reason: end.why.text }),
    })
  }
  return end
}

function candidateOf(shop: Workshop, into: ImportInto, found: Found, staged: StagedBlob): Candidate {
  const now = shop.clock.now()
  const age = found.modifiedAt.getTime()
  return {
    id: null,
    chat_id: null,
    school_id: into.school.id,
    member_id: into.owner.id,
    role: into.owner.role,
    // macOS writes é as e and an accent; everybody else, and every search, as one character.
    file_name: found.name.normalize('NFC').toWellFormed(),
    folder: found.folder.normalize('NFC').toWellFormed(),
    size: staged.size,
    blob_sha256: staged.sha256,
    sent_at: age >= OLDEST && age <= now.getTime() ? found.modifiedAt : now,
    visibility: into.visibility,
    unpaid: !into.award,
  }
}

/** The store, with the staged bytes in it as if they were kept. */
function withStaged(blobs: BlobStore, schoolId: string, staged: StagedBlob): BlobStore {
  return {
    ...blobs,
    local: (school, sha) => (school === schoolId && sha === staged.sha256 ? staged.path : blobs.local(school, sha)),
  }
}

async function insertBlob(trx: Trx, schoolId: string, { sha256, size }: StagedBlob): Promise<void> {
  await trx
    .insertInto('blob')
    .values({ school_id: schoolId, sha256, size })
    .onConflict((conflict) => conflict.constraint('blob__pkey').doNothing())
    .execute()
}

export function asImported(found: Found): ImportedFile {
  return { path: found.path, size: found.size, modifiedAt: found.modifiedAt }
}

function refused(error: UserFacingError): FileEnd & { outcome: 'refused' } {
  return { outcome: 'refused', why: { code: error.code, text: error.sentence } }
}

function sameAs({ id, same }: { id?: number; same: 'bytes' | 'text' }): FileEnd & { outcome: 'same' } {
  const text =
    same === 'bytes'
      ? { zh: '和已有资源是同一个文件', en: 'the same file as a resource that is there' }
      : { zh: '和已有资源文字相同', en: 'the same text as a resource that is there' }
  return { outcome: 'same', ...(id !== undefined && { id }), why: { code: `same_${same}`, text } }
}

/** The first flag is why a reviewer must look. */
function flagged(flags: readonly string[]): Pick<FileEnd, 'why' | 'review'> {
  const [flag] = flags
  return flag === undefined ? {} : { review: true, why: { code: flag, text: flagText(flag) } }
}
