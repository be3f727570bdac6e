import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { z } from 'zod'
import { Refusal } from './outcome.ts'

/** A PDF opened in PDFium (WebAssembly, decision 0015). Every call may throw: then `abandonPdfium` and forget it. */
export type PdfiumDocument = {
  /** As the file claims, not as it holds. */
  pageCount: number
  /** Document information, '' when it is not there: `Title`, `Author`, `Subject`, `Keywords`. */
  property(name: string): string
  /** A page's text; for `sized` its characters one by one, with their height in points. Undefined: no such page. */
  page(index: number, sized: boolean): { text: string; chars: SizedChar[] } | undefined
  close(): void
}

export type SizedChar = { char: string; height: number }

/** Beyond the file itself. A real page takes 10 to 60 MB; a bomb meets this within a second. */
const MEMORY_BYTES = 256 * 1024 * 1024
/** Characters whose size is asked for one by one: a full page of a newspaper. */
const SIZED_CHARS = 4_000

/** Opens a PDF. Throws `Refusal`: `encrypted`, `corrupt`, `too_big_inside` when the memory of one file is used up. */
export async function openPdfium(bytes: Buffer): Promise<PdfiumDocument> {
  const pdfium = await engine(bytes.length + MEMORY_BYTES)
  const data = pdfium.malloc(bytes.length)
  pdfium.heap().set(bytes, data)
  const document = pdfium.call('FPDF_LoadMemDocument', data, bytes.length, 0)
  if (document === 0) {
    const error = pdfium.call('FPDF_GetLastError')
    pdfium.free(data)
    throw new Refusal(PASSWORD.has(error) ? 'encrypted' : 'corrupt', `PDFium error ${error}`)
  }
  return {
    pageCount: pdfium.call('FPDF_GetPageCount', document),
    property: (name) => propertyOf(pdfium, document, name),
    page(index, sized) {
      const page = pdfium.call('FPDF_LoadPage', document, index)
      if (page === 0) return undefined
      const text = pdfium.call('FPDFText_LoadPage', page)
      const found = text === 0 ? { text: '', chars: [] } : textOf(pdfium, text, sized)
      if (text !== 0) pdfium.call('FPDFText_ClosePage', text)
      pdfium.call('FPDF_ClosePage', page)
      return found
    },
    close() {
      pdfium.call('FPDF_CloseDocument', document)
      pdfium.free(data)
    },
  }
}

/** Starts PDFium before the first PDF comes. */
export async function loadPdfium(): Promise<void> {
  await engine(MEMORY_BYTES)
}

/** Throws the running PDFium away, after it failed: its memory is in an unknown state. The next file gets a fresh one. */
export function abandonPdfium(): void {
  current = undefined
}

/** FPDF_ERR_PASSWORD, and FPDF_ERR_SECURITY for a scheme that PDFium does not know (fpdfview.h). */
const PASSWORD = new Set([4, 5])

type Engine = {
  call(name: Call, ...args: number[]): number
  malloc(size: number): number
  free(at: number): void
  heap(): Uint8Array
  limit: number
}

const CALLS = [
  'FPDF_InitLibrary',
  'FPDF_LoadMemDocument',
  'FPDF_GetLastError',
  'FPDF_GetPageCount',
  'FPDF_GetMetaText',
  'FPDF_LoadPage',
  'FPDF_ClosePage',
  'FPDF_CloseDocument',
  'FPDFText_LoadPage',
  'FPDFText_ClosePage',
  'FPDFText_CountChars',
  'FPDFText_GetText',
  'FPDFText_GetUnicode',
  'FPDFText_GetLooseCharBox',
] as const
type Call = (typeof CALLS)[number]

const Exports = z.record(z.string(), z.unknown())
const Callable = z.custom<(...args: number[]) => number>((value) => typeof value === 'function')

let compiled: Promise<WebAssembly.Module> | undefined
let current: Engine | undefined

async function engine(limit: number): Promise<Engine> {
  current ??= await start()
  current.limit = limit
  return current
}

async function start(): Promise<Engine> {
  const { PDFiumModule } = await import('@hyzyla/pdfium')
  compiled ??= readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm')).then((bytes) =>
    WebAssembly.compile(bytes),
  )
  const module = await compiled
  const state = { limit: MEMORY_BYTES }
  let instance: WebAssembly.Instance | undefined
  const options = {
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Module) => void) {
      capMemory(imports, () => state.limit)
      instance = new WebAssembly.Instance(module, imports)
      done(instance)
      return instance.exports
    },
  }
  const names = Exports.parse(await PDFiumModule(options))
  const calls = new Map(CALLS.map((name) => [name, Callable.parse(names[`_${name}`])]))
  const memory = z.instanceof(WebAssembly.Memory).parse(instance?.exports.memory)
  const malloc = Callable.parse(instance?.exports.malloc)
  const free = Callable.parse(instance?.exports.free)
  calls.get('FPDF_InitLibrary')?.()
  return Object.assign(state, {
    call: (name: Call, ...args: number[]) => calls.get(name)?.(...args) ?? 0,
    malloc(size: number) {
      const at = malloc(size)
      if (at === 0) throw new Refusal('too_big_inside', 'PDFium memory')
      return at
    },
    free: (at: number) => void free(at),
    // A view is only good until the memory grows.
    heap: () => new Uint8Array(memory.buffer),
  })
}

/** PDFium can not be told to stop, but it has to ask for memory: that is where a bomb ends. */
function capMemory(imports: WebAssembly.Imports, limit: () => number): void {
  const { env } = imports
  const grow = Callable.parse(env?.emscripten_resize_heap)
  if (!env) return
  env.emscripten_resize_heap = (size: number) => {
    if (size >>> 0 > limit()) throw new Refusal('too_big_inside', 'PDFium memory')
    return grow(size)
  }
}

function textOf(pdfium: Engine, page: number, sized: boolean): { text: string; chars: SizedChar[] } {
  const count = Math.max(pdfium.call('FPDFText_CountChars', page), 0)
  // Two bytes a unit, two units a rare character, and room for a NUL or one box.
  const buffer = pdfium.malloc(count * 4 + 16)
  const units = pdfium.call('FPDFText_GetText', page, 0, count, buffer)
  const text = utf16(pdfium, buffer, Math.max(units - 1, 0))
  const chars: SizedChar[] = []
  if (sized) {
    for (let index = 0; index < Math.min(count, SIZED_CHARS); index += 1) {
      const code = pdfium.call('FPDFText_GetUnicode', page, index)
      // FS_RECTF: left, top, right, bottom as 32-bit floats.
      const boxed = pdfium.call('FPDFText_GetLooseCharBox', page, index, buffer) !== 0
      const box = boxed ? new DataView(pdfium.heap().buffer, buffer, 16) : undefined
      const height = box ? box.getFloat32(4, true) - box.getFloat32(12, true) : 0
      chars.push({
        char: String.fromCodePoint(code >= 0 && code <= 0x10ffff ? code : 0xfffd),
        height: Math.abs(height),
      })
    }
  }
  pdfium.free(buffer)
  return { text, chars }
}

function propertyOf(pdfium: Engine, document: number, name: string): string {
  const size = 2_048
  const buffer = pdfium.malloc(size + name.length + 1)
  const heap = pdfium.heap()
  heap.set(Buffer.from(`${name}\0`, 'latin1'), buffer + size)
  const bytes = pdfium.call('FPDF_GetMetaText', document, buffer + size, buffer, size)
  const value = bytes > 2 && bytes <= size ? utf16(pdfium, buffer, bytes / 2 - 1) : ''
  pdfium.free(buffer)
  return value
}

function utf16(pdfium: Engine, at: number, units: number): string {
  return Buffer.from(pdfium.heap().buffer, at, units * 2).toString('utf16le')
}
