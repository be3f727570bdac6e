import { Refusal } from './outcome.ts'
import { readWhole, type Source } from './source.ts'

/** An OLE2 compound file (MS-CFB): the container of doc, ppt, xls, wps, et, dps, msi and of encrypted docx. */
export type Ole = {
  /** Upper-case paths without the root, such as `WORDDOCUMENT`, `MACROS/VBA/DIR`. */
  names: string[]
  /** CLSID of the root storage, upper-case hex without dashes as stored, or ''. */
  clsid: string
  /** A stream by its upper-case path. */
  stream(name: string): Buffer | undefined
  /** The whole file, for libraries that open it themselves. */
  bytes: Buffer
}

/** Opens a compound file. Throws `Refusal('corrupt')` when its directory can not be followed. */
export async function openOle(source: Source): Promise<Ole> {
  const bytes = await readWhole(source)
  const { default: CFB } = await import('cfb')
  try {
    const container = CFB.read(bytes, { type: 'buffer' })
    const streams = new Map<string, Buffer>()
    const names: string[] = []
    container.FullPaths.forEach((full, index) => {
      const entry = container.FileIndex[index]
      // The first part of every path is the root's own name.
      const name = full.split('/').slice(1).join('/').replace(/\/$/, '').toUpperCase()
      if (!entry || name === '') return
      names.push(name)
      if (entry.type === STREAM && entry.content) streams.set(name, Buffer.from(entry.content))
    })
    return { names, clsid: container.FileIndex[0]?.clsid?.toUpperCase() ?? '', stream: (n) => streams.get(n), bytes }
  } catch (error) {
    throw new Refusal('corrupt', error instanceof Error ? error.message : 'broken compound file')
  }
}

/** MS-CFB 2.6.1, object type. */
const STREAM = 2
