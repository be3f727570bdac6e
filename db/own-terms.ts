import type { ColumnType } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import type { Db, Reader } from './schema.ts'
import { SUBJECTS, type Term, TYPES } from './taxonomy.ts'

/** What a school added to the taxonomy; see the migration `add_own_terms`. */
export type OwnTermTables = {
  own_term: {
    school_id: string
    field: OwnField
    key: string
    words: string[]
    added_at: ColumnType<Date, Date | undefined, Date>
  }
}

export const OWN_FIELDS = ['subject', 'type'] as const
export type OwnField = (typeof OWN_FIELDS)[number]

/** A subject or type of the school's own, or its own words for one of the national taxonomy. */
export type OwnTerm = { field: OwnField; key: string; words: string[] }

/** Everything a school added, by field and key. */
export async function ownTerms(db: Reader, schoolId: string): Promise<OwnTerm[]> {
  return db
    .selectFrom('own_term')
    .select(['field', 'key', 'words'])
    .where('school_id', '=', schoolId)
    .orderBy('field')
    .orderBy('key')
    .execute()
}

/**
 * Adds a subject or type, or words to one: `name` is a key or label of the national taxonomy, or a new name. Words that
 * are there stay. Returns the term. Throws UserFacingError `bad_term` for names and words that are no words.
 */
export async function addOwnTerm(
  db: Db,
  schoolId: string,
  given: { field: OwnField; name: string; words: readonly string[] },
): Promise<OwnTerm> {
  const key = keyOf(given.field, given.name)
  const before = (await ownTerms(db, schoolId)).find((one) => one.field === given.field && one.key === key)
  const national = NATIONAL[given.field].some((term) => term.key === key)
  const asked = [...(national ? [] : [key]), ...given.words].map((word) => word.trim().toLowerCase())
  const words = [...new Set([...(before?.words ?? []), ...asked])]
  const wrong = [...(national ? [] : [key]), ...words].find(
    (word) => !/^[\p{L}\p{N}][\p{L}\p{N} ·-]{1,23}$/u.test(word),
  )
  if (wrong !== undefined || words.length === 0) {
    throw new UserFacingError('bad_term', {
      zh: `「${wrong ?? given.name}」不能作为名称或用词：请写 2 到 24 个字，不含标点。`,
      en: `“${wrong ?? given.name}” can not be a name or word: write 2 to 24 letters without punctuation.`,
    })
  }
  await db
    .insertInto('own_term')
    .values({ school_id: schoolId, field: given.field, key, words })
    .onConflict((conflict) => conflict.constraint('own_term__pkey').doUpdateSet({ words }))
    .execute()
  return { field: given.field, key, words }
}

/** Takes away what a school added under a name; resources keep the key they have. False when there was nothing. */
export async function removeOwnTerm(db: Db, schoolId: string, field: OwnField, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('own_term')
    .where('school_id', '=', schoolId)
    .where('field', '=', field)
    .where('key', '=', keyOf(field, name))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** The national terms of a field with the school's own behind them and its own words among them. */
export function mergedTerms(field: OwnField, own: readonly OwnTerm[]): Term[] {
  const mine = own.filter((one) => one.field === field)
  const national = NATIONAL[field].map((term) => {
    const more = mine.find((one) => one.key === term.key)
    return more ? { ...term, words: [...more.words, ...term.words] } : term
  })
  const added = mine
    .filter((one) => !NATIONAL[field].some((term) => term.key === one.key))
    .map(({ key, words }) => ({ key, label: { zh: key, en: key }, words }))
  return [...national, ...added]
}

/** The own term that a text names by one of its words, the longest word first. */
export function ownTermIn(
  text: string,
  field: OwnField,
  own: readonly OwnTerm[],
): { key: string; word: string } | undefined {
  const low = text.normalize('NFKC').toLowerCase()
  return own
    .filter((one) => one.field === field)
    .flatMap(({ key, words }) => words.map((word) => ({ key, word })))
    .filter(({ word }) => low.includes(word))
    .sort((a, b) => b.word.length - a.word.length)[0]
}

const NATIONAL: Readonly<Record<OwnField, readonly Term[]>> = { subject: SUBJECTS, type: TYPES }

/** A national key, by key or label; else the name itself. */
function keyOf(field: OwnField, name: string): string {
  const one = name.trim()
  const known = NATIONAL[field].find(
    ({ key, label }) => key === one || label.zh === one || label.en.toLowerCase() === one.toLowerCase(),
  )
  return known?.key ?? one
}
