import { open, readFile } from 'node:fs/promises'

/**
 * One stored file, opened for reading: its size in bytes and its first 64 KB. A member of an archive has no path of its
 * own: its bytes are in memory. `depth` says in how many archives it lies.
 */
export type Source = {
  path: string
  fileName: string
  size: number
  head: Buffer
  bytes?: Buffer
  depth: number
  /** What reading inside archives may still cost; one for the whole file. */
  budget?: Budget
}

/** Members and inflated bytes that may still be read, and the instant (of `performance.now`) to stop at. */
export type Budget = { members: number; bytes: number; until: number }

const HEAD_BYTES = 64 * 1024

/** Opens a stored file. Throws what `open` throws: a missing blob is not a property of the file's content. */
export async function openSource(path: string, fileName: string): Promise<Source> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(Math.min(size, HEAD_BYTES))
    await readFully(handle, head)
    return { path, fileName, size, head, depth: 0 }
  } finally {
    await handle.close()
  }
}

/** A member that was taken out of an archive into memory. */
export function memberSource(fileName: string, bytes: Buffer, depth: number, budget: Budget): Source {
  return { path: '', fileName, size: bytes.length, head: bytes.subarray(0, HEAD_BYTES), bytes, depth, budget }
}

/** All bytes of a file. */
export async function readWhole(source: Source): Promise<Buffer> {
  return source.bytes ?? (await readFile(source.path))
}

/** The first `max` bytes of a file, and whether there were more. */
export async function readStart(source: Source, max: number): Promise<{ bytes: Buffer; cut: boolean }> {
  if (source.size <= source.head.length) return { bytes: source.head, cut: false }
  if (source.bytes) return { bytes: source.bytes.subarray(0, max), cut: source.size > max }
  const handle = await open(source.path, 'r')
  try {
    const bytes = Buffer.alloc(Math.min(source.size, max))
    await readFully(handle, bytes)
    return { bytes, cut: source.size > max }
  } finally {
    await handle.close()
  }
}

async function readFully(handle: Awaited<ReturnType<typeof open>>, into: Buffer): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await handle.read(into, at, into.length - at, at)
    if (bytesRead === 0) throw new Error('the file shrank while it was read')
    at += bytesRead
  }
}
