#!/usr/bin/env node
// The package's bin. Plain JavaScript, because it must start on whatever Node the machine has: it then hands over to
// the Node 24 that comes as a dependency, which runs the TypeScript as it is.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'

const memory = createRequire(import.meta.url)('./memory.json')
const isImport = process.argv[2] === 'import'

// `flags`: V8 sizes its young generation by the machine's memory: on a large one it lets 130 MB of garbage lie. With 8 MB
// it is as fast and small. An import is busy for minutes and then gone: it may let some lie, and so does not spend a sixth
// of its time on clearing up a heap that grows. In MB; it can only be said before the program starts.
const flags = isImport
  ? ['--min-semi-space-size=16', '--max-semi-space-size=16', '--initial-heap-size=256']
  : memory.flags
// `env`: glibc keeps what was freed for each thread, and the more the larger the pieces were; with these it gives it back.
// In bytes; other C libraries do not know the names. An operator's own settings win.
const env = { ...memory.env, ...process.env }

const self = fileURLToPath(import.meta.url)
const exe = process.platform === 'win32' ? 'node.exe' : 'node'
const pinned = [
  new URL(`../node_modules/node/bin/${exe}`, import.meta.url),
  new URL(`../../node/bin/${exe}`, import.meta.url),
]
  .map((url) => fileURLToPath(url))
  .find((path) => existsSync(path))

const major = Number(process.versions.node.split('.')[0])
const args = process.argv.slice(2)
if (major >= 24) {
  const isTuned = flags.every((flag) => process.execArgv.includes(flag))
  // The same process goes on, under the same number, with the flags. Where that can not be done it goes on without.
  if (!isTuned && process.platform !== 'win32' && typeof process.execve === 'function') {
    process.execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, self, ...args], env)
  }
  await run()
} else if (pinned === undefined) {
  console.error('找不到 Node 24，请先运行 npm ci。Node 24 is missing; run npm ci first.')
  process.exit(1)
} else {
  const child = spawn(pinned, [...flags, self, ...args], { stdio: 'inherit', env })
  // A terminal's Ctrl-C reaches the child by itself; a signal to this process alone must be passed on.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

async function run() {
  // V8's dearest compiler takes a seventh of the time that an import of some hundred files takes, for functions that it is
  // soon done with: 50,000 calls instead of 3,000. Said here, where a V8 that does not know the name goes on without.
  if (isImport) v8.setFlagsFromString('--invocation-count-for-turbofan=50000')
  // `lateFlags`: V8 clears up when the heap has grown by a part of itself, and buffers beside it by 64 MB whatever lives.
  // Counted together and by a third, a process that searches holds 70 MB less, for no time that could be measured.
  else for (const flag of memory.lateFlags) v8.setFlagsFromString(flag)
  // Compiled code is kept beside the packages: the second start is twice as quick, and the part of Node that strips
  // types (20 MB) is not even loaded. Where nothing may be written it goes on without.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/gongxiang', import.meta.url)))
  // A program that runs for weeks and is then killed must not take its cache with it.
  setTimeout(() => module.flushCompileCache(), 10_000).unref()
  await import(new URL('./main.ts', import.meta.url).href)
}
