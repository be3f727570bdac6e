import { rename, writeFile } from 'node:fs/promises'
import { gradeLabel, labelOf, SUBJECTS, type Term, TYPES, VOLUMES } from '#db/taxonomy.ts'
import { csv } from '#kit/csv.ts'
import { type Lang, say, type Text } from '#kit/lang.ts'
import type { FileEnd } from '#workers/import/file.ts'
import type { Ended } from '#workers/import/folder.ts'
import { reason } from '#workers/import/leave-out.ts'
import type { LeftOut } from '#workers/import/walk.ts'
import { table } from './table.ts'

export type Outcome = FileEnd['outcome']

const OUTCOMES: Record<Outcome, Text> = {
  new: { zh: '新增', en: 'new' },
  same: { zh: '重复', en: 'same' },
  refused: { zh: '拒收', en: 'refused' },
  skipped: { zh: '跳过', en: 'skipped' },
}

/** Everything that a folder's import has to tell, kept while it runs: counts, reasons, and a line for each file. */
export type Tally = {
  readonly counts: Record<Outcome, number>
  /** Of `new`, those that wait for a reviewer. */
  readonly review: number
  /** Files that an earlier run had done already. */
  readonly before: number
  leftOut(one: LeftOut): void
  ended(one: Ended): void
  /** Beside the progress bar. */
  note(): Text
  /** Why files were not simply taken, most frequent first. */
  reasons(): { outcome: Outcome; code: string; text: Text; count: number; example: string }[]
  lines(lang: Lang): string[][]
}

export function openTally(): Tally {
  const counts: Record<Outcome, number> = { new: 0, same: 0, refused: 0, skipped: 0 }
  const reasons = new Map<string, { outcome: Outcome; code: string; text: Text; count: number; example: string }>()
  const rows: { relative: string; end: FileEnd }[] = []
  let review = 0
  let before = 0
  const add = (relative: string, end: FileEnd) => {
    counts[end.outcome] += 1
    rows.push({ relative, end })
    if (!end.why) return
    const key = `${end.outcome} ${end.why.code} ${end.why.text.en}`
    const known = reasons.get(key)
    if (known) known.count += 1
    else reasons.set(key, { outcome: end.outcome, ...end.why, count: 1, example: relative })
  }
  return {
    counts,
    get review() {
      return review
    },
    get before() {
      return before
    },
    leftOut: ({ relative, why }) => add(relative, { outcome: 'skipped', why }),
    ended({ found, end, before: earlier }) {
      if (!earlier) {
        if (end.review) review += 1
        add(found.relative, end)
        return
      }
      before += 1
      rows.push({ relative: found.relative, end: { ...end, why: earlierReason(end.why) } })
    },
    note: () => ({
      zh: `新增 ${counts.new}，重复 ${counts.same}，拒收 ${counts.refused}，跳过 ${counts.skipped}`,
      en: `new ${counts.new}, same ${counts.same}, refused ${counts.refused}, skipped ${counts.skipped}`,
    }),
    reasons: () => [...reasons.values()].sort((a, b) => b.count - a.count),
    lines: (lang) =>
      rows
        .sort((a, b) => (a.relative < b.relative ? -1 : 1))
        .map(({ relative, end }) => [relative, ...cells(end, lang)]),
  }
}

/** That an earlier run did it, and what it found. */
function earlierReason(why: FileEnd['why']): FileEnd['why'] {
  const { code, text } = reason('before')
  if (!why) return { code, text }
  return { code, text: { zh: `${text.zh}：${why.text.zh}`, en: `${text.en}: ${why.text.en}` } }
}

/** The table at the end; empty when every file was simply taken. */
export function reasonTable(tally: Tally, lang: Lang): string {
  const rows = tally
    .reasons()
    .map(({ outcome, text, count, example }) => [
      outcome === 'new' ? say(lang, { zh: '待审核', en: 'to review' }) : say(lang, OUTCOMES[outcome]),
      String(count),
      say(lang, text),
      example,
    ])
  if (rows.length === 0) return ''
  const head: Text[] = [
    { zh: '结果', en: 'outcome' },
    { zh: '份数', en: 'files' },
    { zh: '原因', en: 'why' },
    { zh: '例如', en: 'such as' },
  ]
  return table([head.map((text) => say(lang, text)), ...rows])
}

const COLUMNS: Text[] = [
  { zh: '文件', en: 'file' },
  { zh: '结果', en: 'outcome' },
  { zh: '编号', en: 'id' },
  { zh: '原因', en: 'why' },
  { zh: '标题', en: 'title' },
  { zh: '学科', en: 'subject' },
  { zh: '年级', en: 'grade' },
  { zh: '册次', en: 'volume' },
  { zh: '类型', en: 'type' },
]

/** Writes a line for each file; the old report stays until the new one is whole. Throws when the place can not be written. */
export async function writeReport(path: string, tally: Tally, lang: Lang): Promise<void> {
  const part = `${path}.part`
  await writeFile(part, csv([COLUMNS.map((text) => say(lang, text)), ...tally.lines(lang)]))
  await rename(part, path)
}

function cells(end: FileEnd, lang: Lang): string[] {
  const found = end.classification
  const label = (terms: readonly Term[], key: string | undefined) =>
    key === undefined ? '' : say(lang, labelOf(terms, key))
  return [
    say(lang, OUTCOMES[end.outcome]),
    end.id === undefined ? '' : String(end.id),
    end.why ? say(lang, end.why.text) : '',
    found?.title ?? '',
    label(SUBJECTS, found?.subject),
    found?.grade === undefined ? '' : say(lang, gradeLabel(found.grade)),
    label(VOLUMES, found?.volume),
    label(TYPES, found?.type),
  ]
}
