import type { Code } from './code.ts'
import { KeyTable } from './key-table.ts'

/** Which of the unsealed entries have a term. An entry has hundreds of terms, and each of them costs no object here. */
export class WaitingLists {
  private readonly table = new KeyTable()
  /** By number of the key: how many have it, and the posting that was added last. */
  private counts = new Int32Array(1024)
  private last = new Int32Array(1024)
  /** By posting: slot, code, and the posting of the same key before it, -1 for none. */
  private slots = new Int32Array(4096)
  private codes = new Uint8Array(4096)
  private before = new Int32Array(4096)
  private size = 0

  add(key: number, slot: number, code: Code): void {
    const number = this.table.add(key)
    if (number >= this.counts.length) {
      this.counts = larger(this.counts)
      this.last = larger(this.last)
    }
    const at = this.size
    if (at >= this.slots.length) {
      this.slots = larger(this.slots)
      this.before = larger(this.before)
      const codes = new Uint8Array(2 * at)
      codes.set(this.codes)
      this.codes = codes
    }
    const count = this.counts[number] ?? 0
    this.slots[at] = slot
    this.codes[at] = code
    this.before[at] = count === 0 ? -1 : (this.last[number] ?? -1)
    this.last[number] = at
    this.counts[number] = count + 1
    this.size = at + 1
  }

  count(key: number): number {
    const number = this.table.find(key)
    return number < 0 ? 0 : (this.counts[number] ?? 0)
  }

  /** The entries that have a term, the latest first. */
  each(key: number, use: (slot: number, code: Code) => void): void {
    const number = this.table.find(key)
    if (number < 0) return
    for (let at = this.last[number] ?? -1; at >= 0; at = this.before[at] ?? -1)
      use(this.slots[at] ?? 0, this.codes[at] ?? 0)
  }
}

function larger(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const room = new Int32Array(2 * numbers.length)
  room.set(numbers)
  return room
}
