import { readdir, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { featuresOf } from '#db/features.ts'
import { termsOf } from '#db/search/terms.ts'
import { loadWords } from '#db/search/words.ts'
import { findingsOf } from '../catalogue/check.ts'
import { classify } from '../catalogue/classify/classify.ts'
import { withFolder } from '../catalogue/classify/folder.ts'
import { promisedBy } from '../catalogue/read/formats.ts'
import { WARM_UP_FOLDER } from '../catalogue/read/warm-up-folder.ts'
import { printed } from '../catalogue/similar.ts'

/** Text that needs no reader. */
const PLAIN = new Set(['.txt', '.md', '.csv', '.html'])
/** Between two pieces of work whoever waits for a database or a reader has a turn, in ms. */
const PAUSE_MS = 5

/**
 * Loads what naming, comparing and indexing need, and judges our samples: dictionaries, and functions and expressions that
 * V8 compiles when they are first used. Half a second of work, for a program that waits for something else meanwhile.
 */
export async function loadJudgement(): Promise<void> {
  await sleep(4 * PAUSE_MS)
  loadWords()
  const folder = fileURLToPath(new URL(`../../${WARM_UP_FOLDER}/`, import.meta.url))
  // Whoever packs the program without them only begins colder.
  const names = await readdir(folder).catch(() => [])
  const plain = names.filter((name) => PLAIN.has(extname(name)))
  const texts = await Promise.all(plain.map((name) => readFile(folder + name, 'utf8')))
  for (const [n, name] of names.entries()) {
    await sleep(PAUSE_MS)
    judge(name, texts[n % texts.length] ?? '')
  }
}

/** What a file goes through in this process between being read and coming in. */
function judge(fileName: string, text: string): void {
  const { format, family } = promisedBy(fileName) ?? { format: 'txt', family: 'text' }
  findingsOf({ text, links: [] }, fileName)
  const found = withFolder(
    classify({ fileName, format, family, title: undefined, heading: undefined, text }),
    '教案/三年级/数学',
  )
  featuresOf({ fileName, title: found.title, unit: found.unit })
  printed(text)
  const { title, type, keywords } = found
  const fields = { stage: null, subject: null, grade: null, volume: null, unit: found.unit ?? null, edition: null }
  termsOf({ ...fields, title, type, keywords, file_name: fileName, member_id: 0 }, { authorName: '', body: text })
}
