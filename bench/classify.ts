import { existsSync } from 'node:fs'
import { type Classification, classify } from '#workers/catalogue/classify/classify.ts'
import { familyOfName } from '#workers/catalogue/classify/family.ts'
import { type JudgedField, type Labelled, labelledNames, labelledTexts } from './classify/labelled.ts'

/** From this confidence on a wrong answer is worse than none. */
const HIGH = 0.8
const LIMITS: Readonly<Record<JudgedField, number>> = { subject: 97, grade: 98, volume: 98, edition: 95, type: 92 }

type Count = { all: number; right: number; high: number; highWrong: number; misses: string[] }

/**
 * How many of the hand-labelled names and texts are classified as a teacher would, as Markdown. The lists numbered 1 and 2
 * were written before the classifier was run on them; `docs/classify.md` keeps what the first runs gave.
 */
export function benchClassify(options: { misses?: boolean } = {}): string {
  const names = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'].flatMap((n) =>
    lists(`./classify/names-${n}.txt`, labelledNames),
  )
  const texts = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'].flatMap((n) =>
    lists(`./classify/texts-${n}.txt`, labelledTexts),
  )
  const parts = [
    table('Names that state the fact', names, ['subject', 'grade', 'volume', 'edition', 'type'], options),
    table('Names that say nothing: the text decides', texts, ['subject', 'type'], options),
    speed(names),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function lists(file: string, read: (file: string) => Labelled[]): { file: string; rows: Labelled[] }[] {
  return existsSync(new URL(file, import.meta.url)) ? [{ file, rows: read(file) }] : []
}

function classified(one: Labelled): Classification {
  return classify({ fileName: one.name, ...familyOfName(one.name), text: one.text })
}

function table(
  title: string,
  from: { file: string; rows: Labelled[] }[],
  fields: readonly JudgedField[],
  options: { misses?: boolean },
): string {
  if (from.length === 0) return ''
  const rows = from.flatMap(({ file, rows: list }) =>
    fields.map((field) => {
      const { all, right, high, highWrong, misses } = count(list, field)
      if (options.misses) for (const miss of misses) process.stderr.write(`${miss}\n`)
      const percent = ((100 * right) / all).toFixed(1)
      const wrong = ((100 * highWrong) / Math.max(1, high)).toFixed(1)
      const least = title.startsWith('Names that state') ? LIMITS[field] : field === 'subject' ? 90 : undefined
      const limit = least === undefined ? '' : `≥ ${least}`
      return `| ${field} | ${file.slice(11, -4)} | ${all} | ${percent} | ${limit} | ${high} | ${wrong} |`
    }),
  )
  return [
    `### ${title}`,
    '',
    '| field | list | n | right % | limit | sure (≥ 0.8) | wrong among the sure % (< 2) |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** A stated value must be found; where `-` says that there is none, only silence or doubt is right. */
function count(list: readonly Labelled[], field: JudgedField): Count {
  const one: Count = { all: 0, right: 0, high: 0, highWrong: 0, misses: [] }
  for (const row of list) {
    const want = row.want[field] ?? '?'
    if (want === '?') continue
    const got = classified(row)
    const value = got[field] === undefined ? '-' : String(got[field])
    const confidence = got.confidence[field] ?? 0
    const right = value === want || (want === '-' && confidence < 0.6)
    one.all += 1
    if (right) one.right += 1
    else
      one.misses.push(
        `${field}\t${want}\t${value} ${confidence}\t${row.name}\t${row.text.slice(0, 60).replaceAll('\n', ' ')}`,
      )
    if (confidence >= HIGH && value !== '-') {
      one.high += 1
      if (!right) one.highWrong += 1
    }
  }
  return one
}

function speed(from: { rows: Labelled[] }[]): string {
  const rows = from.flatMap(({ rows: list }) => list)
  if (rows.length === 0) return ''
  const started = performance.now()
  let done = 0
  while (done < 10_000) {
    for (const row of rows) classified(row)
    done += rows.length
  }
  const ms = performance.now() - started
  return `10,000 names: ${((ms * 10_000) / done / 1000).toFixed(1)} s.`
}
