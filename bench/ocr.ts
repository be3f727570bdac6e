import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { startFileChild } from '#workers/catalogue/read/file-child.ts'
import { openPdfium } from '#workers/catalogue/read/pdfium.ts'
import { buildSandbox } from '#workers/catalogue/read/sandbox.ts'
import { RECOGNISER, RECOGNISER_LIMITS } from '#workers/catalogue/recognise/program.ts'
import { sampleFiles } from '../samples/index.ts'
import { spread } from './quantiles.ts'
import { countTokens, recallOf } from './recall.ts'
import { listFiles } from './references.ts'

/** Chinese characters a page must have to be measured. */
const ENOUGH = 100

/**
 * How much of a printed page recognition finds, in the real process: first pages of Chinese PDFs that have text of their
 * own (our samples, and the corpus when it is there), clean at 150 dpi, and as a poor photograph of them (turned by 1.5
 * degrees, 80 % size, blurred, JPEG 45; synthetic). Recall is of pairs of Chinese characters and of words.
 */
export async function runOcrBench(corpus: string, say: (line: string) => void): Promise<string[]> {
  const files = [
    ...(await sampleFiles()).filter(({ name }) => name.endsWith('.pdf')).map(({ path }) => path),
    ...(await listFiles(corpus).catch(() => [])).filter((path) => path.endsWith('.pdf')),
  ]
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-ocr-'))
  const sandbox = await buildSandbox(dir, RECOGNISER)
  let child = await startFileChild(sandbox)
  const found = { clean: [] as number[], photo: [] as number[], cleanMs: [] as number[], photoMs: [] as number[] }
  let rss = 0
  try {
    for (const path of files) {
      const page = await firstPage(path).catch(() => undefined)
      if (!page) continue
      for (const kind of ['clean', 'photo'] as const) {
        const at = join(dir, `${kind}.${kind === 'clean' ? 'png' : 'jpg'}`)
        await writeFile(at, kind === 'clean' ? page.image : await photograph(page.image))
        const begun = performance.now()
        const ending = await child.ask({ path: at, fileName: basename(at), shallow: false }, LIMITS)
        const ms = performance.now() - begun
        const text = ending.kind === 'result' && ending.result.ok ? ending.result.text : ''
        const recall = recallOf(page.truth, countTokens(text))
        found[kind].push(recall)
        found[kind === 'clean' ? 'cleanMs' : 'photoMs'].push(ms)
        rss = Math.max(rss, child.used.rss)
        say(`${kind} ${(recall * 100).toFixed(1)} % in ${Math.round(ms)} ms: ${basename(path)}`)
        if (!child.alive) child = await startFileChild(sandbox)
      }
    }
  } finally {
    await child.kill()
    await rm(dir, { recursive: true, force: true })
  }
  if (found.clean.length === 0) return []
  const mean = (values: number[]) => ((100 * values.reduce((sum, one) => sum + one, 0)) / values.length).toFixed(1)
  const [clean, photo] = [spread(found.cleanMs), spread(found.photoMs)]
  return [
    `## Recognition of ${found.clean.length} printed pages`,
    '',
    '| page | recall % (wanted) | ms p50 | ms max |',
    '|---|---|---|---|',
    `| clean, 150 dpi | ${mean(found.clean)} (95) | ${clean.p50} | ${clean.max} |`,
    `| as a poor photograph | ${mean(found.photo)} (82) | ${photo.p50} | ${photo.max} |`,
    '',
    `The process takes ${Math.round(rss / 2 ** 20)} MB at most, at low priority.`,
    '',
  ]
}

const LIMITS = { timeoutMs: RECOGNISER_LIMITS.timeoutMs, maxRssBytes: RECOGNISER_LIMITS.maxRssMb * 2 ** 20 }

async function firstPage(path: string): Promise<{ image: Buffer; truth: Map<string, number> } | undefined> {
  const bytes = await readFile(path)
  const pdf = await openPdfium(bytes)
  const text = pdf.page(0, false)?.text ?? ''
  pdf.close()
  if ((text.match(/\p{Script=Han}/gu)?.length ?? 0) < ENOUGH) return undefined
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(bytes)
    const { data, width, height } = await document.getPage(0).render({ scale: 150 / 72, render: 'bitmap' })
    const image = await sharp(data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .png()
      .toBuffer()
    return { image, truth: countTokens(text) }
  } finally {
    library.destroy()
  }
}

async function photograph(page: Buffer): Promise<Buffer> {
  const { width = 0 } = await sharp(page).metadata()
  const turned = await sharp(page).rotate(1.5, { background: '#e8e6e0' }).png().toBuffer()
  return sharp(turned)
    .resize({ width: Math.round(width * 0.8) })
    .blur(0.7)
    .jpeg({ quality: 45 })
    .toBuffer()
}
