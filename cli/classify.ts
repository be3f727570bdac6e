import { stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { z } from 'zod'
import { UserFacingError } from '#kit/errors.ts'
import { say } from '#kit/lang.ts'
import { type Classification, classify } from '#workers/catalogue/classify/classify.ts'
import { familyOfName } from '#workers/catalogue/classify/family.ts'
import { withFolder } from '#workers/catalogue/classify/folder.ts'
import { recordOf } from '#workers/catalogue/classify/record.ts'
import { openFileProcess } from '#workers/catalogue/file-process.ts'
import type { Io } from './io.ts'
import { missing } from './lines.ts'
import { linesOfBytes } from './name-lines.ts'

/** Files that hold names, one a line; every other file is itself classified. */
const LISTS = new Set(['', '.txt', '.list', '.lst', '.jsonl', '.ndjson'])

/** A line may also be JSON, when a heading or text is known besides the name. */
const Described = z.object({
  name: z.string(),
  title: z.string().optional(),
  heading: z.string().optional(),
  text: z.string().optional(),
})
type Described = z.infer<typeof Described>

/**
 * `classify [file]`: names from standard input or from a list, a line each; or one document, which is read. Prints what
 * each is, as it comes: a JSON line each, or a row of a table. Needs no database and no data folder. Throws
 * UserFacingError `nothing_given`, `file_missing`.
 */
export async function classifyVerb(io: Io, path: string | undefined, options: { json?: boolean }): Promise<void> {
  const show = options.json ? jsonLine : rowOf(io)
  if (path !== undefined && !LISTS.has(extname(path).toLowerCase())) {
    const found = await ofDocument(path)
    if (!options.json) await write(header(io))
    await write(show(basename(path), found))
    return
  }
  if (path === undefined && process.stdin.isTTY) throw nothingGiven()
  let count = 0
  try {
    for await (const line of linesOfBytes(path)) {
      // Only now: a list that can not be read or is empty has no head either.
      if (count === 0 && !options.json) await write(header(io))
      const one = described(line)
      await write(show(one.name, ofName(one)))
      count += 1
    }
  } catch (error) {
    throw path === undefined ? error : missing(path, error)
  }
  if (count === 0) throw nothingGiven()
}

function nothingGiven(): UserFacingError {
  return new UserFacingError('nothing_given', {
    zh: '没有文件名。请每行一个写到标准输入，或给出一个文件：ls | gongxiang classify --json，gongxiang classify 名单.txt，gongxiang classify 教案.docx。',
    en: 'No names were given. Write them to standard input, one a line, or name a file: ls | gongxiang classify --json, gongxiang classify names.txt, gongxiang classify plan.docx.',
  })
}

function described(line: string): Described {
  if (!line.startsWith('{')) return { name: line }
  try {
    const parsed = Described.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : { name: line }
  } catch {
    return { name: line }
  }
}

/** A name may come with its folders, as `find` prints them: they say what the name itself leaves open. */
function ofName({ name, title, heading, text }: Described): Classification {
  const own = classify({ fileName: name, ...familyOfName(name), title, heading, text: text ?? '' })
  const folders = name.split(/[/\\]/u).slice(0, -1)
  return withFolder(own, folders.filter((folder) => !/^(?:\.{1,2}|[a-z]:|~)$/iu.test(folder)).join('/'))
}

/** Reads one document in the file process, as an upload is read. */
async function ofDocument(path: string): Promise<Classification> {
  const full = resolve(path)
  try {
    await stat(full)
  } catch (error) {
    throw missing(path, error)
  }
  const fileName = basename(full)
  const files = openFileProcess({ readable: dirname(full) })
  try {
    const read = await files.read({ path: full, fileName })
    const { format, family } = read
    if (!read.ok) return classify({ fileName, format, family, text: '' })
    return classify({ fileName, format, family, title: read.title, heading: read.heading, text: read.text })
  } finally {
    await files.stop()
  }
}

function jsonLine(name: string, found: Classification): string {
  return JSON.stringify(recordOf(name, found))
}

const COLUMNS = [
  { zh: '学科', en: 'Subject', width: 16 },
  { zh: '年级', en: 'Grade', width: 10 },
  { zh: '册次', en: 'Volume', width: 14 },
  { zh: '类型', en: 'Type', width: 14 },
  { zh: '版本', en: 'Edition', width: 12 },
] as const

function header(io: Io): string {
  const names = COLUMNS.map(({ zh, en, width }) => padded(say(io.env.LOCALE, { zh, en }), width))
  return `${names.join(' ')} ${say(io.env.LOCALE, { zh: '文件名（? = 不太确定）', en: 'File name (? = not sure)' })}`
}

function rowOf(io: Io): (name: string, found: Classification) => string {
  return (name, found) => {
    const record = recordOf(name, found)
    const unsure = new Set<string>(found.unsure)
    const cell = (field: 'subject' | 'grade' | 'volume' | 'type') => {
      const label = record[`${field}_label`]
      return label === null ? '-' : `${say(io.env.LOCALE, label)}${unsure.has(field) ? '?' : ''}`
    }
    const cells = [cell('subject'), cell('grade'), cell('volume'), cell('type'), record.edition ?? '-']
    return `${cells.map((text, at) => padded(text, COLUMNS[at]?.width ?? 0)).join(' ')} ${name}`
  }
}

/** Filled with spaces to so many columns of a terminal; a Chinese character takes two. */
function padded(text: string, width: number): string {
  const taken = [...text].reduce((sum, character) => sum + (/[\u1100-\uffef]/.test(character) ? 2 : 1), 0)
  return text + ' '.repeat(Math.max(0, width - taken))
}

/** Waits where a slow reader makes the pipe full. */
async function write(line: string): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return
  await new Promise<void>((done) => process.stdout.once('drain', () => done()))
}
