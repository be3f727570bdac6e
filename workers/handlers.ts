import { SEAL_REGULARLY_AT, tidySearch } from '#db/search/tidy.ts'
import { catalogueUpload } from './catalogue/pipeline.ts'
import type { Recogniser } from './catalogue/recognise/recogniser.ts'
import type { Workshop } from './context.ts'
import { lookBefore } from './fairplay/before.ts'
import { makeCertificate } from './honours/certificate.ts'
import type { Handlers } from './jobs.ts'
import { runNights } from './night/night.ts'
import { settleSchool } from './points/settle.ts'
import { tryDraft } from './policy/try.ts'
import { postDue } from './posts/due.ts'
import { makeReport } from './reports/make.ts'
import { remindReviews } from './review/remind.ts'
import { sharingDue } from './sharing-due.ts'
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
      // Points never wait for a signal that fails; the job still says that it did.
      const [looked] = await Promise.allSettled([lookBefore(shop.db, schoolId, shop.clock.now())])
      const { settled } = await settleSchool(shop.db, schoolId, shop.clock.now())
      if (looked.status === 'rejected') throw looked.reason
      return settled > 0 ? { done: true } : { skipped: 'no fact waits' }
    },
    'report.make': ({ schoolId, requestId }) => makeReport(shop, schoolId, requestId),
    'certificate.make': (asked) => makeCertificate(shop, asked),
    'policy.try': (asked) => tryDraft(shop, asked),
    async 'post.due'() {
      const { posted, changed } = await postDue(shop.db, shop.clock.now())
      posted.push(...changed)
      posted.push(...(await remindReviews(shop.db, shop.clock.now())))
      posted.push(...(await sharingDue(shop.db, shop.clock.now())))
      for (const { schoolId, chatId } of posted) await shop.ring('chat.post', { schoolId, chatId })
      return posted.length > 0 ? { done: true } : { skipped: 'nothing is due' }
    },
    async 'night.run'() {
      const { ran } = await runNights(shop.db, shop.log, shop.clock.now())
      return ran > 0 ? { done: true } : { skipped: 'no night is due' }
    },
    async 'row.sweep'() {
      const { sealed } = await tidySearch(shop.db, SEAL_REGULARLY_AT)
      const { rung } = await sweepRows(shop.db, shop.ring, shop.clock.now())
      return rung + sealed > 0 ? { done: true } : { skipped: 'nothing waits' }
    },
  }
}
