import { stageOfGrade } from '#db/taxonomy.ts'
import { lessonsIn, type Place } from './curriculum/lessons.ts'
import type { Evidence, Finding } from './evidence.ts'
import { gradesIn, type Level } from './grade.ts'
import { HEAD_CHARACTERS, type Source } from './sources.ts'
import { bookIn, saysSenior, volumesIn } from './volume.ts'

export type Read<Value> = { value: Value; confidence: number; evidence: Evidence }
export type LevelReading = { stage?: Read<string>; grade?: Read<number>; volume?: Read<string> }

/** A statement in the file name is worth more than one in the heading, and so on: a copied template lies. */
const TRUST = { name: 1, heading: 0.93, title: 0.82, text: 0.78, habits: 0 } as const

/** Grade, stage and volume as the name, heading, title property or the first lines of the text state them. */
export function statedLevel(sources: readonly Source[]): LevelReading {
  const reading: LevelReading = {}
  for (const source of sources) {
    const text = source.from === 'text' ? source.open.slice(0, HEAD_CHARACTERS) : source.open
    const grades = gradesIn(text)
    const graded = grades.filter(({ value }) => value.grade !== undefined)
    const several = new Set(graded.map(({ value }) => value.grade)).size > 1
    const grade = pickGrade(graded, several)
    const volumes = volumesIn(text)
    const conflicting = several && source.from === 'text'
    if (grade?.value.grade !== undefined && !reading.grade && !conflicting && fits(reading, grade.value.stage)) {
      reading.grade = read(source, grade, grade.value.grade, several ? 0.62 : 1)
      reading.stage ??= read(source, grade, grade.value.stage, 1)
      // 六年级单元卷6AU1: the notation that is surest of the grade need not be the one with the volume.
      const half = graded.find(({ value }) => value.grade === grade.value.grade && value.volume)
      if (half?.value.volume) reading.volume ??= read(source, half, half.value.volume, 1)
    }
    const volume = volumes[0]
    if (volume && (!reading.volume || reading.volume.evidence.from === source.from)) {
      // 三上 and 必修一 are both explicit; the book beats the half year.
      if (!reading.volume || volume.value.stage) reading.volume = read(source, volume, volume.value.volume, 1)
      if (volume.value.stage) reading.stage ??= read(source, volume, volume.value.stage, 1)
      if (volume.value.grade && !reading.grade) reading.grade = read(source, volume, volume.value.grade, 0.68)
    }
    const book = source.from === 'text' || reading.volume ? undefined : bookIn(source.text)
    if (book && fits(reading, 'senior')) {
      reading.volume = read(source, book, book.value.volume, 1)
      reading.stage ??= read(source, book, 'senior', 1)
    }
    const staged = grades.find(({ value }) => value.grade === undefined)
    if (staged && !reading.stage) reading.stage = read(source, staged, staged.value.stage, 1)
    const senior = saysSenior(text)
    if (senior && !reading.stage) reading.stage = read(source, senior, senior.value, 1)
  }
  return reading
}

/**
 * What the national textbooks say about the lesson in the name or heading, for the fields still open. A guess: 0.5 to
 * 0.58, so that the receipt asks; nothing when the lesson stands in several places or another publisher is named.
 */
export function levelFromLessons(
  sources: readonly Source[],
  subject: string | undefined,
  edition: string | undefined,
  reading: LevelReading,
): LevelReading {
  const foreign = edition !== undefined && subject !== 'chinese' && !/人教|[部统]编|PEP/.test(edition)
  if (!subject || foreign) return reading
  for (const source of sources) {
    if (source.from !== 'name' && source.from !== 'heading') continue
    for (const lesson of lessonsIn(source.text)) {
      if (!lesson.exact && lesson.name.length < 4) continue
      const places = lesson.places.filter((place) => place.subject === subject && agrees(place, reading))
      const grades = new Set(places.map(({ grade }) => grade))
      const place = places[0]
      if (!place) continue
      const evidence: Evidence = { from: source.from, quote: lesson.name }
      const confidence = lesson.exact ? 0.58 : 0.5
      const stages = new Set(places.map(({ grade }) => stageOfGrade(grade)))
      if (stages.size === 1) reading.stage ??= { value: stageOfGrade(place.grade), confidence: 0.66, evidence }
      if (grades.size > 1) continue
      const sure = reading.grade !== undefined
      reading.grade ??= { value: place.grade, confidence, evidence }
      const volumes = new Set(places.map(({ volume }) => volume))
      if (volumes.size === 1 && lesson.exact && !/[考升衔]/u.test(reading.grade.evidence.quote)) {
        reading.volume ??= { value: place.volume, confidence: sure ? 0.62 : 0.5, evidence }
      }
      return reading
    }
  }
  return reading
}

function agrees(place: Place, { grade, stage }: LevelReading): boolean {
  if (grade) return grade.value === place.grade
  return !stage || stage.value === stageOfGrade(place.grade)
}

function fits(reading: LevelReading, stage: string): boolean {
  return !reading.stage || reading.stage.value === stage
}

function pickGrade(graded: readonly Finding<Level>[], several: boolean): Finding<Level> | undefined {
  if (!several) return graded[0]
  // 初三 中考 and 小升初 六年级 agree; of a true conflict the surest, then the first.
  return [...graded].sort((a, b) => b.confidence - a.confidence || a.start - b.start)[0]
}

function read<Value>(source: Source, finding: Finding<unknown>, value: Value, factor: number): Read<Value> {
  return {
    value,
    confidence: Math.round(finding.confidence * TRUST[source.from] * factor * 100) / 100,
    evidence: { from: source.from, quote: finding.quote },
  }
}
