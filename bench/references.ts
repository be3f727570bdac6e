import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'

/**
 * What another program makes of a file, to compare our readers with: LibreOffice for office formats, pdftotext for PDF
 * and for slides that LibreOffice printed. Undefined when that program can not read it either. Kept in the machine's
 * temporary folder, by content, because LibreOffice takes seconds a file.
 */
export async function referenceText(path: string): Promise<string | undefined> {
  const route = ROUTES[extname(path).slice(1).toLowerCase()]
  if (!route) return undefined
  const folder = join(tmpdir(), 'gongxiang-references')
  await mkdir(folder, { recursive: true })
  const key = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
  const kept = join(folder, `${key}-${route}.txt`)
  try {
    return await readFile(kept, 'utf8')
  } catch {
    const text = (await convert(path, route)) ?? ''
    await writeFile(kept, text)
    return text
  }
}

/** A name that the shell's tools take as it is, whatever the file is called. */
async function convert(path: string, route: Route): Promise<string | undefined> {
  if (route === 'pdf') return await run('pdftotext', ['-enc', 'UTF-8', path, '-'])
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-reference-'))
  try {
    const profile = `-env:UserInstallation=file://${tmpdir()}/gongxiang-libreoffice-${process.pid}`
    await run('soffice', [profile, '--headless', '--convert-to', FILTERS[route], '--outdir', dir, path])
    const made = (await readdir(dir)).sort()
    if (made.length === 0) return undefined
    if (route === 'slides') return await run('pdftotext', ['-enc', 'UTF-8', join(dir, made[0] ?? ''), '-'])
    const texts = await Promise.all(made.map((name) => readFile(join(dir, name), 'utf8')))
    return texts.join('\n')
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

type Route = 'text' | 'slides' | 'cells' | 'pdf'

const ROUTES: Record<string, Route> = {
  ...Object.fromEntries(['docx', 'doc', 'wps', 'odt', 'rtf'].map((format) => [format, 'text'])),
  ...Object.fromEntries(['pptx', 'ppt', 'dps', 'odp'].map((format) => [format, 'slides'])),
  ...Object.fromEntries(['xlsx', 'xls', 'et', 'ods', 'xlsb'].map((format) => [format, 'cells'])),
  pdf: 'pdf',
}

const FILTERS = {
  text: 'txt:Text (encoded):UTF8',
  slides: 'pdf',
  // Comma, quote, UTF-8, from row 1; cells as shown; the last -1 writes every sheet to a file of its own.
  cells: 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1',
}

function run(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((done) => {
    execFile(command, args, { timeout: 90_000, maxBuffer: 256 * 1024 * 1024 }, (error, out) =>
      done(error && out === '' ? undefined : out),
    )
  })
}

/** Files of a folder tree, sorted. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !basename(entry.name).startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
