import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { searchResources } from '../search/search.ts'
import { begunReading, initialsOf, soundsOf } from '../search/sounds.ts'
import type { Viewer } from '../sharing.ts'

export type Suggestion = { text: string; from: 'query' | 'title' }

const DAYS = 90
/** A query is suggested only when so many people typed it: what one person looks for is nobody's business. */
const LEAST_PEOPLE = 3
/** The commonest queries, whose sounds are compared with letters that are being typed. */
const COMMON = 300
/** Fewer letters begin too many words. */
const LEAST_LETTERS = 2

/**
 * How a query that somebody is typing may go on: what several colleagues searched for with success, then titles of
 * what it finds so far. Letters may be pinyin or initials, the last syllable unfinished. At most `limit`, none for fewer
 * than one character.
 */
export async function suggest(
  db: Reader,
  viewer: Viewer,
  typed: string,
  { limit, now }: { limit: number; now: Date },
): Promise<Suggestion[]> {
  const text = typed.normalize('NFKC').trim().slice(0, 40)
  if (text === '') return []
  const since = new Date(now.getTime() - DAYS * 86_400_000)
  const queries = await commonQueries(db, viewer.schoolId, since, { begins: text, limit })
  const letters = lettersOf(text)
  const heard =
    letters === undefined
      ? []
      : (await commonQueries(db, viewer.schoolId, since, { begins: '', limit: COMMON })).filter((query) =>
          beginsSo(query, letters),
        )
  const { hits } = await searchResources(db, viewer, { text: spokenIn(letters) ?? text, limit, offset: 0, now })
  const found: Suggestion[] = [
    ...[...queries, ...heard].map((query) => ({ text: query, from: 'query' as const })),
    ...hits.map(({ title }) => ({ text: title, from: 'title' as const })),
  ]
  return found.filter(({ text: one }, n) => found.findIndex((other) => other.text === one) === n).slice(0, limit)
}

/** What several people searched for with success and that begins so, the commonest first. */
async function commonQueries(
  db: Reader,
  schoolId: string,
  since: Date,
  { begins, limit }: { begins: string; limit: number },
): Promise<string[]> {
  const like = begins.replace(/[\\%_]/g, '\\$&')
  const { rows } = await sql<{ query: string }>`
    select lower(query) as query from search_log
    where school_id = ${schoolId} and at > ${since} and total > 0
      and query ilike ${`${like}%`}
    group by 1 having count(distinct member_id) >= ${LEAST_PEOPLE}
    order by count(*) desc, length(lower(query)), 1 limit ${limit}`.execute(db)
  return rows.map(({ query }) => query)
}

/** Letters alone, as pinyin is typed; undefined for anything else. */
function lettersOf(text: string): string | undefined {
  const letters = text.toLowerCase().replace(/[\s']/g, '')
  return letters.length >= LEAST_LETTERS && /^[a-zü]+$/.test(letters) ? letters : undefined
}

/** Whether the first characters of a query sound so, or have these initials. */
function beginsSo(query: string, letters: string): boolean {
  const han = /^\p{Script=Han}+/u.exec(query.replace(/\s/g, ''))?.[0]
  if (han === undefined) return false
  return initialsOf(han).startsWith(letters) || soundsBegin(soundsOf(han), letters)
}

function soundsBegin(sounds: readonly string[], letters: string): boolean {
  const begun = begunReading(letters)
  if (!begun) return false
  // A whole syllable may still grow: yi is the beginning of ying.
  const typed = begun.next === '' ? begun.sounds : [...begun.sounds, begun.next]
  const last = typed.length - 1
  return typed.every((sound, at) => (at < last ? sounds[at] === sound : (sounds[at] ?? '').startsWith(sound)))
}

/** The syllables that are whole by now, two at least: a search for one alone finds no sounds. */
function spokenIn(letters: string | undefined): string | undefined {
  const begun = letters === undefined ? undefined : begunReading(letters)
  return begun && begun.sounds.length > 1 ? begun.whole : undefined
}
