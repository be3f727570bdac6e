import { setFlagsFromString } from 'node:v8'
import { readFile } from './read-file.ts'
import { serveFiles } from './serve.ts'

// A child lives for seconds of work: without this V8 spends a sixth of them on making WebAssembly quick that is hardly
// run again. In V8's units, 15 times its own choice; what a long PDF repeats is still made quick.
setFlagsFromString('--wasm-tiering-budget=200000000')

if (process.argv.includes('eager')) {
  // Some hundred files are read before TurboFan has earned what it costs: 50,000 calls instead of 3,000.
  setFlagsFromString('--invocation-count-for-turbofan=50000')
  await (await import('./warm-up.ts')).warmUp()
}

/** The file process itself: reads. */
serveFiles(({ path, fileName, shallow }) => readFile(path, fileName, shallow))
