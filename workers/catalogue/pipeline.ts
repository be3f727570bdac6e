import { findUpload, postponeUpload, saveDraft } from '#db/rows/uploads.ts'
import type { Upload } from '#db/schema.ts'
import type { Workshop } from '../context.ts'
import type { Outcome } from '../jobs.ts'
import { draftUpload } from '../policy/upload.ts'
import type { Draft } from './draft.ts'
import { publish } from './publish.ts'
import { runStages } from './run-stages.ts'
import { STAGES } from './stages.ts'
import { stop } from './stop.ts'

/**
 * Runs the stages over a stored upload; the draft is saved after each, so that a retry resumes behind the last one.
 * Only `publish` (and `stop`) end it, each in one transaction. A second run answers `skipped`.
 */
export async function catalogueUpload(
  shop: Workshop,
  schoolId: string,
  uploadId: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const upload = await findUpload(shop.db, schoolId, uploadId)
  if (upload?.status !== 'stored') return { skipped: `upload ${uploadId} is not waiting to be catalogued` }
  try {
    if (!(await draftUpload(shop, upload))) await run(shop, upload, signal)
  } catch (error) {
    await postponeUpload(
      shop.db,
      schoolId,
      uploadId,
      new Date(shop.clock.now().getTime() + 2_000 * 2 ** Math.min(upload.attempts, 8)),
    )
    throw error
  }
  return { done: true }
}

async function run(shop: Workshop, upload: Upload, signal: AbortSignal): Promise<void> {
  const finished = STAGES.findIndex((stage) => stage.name === upload.stage)
  const left = STAGES.slice(finished + 1)
  const result = await runStages(left, { shop, upload, signal }, upload.draft as Draft, (stage, draft) =>
    saveDraft(shop.db, upload.school_id, upload.id, stage.name, draft),
  )
  if ('stop' in result) await stop(shop, upload, result.stop)
  else await publish(shop, upload, result.draft)
}
