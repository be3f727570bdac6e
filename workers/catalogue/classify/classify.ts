import { stageOfGrade } from '#db/taxonomy.ts'
import { editionIn } from './edition.ts'
import type { Evidence, Field, Finding } from './evidence.ts'
import { type Habits, habit, shares } from './habits.ts'
import { type LevelReading, levelFromLessons, statedLevel } from './level.ts'
import { tidy } from './plain.ts'
import { regionIn } from './region.ts'
import { schoolYearIn } from './school-year.ts'
import { BODY_CHARACTERS, HEAD_CHARACTERS, type Source, sourceOf } from './sources.ts'
import { subjectOf } from './subject.ts'
import { cleanName, isJunk, usableHeading, usableProperty } from './title.ts'
import { bestTitle } from './title-choice.ts'
import { typeOf } from './type.ts'
import { isOrdinal, unitOf } from './unit.ts'
import { keywordsOf, summaryOf } from './words.ts'

/** `format` and `family` as `workers/catalogue/read` names them; `title` is the document's property. */
export type ClassifyInput = {
  fileName: string
  format: string
  family: string
  title?: string
  heading?: string
  text: string
  habits?: Habits
}

/** Keys of `db/taxonomy.ts`. `unsure` lists fields with a confidence under 0.6 and missing ones that a receipt needs. */
export type Classification = {
  title: string
  stage?: string
  subject?: string
  grade?: number
  volume?: string
  type: string
  unit?: string
  edition?: string
  /** `2025-2026` */
  schoolYear?: string
  /** Of a paper, as its name states it: 山东省青岛市, 全国甲卷. */
  region?: string
  keywords: string[]
  summary?: string
  confidence: Partial<Record<Field | 'title', number>>
  evidence: Partial<Record<Field | 'title', Evidence>>
  unsure: Field[]
}

/** Below this the receipt asks. */
export const SURE = 0.6
/** Names, properties and headings are read up to so many characters. */
const LONGEST_NAME = 400
const NEEDED: readonly Field[] = ['subject', 'grade', 'type']

/**
 * What a file is, read from its name, its title property, its first heading, its text and, weakly, from what its author
 * and its chat shared before. Pure and quick (a few ms); the same input gives the same answer. Throws nothing.
 *
 *     classify({ fileName: '三年级数学上册《分数的初步认识》教案.docx', format: 'docx', family: 'document', text: '' })
 *     // { title: '三年级数学上册《分数的初步认识》教案', subject: 'math', grade: 3, volume: 'first', type: 'lesson_plan', … }
 */
export function classify(input: ClassifyInput): Classification {
  const name = cleanName(input.fileName.slice(-LONGEST_NAME))
  const named = name !== '' && !isJunk(name)
  const property = input.title ? usableProperty(input.title.slice(0, LONGEST_NAME)) : undefined
  const heading =
    (input.heading ? usableHeading(input.heading.slice(0, LONGEST_NAME)) : undefined) ??
    (isListing(input) ? undefined : firstHeading(input.text))
  const sources: Source[] = [
    ...(named ? [sourceOf('name', name)] : []),
    ...(heading ? [sourceOf('heading', heading)] : []),
    ...(property ? [sourceOf('title', property)] : []),
    sourceOf('text', input.text.slice(0, BODY_CHARACTERS)),
  ]
  const out: Classification = { title: '', type: '', keywords: [], confidence: {}, evidence: {}, unsure: [] }
  const keep = <F extends Field>(field: F, value: Classification[F], confidence: number, evidence?: Evidence): void => {
    if (value === undefined) return
    out[field] = value
    out.confidence[field] = Math.round(Math.min(0.99, confidence) * 100) / 100
    if (evidence) out.evidence[field] = { from: evidence.from, quote: evidence.quote.slice(0, 60) }
  }

  const drop = (field: Field): void => {
    delete out[field]
    delete out.confidence[field]
    delete out.evidence[field]
  }

  const edition = first(sources, editionIn, HEAD_CHARACTERS)
  if (edition) keep('edition', edition.value.edition, edition.confidence, edition.evidence)
  const year = first(sources, schoolYearIn, HEAD_CHARACTERS)
  if (year) keep('schoolYear', year.value, year.confidence, year.evidence)

  const stated = statedLevel(sources)
  const subject = subjectOf(sources, {
    stage: stated.stage?.value,
    edition: edition?.value,
    habits: shares(input.habits, 'subject'),
    body: input.text.slice(0, BODY_CHARACTERS),
  })
  if (subject) keep('subject', subject.subject, subject.confidence, subject.evidence)

  const level = levelFromLessons(sources, subject?.subject, edition?.value.edition, stated)
  fillFromHabits(level, input.habits)
  if (level.grade) keep('grade', level.grade.value, level.grade.confidence, level.grade.evidence)
  if (level.volume) keep('volume', level.volume.value, level.volume.confidence, level.volume.evidence)
  if (level.stage) keep('stage', level.stage.value, level.stage.confidence, level.stage.evidence)
  if (out.subject === 'general_tech' && !out.stage) keep('stage', 'senior', 0.8, subject?.evidence)

  const type = typeOf(sources, input.family)
  keep('type', type.type, type.confidence, type.evidence)
  // 校本课程 lie across the subjects: words of one in its text say little.
  if (type.type === 'school_course' && subject?.evidence.from === 'text' && subject.confidence < SURE) drop('subject')

  const unit = unitFrom(sources, { name, heading }, out.subject)
  if (unit) keep('unit', unit.value, unit.confidence, unit.evidence)

  const region = regionFrom(sources, { name, heading })
  if (region) keep('region', region.value, region.confidence, region.evidence)

  const title = bestTitle({
    fileName: input.fileName,
    name: named ? name : undefined,
    property,
    heading,
    subject: out.subject,
  })
  out.title = title.title
  out.confidence.title = title.confidence
  out.evidence.title = { from: title.from, quote: title.title.slice(0, 60) }
  out.keywords = keywordsOf({
    name: named ? name : '',
    heading,
    unit: out.unit,
    subject: out.subject,
    text: input.text.slice(0, BODY_CHARACTERS),
  })
  const table = input.family === 'sheet' || input.format === 'csv'
  const summary = table
    ? undefined
    : summaryOf(input.text, [out.title, ...(input.heading ? [input.heading] : []), ...(heading ? [heading] : [])])
  if (summary) out.summary = summary
  out.unsure = unsureOf(out)
  return out
}

function unsureOf(out: Classification): Field[] {
  const low = (Object.keys(out.confidence) as (Field | 'title')[]).filter(
    (field): field is Field => field !== 'title' && (out.confidence[field] ?? 0) < SURE,
  )
  return [...new Set([...NEEDED.filter((field) => out[field] === undefined), ...low])]
}

/** The unit of the name; of the heading when the name has none, and joined with it when the name only counts: 第5课. */
function unitFrom(
  sources: readonly Source[],
  shown: { name: string; heading?: string },
  subject: string | undefined,
): { value: string; confidence: number; evidence: Evidence } | undefined {
  const nameSource = sources.find(({ from }) => from === 'name')
  const headingSource = sources.find(({ from }) => from === 'heading')
  const named = nameSource ? unitOf(shown.name, nameSource, subject) : undefined
  const headed = headingSource && shown.heading ? unitOf(shown.heading, headingSource, subject) : undefined
  if (named && headed && isOrdinal(named.value) && !isOrdinal(headed.value)) {
    const value = headed.value.includes(named.value) ? headed.value : `${named.value} ${headed.value}`
    return { value: value.slice(0, 60), confidence: 0.72, evidence: { from: 'heading', quote: headed.quote } }
  }
  if (named) return { ...named, evidence: { from: 'name', quote: named.quote } }
  if (!headed) return undefined
  return {
    value: headed.value,
    confidence: headed.confidence * 0.9,
    evidence: { from: 'heading', quote: headed.quote },
  }
}

/** The region that the name states, else the heading. */
function regionFrom(
  sources: readonly Source[],
  shown: { name: string; heading?: string },
): { value: string; confidence: number; evidence: Evidence } | undefined {
  for (const { from, open } of sources) {
    const text = tidy((from === 'name' ? shown.name : from === 'heading' ? shown.heading : undefined) ?? '')
    const finding = text.length === open.length ? regionIn(open, text) : undefined
    if (!finding) continue
    const confidence = finding.confidence * (from === 'name' ? 1 : 0.85)
    return { value: finding.value, confidence, evidence: { from, quote: finding.quote } }
  }
  return undefined
}

/** A grade or volume that nobody wrote, when author and chat share hardly anything else. Always a guess. */
function fillFromHabits(level: LevelReading, habits: Habits | undefined): void {
  if (level.grade) return
  const grade = habit(habits, 'grade')
  const value = Number(grade?.key)
  if (!grade || !Number.isInteger(value) || value < 1 || value > 12) return
  if (level.stage && level.stage.value !== stageOfGrade(value)) return
  const evidence: Evidence = { from: 'habits', quote: `${Math.round(grade.share * 100)}%` }
  level.grade = { value, confidence: 0.5 * grade.share, evidence }
  level.stage ??= { value: stageOfGrade(value), confidence: 0.7 * grade.share, evidence }
  const volume = habit(habits, 'volume')
  if (volume) level.volume ??= { value: volume.key, confidence: 0.45 * volume.share, evidence }
}

function first<Value>(
  sources: readonly Source[],
  readIt: (text: string) => Finding<Value> | undefined,
  most: number,
): { value: Value; confidence: number; evidence: Evidence } | undefined {
  for (const { from, text } of sources) {
    const finding = readIt(from === 'text' ? text.slice(0, most) : text)
    if (!finding) continue
    const trust = from === 'name' ? 1 : from === 'text' ? 0.75 : 0.85
    return { value: finding.value, confidence: finding.confidence * trust, evidence: { from, quote: finding.quote } }
  }
  return undefined
}

/** Rows and names of members begin a text, but are no heading. */
function isListing({ family, format }: ClassifyInput): boolean {
  return family === 'sheet' || family === 'archive' || format === 'csv' || format === 'tsv'
}

/** The first line of the text that can be a heading, when the reader found none; only among the first three. */
function firstHeading(text: string): string | undefined {
  const lines = text
    .slice(0, 600)
    .split(/\n+/u)
    .map((line) => line.trim())
  return lines
    .filter((line) => line !== '')
    .slice(0, 3)
    .map(usableHeading)
    .find((line) => line !== undefined && /\p{L}{2}/u.test(line))
}
