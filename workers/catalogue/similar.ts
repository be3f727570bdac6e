import { sql } from 'kysely'
import { getMember } from '#db/rows/people.ts'
import { bodyOf } from '#db/rows/resources.ts'
import type { Resource, Trx } from '#db/schema.ts'
import { viewerOf, visibleTo } from '#db/sharing.ts'
import { type Side, versionOf } from '#db/similar/judge.ts'
import { insertKin, newestVersion } from '#db/similar/kin.ts'
import { findLook, writeLook } from '#db/similar/looks.ts'
import { printOf } from '#db/similar/print.ts'
import { type Found, findLike, lockPrint, workOf, writePrint } from '#db/similar/prints.ts'
import { findLikeMany, joinWork, lockPrints, writePrints } from '#db/similar/prints-many.ts'
import { type Shingled, shingled } from '#db/similar/shingles.ts'

/** So many likely ones are compared text by text; the first is almost always the one. */
const COMPARED = 5
/** Of longer texts the beginnings are compared: 12 ms for two of this length, under 1 ms for two of a usual one. */
const COMPARED_CHARS = 30_000
/** No other will be nearer. */
const SURE = 0.9

/**
 * Keeps the print of a resource's text and, the first time, notes the earlier resource that it is a version of. Only
 * what its author may see is compared, so that a receipt gives nothing away. Runs inside the transaction in which the
 * resource enters (`entering`: it has no print yet); two alike that enter at once wait for one another.
 */
export async function noteLikeness(
  trx: Trx,
  resource: Resource,
  text: string,
  { entering = false } = {},
): Promise<void> {
  const { school_id: schoolId, id } = resource
  const whole = shingled(text)
  const print = printOf(whole)
  if (print.length === 0) return
  await lockPrint(trx, schoolId, print)
  const isNew = entering || !(await hasPrint(trx, schoolId, id))
  const mine = () => beginning(text, whole)
  const best = isNew ? await bestOf(trx, resource, mine, print, await findLike(trx, schoolId, print, id)) : undefined
  const workId = best ? await workOf(trx, schoolId, best.id) : id
  await writePrint(trx, { schoolId, resourceId: id, workId, print })
  if (best) await noteKin(trx, resource, best)
}

/** A text with its shingles and its print, made once. */
export type Printed = { text: string; whole: Shingled; print: number[] }

export function printed(text: string): Printed {
  const whole = shingled(text)
  return { text, whole, print: printOf(whole) }
}

/**
 * `noteLikeness` for resources that come in together; the first may be what the second is a version of. Those that are
 * all but the same should come one after the other, or they are counted as different works.
 */
export async function noteLikenesses(trx: Trx, entering: readonly (Printed & { resource: Resource })[]): Promise<void> {
  const schoolId = entering[0]?.resource.school_id
  if (schoolId === undefined) return
  const prints = entering.map(({ resource, print }) => ({ id: resource.id, print }))
  await lockPrints(
    trx,
    schoolId,
    entering.map(({ print }) => print),
  )
  await writePrints(trx, schoolId, prints)
  const found = await findLikeMany(trx, schoolId, prints)
  for (const { resource, text, whole, print } of entering) {
    const like = found.get(resource.id)
    const best = like && (await bestOf(trx, resource, () => beginning(text, whole), print, like))
    if (!best) continue
    await joinWork(trx, schoolId, resource.id, await workOf(trx, schoolId, best.id))
    await noteKin(trx, resource, best)
  }
}

/**
 * The same for how a picture or a scan looks. Noted after it is catalogued, so nothing is said in the chat; `/versions`
 * shows it.
 */
export async function noteLook(
  trx: Trx,
  resource: Resource,
  given: { look: string; crops: readonly string[]; text: string },
): Promise<void> {
  const { school_id: schoolId, id } = resource
  const { look, crops } = given
  const hasText = printOf(shingled(given.text)).length > 0
  const nearest = await findLook(trx, { schoolId, look, crops, before: id, hasText })
  const candidates = nearest.map((one) => one.id)
  const [other] = candidates.length === 0 ? [] : await comparable(trx, resource, { candidates })
  const workId = other ? await workOf(trx, schoolId, other.id) : id
  await writeLook(trx, { schoolId, resourceId: id, workId, look, crops })
  if (!other) return
  const apart = nearest.find((one) => one.id === other.id)?.apart ?? 0
  await insertKin(trx, schoolId, { resourceId: id, ofId: other.id, alike: Math.round((1 - apart) * 1_000) / 1_000 })
}

type Best = { id: number; alike: number; own: boolean }

async function bestOf(
  trx: Trx,
  resource: Resource,
  shingles: () => Shingled,
  print: number[],
  found: Found,
): Promise<Best | undefined> {
  if (found.candidates.length === 0) return undefined
  const known = { frequent: new Set(found.frequent), sampled: new Set(print) }
  const mine = sideOf(resource, shingles())
  let best: Best | undefined
  for (const other of await comparable(trx, resource, found)) {
    const body = await bodyOf(trx, other.school_id, other.id)
    const theirs = sideOf(other, shingled(body.slice(0, COMPARED_CHARS)))
    const alike = versionOf(mine, theirs, known)
    if (alike === undefined || alike <= (best?.alike ?? 0)) continue
    best = { id: other.id, alike, own: other.member_id === resource.member_id }
    if (alike >= SURE) break
  }
  return best
}

async function noteKin(trx: Trx, resource: Resource, best: Best): Promise<void> {
  const { school_id: schoolId, id } = resource
  const ofId = best.own ? await newestVersion(trx, schoolId, best.id) : best.id
  await insertKin(trx, schoolId, { resourceId: id, ofId, alike: best.alike })
}

function beginning(text: string, whole: Shingled): Shingled {
  return text.length <= COMPARED_CHARS ? whole : shingled(text.slice(0, COMPARED_CHARS))
}

/** The likeliest candidates that came before and that the author may see, in their order. */
async function comparable(
  trx: Trx,
  resource: Resource,
  { candidates }: Pick<Found, 'candidates'>,
): Promise<Resource[]> {
  const author = await getMember(trx, resource.school_id, resource.member_id)
  const rows = await trx
    .selectFrom('resource')
    .selectAll()
    .where(visibleTo(viewerOf(author)))
    .where('resource.id', 'in', candidates)
    .where('resource.id', '<', resource.id)
    .execute()
  return rows.sort((left, right) => candidates.indexOf(left.id) - candidates.indexOf(right.id)).slice(0, COMPARED)
}

function sideOf(resource: Resource, shingles: Shingled): Side {
  // Not the title: it may be the heading of the form that both were written into.
  return {
    names: [resource.file_name.replace(/\.[a-z0-9]{1,5}$/i, '')],
    shingled: shingles,
  }
}

async function hasPrint(trx: Trx, schoolId: string, id: number): Promise<boolean> {
  const row = await trx
    .selectFrom('resource_print')
    .select('work_id')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', id)
    .where(sql<boolean>`cardinality(print) > 0`)
    .executeTakeFirst()
  return row !== undefined
}
