import { join } from 'node:path'
import type { BlobStore } from '#db/blobs.ts'
import { bodyOf, type ResourceCard } from '#db/rows/resources.ts'
import type { Db } from '#db/schema.ts'
import { gradeLabel, labelOf, SUBJECTS, TYPES } from '#db/taxonomy.ts'
import { RetryLater } from '#kit/errors.ts'
import { sha256 } from '#kit/ids.ts'
import { type Lang, translator } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import { type FileProcess, openFileProcess } from '../catalogue/file-process.ts'
import { openPreviewCache } from './cache.ts'
import { PREVIEWER, PREVIEWER_LIMITS } from './program.ts'
import type { Card, Question } from './question.ts'

export type Preview = { bytes: Buffer; etag: string }

export type Previews = {
  /**
   * The picture of a resource, drawn when it is first asked for. Whoever asks must be allowed to see it: that is not
   * checked here. Throws `RetryLater` when too many wait.
   */
  of(resource: ResourceCard, lang: Lang): Promise<Preview>
  stop(): Promise<void>
}

/** Raise it when pictures are drawn in another way: old ones are then drawn again. */
const VERSION = 1
const CACHE_BYTES = 200 * 1024 * 1024
/** Askers beyond this are told to come back. */
const WAITING = 30

/** Opens the drawing of previews; nothing is started before the first. `dataDir` holds the blobs and the cache. */
export async function openPreviews(parts: { db: Db; blobs: BlobStore; dataDir: string }): Promise<Previews> {
  const cache = await openPreviewCache(join(parts.dataDir, 'previews'), CACHE_BYTES)
  const drawer = openFileProcess({ readable: join(parts.dataDir, 'blobs'), program: PREVIEWER, ...PREVIEWER_LIMITS })
  const running = new Map<string, Promise<Buffer>>()

  async function bytesOf(resource: ResourceCard, lang: Lang, keys: Keys): Promise<Buffer> {
    const kept = (keys.picture && (await cache.get(keys.picture))) ?? (await cache.get(keys.card))
    if (kept) return kept
    const drawn = await draw(drawer, parts.blobs, resource, await cardOf(parts.db, resource, lang))
    await cache.put(drawn.kind === 'picture' && keys.picture ? keys.picture : keys.card, drawn.bytes)
    return drawn.bytes
  }

  return {
    async of(resource, lang) {
      const keys = keysOf(resource, lang)
      let asked = running.get(keys.card)
      if (!asked) {
        if (running.size >= WAITING) throw new RetryLater('too many previews wait', 5_000)
        asked = bytesOf(resource, lang, keys).finally(() => running.delete(keys.card))
        running.set(keys.card, asked)
      }
      const bytes = await asked
      return { bytes, etag: `"${sha256(bytes).slice(0, 32)}"` }
    },
    stop: () => drawer.stop(),
  }
}

type Keys = { picture: string | undefined; card: string }

/** A picture depends on the bytes alone and is shared by all who may see them; a card also on what is known of them. */
function keysOf(resource: ResourceCard, lang: Lang): Keys {
  const { school_id: school, id, title, subject, grade, type, format, blob_sha256: blob, file_name: name } = resource
  return {
    picture: blob === null ? undefined : `p${VERSION}-${sha256(`${school} ${blob} ${extensionOf(name)}`).slice(0, 48)}`,
    card: `c${VERSION}-${sha256(JSON.stringify([school, id, blob, title, subject, grade, type, format, lang])).slice(0, 48)}`,
  }
}

function extensionOf(name: string): string {
  return /\.([^.]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** Asks the process; a file that it does not survive gets its card on the second asking. */
async function draw(
  drawer: FileProcess,
  blobs: BlobStore,
  resource: ResourceCard,
  card: Card,
): Promise<{ kind: 'picture' | 'card'; bytes: Buffer }> {
  const sha = resource.blob_sha256
  const path = sha === null ? undefined : blobs.local(resource.school_id, sha)
  const there = sha !== null && path !== undefined && (await blobs.has(resource.school_id, sha))
  for (const only of there ? [false, true] : [true]) {
    const question: Question = { name: resource.file_name.slice(-300), card, only }
    const result = await drawer.read({ path: path ?? '', fileName: JSON.stringify(question) })
    const bytes = result.ok ? Buffer.from(result.text, 'base64') : undefined
    if (result.ok && bytes && isWebp(bytes)) {
      return { kind: result.flags.includes('picture') ? 'picture' : 'card', bytes }
    }
  }
  throw new RetryLater('the preview could not be drawn', 60_000)
}

/** The process opened something hostile: what it hands over is a WebP or nothing. */
function isWebp(bytes: Buffer): boolean {
  return (
    bytes.length < 1_000_000 && bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
  )
}

async function cardOf(db: Db, resource: ResourceCard, lang: Lang): Promise<Card> {
  const t = translator(lang)
  const body = await bodyOf(db, resource.school_id, resource.id)
  const title = showable(resource.title, 100)
  const lines = body
    .slice(0, 4_000)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line) && line !== title)
    .slice(0, 8)
    .map((line) => showable(line, 160))
  const badges = [
    resource.subject === null ? undefined : t(labelOf(SUBJECTS, resource.subject)),
    resource.grade === null ? undefined : t(gradeLabel(resource.grade)),
    t(labelOf(TYPES, resource.type)),
  ].filter((badge) => badge !== undefined)
  return { title, badges: badges.map((badge) => badge.slice(0, 30)), lines, format: resource.format.slice(0, 12) }
}
