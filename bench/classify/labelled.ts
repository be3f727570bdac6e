import { readFileSync } from 'node:fs'

/** A file as teachers share it, with what a teacher would say of it: `-` must stay open, `?` is not judged. */
export type Labelled = { name: string; text: string; want: Partial<Record<JudgedField, string>> }

export const JUDGED = ['subject', 'grade', 'volume', 'edition', 'type'] as const
export type JudgedField = (typeof JUDGED)[number]

/** The short forms of the lists, which are written by hand. */
const SUBJECTS: Readonly<Record<string, string>> = {
  c: 'chinese',
  m: 'math',
  e: 'english',
  p: 'physics',
  ch: 'chemistry',
  b: 'biology',
  h: 'history',
  g: 'geography',
  po: 'politics',
  s: 'science',
  it: 'it',
  gt: 'general_tech',
  mu: 'music',
  a: 'art',
  pe: 'pe',
  l: 'labour',
  ps: 'psychology',
  pr: 'practice',
  cm: 'class_meeting',
}
const TYPES: Readonly<Record<string, string>> = {
  lp: 'lesson_plan',
  cw: 'courseware',
  ex: 'exam',
  rv: 'review_plan',
  rf: 'reflection',
  lab: 'lab',
  v: 'video',
  el: 'excellent_lesson',
  up: 'unit_pack',
  sc: 'school_course',
  ma: 'material',
}

/** `names-1.txt`: `name|subject|grade|volume|edition|type`. */
export function labelledNames(file: string): Labelled[] {
  return linesOf(file).map((line) => {
    const parts = line.split('|')
    const [subject = '?', grade = '?', volume = '?', edition = '?', type = '?'] = parts.slice(-5)
    const name = parts.slice(0, -5).join('|')
    return {
      name,
      text: '',
      want: { subject: SUBJECTS[subject] ?? subject, grade, volume, edition, type: TYPES[type] ?? type },
    }
  })
}

/** `texts-1.txt`: `subject|type|text`, of files whose names say nothing. */
export function labelledTexts(file: string): Labelled[] {
  return linesOf(file).map((line) => {
    const [subject = '?', type = '?', ...text] = line.split('|')
    const want = { subject: SUBJECTS[subject] ?? subject, type: TYPES[type] ?? type }
    return { name: type === 'cw' ? '1.pptx' : '新建文档.docx', text: text.join('|').replaceAll('\\n', '\n'), want }
  })
}

function linesOf(file: string): string[] {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}
