import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Text } from '#kit/lang.ts'

/**
 * The taxonomy of R02 and R03: stage × grade × subject × volume × type. `key` is what rows hold, `label` what people
 * read, `words` what they write, longest first where one contains another. Shared by classification and search. It is
 * data: `taxonomy.default.yaml`; what a school adds is in `own-terms.ts`.
 */
export type Term = { key: string; label: Text; words: readonly string[] }

const term = z
  .object({ key: z.string(), zh: z.string(), en: z.string(), words: z.array(z.string()).min(1) })
  .transform(({ key, zh, en, words }): Term => ({ key, label: { zh, en }, words }))
const file = z.object({
  version: z.number().int(),
  stages: z.array(term),
  grades: z.array(z.object({ grade: z.number().int(), stage: z.string(), zh: z.string(), en: z.string() })),
  subjects: z.array(term),
  volumes: z.array(term),
  types: z.array(term),
})

const taxonomy = file.parse(parse(readFileSync(new URL('./taxonomy.default.yaml', import.meta.url), 'utf8')))

/** Which edition of the file this is; goes up with every change. */
export const TAXONOMY_VERSION = taxonomy.version
/** 学段 */
export const STAGES: readonly Term[] = taxonomy.stages
/** 学科: the national curriculum's subjects for primary, junior and senior secondary school. */
export const SUBJECTS: readonly Term[] = taxonomy.subjects
/** 册次 */
export const VOLUMES: readonly Term[] = taxonomy.volumes
/** 类型: the keys of the policy's `type_base`. */
export const TYPES: readonly Term[] = taxonomy.types
/** 年级 1–12; 7–9 are junior, 10–12 senior secondary. */
export const GRADES: readonly { grade: number; stage: string; label: Text }[] = taxonomy.grades.map(
  ({ grade, stage, zh, en }) => ({ grade, stage, label: { zh, en } }),
)

/** The label of a key in one of the lists above; the key itself when it is not in the list, as a school's own terms are. */
export function labelOf(terms: readonly Term[], key: string): Text {
  return terms.find((one) => one.key === key)?.label ?? { zh: key, en: key }
}

/** 三年级 / Grade 3. */
export function gradeLabel(grade: number): Text {
  return GRADES.find((row) => row.grade === grade)?.label ?? { zh: String(grade), en: String(grade) }
}

/** The stage that a grade belongs to: primary 1–6, junior 7–9, senior 10–12. */
export function stageOfGrade(grade: number): string {
  return grade <= 6 ? 'primary' : grade <= 9 ? 'junior' : 'senior'
}
