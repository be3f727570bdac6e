import { parse, stringify } from 'yaml'
import { publishPolicy } from '#db/policy/publish.ts'
import { mergeMembers } from '#db/rows/merge.ts'
import { unmergeMembers } from '#db/rows/unmerge.ts'
import { DEEDS, type DeedName, type History } from './format.ts'
import { minor, type World } from './world.ts'

/** Deeds that are done at once: two people are one, somebody comes, goes or changes schools, the rules change. */
export async function change(world: World, name: DeedName, raw: unknown, at: Date): Promise<void> {
  const { db, school: schoolId } = world
  switch (name) {
    case 'merge': {
      const said = DEEDS.merge.parse(raw)
      const [from, into] = [world.person(said.merge).id, world.person(said.into).id]
      const merge = await db
        .transaction()
        .execute((trx) => mergeMembers(trx, { schoolId, from, into, by: undefined, how: 'admin', now: at }))
      world.merged.set(said.merge, { into: said.into, merge: merge.id })
      return
    }
    case 'unmerge': {
      const { unmerge } = DEEDS.unmerge.parse(raw)
      const id = world.merged.get(unmerge)?.merge
      if (id === undefined) return
      await db.transaction().execute((trx) => unmergeMembers(trx, { schoolId, id, now: at }))
      world.merged.delete(unmerge)
      return
    }
    case 'transfer': {
      const said = DEEDS.transfer.parse(raw)
      await moveTo(world, said.transfer, said.to, said.department)
      return
    }
    case 'leave': {
      const { id } = world.person(DEEDS.leave.parse(raw).leave)
      await db
        .updateTable('member')
        .set({ left_at: at })
        .where('school_id', '=', schoolId)
        .where('id', '=', id)
        .execute()
      return
    }
    case 'arrive': {
      const said = DEEDS.arrive.parse(raw)
      world.arrived.push(said.arrive)
      return arrive(world, said.arrive, { ...said, joined: at.toISOString() }, at)
    }
    case 'policy': {
      const said = DEEDS.policy.parse(raw)
      const head = { version: said.policy, effective_from: at.toISOString() }
      world.policyText = stringify(laidOver(laidOver(parse(world.policyText), said.changes), head))
      await db.transaction().execute((trx) => publishPolicy(trx, schoolId, world.policyText))
      return
    }
    default:
      return
  }
}

/** Somebody comes, with what they bring along. */
export async function arrive(world: World, name: string, given: History['people'][string], at: Date): Promise<void> {
  const id = await world.addMember(name, given)
  if (given.opening === 0 && given.contribution === 0 && !given.shared_before) return
  const payload = {
    contribution: minor(given.contribution),
    spendable: minor(given.opening),
    ...(given.shared_before && { shared_before: true }),
  }
  await world.write('points.opened', `opening:${id}`, at, payload, { actor: id })
}

/**
 * Points go along with the person, whose account stays the same; what they shared stays in the catalogue of the school
 * that they leave, so that their new colleagues' downloads of it are another school's.
 */
async function moveTo(world: World, name: string, school: string, department: string | undefined): Promise<void> {
  const person = world.person(name)
  person.school = school
  const departmentId = department === undefined ? null : await world.department(department)
  await world.db
    .updateTable('member')
    .set({ department_id: departmentId, left_at: null })
    .where('school_id', '=', world.school)
    .where('id', '=', person.id)
    .execute()
}

/** Objects are merged key by key, everything else is replaced. */
function laidOver(under: unknown, over: unknown): unknown {
  if (!isRecord(under) || !isRecord(over)) return over
  return Object.fromEntries(
    [...new Set([...Object.keys(under), ...Object.keys(over)])].map((key) => [
      key,
      key in over ? laidOver(under[key], over[key]) : under[key],
    ]),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
