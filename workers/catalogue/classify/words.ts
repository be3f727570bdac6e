import { lessonsIn } from './curriculum/lessons.ts'
import { plain, tidy } from './plain.ts'
import { ENGLISH_WORDS, SUBJECT_WORDS } from './subject-words.ts'

const MOST_KEYWORDS = 8
const LINE_CHARACTERS = 90

/**
 * Up to eight words that somebody would look for: the unit, what stands in 《》, lessons of the textbooks, and the
 * subject's own terms by how often the text uses them.
 */
export function keywordsOf(input: {
  name: string
  heading?: string
  unit?: string
  subject?: string
  text: string
}): string[] {
  const words: string[] = []
  const add = (word: string | undefined): void => {
    const one = (word ?? '').replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '').trim()
    if (one.length < 2 || one.length > 24) return
    if (!words.some((other) => other.toLowerCase() === one.toLowerCase())) words.push(one)
  }
  add(input.unit)
  const top = `${tidy(input.name)}\n${tidy(input.heading ?? '')}`
  for (const match of top.matchAll(/《([^《》]{2,24})》/gu)) add(match[1])
  for (const { name } of lessonsIn(plain(top)).slice(0, 3)) add(name)
  for (const term of terms(plain(`${top}\n${input.text}`), input.subject)) add(term)
  return words.slice(0, MOST_KEYWORDS)
}

/**
 * The first one or two lines of the text that say something: no headings, form fields, numbering alone, the titles again,
 * nor lines with a telephone or identity number. At most 90 characters each; undefined when there are none.
 */
export function summaryOf(text: string, titles: readonly string[]): string | undefined {
  const lines: string[] = []
  const known = titles.map(bare)
  for (const raw of text.slice(0, 6000).split(/\n+/u)) {
    const line = raw
      .normalize('NFC')
      .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\s]+/gu, ' ')
      .replace(/^[\s#*>·●•\-—]+/u, '')
      .trim()
    if (!telling(line) || known.some((title) => title.includes(bare(line)))) continue
    const points = [...line]
    lines.push(points.length > LINE_CHARACTERS ? `${points.slice(0, LINE_CHARACTERS - 1).join('')}…` : line)
    if (lines.length === 2) break
  }
  return lines.length > 0 ? lines.join('\n') : undefined
}

function telling(line: string): boolean {
  if (/\d{11}|\d{17}[\dx]|@\w+\.\w/iu.test(plain(line))) return false
  if (
    /^(?:姓名|班级|学校|学号|考号|得分|密封线|绝密|注意事项|目录|课时安排|时间[:：]|第\s*\d+\s*页)/u.test(line) ||
    /_{3,}/u.test(line)
  )
    return false
  const letters = line.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const han = line.match(/\p{Script=Han}/gu)?.length ?? 0
  return letters / Math.max(1, line.length) > 0.6 && (han >= 10 || letters >= 30)
}

function terms(text: string, subject: string | undefined): string[] {
  const lexicon = subject ? SUBJECT_WORDS[subject] : undefined
  if (!lexicon || !subject) return []
  const counts = new Map<string, number>()
  const english = ENGLISH_WORDS[subject]
  const patterns = [
    new RegExp(lexicon.sure, 'gu'),
    ...(english && subject !== 'english' ? [new RegExp(`(?<![a-z])(?:${english})(?![a-z])`, 'gu')] : []),
  ]
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) counts.set(match[0], (counts.get(match[0]) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word)
}

function bare(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N}]/gu, '')
}
