import { constants } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { SevenZipModule, SevenZipModuleFactory } from '7z-wasm'
import { LIMITS } from './limits.ts'
import { Refusal, whyOf } from './outcome.ts'
import { withPlainNames } from './rar4-names.ts'

/** A member as the archive's directory tells it: inflated bytes and CRC-32 are declared, not checked. */
export type Listed = { name: string; size: number; crc?: number; encrypted: boolean; link: boolean }

/** An archive opened by 7-Zip: what it lists, and a way to take members out. */
export type SevenZip = {
  members: Listed[]
  /** There are more members than the limit, or the directory breaks off. */
  more: boolean
  /**
   * Takes members out, in one pass (solid archives allow no other way that is quick). Bytes are counted as they come
   * out; over `maxBytes` it stops, and what was whole by then is kept. Names that come out under another name are left.
   */
  take(names: readonly string[], maxBytes: number): Map<string, Buffer>
}

/** What 7-Zip calls the formats that it is asked to open here; it is never left to guess. */
const TYPES: Record<string, string[]> = {
  '7z': ['7z'],
  rar: ['Rar5', 'Rar'],
  tar: ['tar'],
  gz: ['gzip'],
  bz2: ['bzip2'],
  xz: ['xz'],
}

/**
 * Opens a rar, 7z, tar, gz, bz2 or xz file with 7-Zip, compiled to WebAssembly: its file system is in memory and dies with
 * this call. Throws `Refusal`: `encrypted` (even the names need a password), `corrupt`, `memory`.
 */
export async function openSevenZip(bytes: Buffer, format: string): Promise<SevenZip> {
  const types = TYPES[format] ?? []
  if (format === 'rar' && bytes[6] === 0) {
    const plain = withPlainNames(bytes)
    if (plain.names.size > 0) return renamed(await openSevenZip(plain.bytes, 'rar'), plain.names)
  }
  // The byte behind `Rar!` 1A 07 tells version 5 from the older ones.
  for (const type of format === 'rar' && bytes[6] === 0 ? types.toReversed() : types) {
    const listed = await list(bytes, type)
    if (listed) return listed
  }
  throw new Refusal(hasHiddenNames(bytes, format) ? 'encrypted' : 'corrupt', `7-Zip opens no ${format}`)
}

/** The archive under the names that its plain ones stand for. */
function renamed(archive: SevenZip, names: ReadonlyMap<string, string>): SevenZip {
  const plain = new Map([...names].map(([one, name]) => [name, one]))
  const back = (name: string) => names.get(name) ?? name
  return {
    ...archive,
    members: archive.members.map((member) => ({ ...member, name: back(member.name) })),
    take(wanted, maxBytes) {
      const found = archive.take(
        wanted.map((name) => plain.get(name) ?? name),
        maxBytes,
      )
      return new Map([...found].map(([name, bytes]) => [back(name), bytes]))
    },
  }
}

class Enough extends Error {}

async function list(bytes: Buffer, type: string): Promise<SevenZip | undefined> {
  const members: Listed[] = []
  let more = false
  let fields = new Map<string, string>()
  const machine = await start((line) => {
    const at = line.indexOf(' = ')
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 3))
    else if (line.trim() === '') finish()
  })
  function finish() {
    const member = memberOf(fields)
    fields = new Map()
    if (!member) return
    if (members.length >= LIMITS.zipEntries) throw new Enough()
    members.push(member)
  }
  machine.FS.writeFile(ARCHIVE, bytes)
  const ended = call(machine, ['l', '-slt', '-ba', '-bd', PASSWORD, `-t${type}`, ARCHIVE])
  finish()
  if (ended === 'enough') more = true
  if (members.length === 0 && ended !== 0) return undefined
  // A directory that breaks off in the middle (a volume of a set, a torn download) still lists its beginning.
  if (ended !== 0) more = true
  return { members, more, take: (names, maxBytes) => take(bytes, type, machine, names, maxBytes) }
}

const ARCHIVE = '/archive'
const OUT = '/out'
/** Never asks on the console, which would end in an exception. */
const PASSWORD = '-p-'

function memberOf(fields: Map<string, string>): Listed | undefined {
  const name = fields.get('Path')
  if (name === undefined || fields.get('Folder') === '+' || /^[A-Z]*D/.test(fields.get('Attributes') ?? ''))
    return undefined
  if (/^d/.test(fields.get('Mode') ?? '')) return undefined
  const crc = fields.get('CRC')
  const link = (fields.get('Symbolic Link') ?? '') !== '' || (fields.get('Hard Link') ?? '') !== ''
  return {
    name: name.replaceAll('\\', '/'),
    size: Number(fields.get('Size') ?? 0) || 0,
    encrypted: fields.get('Encrypted') === '+',
    link: link || /^l/.test(fields.get('Mode') ?? ''),
    ...(crc && { crc: Number.parseInt(crc, 16) }),
  }
}

function take(
  bytes: Buffer,
  type: string,
  machine: SevenZipModule,
  names: readonly string[],
  maxBytes: number,
): Map<string, Buffer> {
  const { FS } = machine
  FS.writeFile(ARCHIVE, bytes)
  FS.writeFile('/names', names.filter((name) => !/[\r\n]/.test(name)).join('\n'))
  FS.mkdir(OUT)
  const write = FS.write
  let total = 0
  let current: object | undefined
  let last: string | undefined
  FS.write = (stream, ...rest) => {
    // What 7-Zip says on its console is written too, but that is a few hundred bytes.
    total += rest[2]
    current = stream
    if (total > maxBytes) throw new Enough()
    return write.call(FS, stream, ...rest)
  }
  // A declared size must not allocate anything.
  FS.ftruncate = () => undefined
  const ended = call(machine, [
    ...['x', '-y', '-aos', '-spd', '-bd', '-bso0', '-scsUTF-8', PASSWORD, `-t${type}`, `-o${OUT}`],
    ...[ARCHIVE, '@/names'],
  ])
  if (ended === 'enough' && current && 'path' in current) last = String(current.path)
  const found = new Map<string, Buffer>()
  const walk = (folder: string, depth: number) => {
    for (const name of FS.readdir(folder)) {
      if (name === '.' || name === '..') continue
      const path = `${folder}/${name}`
      const { mode } = FS.lstat(path)
      if (FS.isDir(mode) && depth < 40) walk(path, depth + 1)
      // Links are never followed.
      else if (FS.isFile(mode) && path !== last) found.set(path.slice(OUT.length + 1), Buffer.from(FS.readFile(path)))
    }
  }
  walk(OUT, 0)
  return found
}

/** Runs 7-Zip's command line: its exit code, `enough` when we stopped it, or `failed` when it threw. */
function call(machine: SevenZipModule, args: string[]): number | 'enough' | 'failed' {
  try {
    const code: unknown = machine.callMain(args)
    return typeof code === 'number' ? code : 0
  } catch (error) {
    if (error instanceof Enough) return 'enough'
    if (error instanceof Error && whyOf(error) === 'memory')
      throw new Refusal('memory', 'the archive needs too much memory')
    // A C++ exception arrives as a number.
    return 'failed'
  }
}

/** Compiled once: that takes longer than to list an archive, and each archive gets a machine of its own. */
let compiled: Promise<WebAssembly.Module> | undefined

/** Compiles 7-Zip before the first archive comes. */
export async function loadSevenZip(): Promise<void> {
  await start(() => undefined)
}

async function start(line: (line: string) => void): Promise<SevenZipModule> {
  const { default: factory } = await import('7z-wasm')
  compiled ??= readFile(createRequire(import.meta.url).resolve('7z-wasm/7zz.wasm')).then((bytes) =>
    WebAssembly.compile(bytes),
  )
  const program = await compiled
  // It asks for file constants by `process.binding`, which Node's permissions forbid; they are public elsewhere.
  const binding = Object.getOwnPropertyDescriptor(process, 'binding')
  Object.defineProperty(process, 'binding', { value: () => ({ fs: constants }), configurable: true, writable: true })
  try {
    // Its types describe the ES module, its package loads the CommonJS one: the export itself is the factory.
    return await (factory as unknown as Factory)({
      instantiateWasm(imports, done) {
        const instance = new WebAssembly.Instance(program, imports)
        done(instance)
        return instance.exports
      },
      print: line,
      printErr: () => undefined,
      quit: () => undefined,
      stdin: () => 0,
    })
  } finally {
    if (binding) Object.defineProperty(process, 'binding', binding)
  }
}

/** As the package's types have it, and what emscripten takes besides. */
type Factory = (
  options: Parameters<SevenZipModuleFactory>[0] & {
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): WebAssembly.Exports
  },
) => Promise<SevenZipModule>

/**
 * Whether even the names need a password: 7z names the AES method (06F10701) in its last header; rar 5 begins with an
 * encryption header (type 4), rar 4 sets bit 0x80 of its main header.
 */
function hasHiddenNames(bytes: Buffer, format: string): boolean {
  if (format === '7z') return bytes.subarray(-2_048).includes(Buffer.from([0x06, 0xf1, 0x07, 0x01]))
  if (format !== 'rar' || bytes.length < 16) return false
  if (bytes[6] === 1) return bytes[12] === 4 || bytes[13] === 4
  return (bytes.readUInt16LE(10) & 0x80) !== 0
}
