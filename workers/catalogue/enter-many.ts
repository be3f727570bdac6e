import { saveFindings } from '#db/findings/findings.ts'
import { insertRecognition } from '#db/recognition/recognition.ts'
import { accept } from '#db/rows/accept.ts'
import { insertResources } from '#db/rows/resources.ts'
import type { Fact, Trx } from '#db/schema.ts'
import { indexResources } from '#db/search/index-row.ts'
import type { Candidate, Draft } from './draft.ts'
import { type Entered, rowOf } from './enter.ts'
import { needsRecognition } from './recognise/needed.ts'
import { noteLikenesses, type Printed } from './similar.ts'

/** A finished draft with the print of its text. */
export type Ready = { candidate: Candidate; draft: Draft; printed: Printed }

/**
 * `enter` for several files of one school and one author, none of which is the same as another: a few statements for all
 * of them. Answers in their order.
 */
export async function enterMany(
  trx: Trx,
  files: readonly Ready[],
  given: { authorName: string; reviewAll: boolean; now: Date },
): Promise<Entered[]> {
  const waits = files.map(({ draft }) => given.reviewAll || (draft.flags ?? []).length > 0)
  const resources = await insertResources(
    trx,
    files.map(({ candidate, draft }, n) => {
      // Without a fact nobody else makes it live, and a row that is written once is cheaper than one written twice.
      const live = !waits[n] && candidate.unpaid ? { status: 'live' as const, accepted_at: given.now } : {}
      return { resource: { ...rowOf(candidate, draft), ...live }, body: draft.text ?? '' }
    }),
  )
  const entering = files.flatMap((file, n) => {
    const resource = resources[n]
    return resource ? [{ ...file, resource, review: waits[n] ?? true }] : []
  })
  await noteLikenesses(
    trx,
    entering
      .filter(({ printed }) => printed.print.length > 0)
      .map(({ resource, printed }) => ({ ...printed, resource })),
  )
  const reviews = entering.filter(({ review }) => review)
  if (reviews.length > 0) {
    const rows = reviews.map(({ resource }) => ({ school_id: resource.school_id, resource_id: resource.id }))
    await trx.insertInto('review').values(rows).execute()
  }
  await indexResources(
    trx,
    entering
      .filter(({ review, candidate }) => !review && candidate.unpaid)
      .map(({ resource, draft }) => ({ resource, extra: { authorName: given.authorName, body: draft.text ?? '' } })),
  )
  const ends: Entered[] = []
  for (const { candidate, draft, resource, review } of entering) {
    if (needsRecognition(draft)) await insertRecognition(trx, resource)
    if (draft.findings && draft.findings.length > 0)
      await saveFindings(trx, resource.school_id, resource.id, draft.findings)
    let fact: Fact | undefined
    if (!review && !candidate.unpaid) {
      const { authorName, now } = given
      fact = await accept(trx, resource, { via: 'checks', by: resource.member_id, authorName, now })
    }
    ends.push({ resource, review, fact })
  }
  return ends
}
