import { listRelations } from './ooxml.ts'
import { Refusal } from './outcome.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** What every slide of a layout shows besides its own shapes. */
export type PptxMasters = { show(layout: string): Promise<string[]> }

/** A longer text on a layout is a hint for authors, not a running title. */
const RUNNING_CHARS = 120
const RUNNING_TEXTS = 10

type Page = { texts: string[]; showsMaster: boolean }

/**
 * Running text of a deck: shapes of layouts and masters that are no placeholders (ECMA-376 part 1, 19.3.1.36). Each part
 * is read once; a damaged one shows nothing.
 */
export function readMasters(zip: Zip): PptxMasters {
  const pages = new Map<string, Promise<Page>>()
  const shown = new Map<string, Promise<string[]>>()
  const page = (part: string) => {
    const found = pages.get(part) ?? readPage(zip, part)
    pages.set(part, found)
    return found
  }
  async function ofLayout(layout: string): Promise<string[]> {
    const { texts, showsMaster } = await page(layout)
    const relations = showsMaster ? await listRelations(zip, layout) : []
    const master = relations.find((relation) => relation.type === 'slideMaster')?.target
    return [...texts, ...(master && zip.has(master) ? (await page(master)).texts : [])]
  }
  return {
    async show(layout) {
      if (!zip.has(layout)) return []
      const found = shown.get(layout) ?? ofLayout(layout)
      shown.set(layout, found)
      return await found
    },
  }
}

const LAYOUT = new Set(['sldLayout'])

async function readPage(zip: Zip, part: string): Promise<Page> {
  const found: Page = { texts: [], showsMaster: true }
  let text = ''
  let inText = false
  let isPlaceholder = false
  try {
    await walkXml(zip.part(part), {
      wants: LAYOUT,
      open(tag, attributes) {
        if (tag === 'sldLayout') found.showsMaster = attributes.showMasterSp !== '0'
        else if (tag === 'sp') {
          text = ''
          isPlaceholder = false
        } else if (tag === 'ph') isPlaceholder = true
        else if (tag === 't') inText = true
      },
      close(tag) {
        if (tag === 't') inText = false
        else if (tag === 'p' && text !== '') text += '\n'
        else if (tag === 'sp') {
          const line = text.trim()
          const runs = !isPlaceholder && line !== '' && line.length <= RUNNING_CHARS
          if (runs && found.texts.length < RUNNING_TEXTS) found.texts.push(line)
          text = ''
        }
      },
      text(chars) {
        if (inText && text.length <= RUNNING_CHARS) text += chars
      },
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return found
}
