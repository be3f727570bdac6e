import { catalogueUpload } from './catalogue/pipeline.ts'
import type { Recogniser } from './catalogue/recognise/recogniser.ts'
import type { Workshop } from './context.ts'
import type { Handlers } from './jobs.ts'
import { settleSchool } from './points/settle.ts'
import { postDue } from './posts/due.ts'
import { sweepRows } from './sweep.ts'

/** The jobs of queue `work`. */
export function workHandlers(shop: Workshop, recogniser?: Recogniser): Handlers<'work'> {
  return {
    'upload.catalogue': ({ schoolId, uploadId }, signal) => catalogueUpload(shop, schoolId, uploadId, signal),
    async 'resource.recognise'() {
      recogniser?.wake()
      return recogniser ? { done: true } : { skipped: 'recognition is off' }
    },
    async 'fact.settle'({ schoolId }) {
      const { settled } = await settleSchool(shop.db, schoolId, shop.clock.now())
      return settled > 0 ? { done: true } : { skipped: 'no fact waits' }
    },
    async 'post.due'() {
      const { posted } = await postDue(shop.db, shop.clock.now())
      for (const { schoolId, chatId } of posted) await shop.ring('chat.post', { schoolId, chatId })
      return posted.length > 0 ? { done: true } : { skipped: 'nothing is due' }
    },
    async 'row.sweep'() {
      const { rung } = await sweepRows(shop.db, shop.ring, shop.clock.now())
      return rung > 0 ? { done: true } : { skipped: 'nothing waits' }
    },
  }
}
