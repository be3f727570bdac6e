import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadMedia } from './media.ts'
import { loadPdfJs } from './pdf-js.ts'
import { loadPdfium } from './pdfium.ts'
import { loadReaders, readFile } from './read-file.ts'
import { loadSevenZip } from './seven-zip.ts'
import { WARM_UP_FOLDER } from './warm-up-folder.ts'

/**
 * Loads every reader and has it read something, where many files of all kinds are to come and there is still time: V8
 * compiles a function when it is first called, half of what reading the first hundred files costs.
 */
export async function warmUp(): Promise<void> {
  await loadReaders()
  await loadPdfium()
  await loadPdfJs()
  await loadSevenZip()
  await loadMedia()
  const folder = fileURLToPath(new URL(`../../../${WARM_UP_FOLDER}/`, import.meta.url))
  // Whoever packs the program without them only begins colder.
  const names = await readdir(folder).catch(() => [])
  for (const name of names) await readFile(folder + name, name).catch(() => undefined)
}
