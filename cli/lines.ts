import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { UserFacingError } from '#kit/errors.ts'

/** Something that a line of a file says, with the line's number for sentences about it. */
export type Line<T> = { number: number; value: T }

/** So many wrong lines are named; more would scroll away. */
const TOLD = 10

/**
 * Reads a JSONL file line by line and parses every line; blank lines are left out. All wrong lines are told at once,
 * with their numbers, and then nothing is returned. Throws UserFacingError `file_missing`, `wrong_lines`.
 */
export async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<Line<T>[]> {
  const lines: Line<T>[] = []
  const wrong: { number: number; why: string }[] = []
  let number = 0
  try {
    const input = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
    for await (const text of input) {
      number += 1
      if (text.trim() === '' || text.trim() === '\ufeff') continue
      const parsed = parseLine(text.replace(/^\ufeff/, ''), schema)
      if ('value' in parsed) lines.push({ number, value: parsed.value })
      else wrong.push({ number, why: parsed.why })
    }
  } catch (error) {
    throw missing(path, error)
  }
  if (wrong.length > 0) throw wrongLines(path, wrong)
  return lines
}

function parseLine<T>(text: string, schema: z.ZodType<T>): { value: T } | { why: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { why: 'JSON' }
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { value: parsed.data }
  return { why: parsed.error.issues.map((issue) => `${issue.path.join('.') || '.'}: ${issue.message}`).join('; ') }
}

/** An operator's sentence for a file that cannot be read. */
export function missing(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'EISDIR') return error
  return new UserFacingError('file_missing', {
    zh: `读不到文件 ${path}（${code}）。`,
    en: `The file ${path} can not be read (${code}).`,
  })
}

/** One sentence about all wrong lines. */
export function wrongLines(path: string, wrong: readonly { number: number; why: string }[]): UserFacingError {
  const told = wrong.slice(0, TOLD).map(({ number, why }) => `  ${path}:${number} ${why}`)
  const rest = wrong.length > TOLD ? ['  …'] : []
  const list = [...told, ...rest].join('\n')
  return new UserFacingError('wrong_lines', {
    zh: `有 ${wrong.length} 行不对，什么都没有导入：\n${list}`,
    en: `${wrong.length} line(s) are wrong; nothing was done:\n${list}`,
  })
}
