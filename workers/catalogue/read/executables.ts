import type { Ole } from './ole.ts'
import type { Zip } from './zip.ts'

/**
 * Programs by their content, so that renaming does not help. Signatures: PE/COFF and MZ (Microsoft PE format 2.1),
 * ELF (System V ABI), Mach-O and Java class, Windows shortcut (MS-SHLLINK 2.1), DEX, WebAssembly.
 */
export function executableByHead(head: Buffer, extension: string): string | undefined {
  const magic = head.length >= 4 ? head.readUInt32BE(0) : 0
  // A text may begin with "MZ"; a header has NULs in its first 64 bytes.
  if (head[0] === 0x4d && head[1] === 0x5a && head.subarray(2, 64).includes(0)) return 'exe'
  if (magic === 0x7f454c46) return 'elf'
  if (MACH_O.has(magic)) return 'mach-o'
  if (magic === 0xcafebabe && head.length > 8) return 'class'
  if (magic === 0x4c000000 && head.length > 8 && head.readUInt32BE(4) === 0x01140200) return 'lnk'
  if (magic === 0x6465780a) return 'dex'
  if (magic === 0x0061736d) return 'wasm'
  return scriptByHead(head, extension)
}

const MACH_O = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe])

/** A Python lesson may begin with its interpreter's name: that is teaching material and no double click runs it. */
function scriptByHead(head: Buffer, extension: string): string | undefined {
  const start = head
    .subarray(0, 2_000)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  if (start.startsWith('#!')) {
    const interpreter = start.slice(0, start.search(/[\r\n]|$/))
    return extension === 'py' && /python/.test(interpreter) ? undefined : 'sh'
  }
  if (TEXT_EXTENSIONS.has(extension)) return undefined
  if (/^\s*@echo\s+(off|on)\b/i.test(start)) return 'bat'
  if (/\b(CreateObject|WScript\.Shell|ActiveXObject)\s*\(?\s*["']?/i.test(start) && /WScript\./i.test(start))
    return 'vbs'
  return undefined
}

/** Under these names a script is only read, never run. */
const TEXT_EXTENSIONS = new Set(['txt', 'text', 'md', 'markdown', 'csv', 'html', 'htm', 'py', 'log'])

/** Android packages and Java archives are zips. */
export function executableZip(zip: Zip): string | undefined {
  if (zip.has('AndroidManifest.xml') || zip.has('classes.dex')) return 'apk'
  if (zip.has('META-INF/MANIFEST.MF') && zip.names.some((name) => name.endsWith('.class'))) return 'jar'
  if (zip.has('AppxManifest.xml')) return 'msix'
  return undefined
}

/** Windows installers and patches are compound files with a class id of their own ({000C1084-…}, {000C1086-…}). */
export function executableOle(ole: Ole): string | undefined {
  return /^8[46]100C0000000000C000000000000046$/.test(ole.clsid) ? 'msi' : undefined
}
