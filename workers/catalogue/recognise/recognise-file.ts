import type { ResourcePart } from '#db/schema.ts'
import { identify } from '../read/identify.ts'
import type { ReadResult } from '../read/outcome.ts'
import { Refusal, whyOf } from '../read/outcome.ts'
import { openSource } from '../read/source.ts'
import { fingerprint, firstLine, tidyText } from '../read/tidy.ts'
import { cropsOf } from './crops.ts'
import { openEngine } from './engine.ts'
import { lookOf } from './look.ts'
import { type Page, pagesOf } from './pages.ts'

/** After this many milliseconds no further page is begun. */
const BUDGET_MS = 40_000
/** Tesseract's mean confidence of a page, 0 to 100. Written pages reach 75 to 95, small print badly photographed 45; photographs of things stay below 35. */
const SURE = 40
/** Below this another size is tried. */
const DOUBT = 75

/**
 * Recognises the text of a picture, of the first pages of a PDF, or of the first pictures inside an office file or a
 * package, whose `parts` are those that held writing. The answer is a `ReadResult` like any reader's; its
 * text is '' when there is none that can be trusted. Throws only when the file can not be opened.
 */
export async function recogniseFile(path: string, fileName: string): Promise<ReadResult> {
  const opened = await identify(await openSource(path, fileName))
  const { format, family, why } = opened.identity
  try {
    if (why) return { ok: false, format, family, why, flags: [] }
    const begun = performance.now()
    const texts: string[] = []
    const parts: ResourcePart[] = []
    let first = true
    let look: string | undefined
    let crops: string[] | undefined
    for await (const page of pagesOf(opened)) {
      if (first && !page.part) [look, crops] = [await lookOf(page.image), await cropsOf(page.image)]
      first = false
      const { text, confidence } = await recognisePage(page)
      if (confidence >= SURE) texts.push(text)
      if (confidence >= SURE && page.part && text.trim() !== '') parts.push({ ...page.part, read: 'recognised' })
      if (performance.now() - begun > BUDGET_MS) break
    }
    const text = tidyText(texts.join('\n'))
    return {
      ok: true,
      format,
      family,
      mismatch: false,
      text,
      // The first line of one of many pictures is no heading of the package.
      heading: family === 'archive' ? undefined : firstLine(text),
      flags: [],
      textSha256: family === 'archive' ? undefined : fingerprint(text),
      look,
      crops,
      ...(family === 'archive' && { parts }),
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED') throw error
    const reason = error instanceof Refusal ? error.why : whyOf(error)
    return { ok: false, format, family, why: reason, flags: [] }
  } finally {
    opened.close()
  }
}

/** Twice, at two sizes, when the first leaves doubt and is not plainly a photograph of things. */
async function recognisePage(page: Page): Promise<{ text: string; confidence: number }> {
  const engine = await openEngine()
  const first = engine.recognise(page.image)
  if (first.confidence >= DOUBT || first.text.trim() === '') return first
  const second = engine.recognise(await page.otherwise())
  return second.confidence > first.confidence ? second : first
}
