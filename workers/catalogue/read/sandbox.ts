import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Text } from '#kit/lang.ts'
import { WARM_UP_FOLDER } from './warm-up-folder.ts'

/** How the file process is started, and which walls stand around it on this machine. */
export type Sandbox = { command: string; args: string[]; env: Record<string, string>; on: Text[]; off: Text[] }

/** What is started inside the walls. */
export type Program = {
  /** The module that answers, and the folders of ours it is made of, from the root. */
  script: string
  folders: readonly string[]
  /** It decodes pictures with a native library (sharp), which Node's permissions allow only by name. */
  native?: boolean
  /** CPU seconds of one child's whole life; it is replaced long before. Ends one whose parent was killed. */
  cpuSeconds: number
  /** Leaves the processor to whoever wants it. */
  nice?: boolean
  /** For many files: reads our samples before it says that it is ready (50 MB), and collects garbage late. */
  eager?: boolean
}

/** Reads files. */
export const READER: Program = {
  script: 'workers/catalogue/read/child.ts',
  folders: ['workers/catalogue/read'],
  cpuSeconds: 120,
}

/** JavaScript heap of the child, in MB. */
const HEAP_MB = 384
/**
 * In MB. V8 begins with a small heap and clears it up again and again while it grows, a sixth of the time that a child
 * spends on two hundred files.
 */
const EAGER_HEAP = ['--initial-heap-size=256', '--min-semi-space-size=16']
/** All private memory of the child, in bytes: Node needs about 700 MB of address space for an ordinary PDF. */
const DATA_BYTES = 1_200_000_000

/**
 * Builds the command line of the file process. Node's permission model takes away writing, child processes and workers,
 * everywhere; `prlimit` and a network namespace are added where the machine allows them. `readable` is the folder of
 * stored files, the only data that the child may read.
 */
export async function buildSandbox(readable: string, program: Program = READER): Promise<Sandbox> {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const folders = [...program.folders, ...(program.eager ? [WARM_UP_FOLDER] : [])]
  const may = [...folders.map((folder) => `${folder}/*`), 'kit/*', 'node_modules/*', 'package.json'].map(
    (path) => root + path,
  )
  const node = [
    process.execPath,
    '--permission',
    ...[...may, `${resolve(readable)}/*`].map((path) => `--allow-fs-read=${path}`),
    ...(program.native ? ['--allow-addons'] : []),
    `--max-old-space-size=${HEAP_MB}`,
    ...(program.eager ? EAGER_HEAP : []),
    root + program.script,
    ...(program.eager ? ['eager'] : []),
  ]
  const limits = ['prlimit', `--data=${DATA_BYTES}`, `--cpu=${program.cpuSeconds}`, '--fsize=0', '--core=0']
  const [limited, alone, nice] = await Promise.all([
    works(limits),
    firstWorking([
      ['unshare', '-n'],
      ['unshare', '--map-current-user', '-n'],
      ['unshare', '-r', '-n'],
    ]),
    program.nice ? works(['nice', '-n', '15']) : false,
  ])
  const polite = nice ? ['nice', '-n', '15'] : []
  const [command = process.execPath, ...args] = [...polite, ...(alone ?? []), ...(limited ? limits : []), ...node]
  // Nothing of the parent's environment but the search path: tokens and addresses stay outside.
  const env = { PATH: process.env.PATH ?? '', TZ: 'UTC', UV_THREADPOOL_SIZE: '2', ...windows() }
  const walls: [boolean, Text][] = [
    [true, { zh: '禁止写文件和启动程序', en: 'no writing, no starting programs (Node permissions)' }],
    [limited, { zh: '内存与 CPU 上限（prlimit）', en: 'memory and CPU limits (prlimit)' }],
    [alone !== undefined, { zh: '断开网络（unshare）', en: 'no network (unshare)' }],
    [process.platform === 'linux', { zh: '监视内存占用', en: 'resident memory watched (/proc)' }],
  ]
  const texts = (standing: boolean) => walls.filter(([on]) => on === standing).map(([, text]) => text)
  return { command, args, env, on: texts(true), off: texts(false) }
}

async function firstWorking(candidates: string[][]): Promise<string[] | undefined> {
  for (const candidate of candidates) if (await works(candidate)) return candidate
  return undefined
}

/** Whether a wrapper runs a harmless program here; containers often forbid new namespaces. */
function works(wrapper: string[]): Promise<boolean> {
  const [command = '', ...args] = wrapper
  return new Promise((done) => {
    execFile(command, [...args, 'true'], { timeout: 5_000 }, (error) => done(error === null))
  })
}

/** Windows starts no program without its system folder. */
function windows(): Record<string, string> {
  const folder = process.env.SystemRoot
  return folder ? { SystemRoot: folder } : {}
}
