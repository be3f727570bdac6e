import type { ResourceMedia } from '#db/schema.ts'
import { decodeText } from './encoding.ts'
import { readFilm } from './film.ts'
import type { Opened } from './identify.ts'
import type { Extract } from './outcome.ts'

/**
 * Length, size and tags of a sound or a film. Reads from the disk what it needs: a film with its directory at the end is
 * sought, not read. A file that the library can not follow is one without facts, not a damaged one.
 */
export async function readMedia({ source, identity }: Opened): Promise<Extract> {
  const facts = await factsOf(source, identity.format).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED') throw error
    return undefined
  })
  const film =
    BY_HEADER.has(identity.format) && !source.bytes ? await readFilm(source.path, identity.format) : undefined
  const { cut, ...sizes } = film ?? {}
  const media: ResourceMedia = { ...sizes, ...facts?.media }
  return {
    text: facts?.words ?? '',
    title: facts?.media.title,
    ...(Object.keys(media).length > 0 && { media }),
    ...(cut && { marks: ['cut_film'] }),
  }
}

/** Loads what sounds and films of the usual formats need: the library fetches each parser when it is first asked for. */
export async function loadMedia(): Promise<void> {
  const { parseBuffer } = await import('music-metadata')
  for (const mimeType of ['audio/mpeg', 'audio/wav', 'video/mp4'])
    await parseBuffer(new Uint8Array(0), { mimeType }).catch(() => undefined)
}

/** What the library leaves out of these, our own reader finds in their headers. */
const BY_HEADER = new Set(['mp4', 'mov', 'm4v', '3gp', 'avi'])

async function factsOf(
  source: Opened['source'],
  format: string,
): Promise<{ media: ResourceMedia; words: string } | undefined> {
  const { parseBuffer, parseFile } = await import('music-metadata')
  const options = { skipCovers: true, skipPostHeaders: true, duration: false }
  const { common, format: technical } = source.bytes
    ? await parseBuffer(source.bytes, { mimeType: mimeOf(format), size: source.size }, options)
    : await parseFile(source.path, options)
  const [title, artist, album] = [common.title, common.artist, common.album].map(repaired)
  const { comment, description, genre } = common
  const seconds = technical.duration
  const video = technical.trackInfo.find((track) => track.video)?.video
  const words = [
    title,
    artist,
    album,
    ...(genre ?? []),
    ...(description ?? []),
    ...(comment ?? []).map((one) => one.text),
  ]
  return {
    media: {
      ...(seconds !== undefined &&
        Number.isFinite(seconds) &&
        seconds > 0 && { seconds: Math.round(seconds * 10) / 10 }),
      ...(video?.pixelWidth && video.pixelHeight && { width: video.pixelWidth, height: video.pixelHeight }),
      ...(title && { title: cut(title) }),
      ...(artist && { artist: cut(artist) }),
      ...(album && { album: cut(album) }),
    },
    words: [...new Set(words.map(repaired).filter((word) => word !== undefined && word.trim() !== ''))]
      .join('\n')
      .slice(0, 20_000),
  }
}

/** Old Chinese programs wrote GBK where the format says Latin-1: `Õ¾³¤` is 站长. */
function repaired(text: string | undefined): string | undefined {
  if (text === undefined || !/[\u0080-\u00ff]{2}/.test(text) || /[^\u0000-\u00ff]/.test(text)) return text
  const decoded = decodeText(Buffer.from(text, 'latin1'))?.text
  return decoded && /\p{Script=Han}/u.test(decoded) ? decoded : text
}

/** A line of the answer holds a thousand characters. */
function cut(text: string): string {
  return text.slice(0, 300).toWellFormed().replaceAll('\u0000', '')
}

function mimeOf(format: string): string {
  return (
    { mp3: 'audio/mpeg', m4a: 'audio/mp4', mov: 'video/quicktime', mkv: 'video/matroska' }[format] ?? `video/${format}`
  )
}
