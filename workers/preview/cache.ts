import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Pictures that were drawn, by key; old ones go first when there is no more room. Losing all of it costs only time. */
export type PreviewCache = {
  get(key: string): Promise<Buffer | undefined>
  put(key: string, bytes: Buffer): Promise<void>
}

/** Looked at after so many new ones. */
const PRUNE_EVERY = 100

/** A folder of at most `maxBytes` (and up to 100 pictures more). Keys are lower-case hex and dashes. */
export async function openPreviewCache(dir: string, maxBytes: number): Promise<PreviewCache> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  let added = 0
  const place = (key: string) => {
    if (!/^[0-9a-z-]{8,80}$/.test(key)) throw new Error('not a key of the preview cache')
    return join(dir, `${key}.webp`)
  }
  return {
    async get(key) {
      const path = place(key)
      const bytes = await readFile(path).catch(() => undefined)
      // Used just now: it goes last. The clock of the disk is meant.
      if (bytes) await utimes(path, new Date(), new Date()).catch(() => undefined)
      return bytes
    },
    async put(key, bytes) {
      const part = join(dir, `${randomBytes(8).toString('hex')}.part`)
      try {
        await writeFile(part, bytes, { mode: 0o600 })
        await rename(part, place(key))
      } catch (error) {
        await rm(part, { force: true })
        // A full disk costs the cache, not the picture.
        if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')))
          throw error
      }
      added += 1
      if (added % PRUNE_EVERY === 0) await prune(dir, maxBytes)
    },
  }
}

/** Removes what was not looked at longest, down to four fifths. */
async function prune(dir: string, maxBytes: number): Promise<void> {
  const files: { path: string; size: number; used: number }[] = []
  for (const name of await readdir(dir)) {
    const path = join(dir, name)
    const info = await stat(path).catch(() => undefined)
    if (info?.isFile()) files.push({ path, size: info.size, used: info.mtimeMs })
  }
  let total = files.reduce((sum, file) => sum + file.size, 0)
  if (total <= maxBytes) return
  for (const file of files.sort((one, other) => one.used - other.used)) {
    if (total <= maxBytes * 0.8) return
    await rm(file.path, { force: true })
    total -= file.size
  }
}
