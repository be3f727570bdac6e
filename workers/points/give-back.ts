import { awardLegs, type NewTx } from '#db/ledger/post.ts'
import type { PointTx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { labelled } from './desk.ts'
import { displace } from './displace.ts'
import { peopleOf } from './restored-people.ts'
import { put } from './save.ts'
import { countsFor, type Scene } from './scene.ts'
import { legsOf, lessen } from './take-back.ts'

/**
 * Gives again what was taken back: the same amounts in the same periods, under the next key of the same root; in book C
 * alone when `honourOnly`, which leaves its room under the caps as it was.
 */
export async function giveBack(
  scene: Scene,
  given: readonly (PointTx & { nth: number })[],
  why: { factId: number; at: Date; what: Text },
  { honourOnly = false }: { honourOnly?: boolean } = {},
): Promise<PointTx[]> {
  if (given.length === 0) return []
  const legs = await legsOf(
    scene,
    given.map((tx) => tx.seq),
  )
  const people = await peopleOf(scene.trx, scene.schoolId, given)
  const again: PointTx[] = []
  const txs = given.flatMap((first): NewTx[] => {
    const due = people.due(first)
    if (!due) return []
    again.push(first)
    const counts = countsFor(scene, first.counts_at)
    const spendable = !honourOnly && (legs.get(first.seq) ?? []).some((leg) => leg.book === 'S')
    const said = marked(first.trace, why.what)
    return [
      {
        kind: 'award',
        rule: first.rule,
        key: `${first.root_key}:${first.nth + 1}`,
        root: first.root_key,
        policyVersion: first.policy_version,
        factId: why.factId,
        memberId: due.memberId,
        actorId: due.actorId,
        resourceId: first.resource_id ?? undefined,
        occurredAt: why.at,
        countsAt: counts.at,
        day: first.day,
        termId: counts.termId,
        legs: awardLegs(due.memberId, first.amount, spendable),
        trace: counts.late ? labelled(said) : said,
      },
    ]
  })
  const posted = await put(scene, txs)
  await lessen(scene, again, 1)
  if (!honourOnly) await displace(scene, again, why.factId, why.at)
  return posted
}

export const RESTORED: Text = { zh: '已恢复', en: 'restored' }

/** Once, however often it was taken and given back. */
function marked(trace: Text, what: Text): Text {
  if (trace.zh.endsWith(`（${what.zh}）`)) return trace
  return { zh: `${trace.zh}（${what.zh}）`, en: `${trace.en} (${what.en})` }
}
