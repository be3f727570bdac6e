import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { Db } from '#db/schema.ts'
import { searchResources } from '#db/search/search.ts'
import type { Viewer } from '#db/sharing.ts'
import { referenceText } from './references.ts'

type Share = { hits: number; asked: number }
export type Found = Share & {
  byFormat: Map<string, Share>
  byLength: Map<number, Share>
  /** Milliseconds a query. */
  took: number[]
  missed: { file: string; text: string }[]
}

const LENGTHS = [2, 3, 4]
const RARE = 3
const PAGE = 20

/**
 * Takes from each live file, as LibreOffice, pdftotext or a plain decoder read it, one string of each length that stands in
 * at most three files and not in its name, asks the real search for it and looks for the file among the first twenty.
 * Any run of Chinese characters will do, words or not: that is what a person copies.
 */
export async function findability(db: Db, files: readonly string[]): Promise<Found> {
  const school = await db.selectFrom('school').select('id').executeTakeFirstOrThrow()
  const viewer: Viewer = { schoolId: school.id, memberId: undefined, role: 'admin', departmentId: undefined }
  const idOf = await idsByPath(db, school.id)
  const texts = new Map<string, string>()
  for (const path of files) {
    const text = await textOf(path)
    if (text && idOf.has(path)) texts.set(path, text.normalize('NFKC'))
  }
  const rarity = frequencies(texts.values())
  const found: Found = { hits: 0, asked: 0, byFormat: new Map(), byLength: new Map(), took: [], missed: [] }
  for (const [path, text] of texts) {
    for (const length of LENGTHS) {
      const string = pick(text, length, basename(path), rarity)
      if (string === undefined) continue
      const answer = await searchResources(db, viewer, { text: string, limit: PAGE, offset: 0, now: new Date() })
      const hit = answer.hits.some((one) => one.id === idOf.get(path))
      found.took.push(answer.tookMs)
      for (const share of [
        found,
        shareOf(found.byFormat, extname(path).slice(1).toLowerCase()),
        shareOf(found.byLength, length),
      ]) {
        share.asked += 1
        if (hit) share.hits += 1
      }
      if (!hit) found.missed.push({ file: basename(path), text: string })
    }
  }
  return found
}

async function idsByPath(db: Db, schoolId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('import_file')
    .select(['path', 'resource_id'])
    .where('school_id', '=', schoolId)
    .where('outcome', 'in', ['new', 'same'])
    // What waits for a reviewer is hidden from the search on purpose.
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('resource')
          .select('id')
          .whereRef('resource.school_id', '=', 'import_file.school_id')
          .whereRef('resource.id', '=', 'import_file.resource_id')
          .where('status', '=', 'live'),
      ),
    )
    .execute()
  return new Map(rows.flatMap((row) => (row.resource_id === null ? [] : [[row.path, row.resource_id]])))
}

async function textOf(path: string): Promise<string | undefined> {
  if (!/\.(txt|md|csv)$/i.test(path)) return referenceText(path)
  const bytes = await readFile(path)
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Not this encoding: the next one is tried.
    }
  }
  return undefined
}

/** In how many texts each run of 2 to 4 Chinese characters stands. */
function frequencies(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const own = new Set<string>()
    for (const length of LENGTHS) for (const string of stringsIn(text, length)) own.add(string)
    for (const string of own) counts.set(string, (counts.get(string) ?? 0) + 1)
  }
  return counts
}

function* stringsIn(text: string, length: number): Generator<string> {
  for (const [run] of text.matchAll(/\p{Script=Han}{2,}/gu)) {
    const chars = [...run]
    for (let at = 0; at + length <= chars.length; at += 1) yield chars.slice(at, at + length).join('')
  }
}

/** One of the rare ones, always the same: the middle one of those in the order of the text. */
function pick(text: string, length: number, name: string, rarity: Map<string, number>): string | undefined {
  const rare = [...new Set(stringsIn(text, length))].filter(
    (string) => (rarity.get(string) ?? 0) <= RARE && !name.includes(string),
  )
  return rare[Math.floor(rare.length / 2)]
}

function shareOf<K>(shares: Map<K, Share>, key: K): Share {
  const share = shares.get(key) ?? { hits: 0, asked: 0 }
  shares.set(key, share)
  return share
}
