import { crc32 } from 'node:zlib'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { Refusal } from './outcome.ts'
import { type Listed, openSevenZip } from './seven-zip.ts'
import { readWhole } from './source.ts'
import type { Zip } from './zip.ts'

/** The members of any archive, in the order of its directory, without folders, links and what systems add. */
export type Members = {
  list: Listed[]
  /** There are more members than are listed. */
  more: boolean
  /** The bytes of some of them, as far as `maxBytes` inflated bytes reach. A broken member is left out. */
  read(names: readonly string[], maxBytes: number): AsyncGenerator<{ name: string; bytes: Buffer }>
}

/** Opens the members of an identified archive. Throws `Refusal`: `encrypted`, `corrupt`, `memory`. */
export async function openMembers({ zip, source, identity }: Opened): Promise<Members> {
  if (zip) return ofZip(zip)
  const archive = await openSevenZip(await readWhole(source), identity.format)
  const sums = CHECKED.has(identity.format) ? archive.members.filter(({ encrypted }) => !encrypted) : []
  const sumOf = new Map(sums.toReversed().map(({ name, crc }) => [name, crc]))
  return {
    list: archive.members.filter(isWanted),
    more: archive.more,
    async *read(names, maxBytes) {
      const found = archive.take(names, Math.min(maxBytes, LIMITS.memberBytesInMemory))
      for (const [name, bytes] of found) {
        const sum = sumOf.get(name)
        if (sum === undefined || sum === crc32(bytes)) yield { name, bytes }
      }
    },
  }
}

/** Formats whose directory holds a checksum of each member. */
const CHECKED = new Set(['rar', '7z'])

function ofZip(zip: Zip): Members {
  const list = zip.names.flatMap((name) => {
    const about = zip.about(name)
    return about && !name.endsWith('/') ? [{ name, link: false, ...about }] : []
  })
  return {
    list: list.filter(isWanted),
    more: zip.more,
    async *read(names, maxBytes) {
      let left = maxBytes
      for (const name of names) {
        const bytes = await inflated(zip, name, left)
        if (bytes === 'enough') return
        if (!bytes) continue
        left -= bytes.length
        yield { name, bytes }
      }
    },
  }
}

async function inflated(zip: Zip, name: string, max: number): Promise<Buffer | undefined | 'enough'> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of zip.part(name)) {
      length += chunk.length
      if (length > max) return 'enough'
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
  return Buffer.concat(chunks, length)
}

function isWanted({ name, link }: Listed): boolean {
  return !link && !/(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._)/i.test(name)
}
