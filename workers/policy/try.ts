import { findDraft, saveReport } from '#db/policy/drafts.ts'
import { tellMember } from '#db/rows/tell.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Workshop } from '../context.ts'
import type { Outcome } from '../jobs.ts'
import { sentence } from '../view.ts'
import { dryRunView } from '../view-policy.ts'
import { dryRun } from './dry-run.ts'

/** Tries a draft out over the past, keeps what came of it with the draft, and tells whoever asked. */
export async function tryDraft(
  shop: Pick<Workshop, 'db' | 'clock' | 'ring'>,
  asked: { schoolId: string; draftId: number; memberId: number; since?: string | undefined; key: string },
): Promise<Outcome> {
  const { schoolId, draftId, memberId } = asked
  const draft = await findDraft(shop.db, schoolId, draftId)
  if (draft?.status !== 'draft') return { skipped: `draft ${draftId} is not open` }
  try {
    const report = await dryRun(shop.db, {
      schoolId,
      source: draft.source,
      now: shop.clock.now(),
      ...(asked.since !== undefined && { since: asked.since }),
    })
    const { time_zone: zone } = await shop.db
      .selectFrom('school')
      .select('time_zone')
      .where('id', '=', schoolId)
      .executeTakeFirstOrThrow()
    await tell(async (trx) => {
      await saveReport(trx, schoolId, draftId, report, shop.clock.now())
      return (t, lang) => dryRunView(draft, report, { t, lang, zone })
    })
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error
    const said = error
    await tell(
      async () => (t) => sentence(t(said.sentence), { tone: 'warn', ...(said.hint && { note: t(said.hint) }) }),
    )
  }
  return { done: true }

  async function tell(
    work: (trx: Parameters<typeof tellMember>[0]) => Promise<Parameters<typeof tellMember>[3]['view']>,
  ) {
    const chatId = await shop.db.transaction().execute(async (trx) => {
      const view = await work(trx)
      return tellMember(trx, schoolId, memberId, { key: `try:${asked.key}`, view, now: shop.clock.now() })
    })
    if (chatId !== undefined) await shop.ring('chat.post', { schoolId, chatId })
  }
}
