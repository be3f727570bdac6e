import { plain } from '../plain.ts'
import { remembered } from '../remembered.ts'
import { CHINESE } from './chinese.ts'
import { GEOGRAPHY, HISTORY, POLITICS } from './humanities.ts'
import { MATH } from './math.ts'
import { BIOLOGY, CHEMISTRY, PHYSICS, SCIENCE } from './sciences.ts'

/** Where the national textbooks teach something. */
export type Place = { subject: string; grade: number; volume: string }

/** A lesson's name found in a text. `exact` = the whole of a 《》 or of a segment, not a part of a longer phrase. */
export type Lesson = { name: string; places: readonly Place[]; exact: boolean; start: number; end: number }

const SHELVES = {
  chinese: CHINESE,
  math: MATH,
  physics: PHYSICS,
  chemistry: CHEMISTRY,
  biology: BIOLOGY,
  science: SCIENCE,
  history: HISTORY,
  geography: GEOGRAPHY,
  politics: POLITICS,
}

/** Names that are also everyday words: they count only inside 《》. */
const EVERYDAY = new Set(
  '北京|日本|美国|印度|巴西|中东|南极|空气|位置|优化|测量|推理|集合|春|画|桥|盼|猫|狼|蝉|散步|秋天|四季|影子|项链|掌声|手指|太阳|白鹭|草原|灯光|台阶|故乡|春天|松鼠|麻雀|燕子|荷花|江南|劝学|工业|农业|河流|气候|元素|离子|植被|土壤|灯笼|青春有格|上课了|中学时代|认识自己|遵守规则|人口|茶馆|鸟|鱼|真菌|血液|小岛|复活|促织|浪花|彩虹|操场上|观潮|自然灾害|推理|比多少|第几|漏|改革开放|水资源|工程问题'.split(
    '|',
  ),
)

let index: Map<string, Place[]> | undefined
/** Names of three characters and more by their first two, each with its turn: the longest come first. */
const byStart = new Map<string, { name: string; turn: number }[]>()

/** The lessons named in `text` (as `plain` gives it), longest first; a name inside a longer name is left out. */
export const lessonsIn = remembered((text: string): readonly Lesson[] => {
  const known = load()
  const all: Lesson[] = []
  const taken: [number, number][] = []
  const add = (name: string, exact: boolean, start: number, end: number): void => {
    if (taken.some(([from, to]) => start < to && end > from)) return
    taken.push([start, end])
    all.push({ name, places: known.get(name) ?? [], exact, start, end })
  }
  for (const match of text.matchAll(/《([^《》]{1,40})》/gu)) {
    const name = bare(match[1] ?? '')
    const without = name.replace(/(?:节选|第[一二三四五六12345]课时|其[一二三]|教读|自读)$/u, '')
    const hit = [name, without].find((one) => known.has(one))
    if (hit) add(hit, true, match.index, match.index + match[0].length)
  }
  const open = text.replace(/《[^《》]*》/gu, (hit) => '#'.repeat(hit.length))
  for (const match of open.matchAll(/[\p{L}\p{N}、，·“”-]+/gu)) {
    const name = bare(match[0])
    if (known.has(name) && name.length > 1 && !EVERYDAY.has(name))
      add(name, true, match.index, match.index + match[0].length)
  }
  for (const { name, start } of partsIn(open)) add(name, false, start, start + name.length)
  return all.sort((a, b) => Number(b.exact) - Number(a.exact) || b.name.length - a.name.length)
})

/** Names that stand anywhere in a text, each with its first place, the longest first. */
function partsIn(text: string): { name: string; start: number }[] {
  const hits = new Map<string, { name: string; start: number; turn: number }>()
  for (let start = 0; start + 2 < text.length; start += 1) {
    for (const { name, turn } of byStart.get(text.slice(start, start + 2)) ?? []) {
      if (!hits.has(name) && text.startsWith(name, start)) hits.set(name, { name, start, turn })
    }
  }
  return [...hits.values()].sort((a, b) => a.turn - b.turn)
}

function load(): Map<string, Place[]> {
  if (index) return index
  const known = new Map<string, Place[]>()
  for (const [subject, shelf] of Object.entries(SHELVES)) {
    for (const { grade, volume, names } of shelf) {
      for (const name of names.split('|').map(bare)) {
        const places = known.get(name) ?? []
        places.push({ subject, grade, volume })
        known.set(name, places)
      }
    }
  }
  index = known
  const parts = [...known.keys()]
    .filter((name) => name.length >= 3 && !EVERYDAY.has(name))
    .sort((a, b) => b.length - a.length)
  for (const [turn, name] of parts.entries()) {
    const start = name.slice(0, 2)
    byStart.set(start, [...(byStart.get(start) ?? []), { name, turn }])
  }
  return known
}

/** Without punctuation, so that 背影(朱自清) and “精彩极了” compare equal however they are typed. */
function bare(name: string): string {
  return plain(name)
    .replace(/[(（][一二三四五六七八九十].{0,2}[)）]$/u, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
