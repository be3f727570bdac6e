import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import type { Db, Resource, Trx } from '#db/schema.ts'
import { findKin } from '#db/similar/kin.ts'
import { noteLikeness } from '#workers/catalogue/similar.ts'
import { CHANGES, type Change, formsOf, lessonTexts } from './duplicate-texts.ts'

export type DuplicatesBench = {
  /** Where the texts came from. */
  source: string
  texts: number
  /** Change → per cent that were found as versions of the right one, in a library of all texts. */
  found: Record<Change, number>
  /** Pairs of a form filled in twice: how many, and how many were taken for versions; alone in a library, then among all. */
  forms: { pairs: number; alone: number; crowd: number }
  /** Different texts that came in, and how many were taken for a version of another. */
  unrelated: { texts: number; wrong: number; examples: string[] }
  /** Per file, of the texts that came in last: everything that this costs, in ms. */
  p50: number
  p95: number
  bytesPerResource: number
}

/** Measures what is found and what is wrongly found, over real rows in an empty database behind `url`. */
export async function runDuplicatesBench(
  url: string,
  options: { texts: number; say: (line: string) => void },
): Promise<DuplicatesBench> {
  const db = openDb(openPool(url, 4))
  try {
    await migrate(db)
    const { source, texts } = textsOf(options.texts)
    const library = await school(db, 'library')
    const took: number[] = []
    const ids = new Map<string, number>()
    const wrong: string[] = []
    for (const { name, text } of texts) {
      const began = performance.now()
      const { id, of } = await enter(db, library, `${name}.docx`, text)
      took.push(performance.now() - began)
      if (of !== undefined) wrong.push(`${name} = ${[...ids].find(([, other]) => other === of)?.[0]}`)
      ids.set(name, id)
    }
    options.say(`${texts.length} texts are in the library`)
    const { rows } = await sql<{ bytes: number }>`
      select pg_total_relation_size('print_shingle') + pg_total_relation_size('resource_print') as bytes`.execute(db)
    const found = await changes(db, library, texts, ids)
    options.say('changed texts were looked for')
    const late = took.slice(-Math.min(200, took.length)).sort((left, right) => left - right)
    return {
      source,
      texts: texts.length,
      found,
      forms: await forms(db, library, texts.slice(-96)),
      unrelated: { texts: texts.length, wrong: wrong.length, examples: wrong.slice(0, 5) },
      p50: round(late[Math.floor(late.length / 2)] ?? 0),
      p95: round(late[Math.floor(late.length * 0.95)] ?? 0),
      bytesPerResource: Math.round((rows[0]?.bytes ?? 0) / texts.length),
    }
  } finally {
    await db.destroy()
  }
}

/** Each changed text comes in, is looked at, and is rolled back, so that the library stays as it is. */
async function changes(db: Db, library: Place, texts: { name: string; text: string }[], ids: Map<string, number>) {
  const found: Record<string, number> = {}
  // Every n-th, so that all sources are among them.
  const some = texts.filter((_, n) => n % Math.max(1, Math.floor(texts.length / 300)) === 0)
  for (const [change, make] of Object.entries(CHANGES)) {
    let right = 0
    for (const [n, { name, text }] of some.entries()) {
      const { name: newName, text: newText } = make(name, text, n)
      const { of } = await enter(db, library, `${newName}.docx`, newText, true)
      if (of === ids.get(name)) right += 1
    }
    found[change] = round((100 * right) / some.length)
  }
  return found
}

async function forms(db: Db, library: Place, texts: { text: string }[]) {
  const given = formsOf(texts.map(({ text }) => text))
  let alone = 0
  let crowd = 0
  for (const [n, [first, second]] of given.entries()) {
    const empty = await school(db, `form${n}`)
    await enter(db, empty, '教案1.docx', first)
    if ((await enter(db, empty, '教案2.docx', second)).of !== undefined) alone += 1
    const { id } = await enter(db, library, `表${n}甲.docx`, first)
    if ((await enter(db, library, `表${n}乙.docx`, second)).of === id) crowd += 1
  }
  return { pairs: given.length, alone, crowd }
}

type Place = { schoolId: string; memberId: number }

async function school(db: Db, id: string): Promise<Place> {
  await db.insertInto('school').values({ id, name: id, name_en: id, locale: 'zh-CN', time_zone: 'UTC' }).execute()
  const member = await db
    .insertInto('member')
    .values({ school_id: id, name: '李', role: 'teacher' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { schoolId: id, memberId: member.id }
}

class Back extends Error {}

/** What publishing does with a text, as far as likeness goes. */
async function enter(db: Db, place: Place, fileName: string, text: string, back = false) {
  let end: { id: number; of: number | undefined } | undefined
  try {
    await db.transaction().execute(async (trx) => {
      const resource = await insert(trx, place, fileName, text)
      await noteLikeness(trx, resource, text)
      end = { id: resource.id, of: (await findKin(trx, place.schoolId, resource.id))?.of_id }
      if (back) throw new Back()
    })
  } catch (error) {
    if (!(error instanceof Back)) throw error
  }
  if (!end) throw new Error('nothing came in')
  return end
}

async function insert(trx: Trx, { schoolId, memberId }: Place, fileName: string, body: string): Promise<Resource> {
  const row = await trx
    .insertInto('resource')
    .values({
      school_id: schoolId,
      member_id: memberId,
      file_name: fileName,
      size: body.length,
      format: 'docx',
      title: fileName,
      type: 'lesson_plan',
      status: 'live',
      shared_at: new Date(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await trx.insertInto('resource_text').values({ school_id: schoolId, resource_id: row.id, body }).execute()
  return row
}

/** Real lesson texts of other people when they lie beside the project, texts of our own making otherwise. */
function textsOf(count: number): { source: string; texts: { name: string; text: string }[] } {
  const seen = new Set<string>()
  const named = new Set<string>()
  const texts: { name: string; text: string }[] = []
  for (const name of ['cmrc', 'drcd', 'edu']) {
    const file = new URL(`../../shared/corpus/search/${name}/corpus.jsonl`, import.meta.url)
    if (!existsSync(file)) continue
    let taken = 0
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '' || taken >= count / 3) continue
      const { title, text } = JSON.parse(line) as { title: string; text: string }
      const start = text.replace(/[^\p{L}]/gu, '').slice(0, 12)
      if ((text.match(/\p{Script=Han}/gu)?.length ?? 0) < 300 || seen.has(start)) continue
      seen.add(start)
      taken += 1
      const name = title.replace(/\.\w+$/, '')
      if (!named.has(name)) texts.push({ name, text })
      named.add(name)
    }
  }
  if (texts.length > 0) return { source: 'real texts', texts }
  return { source: 'texts of our own making', texts: lessonTexts(count) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
