/** Text in code page 936. Throws for a character that GBK does not have. */
export function gbk(text: string): Buffer {
  const table = load()
  return Buffer.concat(
    [...text].map((char) => {
      if (char.charCodeAt(0) < 0x80) return Buffer.from(char)
      const bytes = table.get(char)
      if (!bytes) throw new RangeError(`not in GBK: ${char}`)
      return bytes
    }),
  )
}

/** Text in UTF-16 LE with a byte order mark, as Windows Notepad writes 「Unicode」. */
export function utf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le')
}

let known: Map<string, Buffer> | undefined

/** Node only decodes GBK, so its two-byte half is decoded once and turned around. */
function load(): Map<string, Buffer> {
  if (known) return known
  const table = new Map<string, Buffer>()
  const decoder = new TextDecoder('gbk')
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Buffer.from([high, low])
      const char = decoder.decode(bytes)
      if (low !== 0x7f && [...char].length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, bytes)
    }
  }
  known = table
  return table
}
