import type { Fact, Trx } from '#db/schema.ts'
import type { ExpectedPoints } from '../view-expected.ts'
import { type PointFact, readFact } from './fact.ts'
import { work } from './light.ts'
import { isLight } from './light-kinds.ts'
import { layOut } from './load.ts'
import { openScene } from './scene.ts'

/** More than these are not worked while somebody waits for an answer: then only how many wait is said. */
const AT_MOST = 500

/**
 * What the next nightly run will give a member for the downloads and reviews that wait for it: the rules themselves,
 * worked at a desk that is never written. Until the night something may change it, so it is an expectation.
 */
export async function expectedOf(
  trx: Trx,
  asked: { schoolId: string; memberId: number; now: Date },
): Promise<ExpectedPoints | undefined> {
  const { schoolId, memberId, now } = asked
  const waiting = trx
    .selectFrom('fact')
    .where('school_id', '=', schoolId)
    .where('status', '=', 'waiting')
    .where('kind', 'in', ['resource.downloaded', 'resource.rated'])
  const rows = await waiting
    .selectAll()
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(AT_MOST + 1)
    .execute()
  if (rows.length === 0) return undefined
  const scene = await openScene(trx, { schoolId, id: 0, kind: 'nightly', at: now }, { boards: false })
  const facts = rows
    .flatMap((row) => readable(row) ?? [])
    .filter((fact) => scene.policyOf(fact.at).rules['download.counted'].settle === 'nightly')
    .filter(isLight)
  if (rows.length > AT_MOST) return { times: facts.filter((fact) => isFor(fact, memberId)).length, amount: undefined }
  const desk = await layOut(scene, facts)
  for (const fact of facts) work(desk, fact)
  const self = desk.self(memberId).now
  const mine = desk.txs.filter((tx) => tx.memberId === self && !desk.late.has(tx.factId) && tx.legs.length > 0)
  if (mine.length === 0) return undefined
  const contribution = `member:${self}:contrib`
  const of = (tx: (typeof mine)[number]) =>
    tx.legs.reduce((sum, leg) => sum + (leg.book === 'C' && leg.account === contribution ? leg.amount : 0), 0)
  const byResource = new Map<number, number>()
  for (const tx of mine) {
    if (tx.resourceId === undefined) continue
    byResource.set(tx.resourceId, (byResource.get(tx.resourceId) ?? 0) + of(tx))
  }
  return { times: mine.length, amount: mine.reduce((sum, tx) => sum + of(tx), 0), byResource }
}

/** A fact that can not be read is told of by the run that settles it. */
function readable(row: Fact): PointFact | undefined {
  try {
    return readFact(row)
  } catch {
    return undefined
  }
}

function isFor(fact: PointFact, member: number): boolean {
  return fact.kind === 'resource.downloaded' ? fact.said.author === member : fact.actor === member
}
