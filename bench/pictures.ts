import { openFileProcess } from '#workers/catalogue/file-process.ts'
import { PAINTER, PAINTER_LIMITS } from '#workers/picture/program.ts'
import type { Sheet } from '#workers/picture/sheet.ts'
import { sheet } from '../test/pictures/sheets.ts'
import { spread } from './quantiles.ts'

const TIMES = 60

/** The drawing of boards and receipts in its process: the first picture, which starts it, then many of each kind. */
export async function benchPictures(say: (line: string) => void): Promise<string[]> {
  const painter = openFileProcess({ readable: 'workers/picture', program: PAINTER, ...PAINTER_LIMITS })
  const draw = async (one: Sheet) => {
    const began = performance.now()
    const result = await painter.read({ path: '', fileName: JSON.stringify(one) })
    if (!result.ok) throw new Error(`not drawn: ${result.why}`)
    return { ms: performance.now() - began, bytes: Buffer.from(result.text, 'base64').length }
  }
  try {
    const first = await draw(sheet('weekly', 'zh-CN'))
    const lines = [`| first, starting the process | ${Math.round(first.ms)} | | | 1 | ${kb(first.bytes)} |`]
    for (const [name, one] of kinds()) {
      say(`pictures: ${name}`)
      const all: { ms: number; bytes: number }[] = []
      for (let n = 0; n < TIMES; n += 1) all.push(await draw(one))
      const { p50, p95, max, n } = spread(all.map(({ ms }) => ms))
      lines.push(`| ${name} | ${p50} | ${p95} | ${max} | ${n} | ${kb(all[0]?.bytes ?? 0)} |`)
    }
    const head = ['| ms | p50 | p95 | max | n | KB (limit 200) |', '|---|---|---|---|---|---|']
    return ['## Pictures of boards and receipts (limit 300 ms once it runs)', '', ...head, ...lines, '']
  } finally {
    await painter.stop()
  }
}

function kinds(): [string, Sheet][] {
  const burst = sheet('burst', 'zh-CN')
  const twenty = burst.parts.map((part) =>
    part.kind === 'files' ? { ...part, items: Array.from({ length: 5 }, () => part.items).flat() } : part,
  )
  return [
    ['weekly board, 10 people and 3 departments', sheet('weekly', 'zh-CN')],
    ['own place', sheet('own', 'zh-CN')],
    ['receipt of 4 files', burst],
    ['receipt of 20 files', { ...burst, parts: twenty }],
  ]
}

const kb = (bytes: number) => Math.round(bytes / 1_024)
