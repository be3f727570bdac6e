import { listNumber } from './list-numbers.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** Which list a paragraph or a style belongs to. `level` is missing when the list itself says it for that style. */
export type ListPlace = { list: string; level?: number }

/** Counts a document's automatic numbers, in the order in which its paragraphs are asked for. */
export type Numbering = {
  /** The number as Word shows it (`第一章`, `1.2`, `（3）`), '' for a bullet or an unknown list. Advances the count. */
  next(place: ListPlace, style: string | undefined): string
}

type Level = { start: number; format: string; text: string; style?: string }
type List = { levels: Level[]; counts: number[] }

/** Levels of a list in Word. */
const LEVELS = 9

/** Reads numbering.xml (ECMA-376 part 1, 17.9). A document without it has no numbers. */
export async function readNumbering(zip: Zip, part: string | undefined): Promise<Numbering> {
  const abstract = new Map<string, List>()
  const lists = new Map<string, { list: List; starts: Map<number, number>; begun: boolean }>()
  if (part && zip.has(part)) await walkLists(zip, part, abstract, lists)
  return {
    next(place, style) {
      const used = lists.get(place.list)
      if (!used) return ''
      const { list, starts } = used
      const styled = style === undefined ? -1 : list.levels.findIndex((level) => level.style === style)
      const at = place.level ?? Math.max(styled, 0)
      const level = list.levels[at]
      if (!level) return ''
      // A restarted list shares its counts with the one it was made from, but begins anew where it says so.
      if (!used.begun) for (const [number, start] of starts) list.counts[number] = start - 1
      used.begun = true
      list.counts[at] = (list.counts[at] ?? level.start - 1) + 1
      list.counts.length = at + 1
      if (level.format === 'bullet' || level.format === 'none') return ''
      return level.text.replace(/%([1-9])/g, (_, digit: string) => {
        const number = Number(digit) - 1
        const shown = list.levels[number]
        return shown ? listNumber(list.counts[number] ?? shown.start, shown.format) : ''
      })
    },
  }
}

const WANTED = new Set(
  'abstractNum num abstractNumId lvlOverride startOverride lvl start numFmt lvlText pStyle'.split(' '),
)

async function walkLists(
  zip: Zip,
  part: string,
  abstract: Map<string, List>,
  lists: Map<string, { list: List; starts: Map<number, number>; begun: boolean }>,
): Promise<void> {
  let list: List | undefined
  let level: Level | undefined
  let starts: Map<number, number> | undefined
  let override = 0
  let current = ''
  await walkXml(zip.part(part), {
    wants: WANTED,
    open(tag, { val = '', abstractNumId = '', numId = '', ilvl = '' }) {
      if (tag === 'abstractNum') {
        list = { levels: [], counts: [] }
        abstract.set(abstractNumId, list)
      } else if (tag === 'num') {
        starts = new Map()
        list = undefined
        lists.set(numId, { list: { levels: [], counts: [] }, starts, begun: false })
        current = numId
      } else if (tag === 'abstractNumId') {
        const made = abstract.get(val)
        const used = lists.get(current)
        if (made && used) used.list = made
      } else if (tag === 'lvlOverride') override = Number(ilvl)
      else if (tag === 'startOverride') starts?.set(override, Number(val) || 0)
      else if (tag === 'lvl') {
        const at = Number(ilvl)
        level = undefined
        if (list && at >= 0 && at < LEVELS) {
          level = { start: 1, format: 'decimal', text: '' }
          list.levels[at] = level
        }
      } else if (level && tag === 'start') level.start = Number(val) || 0
      else if (level && tag === 'numFmt') level.format = val
      else if (level && tag === 'lvlText') level.text = val.slice(0, 40)
      else if (level && tag === 'pStyle') level.style = val
    },
    close(tag) {
      if (tag === 'lvl') level = undefined
    },
  })
}
