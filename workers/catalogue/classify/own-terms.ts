import { OWN_FIELDS, type OwnTerm, ownTermIn } from '#db/own-terms.ts'
import { type Classification, SURE } from './classify.ts'

/** A word that the school chose itself, in the file's name, in its first heading, in its text. */
const TRUST = { name: 0.93, heading: 0.85, text: 0.62 } as const
/** How far into the text the school's words are looked for, in characters. */
const HEAD = 600

/**
 * A school's own subjects, types and words, applied to what the national taxonomy gave. In the name they decide; in the
 * heading or text only what is open or less sure. Pure.
 */
export function withOwnTerms(
  own: Classification,
  file: { fileName: string; heading?: string; text: string },
  terms: readonly OwnTerm[],
): Classification {
  if (terms.length === 0) return own
  const out: Classification = { ...own, confidence: { ...own.confidence }, evidence: { ...own.evidence } }
  const sources = { name: file.fileName, heading: file.heading ?? '', text: file.text.slice(0, HEAD) }
  for (const field of OWN_FIELDS) {
    for (const from of ['name', 'heading', 'text'] as const) {
      const hit = ownTermIn(sources[from], field, terms)
      if (!hit) continue
      const confidence = TRUST[from]
      if (from !== 'name' && (out.confidence[field] ?? 0) >= confidence) break
      out[field] = hit.key
      out.confidence[field] = confidence
      out.evidence[field] = { from, quote: hit.word }
      break
    }
  }
  out.unsure = own.unsure.filter((field) => out[field] === undefined || (out.confidence[field] ?? 0) < SURE)
  return out
}
