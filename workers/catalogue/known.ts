import { type OwnTerm, ownTerms } from '#db/own-terms.ts'
import { type Lesson, lessonsLike } from '#db/rows/lessons.ts'
import type { Db } from '#db/schema.ts'

/** What a school taught the catalogue: its own words, and corrections of similar files. */
export type Known = {
  ownTerms(schoolId: string): Promise<readonly OwnTerm[]>
  lessonsLike(schoolId: string, features: readonly string[]): Promise<readonly Lesson[]>
}

/** Asked anew for each file. */
export function knownOf(db: Db): Known {
  return {
    ownTerms: (schoolId) => ownTerms(db, schoolId),
    lessonsLike: (schoolId, features) => lessonsLike(db, schoolId, features),
  }
}
