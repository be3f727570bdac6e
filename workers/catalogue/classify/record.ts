import { gradeLabel, labelOf, STAGES, SUBJECTS, type Term, TYPES, VOLUMES } from '#db/taxonomy.ts'
import type { Text } from '#kit/lang.ts'
import type { Classification } from './classify.ts'

/** A classification as programs read it, see `docs/classify.md`; every key is always there, null = not known. */
export type ClassificationRecord = {
  name: string
  title: string
  stage: string | null
  stage_label: Text | null
  subject: string | null
  subject_label: Text | null
  grade: number | null
  grade_label: Text | null
  volume: string | null
  volume_label: Text | null
  type: string | null
  type_label: Text | null
  unit: string | null
  edition: string | null
  school_year: string | null
  region: string | null
  keywords: string[]
  summary: string | null
  confidence: Record<string, number>
  evidence: Record<string, { from: string; quote: string }>
  unsure: string[]
}

/** The lists that labels come from; a school's own where it has some. */
export type Lists = {
  stages: readonly Term[]
  subjects: readonly Term[]
  volumes: readonly Term[]
  types: readonly Term[]
}

const NATIONAL: Lists = { stages: STAGES, subjects: SUBJECTS, volumes: VOLUMES, types: TYPES }

/** What was found about a name, keys and labels side by side, with snake_case keys that stay as they are. */
export function recordOf(name: string, found: Classification, lists: Lists = NATIONAL): ClassificationRecord {
  const label = (terms: readonly Term[], key: string | undefined): Text | null =>
    key === undefined || key === '' ? null : labelOf(terms, key)
  return {
    name,
    title: found.title,
    stage: found.stage ?? null,
    stage_label: label(lists.stages, found.stage),
    subject: found.subject ?? null,
    subject_label: label(lists.subjects, found.subject),
    grade: found.grade ?? null,
    grade_label: found.grade === undefined ? null : gradeLabel(found.grade),
    volume: found.volume ?? null,
    volume_label: label(lists.volumes, found.volume),
    type: found.type === '' ? null : found.type,
    type_label: label(lists.types, found.type),
    unit: found.unit ?? null,
    edition: found.edition ?? null,
    school_year: found.schoolYear ?? null,
    region: found.region ?? null,
    keywords: found.keywords,
    summary: found.summary ?? null,
    confidence: renamed(found.confidence),
    evidence: renamed(found.evidence),
    unsure: found.unsure.map(snake),
  }
}

function renamed<Value>(fields: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [snake(field), value]))
}

function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
