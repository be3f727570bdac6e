import type { ListPlace } from './docx-numbering.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** What a reader needs of styles.xml (ECMA-376 part 1, 17.7): which styles head a text, and which are numbered. */
export type DocxStyles = {
  /** Title and Heading 1 to 3. Chinese Word calls them 1, 2, a3, 标题; their names stay English. */
  isHeading(id: string): boolean
  /** The list that a style, or one it is based on, puts its paragraphs in. */
  listOf(id: string): ListPlace | undefined
}

type Style = { base?: string; list?: string; level?: number }

const WANTED = new Set(['style', 'name', 'basedOn', 'numId', 'ilvl'])
/** Chains of styles are short; a loop in a damaged file must end. */
const MAX_BASES = 20

/** Reads the styles; a document without them has none of either. */
export async function readStyles(zip: Zip, part: string | undefined): Promise<DocxStyles> {
  const headings = new Set<string>()
  const styles = new Map<string, Style>()
  let id = ''
  let style: Style = {}
  if (part && zip.has(part))
    await walkXml(zip.part(part), {
      wants: WANTED,
      open(tag, { val = '', styleId = '' }) {
        if (tag === 'style') {
          id = styleId
          style = {}
          styles.set(id, style)
        } else if (tag === 'name' && /^(title|heading [1-3]|标题( ?[1-3])?)$/i.test(val)) headings.add(id)
        else if (tag === 'basedOn') style.base = val
        else if (tag === 'numId') style.list = val
        else if (tag === 'ilvl') style.level = Number(val)
      },
    })
  return {
    isHeading: (wanted) => headings.has(wanted),
    listOf(wanted) {
      let at: string | undefined = wanted
      for (let step = 0; at !== undefined && step < MAX_BASES; step += 1) {
        const found: Style | undefined = styles.get(at)
        if (found?.list !== undefined) return { list: found.list, level: found.level }
        at = found?.base
      }
      return undefined
    },
  }
}
