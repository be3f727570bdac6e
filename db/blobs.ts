import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { RetryLater, UserFacingError } from '#kit/errors.ts'

export type StoredBlob = { sha256: string; size: number }

/** Bytes that are judged before they are kept. Call `keep` or `drop`; a second `keep` does nothing more. */
export type StagedBlob = StoredBlob & { path: string; keep(): Promise<void>; drop(): Promise<void> }

/**
 * Where the bytes live, content-addressed by SHA-256: the same bytes are stored once. A folder now; the shape fits an
 * S3-compatible store (`local` is then undefined and the reader makes a temporary copy).
 */
export type BlobStore = {
  /**
   * Stores a stream. Nothing half-written is ever visible. Throws UserFacingError `file_empty` or `file_too_large`
   * (more than `maxBytes`), RetryLater when the disk is full, the signal's reason when aborted.
   */
  put(schoolId: string, stream: Readable, limits: { maxBytes: number; signal?: AbortSignal }): Promise<StoredBlob>
  /**
   * The first half of `put`: the bytes can be read at `path`, but nobody else sees them, and a crash may lose them, until `keep`.
   * Throws as `put` does.
   */
  stage(schoolId: string, stream: Readable, limits: { maxBytes: number; signal?: AbortSignal }): Promise<StagedBlob>
  /** Opens stored bytes. Throws an Error when they are gone. */
  open(schoolId: string, sha256: string): Promise<{ stream: Readable; size: number }>
  has(schoolId: string, sha256: string): Promise<boolean>
  /** The path of a stored blob on this machine, for the file process. */
  local(schoolId: string, sha256: string): string | undefined
}

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT'])
/** How long to wait for somebody to make room. */
const DISK_RETRY_MS = 30_000

/** A folder of blobs: `<dir>/<school>/<first two hex digits>/<sha256>`. Creates it; removes what an earlier crash left half-written. */
export async function openFolderBlobs(dir: string): Promise<BlobStore> {
  const parts = join(dir, 'incoming')
  await mkdir(parts, { recursive: true })
  await removeStale(parts)
  const place = (schoolId: string, sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256')
    if (!/^[a-z0-9][a-z0-9_-]*$/i.test(schoolId)) throw new Error('not a school id')
    return join(dir, schoolId, sha256.slice(0, 2), sha256)
  }
  const stage: BlobStore['stage'] = async (schoolId, stream, { maxBytes, signal }) => {
    const part = join(parts, randomBytes(12).toString('hex'))
    let kept = false
    const drop = async () => {
      if (!kept) await rm(part, { force: true })
    }
    const orDrop = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work
      } catch (error) {
        await drop()
        if (isDiskFull(error)) throw new RetryLater('the disk is full', DISK_RETRY_MS, { cause: error })
        throw error
      }
    }
    const keep = async (sha256: string) => {
      // Whoever publishes may have to begin again.
      if (kept) return
      await sync(part)
      const target = place(schoolId, sha256)
      await rename(part, target).catch(async (error: unknown) => {
        if (!isMissing(error)) throw error
        await mkdir(join(target, '..'), { recursive: true })
        await rename(part, target)
      })
      kept = true
    }
    try {
      const stored = await orDrop(write(part, stream, maxBytes, signal))
      return { ...stored, path: part, keep: () => orDrop(keep(stored.sha256)), drop }
    } finally {
      stream.destroy()
    }
  }
  return {
    stage,
    async put(schoolId, stream, limits) {
      const { keep, sha256, size } = await stage(schoolId, stream, limits)
      await keep()
      return { sha256, size }
    },
    async open(schoolId, sha256) {
      const path = place(schoolId, sha256)
      const { size } = await stat(path)
      return { stream: createReadStream(path), size }
    },
    async has(schoolId, sha256) {
      return access(place(schoolId, sha256)).then(
        () => true,
        () => false,
      )
    },
    local: place,
  }
}

/** Free bytes on the disk that holds `dir`, for doctor. */
export async function freeBytes(dir: string): Promise<number> {
  const disk = await statfs(dir)
  return disk.bavail * disk.bsize
}

async function write(
  part: string,
  stream: Readable,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<StoredBlob> {
  const hash = createHash('sha256')
  const file = await open(part, 'wx', 0o600)
  let size = 0
  try {
    for await (const chunk of stream) {
      signal?.throwIfAborted()
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
      size += bytes.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      hash.update(bytes)
      await file.writeFile(bytes)
    }
    if (size === 0) throw empty()
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), size }
}

/** Only what is kept must outlive a crash, and who keeps several at once waits for the disk once. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DISK_FULL.has(String(error.code))
}

/** A crash can leave parts behind; one older than a day belongs to nobody. */
async function removeStale(parts: string): Promise<void> {
  const names = await readdir(parts)
  for (const name of names) {
    const path = join(parts, name)
    const info = await stat(path).catch(() => undefined)
    if (info && info.mtimeMs < performance.timeOrigin - 24 * 3_600_000) await rm(path, { force: true })
  }
}

/** The refusal of a file above the limit; `maxBytes` is shown in MB. */
export function tooLarge(maxBytes: number): UserFacingError {
  const mb = Math.floor(maxBytes / 1_048_576)
  return new UserFacingError(
    'file_too_large',
    { zh: `文件超过 ${mb} MB，没有收录。`, en: `The file is larger than ${mb} MB, so it was not catalogued.` },
    {
      zh: '可以拆分、压缩图片后再发，或发送网盘链接。',
      en: 'Split it, compress its pictures and send it again, or send a link.',
    },
  )
}

/** The refusal of a file without a byte. */
export function empty(): UserFacingError {
  return new UserFacingError(
    'file_empty',
    { zh: '文件是空的（0 字节），没有收录。', en: 'The file is empty (0 bytes), so it was not catalogued.' },
    {
      zh: '请打开原文件确认有内容，保存后再发一次。',
      en: 'Open the original, check that it has content, save it and send it again.',
    },
  )
}
