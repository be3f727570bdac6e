import { basename, extname } from 'node:path'
import { type FileChild, startFileChild } from '#workers/catalogue/read/file-child.ts'
import { buildSandbox } from '#workers/catalogue/read/sandbox.ts'
import { spread } from './quantiles.ts'
import { countTokens, recallOf, sizeOf } from './recall.ts'
import { listFiles, referenceText } from './references.ts'

/**
 * How much of what LibreOffice and pdftotext find our readers find too, and the CPU each file costs in a warm child of
 * the real file process. A file that is refused counts as nothing found; one whose reference has under 20 tokens is only
 * timed. Empty when the folder is not there.
 */
export async function runReadersBench(folder: string, say: (line: string) => void): Promise<string[]> {
  const files = await listFiles(folder).catch(() => [])
  if (files.length === 0) {
    say(`no ${folder}: the readers are not measured`)
    return []
  }
  const sandbox = await buildSandbox(folder)
  let child = await startFileChild(sandbox)
  // One round to load every reader, one to measure.
  for (const path of files) child = (await readOnce(child, path)).child
  const found: Found[] = []
  for (const path of files) {
    const once = await readOnce(child, path)
    child = once.child
    const one = await judge(path, once.text, once.cpuMs)
    found.push(one)
    if (one.recall !== undefined && one.recall < 0.9) say(`${percent(one.recall)} ${basename(path)}`)
  }
  await child.kill()
  return table(found)

  async function readOnce(warm: FileChild, path: string) {
    const before = warm.used.cpu
    const ending = await warm.ask({ path, fileName: basename(path), shallow: false }, LIMITS)
    const cpuMs = (warm.used.cpu - before) / 1_000
    const text = ending.kind === 'result' && ending.result.ok ? ending.result.text : ''
    return { text, cpuMs, child: warm.alive ? warm : await startFileChild(sandbox) }
  }
}

const LIMITS = { timeoutMs: 15_000, maxRssBytes: 800 * 1024 * 1024 }

type Found = { format: string; cpuMs: number; recall?: number; chinese?: boolean }

/** Cells that only hold numbers are written in many ways: of sheets the words count. */
async function judge(path: string, text: string, cpuMs: number): Promise<Found> {
  const format = extname(path).slice(1).toLowerCase()
  const reference = await referenceText(path)
  if (reference === undefined || isRaw(reference)) return { format, cpuMs }
  const options = { words: ['xls', 'xlsx', 'et'].includes(format) }
  const tokens = countTokens(reference, options)
  if (sizeOf(tokens) < 20) return { format, cpuMs }
  const chinese =
    tokens
      .keys()
      .filter((token) => /\p{Script=Han}/u.test(token))
      .toArray().length *
      5 >
    tokens.size
  return { format, cpuMs, chinese, recall: recallOf(tokens, countTokens(text, options)) }
}

/** LibreOffice shows a file that it can not parse as if it were text: that is no reference. */
function isRaw(reference: string): boolean {
  return reference.startsWith('\u00d0\u00cf') || /^\ufeff?\{\\/.test(reference)
}

/** Formats that are promised together, and the least mean recall in percent. */
const PROMISES: [string[], number][] = [
  [['docx'], 99],
  [['pptx'], 95],
  [['xlsx'], 94],
  [['xls', 'et'], 94],
  [['doc'], 93],
  [['wps'], 93],
  [['ppt', 'dps'], 92],
  [['pdf'], 95],
  [['odt', 'odp', 'ods'], 96],
  [['rtf'], 93],
]

function table(found: Found[]): string[] {
  const lines = [
    '## Readers against LibreOffice and pdftotext',
    '',
    '| format | files | compared | recall % | limit | Chinese only % | lowest % | CPU ms: mean | median | p95 |',
    '|---|---|---|---|---|---|---|---|---|---|',
  ]
  const rest = new Set(found.map((one) => one.format))
  const groups = [...PROMISES]
  for (const format of PROMISES.flatMap(([formats]) => formats)) rest.delete(format)
  groups.push([[...rest], 0])
  for (const [formats, limit] of groups) {
    const all = found.filter((one) => formats.includes(one.format))
    if (all.length === 0) continue
    const recalls = all.flatMap((one) => one.recall ?? [])
    const chinese = all.flatMap((one) => (one.chinese ? (one.recall ?? []) : []))
    const times = all.map((one) => one.cpuMs)
    const name = limit === 0 ? 'others' : formats.filter((format) => all.some((one) => one.format === format)).join(' ')
    const missed = limit > 0 && recalls.length > 0 && mean(recalls) * 100 < limit ? ' **missed**' : ''
    lines.push(
      `| ${name} | ${all.length} | ${recalls.length} | ${percent(mean(recalls))}${missed} | ${limit ? `≥ ${limit}` : ''} | ${percent(mean(chinese))} (${chinese.length}) | ${percent(Math.min(...recalls))} | ${mean(times).toFixed(1)} | ${spread(times).p50} | ${spread(times).p95} |`,
    )
  }
  lines.push(
    '',
    `All ${found.length} files: ${mean(found.map((one) => one.cpuMs)).toFixed(1)} ms of CPU a file in a warm child.`,
    '',
  )
  return lines
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
  return Number.isFinite(share) ? (share * 100).toFixed(1) : '–'
}
