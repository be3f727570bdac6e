import type { Dirent, Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { leftOutFile, leftOutFolder, type Reason, reason } from './leave-out.ts'

/** A file that an import looks at. */
export type Found = {
  /** For opening: bytes where the name is no UTF-8, as on folders that came from an old Windows. */
  at: string | Buffer
  /** For people and for remembering; absolute. */
  path: string
  /** Below the imported folder, with `/`. */
  relative: string
  name: string
  /** Names of the folders above, the imported one first. */
  folder: string
  /** Bytes. */
  size: number
  modifiedAt: Date
}

export type LeftOut = { relative: string; why: Reason }

export type Walked = { files: Found[]; leftOut: LeftOut[] }

/** Deeper than any folder that people made. */
const MAX_DEPTH = 40

/**
 * Lists a folder and everything below, sorted by name, following no links. `own` are absolute paths that are left out
 * (our data folder, the report). Folders that can not be opened are left out with their reason; throws only the signal's reason.
 */
export async function walkFolder(
  root: string,
  options: { own?: readonly string[]; signal?: AbortSignal; seen?: (files: number) => void } = {},
): Promise<Walked> {
  const walked: Walked = { files: [], leftOut: [] }
  const top = root.split(sep).findLast((name) => name !== '') ?? ''
  await into({ at: Buffer.from(root), path: root, relative: '', folder: top, depth: 0 })
  return walked

  async function into(place: Place): Promise<void> {
    options.signal?.throwIfAborted()
    const entries = await entriesOf(place)
    if (!entries) return leaveOut(place.relative, reason('unreadable'))
    for (const { raw, name, entry } of entries) {
      const relative = place.relative === '' ? name : `${place.relative}/${name}`
      const path = join(place.path, name)
      if (options.own?.includes(path)) leaveOut(relative, reason('own'))
      else if (entry.isSymbolicLink()) leaveOut(relative, reason('link'))
      else if (entry.isDirectory()) {
        const why = leftOutFolder(name) ?? (place.depth >= MAX_DEPTH ? reason('too_deep') : undefined)
        if (why) leaveOut(relative, why)
        else {
          const at = Buffer.concat([place.at, Buffer.from(sep), raw])
          await into({ at, path, relative, folder: `${place.folder}/${name}`, depth: place.depth + 1 })
        }
      } else await add(place, { raw, name, entry }, { path, relative })
    }
  }

  async function add(
    place: Place,
    { raw, name, entry }: Entry,
    { path, relative }: { path: string; relative: string },
  ): Promise<void> {
    const why = leftOutFile(name) ?? (entry.isFile() ? undefined : reason('special'))
    if (why) return leaveOut(relative, why)
    const at = Buffer.concat([place.at, Buffer.from(sep), raw])
    const info = await statOf(at)
    if (!info) return leaveOut(relative, reason('unreadable'))
    const found = { path, relative, name, folder: place.folder, size: info.size, modifiedAt: info.mtime }
    walked.files.push({ ...found, at: path === at.toString() ? path : at })
    if (walked.files.length % 1_000 === 0) options.seen?.(walked.files.length)
  }

  function leaveOut(relative: string, why: Reason): void {
    walked.leftOut.push({ relative, why })
  }
}

type Place = { at: Buffer; path: string; relative: string; folder: string; depth: number }
type Entry = { raw: Buffer; name: string; entry: Dirent<Buffer> }

async function entriesOf(place: Place): Promise<Entry[] | undefined> {
  try {
    const entries = await readdir(place.at, { withFileTypes: true, encoding: 'buffer' })
    return entries
      .map((entry) => ({ raw: entry.name, name: nameOf(entry.name), entry }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

async function statOf(at: Buffer): Promise<Stats | undefined> {
  try {
    return await lstat(at)
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

/** The system said no to this one entry: not ours to read, gone meanwhile, a bad spot on the disk. */
export function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EIO', 'ELOOP', 'ENAMETOOLONG', 'EBUSY', 'EINVAL', 'ESTALE'].includes(
    code,
  )
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const gb18030 = new TextDecoder('gb18030')

/** A name as people read it. One that is no UTF-8 was written by a Chinese Windows or unpacked from its archive. */
function nameOf(raw: Buffer): string {
  try {
    return utf8.decode(raw)
  } catch {
    return gb18030.decode(raw)
  }
}
