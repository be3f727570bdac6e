import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { linesOf } from './words.ts'

/** Tesseract 5 with its simplified Chinese data, both from packages: nothing is ever fetched. */
export type Engine = {
  /** `page` is a PNG; columns of the text are parted by tabs. `confidence` is the mean of its words, 0 to 100. */
  recognise(page: Buffer): { text: string; confidence: number }
}

let engine: Promise<Engine> | undefined

/** Opens the engine once per process: 0.3 s and 60 MB. */
export function openEngine(): Promise<Engine> {
  engine ??= open()
  return engine
}

async function open(): Promise<Engine> {
  const require = createRequire(import.meta.url)
  const core = await build(require)
  // The integer model: 1.7 MB, better on Chinese than the larger one (95 to 86 % of character pairs, measured).
  const data = require.resolve('@tesseract.js-data/chi_sim/4.0.0_best_int/chi_sim.traineddata.gz')
  core.FS.writeFile('chi_sim.traineddata', gunzipSync(await readFile(data)))
  const api = new core.TessBaseAPI()
  if (api.Init(null, 'chi_sim', LSTM_ONLY) !== 0) throw new Error('Tesseract does not start')
  // Pictures do not say their resolution, and guessing it costs a warning and sometimes the page.
  api.SetVariable('user_defined_dpi', '150')
  return {
    recognise(page) {
      core.FS.writeFile(INPUT, page)
      if (api.SetImageFile(1, 0) !== 0) throw new Error('Tesseract can not read the page')
      try {
        if (api.Recognize(null) !== 0) return { text: '', confidence: 0 }
        return { text: linesOf(api.GetTSVText(0)), confidence: api.MeanTextConf() }
      } finally {
        api.Clear()
      }
    },
  }
}

/** Where `SetImageFile` looks. */
const INPUT = '/input'
/** OcrEngineMode of Tesseract's `publictypes.h`. */
const LSTM_ONLY = 1

type Core = {
  FS: { writeFile(path: string, bytes: Uint8Array): void }
  TessBaseAPI: new () => {
    Init(path: null, language: string, mode: number): number
    SetVariable(name: string, value: string): boolean
    SetImageFile(orientation: number, angle: number): number
    Recognize(monitor: null): number
    GetTSVText(page: number): string
    MeanTextConf(): number
    Clear(): void
  }
}

/** The package has no types; its builds differ in the processor instructions they use, and the quickest that starts is taken. */
async function build(require: NodeJS.Require): Promise<Core> {
  let failure: unknown
  for (const name of ['tesseract-core-relaxedsimd-lstm', 'tesseract-core-simd-lstm', 'tesseract-core-lstm']) {
    try {
      const factory = z
        .custom<(options: object) => Promise<Core>>((value) => typeof value === 'function')
        .parse(require(`tesseract.js-core/${name}`))
      return await factory({ TesseractProgress() {}, print() {}, printErr() {} })
    } catch (error) {
      failure = error
    }
  }
  throw failure
}
