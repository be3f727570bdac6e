import { createReadStream } from 'node:fs'
import type { BlobStore, StagedBlob } from '#db/blobs.ts'
import { saveImported } from '#db/rows/imports.ts'
import { UserFacingError } from '#kit/errors.ts'
import { dedupe } from '../catalogue/dedupe.ts'
import type { Candidate, Draft } from '../catalogue/draft.ts'
import { runStages } from '../catalogue/run-stages.ts'
import { printed } from '../catalogue/similar.ts'
import { STAGES } from '../catalogue/stages.ts'
import type { Workshop } from '../context.ts'
import { asImported, type FileEnd, flagged, type ImportInto, refused, sameAs } from './ends.ts'
import { reason } from './leave-out.ts'
import type { Judged } from './publish.ts'
import { type Found, isRefusal } from './walk.ts'

export type { FileEnd, ImportInto } from './ends.ts'

/** Puts a judged file into the library, together with others. */
export type Publish = (file: Judged) => Promise<FileEnd>

/** Dates before this are what a copy program or a flat battery writes. */
const OLDEST = Date.UTC(1990, 0, 1)

/** Bytes that are copied at a time: each piece is a walk to the disk and back. */
const PIECE = 512 * 1024

/** The same bytes and texts are looked for once, while publishing; a dry run never gets there. */
const UNTIL_PUBLISHED = STAGES.filter((stage) => stage !== dedupe)

/**
 * Catalogues one file of a folder: copied, read, judged and published as an upload would be, but without a chat. Its
 * bytes are kept only when it becomes a resource. Throws RetryLater when the disk is full, the signal's reason, and
 * what a lost database says.
 */
export async function importFile(
  shop: Workshop,
  into: ImportInto,
  found: Found,
  { publish, signal }: { publish: Publish; signal: AbortSignal },
): Promise<FileEnd> {
  let staged: StagedBlob
  try {
    const stream = createReadStream(found.at, { highWaterMark: PIECE })
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
    const stages = into.dryRun ? STAGES : UNTIL_PUBLISHED
    const result = await runStages(stages, { shop: own, upload: candidate, signal }, {})
    if ('stop' in result) {
      const { stop } = result
      if ('refused' in stop) return await remember(shop, into, found, refused(stop.refused))
      return await remember(shop, into, found, sameAs({ id: stop.duplicateOf, same: stop.same }))
    }
    const { draft } = result
    if (into.dryRun) return tried(into, draft, staged)
    return await publish({ found, candidate, draft, staged, printed: printed(draft.text ?? '') })
  } finally {
    await staged.drop()
  }
}

/** What would become of it. */
function tried(into: ImportInto, draft: Draft, staged: StagedBlob): FileEnd {
  const marks = [staged.sha256, draft.textSha256].filter((mark) => mark !== undefined)
  const twin = marks.find((mark) => into.twins.has(mark))
  for (const mark of marks) into.twins.add(mark)
  if (twin) return sameAs({ same: twin === staged.sha256 ? 'bytes' : 'text' })
  const { classification } = draft
  return { outcome: 'new', ...flagged(draft.flags ?? []), ...(classification && { classification }) }
}

async function remember(
  shop: Workshop,
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
  const isIt = (school: string, sha256: string) => school === schoolId && sha256 === staged.sha256
  return {
    ...blobs,
    local: (school, sha) => (isIt(school, sha) ? staged.path : blobs.local(school, sha)),
    open: async (school, sha) =>
      isIt(school, sha) ? { stream: createReadStream(staged.path), size: staged.size } : blobs.open(school, sha),
  }
}
