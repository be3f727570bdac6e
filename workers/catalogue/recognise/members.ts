import type { ResourcePart } from '#db/schema.ts'
import { familyOf, promisedBy } from '../read/formats.ts'
import type { Opened } from '../read/identify.ts'
import { isPagePicture } from '../read/media-parts.ts'
import { harmless } from '../read/package.ts'
import { openMembers } from '../read/package-members.ts'
import { isWritten } from './needed.ts'

/** Pictures inside one file that are looked at, in the order of their names: 第1页.jpg before 第10页.jpg. */
const PICTURES = 6
/** Bytes of all of them. */
const ALL_BYTES = 60 * 1024 * 1024

/** The first pictures in an archive, or among the pages of an office file, with their bytes. Throws `Refusal`. */
export async function* pictureMembers(opened: Opened): AsyncGenerator<{ part: ResourcePart; bytes: Buffer }> {
  const isPackage = familyOf(opened.identity.format) === 'archive'
  if (!isPackage && !opened.zip) return
  const { list, read } = await openMembers(opened)
  const wanted = list
    .filter(({ name, encrypted }) => !encrypted && (isPackage || isPagePicture(name)))
    .filter(({ name, size }) => isWritten({ name, size, format: promisedBy(name)?.format ?? 'unknown' }))
    .map(({ name }) => name)
    .sort((one, other) => one.localeCompare(other, 'zh', { numeric: true }))
    .slice(0, PICTURES)
  if (wanted.length === 0) return
  for await (const { name, bytes } of read(wanted, ALL_BYTES)) {
    const part = { name: harmless(name), size: bytes.length, format: promisedBy(name)?.format ?? 'unknown' }
    yield { part, bytes }
  }
}
