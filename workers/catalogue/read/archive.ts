import { promisedBy } from './formats.ts'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'

/** The names in a zip, one a line: they say what a bundle is about. Members are not opened. */
export async function readZipNames({ zip }: Opened): Promise<Extract> {
  if (!zip) throw new Refusal('corrupt', 'not a zip')
  const names = zip.names.filter(
    (name) => !name.endsWith('/') && !/(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$)/.test(name),
  )
  const kept = names.slice(0, LIMITS.archiveNames)
  const marks: Mark[] = zip.more || kept.length < names.length ? ['truncated'] : []
  if (names.some((name) => promisedBy(name)?.family === 'executable')) marks.push('executable_inside')
  // The folder that wraps everything is the best title an archive has.
  const folder = kept[0]?.split('/')[0]
  const wrapped = folder !== undefined && kept.length > 1 && kept.every((name) => name.startsWith(`${folder}/`))
  return { text: kept.join('\n'), heading: wrapped ? folder : undefined, marks }
}
