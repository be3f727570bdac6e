/** Whole numbers from 0 to 2^53 as bytes, seven bits each, the lowest first. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>
  length = 0

  constructor(room = 4096) {
    this.bytes = new Uint8Array(room)
  }

  number(value: number): void {
    if (this.length + 8 > this.bytes.length) this.grow(8)
    let rest = value
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.bytes[this.length++] = rest
  }

  /** A number of either sign, small ones in few bytes. */
  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value)
  }

  raw(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.grow(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** A copy of what was written. */
  done(): Buffer {
    return Buffer.from(this.bytes.slice(0, this.length).buffer)
  }

  reset(): void {
    this.length = 0
  }

  private grow(more: number): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.bytes)
    this.bytes = larger
  }
}

export class ByteReader {
  private readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get ended(): boolean {
    return this.at >= this.bytes.length
  }

  number(): number {
    let byte = this.bytes[this.at++] ?? 0
    let value = byte & 0x7f
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = this.bytes[this.at++] ?? 0
      value += (byte & 0x7f) * scale
    }
    return value
  }

  signed(): number {
    const value = this.number()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  /** A view, not a copy. */
  raw(length: number): Uint8Array {
    const from = this.at
    this.at += length
    return this.bytes.subarray(from, this.at)
  }
}
