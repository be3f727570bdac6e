import { stageOfGrade } from '#db/taxonomy.ts'
import { type Classification, classify, SURE } from './classify.ts'
import type { Evidence } from './evidence.ts'

/** A folder says what its files have in common, not what each of them is. */
const TRUST = 0.8
/** Folders nearest to the file; what stands further up is about somebody or something else. */
const NEAREST = 5
const FIELDS = ['stage', 'subject', 'grade', 'volume', 'edition', 'type'] as const
type FolderField = (typeof FIELDS)[number]

/**
 * Fills what a file does not say of itself from the names of its folders, such as `三年级/数学/上册`. A field that the
 * file states (confidence 0.6 or more) stays; one that both state the same becomes surer. Pure.
 */
export function withFolder(own: Classification, folder: string): Classification {
  const names = folder.split('/').filter((name) => name.trim() !== '')
  if (names.length === 0) return own
  const said = saidBy(names.slice(-NEAREST).join(' '))
  const out: Classification = { ...own, confidence: { ...own.confidence }, evidence: { ...own.evidence } }
  for (const field of FIELDS) {
    const confidence = (said.confidence[field] ?? 0) * TRUST
    const evidence = said.evidence[field]
    if (said[field] === undefined || evidence?.from !== 'name' || confidence < SURE) continue
    const mine = own.confidence[field] ?? 0
    if (own[field] === said[field]) out.confidence[field] = Math.max(mine, rounded(confidence))
    else if (mine < SURE && fits(out, field, said)) take(out, field, said, rounded(confidence), evidence)
  }
  out.unsure = own.unsure.filter((field) => out[field] === undefined || (out.confidence[field] ?? 0) < SURE)
  return out
}

const remembered = new Map<string, Classification>()
/** Folders remembered: their files come one after the other. */
const MOST = 50

function saidBy(names: string): Classification {
  const known = remembered.get(names)
  if (known) return known
  const said = classify({ fileName: names, format: 'folder', family: 'other', text: '' })
  if (remembered.size >= MOST) remembered.clear()
  remembered.set(names, said)
  return said
}

/** A grade and a stage that contradict each other help nobody: what the file itself is sure of wins. */
function fits(out: Classification, field: FolderField, said: Classification): boolean {
  if (field === 'stage') return out.grade === undefined || stageOfGrade(out.grade) === said.stage
  if (field === 'grade')
    return said.grade !== undefined && (out.stage ?? stageOfGrade(said.grade)) === stageOfGrade(said.grade)
  return true
}

function take(
  out: Classification,
  field: FolderField,
  said: Classification,
  confidence: number,
  evidence: Evidence,
): void {
  Object.assign(out, { [field]: said[field] })
  out.confidence[field] = confidence
  out.evidence[field] = { from: 'folder', quote: evidence.quote }
}

const rounded = (value: number): number => Math.round(Math.min(0.99, value) * 100) / 100
