import { findSame } from '#db/rows/same.ts'
import type { Stage } from './draft.ts'

/** The same bytes or the same text, whatever the name: the first one counts. Looked at again while publishing. */
export const dedupe: Stage = {
  name: 'dedupe',
  once: true,
  async run(draft, { shop, upload }) {
    const first = await findSame(shop.db, upload, upload.blob_sha256 ?? '', draft.textSha256)
    return first ? { stop: { duplicateOf: first.id, same: first.same } } : { next: {} }
  },
}
