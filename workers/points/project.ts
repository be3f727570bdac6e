import { sql } from 'kysely'
import { moveMerged } from '#db/rows/merge-points.ts'
import { mergedSpan, moveParted } from '#db/rows/unmerge-points.ts'
import type { PointTx } from '#db/schema.ts'
import { decided, flagDecided, flagRaised, overturned, reviewOverturned, selected } from './cases.ts'
import type { PointFact } from './fact.ts'
import { work } from './light.ts'
import { isLight } from './light-kinds.ts'
import { type LightFact, layOut } from './load.ts'
import { concluded, corrected, fixed, frozen, restored, takeBackLate, withdrawn } from './revoke.ts'
import { clear } from './save.ts'
import type { Scene } from './scene.ts'

/**
 * Projects the facts of one run, in their order: (occurred_at, id). Those that only earn are worked many at a time;
 * those that take back or move what was posted come one by one between them. Answers what they posted when all of them
 * only earn.
 */
export async function projectFacts(scene: Scene, facts: readonly PointFact[]): Promise<PointTx[] | undefined> {
  if (facts.every(isLight)) return projectLight(scene, facts.filter(isLight))
  let light: LightFact[] = []
  for (const fact of facts) {
    if (isLight(fact)) {
      light.push(fact)
      continue
    }
    await projectLight(scene, light)
    light = []
    await projectOne(scene, fact)
  }
  await projectLight(scene, light)
  return undefined
}

async function projectLight(scene: Scene, facts: readonly LightFact[]): Promise<PointTx[]> {
  if (facts.length === 0) return []
  const desk = await layOut(scene, facts)
  for (const fact of facts) work(desk, fact)
  const posted = await clear(desk)
  if (desk.late.size > 0) await takeBackLate(scene, posted, desk.late)
  return posted
}

async function projectOne(scene: Scene, fact: PointFact): Promise<void> {
  switch (fact.kind) {
    case 'resource.withdrawn':
      return withdrawn(scene, fact)
    case 'resource.restored':
      return restored(scene, fact)
    case 'resource.corrected':
      return corrected(scene, fact)
    case 'resource.frozen':
      return frozen(scene, fact)
    case 'resource.fixed':
      return fixed(scene, fact)
    case 'panel.concluded':
      return concluded(scene, fact)
    case 'review.overturned':
      return reviewOverturned(scene, fact)
    case 'case.selected':
      return selected(scene, fact)
    case 'case.decided':
      return decided(scene, fact)
    case 'case.overturned':
      return overturned(scene, fact)
    case 'flag.raised':
      return flagRaised(scene, fact)
    case 'flag.decided':
      return flagDecided(scene, fact)
    case 'term.locked':
      return lock(scene, fact)
    // Both are settled where they are written; here they come in a rebuild only.
    case 'member.merged':
      return merged(scene, fact)
    case 'member.unmerged':
      return unmerged(scene, fact)
    default:
      return undefined
  }
}

async function merged(scene: Scene, fact: PointFact<'member.merged'>): Promise<void> {
  const { from, into } = fact.said
  await moveMerged(scene.trx, { schoolId: scene.schoolId, from, into, factId: fact.id, now: fact.at })
}

async function unmerged(scene: Scene, fact: PointFact<'member.unmerged'>): Promise<void> {
  const { trx, schoolId } = scene
  const { from, into, earlier, resources } = fact.said
  const ledger = await mergedSpan(trx, { schoolId, from, into, before: fact.id })
  await moveParted(trx, { schoolId, from, into, earlier, resources, ledger, now: fact.at })
}

async function lock(scene: Scene, fact: PointFact<'term.locked'>): Promise<void> {
  scene.locked.add(fact.said.term)
  await sql`insert into point_mark (school_id, mark, fact_id)
    values (${scene.schoolId}, ${`locked:${fact.said.term}`}, ${fact.id}) on conflict do nothing`.execute(scene.trx)
}
