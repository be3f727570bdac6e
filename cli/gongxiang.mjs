#!/usr/bin/env node
// The package's bin. Plain JavaScript, because it must start on whatever Node the machine has: it then hands over to
// the Node 24 that comes as a dependency, which runs the TypeScript as it is.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const exe = process.platform === 'win32' ? 'node.exe' : 'node'
const pinned = [
  new URL(`../node_modules/node/bin/${exe}`, import.meta.url),
  new URL(`../../node/bin/${exe}`, import.meta.url),
]
  .map((url) => fileURLToPath(url))
  .find((path) => existsSync(path))

const major = Number(process.versions.node.split('.')[0])
if (major >= 24 || pinned === undefined) {
  if (major < 24) {
    console.error('找不到 Node 24，请先运行 npm ci。Node 24 is missing; run npm ci first.')
    process.exit(1)
  }
  await import(new URL('./main.ts', import.meta.url).href)
} else {
  const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal's Ctrl-C reaches the child by itself; a signal to this process alone must be passed on.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
