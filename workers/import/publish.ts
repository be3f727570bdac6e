import { sql } from 'kysely'
import type { StagedBlob } from '#db/blobs.ts'
import { saveImportedMany } from '#db/rows/imports.ts'
import { findSameMany, lockContent } from '#db/rows/same.ts'
import type { Trx } from '#db/schema.ts'
import { schoolSettings } from '#db/settings.ts'
import type { Classification } from '../catalogue/classify/classify.ts'
import type { Draft } from '../catalogue/draft.ts'
import type { Entered } from '../catalogue/enter.ts'
import { enterMany, type Ready } from '../catalogue/enter-many.ts'
import type { Workshop } from '../context.ts'
import { settleNow } from '../points/settle.ts'
import { asImported, type FileEnd, flagged, type ImportInto, sameAs } from './ends.ts'
import type { Found } from './walk.ts'

/** A file of a folder that was read and judged, and whose bytes are staged. */
export type Judged = Ready & { found: Found; staged: StagedBlob }

/** Of the 64 numbers of a print; files with more in common may be versions of one another. */
const MUCH = 20

/** Whether a file may come in with these: it is neither the same as one of them nor likely to be a version of one. */
export function mayJoin(file: Judged, others: readonly Judged[]): boolean {
  const print = new Set(file.printed.print)
  return others.every((other) => {
    const text = file.draft.textSha256
    if (other.staged.sha256 === file.staged.sha256) return false
    if (text !== undefined && text === other.draft.textSha256) return false
    return other.printed.print.filter((shingle) => print.has(shingle)).length < MUCH
  })
}

/**
 * The transaction that makes resources of files and remembers the files, all or none. Each pair of them passes
 * `mayJoin`. A second run after a failure does the same again.
 */
export async function publishFiles(shop: Workshop, into: ImportInto, files: readonly Judged[]): Promise<FileEnd[]> {
  const { school, owner } = into
  return shop.db.transaction().execute(async (trx) => {
    // A crash of the server may lose the last half second, whole files of it: the next run does them again.
    await sql`set local synchronous_commit = off`.execute(trx)
    await lockContent(
      trx,
      school.id,
      files.flatMap(({ draft, staged }) => [draft.textSha256, staged.sha256]),
    )
    const contents = files.map(({ draft, staged }) => ({ blobSha256: staged.sha256, textSha256: draft.textSha256 }))
    const same = await findSameMany(trx, { school_id: school.id, member_id: owner.id }, contents)
    const fresh = files.filter(({ staged }) => !same.has(staged.sha256))
    await Promise.all(fresh.map(({ staged }) => staged.keep()))
    await insertBlobs(trx, school.id, fresh)
    const now = shop.clock.now()
    const entered = await enterMany(trx, fresh, {
      authorName: owner.name,
      reviewAll: schoolSettings.parse(school.settings).review === 'all',
      now,
    })
    const news = new Map(fresh.map((file, n) => [file, entered[n]]))
    const ends = files.map((file) => {
      const first = same.get(file.staged.sha256)
      return first ? sameAs(first) : endOf(news.get(file), file.draft)
    })
    await saveImportedMany(
      trx,
      school.id,
      files.map(({ found }, n) => {
        const { outcome, id, why } = ends[n] ?? { outcome: 'same' as const }
        const reason = outcome === 'same' && why ? { reason: why.text } : {}
        return { file: asImported(found), end: { outcome, ...(id !== undefined && { resourceId: id }), ...reason } }
      }),
    )
    for (const { fact } of entered) if (fact) await settleNow(trx, fact, now)
    return ends
  })
}

type Kept = FileEnd & { outcome: 'new' | 'same'; classification?: Classification }

function endOf(entered: Entered | undefined, { classification }: Draft): Kept {
  if (!entered) throw new Error('a file that came in without a resource')
  const { resource, review } = entered
  return {
    outcome: 'new',
    id: resource.id,
    ...(review && { review }),
    ...flagged(resource.flags),
    ...(classification && { classification }),
  }
}

async function insertBlobs(trx: Trx, schoolId: string, files: readonly Judged[]): Promise<void> {
  if (files.length === 0) return
  await trx
    .insertInto('blob')
    .values(files.map(({ staged: { sha256, size } }) => ({ school_id: schoolId, sha256, size })))
    .onConflict((conflict) => conflict.constraint('blob__pkey').doNothing())
    .execute()
}
