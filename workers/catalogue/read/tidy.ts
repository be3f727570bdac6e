import { sha256 } from '#kit/ids.ts'
import { lettersOf } from '#kit/letters.ts'
import { LIMITS } from './limits.ts'

/**
 * Text as it may be stored and searched: well-formed UTF-16, no NUL (PostgreSQL refuses it) nor other control characters
 * except newline and tab, LF line ends, no runs of blank lines, and no Kangxi radicals or compatibility ideographs
 * (`⼀` for `一`), which PDF fonts often yield and nobody can type into a search box.
 */
export function tidyText(raw: string, max: number = LIMITS.textChars): string {
  return raw
    .slice(0, max)
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(
      /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\uffff]/g,
      '',
    )
    .replace(/[\u2e80-\u2fdf\uf900-\ufaff]/g, (char) => char.normalize('NFKC'))
    .replace(/[ \t\u00a0\u3000]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** One line of it, at most `max` characters; undefined when nothing readable is left. */
export function tidyLine(raw: string | undefined, max = 200): string | undefined {
  if (!raw) return undefined
  const line = tidyText(raw.slice(0, max * 10))
    .replace(/\s+/g, ' ')
    .trim()
  if (!/[\p{L}\p{N}]/u.test(line)) return undefined
  return [...line].slice(0, max).join('')
}

/** A title property, unless it is what a program writes by itself. `Microsoft Word - 教案.doc` becomes `教案`. */
export function tidyTitle(raw: string | undefined): string | undefined {
  const title = tidyLine(raw?.replace(/^\s*Microsoft (Word|PowerPoint|Excel) - (.*?)(\.\w{2,5})?\s*$/, '$2'))
  return title && DEFAULT_TITLE.test(title) ? undefined : title
}

const DEFAULT_TITLE =
  /^(PowerPoint\s?(演示文稿|Presentation|プレゼンテーション)|幻灯片\s?\d*|Slide\s?\d*|(新建)?\s?(Microsoft Word )?文档\s?\d*|Document\s?\d*|Untitled|无标题|未命名|Title|演示文稿\s?\d*|工作簿\s?\d*|标题)$/i

/** The first line with at least two letters or digits: what a reader would take for the title. */
export function firstLine(text: string): string | undefined {
  let at = 0
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end)
    if ((line.slice(0, 1_000).match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2) return tidyLine(line)
    if (end < 0) return undefined
    at = end + 1
  }
  return undefined
}

/** Below this many letters and digits two different files may well have the same text. */
const FINGERPRINT_FROM = 50

/**
 * SHA-256 of the text without anything that a re-save or a change of format alters: NFKC, lower case, only letters and
 * numbers. Undefined below 50 such characters.
 */
export function fingerprint(text: string): string | undefined {
  const normal = lettersOf(text)
  // Code points, not code units, are counted; 100 units always hold 50 points.
  if (normal.length < FINGERPRINT_FROM * 2 && [...normal].length < FINGERPRINT_FROM) return undefined
  return sha256(normal)
}
