import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Jieba } from '@node-rs/jieba'
import { unitsOf } from '#kit/letters.ts'
import { ordinalsIn, unitWordsIn, withoutOrdinals } from './numerals.ts'

/**
 * Words of a normalised text in order, repeats included: jieba's search cut (a long word is followed by the words
 * inside it), Latin words and numbers whole, numbered parts in one notation (`第3单元`). No stop words.
 */
export function wordsOf(text: string): string[] {
  const runs = runsOf(text)
  const cuts = cutEach(runs)
  const words = ordinalsIn(text).filter((word) => !STOP.has(word))
  for (const run of runs) {
    if (run.han) for (const word of cuts.get(run.text) ?? []) words.push(word)
    else for (const word of latin(run.text)) push(words, word)
  }
  return words
}

/**
 * The words of each Chinese run, once: half of a document repeats itself. All in one call, a third quicker than one by one;
 * a line end between them is a word of its own.
 */
function cutEach(runs: readonly Run[]): Map<string, string[]> {
  const different = new Set<string>()
  for (const run of runs) if (run.han) different.add(run.text)
  const cut = different.size === 0 ? [] : jieba().cutForSearch([...different].join('\n'), true)
  const cuts = new Map<string, string[]>()
  let at = 0
  for (const run of different) {
    const words: string[] = []
    for (; at < cut.length && cut[at] !== '\n'; at += 1) push(words, cut[at] ?? '')
    at += 1
    cuts.set(run, words)
  }
  return cuts
}

function push(words: string[], word: string): void {
  if (!STOP.has(word)) words.push(word)
}

/** A word as the asker meant it, with the dictionary words inside it (`平行四边形` → `平行`, `四边形`, …). */
export type Cut = { word: string; parts: string[] }

/** The words of a question: exact cut, each with its parts. No stop words. */
export function cutOf(text: string): Cut[] {
  const cuts: Cut[] = ordinalsIn(text).map((word) => ({ word, parts: unitWordsIn(text) }))
  for (const run of runsOf(withoutOrdinals(text))) {
    if (!run.han) {
      const [word = run.text, ...parts] = latin(run.text)
      cuts.push({ word, parts })
      continue
    }
    for (const word of jieba().cut(run.text, true)) {
      const inner = word.length > 2 ? jieba().cutForSearch(word, true) : []
      cuts.push({ word, parts: inner.filter((part) => part !== word && !STOP.has(part)) })
    }
  }
  return cuts.filter((cut) => !STOP.has(cut.word))
}

/** The Han characters of a normalised text, once each; the cure for slips and for words no dictionary has. */
export function charsOf(text: string): string[] {
  return [...new Set(text.match(/\p{Script=Han}/gu) ?? [])].filter((char) => !STOP.has(char))
}

/** Every Han character of a normalised text, repeats included; none that says nothing. */
export function hanOf(text: string): string[] {
  return (text.match(/\p{Script=Han}/gu) ?? []).filter((char) => !STOP.has(char))
}

/** Calls back with the code of each of them: a body has tens of thousands. */
export function eachHan(text: string, use: (char: number) => void): void {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < FIRST_HAN) continue
    if (unit >= 0xd800 && unit < 0xdc00) {
      const char = text.codePointAt(at) ?? unit
      if (saysHan(char)) use(char)
      at += char > 0xffff ? 1 : 0
      continue
    }
    let said = says[unit]
    if (said === UNKNOWN) {
      said = saysHan(unit) ? YES : NO
      says[unit] = said
    }
    if (said === YES) use(unit)
  }
}

/** Below are no Han characters. */
const FIRST_HAN = 0x2e80
const UNKNOWN = 0
const YES = 1
const NO = 2
/** Whether a character is Han and says something, by its code. */
const says = new Uint8Array(0x10000)

function saysHan(char: number): boolean {
  const text = String.fromCodePoint(char)
  return /\p{Script=Han}/u.test(text) && !STOP.has(text)
}

/** A piece of a text: Chinese, a number with its decimals, or other letters and digits. */
type Run = { text: string; han: boolean }

const OTHER_LETTER = 3
/** What a UTF-16 unit is: `YES` a Han character, `OTHER_LETTER`, or `NO`; half of a pair is never kept here. */
const kinds = new Uint8Array(0x10000)

/**
 * As the pattern `(\p{Script=Han}+)|\d+(?:\.\d+)+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+` finds them, in half the time: a body has
 * tens of thousands.
 */
function runsOf(text: string): Run[] {
  const units = unitsOf(text)
  const runs: Run[] = []
  for (let at = 0; at < units.length; ) {
    const kind = kindAt(units, at)
    let end = at + widthAt(units, at)
    if (kind !== NO) {
      const decimals = kind === OTHER_LETTER ? decimalsEnd(units, at) : at
      if (decimals > at) end = decimals
      else while (end < units.length && kindAt(units, end) === kind) end += widthAt(units, end)
      runs.push({ text: text.slice(at, end), han: kind === YES })
    }
    at = end
  }
  return runs
}

/** Where `3.14` ends that begins here; here, when none does. */
function decimalsEnd(units: Uint16Array, at: number): number {
  let end = digitsEnd(units, at)
  if (end === at) return at
  let found = at
  while (units[end] === POINT) {
    const next = digitsEnd(units, end + 1)
    if (next === end + 1) break
    end = next
    found = end
  }
  return found
}

const [POINT, ZERO, NINE] = [0x2e, 0x30, 0x39]

function digitsEnd(units: Uint16Array, from: number): number {
  let end = from
  for (let unit = units[end] ?? 0; unit >= ZERO && unit <= NINE; unit = units[end] ?? 0) end += 1
  return end
}

function kindAt(units: Uint16Array, at: number): number {
  const unit = units[at] ?? 0
  const known = kinds[unit] ?? UNKNOWN
  if (known !== UNKNOWN) return known
  const isPair = widthAt(units, at) === 2
  const char = isPair ? String.fromCharCode(unit, units[at + 1] ?? 0) : String.fromCharCode(unit)
  const kind = /\p{Script=Han}/u.test(char) ? YES : /[\p{L}\p{N}]/u.test(char) ? OTHER_LETTER : NO
  if (unit < 0xd800 || unit > 0xdfff) kinds[unit] = kind
  return kind
}

function widthAt(units: Uint16Array, at: number): number {
  const unit = units[at] ?? 0
  if (unit < 0xd800 || unit > 0xdbff) return 1
  const next = units[at + 1] ?? 0
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1
}

/** `ipod4` → ipod4, ipod, 4. A lexeme longer than 60 letters is no word that anybody types. */
function latin(run: string): string[] {
  const whole = run.slice(0, 60)
  const parts = whole.match(/[a-z]+|\d+/g) ?? []
  return parts.length > 1 && !run.includes('.') ? [whole, ...parts] : [whole]
}

/** Loads the dictionary before it is needed, for a program that waits for something else meanwhile. */
export function loadWords(): void {
  jieba()
}

let dictionary: Jieba | undefined

/** Loaded at the first use: 0.2 s and about 50 MB that a process which never searches does not spend. */
function jieba(): Jieba {
  // The file, not the package's `dict` export: that one keeps the dictionary and an idf table in memory for ever.
  dictionary ??= Jieba.withDict(readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt')))
  return dictionary
}

/** Words that say nothing about a resource: particles, and the courtesies around a question. */
const STOP = new Set(
  (
    '第 的 了 和 与 及 或 在 是 有 吗 呢 吧 啊 呀 嘛 哦 我 你 您 他 她 它 们 我们 你们 他们 要 想 找 请 帮 给 把 被 对 从 到 等 就 都 也 还 ' +
    '个 这 那 哪 些 这个 那个 哪个 哪些 什么 怎么 怎样 如何 为什么 一下 一个 关于 有关 相关 有没有 没有 麻烦 谢谢 请问 需要 ' +
    'a an the of and or in on to for please'
  ).split(' '),
)
