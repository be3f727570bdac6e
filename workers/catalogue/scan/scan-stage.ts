import { RetryLater, UserFacingError } from '#kit/errors.ts'
import type { Stage } from '../draft.ts'

/** So often a file waits for a scanner that is away, about a minute in all; then a reviewer looks. */
const PATIENCE = 6

/** Shows the bytes to ClamAV when one is configured, before anything else opens them. Infected files are refused. */
export const scan: Stage = {
  name: 'scan',
  once: true,
  async run(draft, { shop, upload, signal }) {
    if (!shop.scanner || upload.blob_sha256 === null) return { next: {} }
    const flags = draft.flags ?? []
    try {
      const { stream } = await shop.blobs.open(upload.school_id, upload.blob_sha256)
      const verdict = await shop.scanner.scan(stream, signal)
      if (verdict.kind === 'clean') return { next: {} }
      shop.log.warn({ upload: upload.id, school: upload.school_id, ...verdict }, 'the virus scanner objects')
      if (verdict.kind === 'infected') return { stop: { refused: infected(), virus: verdict.name } }
    } catch (error) {
      // An import has no row that could wait.
      if (!(error instanceof RetryLater) || (upload.attempts ?? PATIENCE) < PATIENCE) throw error
      shop.log.warn({ upload: upload.id, school: upload.school_id, why: error.message }, 'not scanned')
    }
    return { next: { flags: [...flags, 'unscanned'] } }
  },
}

function infected(): UserFacingError {
  return new UserFacingError(
    'file_infected',
    {
      zh: '查毒程序在文件里发现病毒，没有收录。',
      en: 'The virus scanner found a virus in it, so it was not catalogued.',
    },
    {
      zh: '请不要打开或转发它；用杀毒软件检查电脑后，重新另存一份再发。已通知管理员。',
      en: 'Do not open or pass it on; check your computer, save a clean copy and send that. Administrators were told.',
    },
  )
}
