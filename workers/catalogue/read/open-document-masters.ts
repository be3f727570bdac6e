import { Refusal } from './outcome.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** What master pages of an OpenDocument file hold (ODF 1.3 part 3, 16.9): a text's headers and footers, or a deck's running text. */
export type MasterPages = Map<string, string[]>

/** A longer text on a slide's master is a hint for authors. */
const RUNNING_CHARS = 120
const RUNNING_TEXTS = 20

/** Texts by the master page's name, placeholders left out. A damaged styles part holds nothing. */
export async function readMasterPages(zip: Zip): Promise<MasterPages> {
  const pages: MasterPages = new Map()
  if (!zip.has('styles.xml')) return pages
  let texts: string[] | undefined
  let line = ''
  let inLine = 0
  let depth = 0
  /** Depth at which something began that is not shown. */
  let hiddenFrom = 0
  try {
    await walkXml(zip.part('styles.xml'), {
      open(tag, attributes) {
        depth += 1
        if (tag === 'master-page') {
          texts = []
          pages.set(attributes['style:name'] ?? '', texts)
        } else if (texts && hiddenFrom === 0) {
          if (tag === 'p' || tag === 'h') inLine += 1
          else if (NOT_SHOWN.has(tag) || attributes['presentation:class'] !== undefined) hiddenFrom = depth
        }
      },
      close(tag) {
        if (depth === hiddenFrom) hiddenFrom = 0
        else if (hiddenFrom === 0 && texts && inLine > 0 && (tag === 'p' || tag === 'h')) {
          inLine -= 1
          const plain = line.trim()
          if (plain !== '' && plain.length <= RUNNING_CHARS && texts.length < RUNNING_TEXTS) texts.push(plain)
          line = ''
        }
        if (tag === 'master-page') texts = undefined
        depth -= 1
      },
      text(text) {
        if (inLine > 0 && hiddenFrom === 0 && line.length <= RUNNING_CHARS) line += text
      },
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return pages
}

const NOT_SHOWN = new Set(['notes', 'forms', 'page-number', 'page-count', 'tracked-changes'])
