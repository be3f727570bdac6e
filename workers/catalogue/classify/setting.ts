import { stageOfGrade } from '#db/taxonomy.ts'
import { type Classification, classify, SURE } from './classify.ts'

/** 三年级数学组 is nearly as good as a word in the name, yet others drop files there too. */
const TRUST = { chat: 0.68, department: 0.58 } as const
/** By so much a place must be surer than the file's own words. */
const BETTER = 0.15
const FIELDS = ['subject', 'grade', 'stage'] as const

/**
 * Fills subject, grade and stage that a file leaves open or only guesses from where it was shared: the chat's name, then
 * the author's department, such as 三年级数学备课组. What the file states (confidence 0.6 or more), or guesses nearly
 * as surely, stays. Pure.
 */
export function withSetting(own: Classification, setting: { chat?: string; department?: string }): Classification {
  const out: Classification = { ...own, confidence: { ...own.confidence }, evidence: { ...own.evidence } }
  for (const kind of ['chat', 'department'] as const) {
    const name = setting[kind]
    if (!name) continue
    const said = classify({ fileName: name, format: 'folder', family: 'other', text: '' })
    for (const field of FIELDS) {
      const value = said[field]
      if (value === undefined || said.evidence[field]?.from !== 'name') continue
      const confidence = Math.round((said.confidence[field] ?? 0) * TRUST[kind] * 100) / 100
      // A guess from the file's own words is given up only for a place that says much more.
      const own = out[field] === undefined ? 0 : (out.confidence[field] ?? 0)
      if (confidence < 0.5 || own >= SURE || own + BETTER > confidence) continue
      if (field === 'grade' && out.stage && said.grade && out.stage !== stageOfGrade(said.grade)) continue
      if (field === 'stage' && out.grade !== undefined) continue
      Object.assign(out, { [field]: value })
      out.confidence[field] = confidence
      out.evidence[field] = { from: 'setting', quote: name.slice(0, 60) }
      if (field === 'grade' && said.grade) out.stage = stageOfGrade(said.grade)
    }
  }
  out.unsure = own.unsure.filter((field) => out[field] === undefined || (out.confidence[field] ?? 0) < SURE)
  return out
}
