import type { From } from './evidence.ts'
import { gradesIn } from './grade.ts'
import { type Source, sourceOf } from './sources.ts'
import { subjectWordsIn } from './subject-names.ts'
import { stem } from './title.ts'
import { typeWordsIn } from './type.ts'
import { isOrdinal, unitOf } from './unit.ts'

const LONGEST_TITLE = 120

/**
 * The title that tells most: the file name, unless it is a machine's or says hardly anything (教案.docx, 第1课.pptx) and
 * the heading or the document's title property says more. Never empty.
 */
export function bestTitle(input: {
  fileName: string
  name?: string
  property?: string
  heading?: string
  subject?: string
}): { title: string; from: From; confidence: number } {
  const candidates: { text: string; from: From; bonus: number }[] = []
  if (input.name) candidates.push({ text: input.name, from: 'name', bonus: 1.2 })
  if (input.heading) candidates.push({ text: input.heading, from: 'heading', bonus: 0.3 })
  if (input.property) candidates.push({ text: input.property, from: 'title', bonus: 0 })
  const ranked = candidates
    .map((one) => ({ ...one, tells: tells(sourceOf(one.from, one.text), one.text, input.subject) }))
    .sort((a, b) => b.tells + b.bonus - (a.tells + a.bonus))
  const named = ranked.find(({ from }) => from === 'name')
  const top = named && named.tells >= 3 ? named : ranked[0]
  if (!top) return { title: shorten(stem(input.fileName) || input.fileName || '?'), from: 'name', confidence: 0.3 }
  const confidence = top.from === 'name' ? (top.tells >= 3 ? 0.95 : 0.6) : top.tells >= 3 ? 0.8 : 0.55
  return { title: shorten(top.text), from: top.from, confidence }
}

/** 0..6: a topic counts 3 (an ordinal alone 1), grade, subject and kind 1 each. */
function tells(source: Source, shown: string, subject: string | undefined): number {
  const unit = unitOf(shown, source, subject)
  const topic = unit ? (isOrdinal(unit.value) ? 1 : 3) : 0
  return (
    topic +
    Number(gradesIn(source.open).length > 0) +
    Number(subjectWordsIn(source.open, subject).length > 0) +
    Number(typeWordsIn(source.open).length > 0)
  )
}

function shorten(title: string): string {
  const points = [...title.replace(/\s+/gu, ' ').trim()]
  return points.length > LONGEST_TITLE ? `${points.slice(0, LONGEST_TITLE - 1).join('')}…` : points.join('')
}
