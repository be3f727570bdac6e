import { identify, type Opened } from '../catalogue/read/identify.ts'
import type { ReadResult } from '../catalogue/read/outcome.ts'
import { openSource, readWhole } from '../catalogue/read/source.ts'
import { drawCard } from './card.ts'
import { oleThumbnail } from './ole-thumbnail.ts'
import { drawFirstPage } from './pdf-page.ts'
import { Question } from './question.ts'
import { PICTURES, shrink } from './shrink.ts'

/** Parts of a package that hold its own thumbnail, in the order of preference. */
const THUMBNAIL = /^(?:docProps\/thumbnail\.(?:jpe?g|png)|Thumbnails\/thumbnail\.png)$/i
const THUMBNAIL_BYTES = 4 * 1024 * 1024

/**
 * A WebP of the file: the picture itself, page one, the thumbnail it carries, else a card with its title and first
 * lines. The answer is a `ReadResult` whose text is the picture in base64, flagged `picture` or `card`.
 */
export async function drawFile(path: string, asked: string): Promise<ReadResult> {
  const { name, card, only } = Question.parse(JSON.parse(asked))
  const picture = only ? undefined : await pictureOf(path, name)
  const bytes = picture ?? (await drawCard(card))
  return {
    ok: true,
    format: 'webp',
    family: 'image',
    mismatch: false,
    text: bytes.toString('base64'),
    flags: [picture ? 'picture' : 'card'],
  }
}

/** Undefined when there is nothing to show, or what there is does not open. */
async function pictureOf(path: string, name: string): Promise<Buffer | undefined> {
  const opened = await identify(await openSource(path, name))
  try {
    if (opened.identity.why !== undefined) return undefined
    const found = await sourceOf(opened)
    return found && (await shrink(found))
  } catch {
    // Whatever a file does to its reader, the card is the answer.
    return undefined
  } finally {
    opened.close()
  }
}

async function sourceOf({ identity, source, zip, ole }: Opened): Promise<Parameters<typeof shrink>[0] | undefined> {
  if (PICTURES.has(identity.format)) return { bytes: await readWhole(source) }
  if (identity.format === 'pdf') return drawFirstPage(await readWhole(source))
  if (ole) return oleThumbnail(ole)
  const part = zip?.names.find((one) => THUMBNAIL.test(one))
  if (!zip || part === undefined) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of zip.part(part)) {
    size += chunk.length
    if (size > THUMBNAIL_BYTES) return undefined
    chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks) }
}
