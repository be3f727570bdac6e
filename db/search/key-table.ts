/** Numbers keys (see `keyOf`) in the order in which they are first met: a map that makes no object for a key. */
export class KeyTable {
  /** By number; `size` of them count. */
  keys: Float64Array
  size = 0
  /** One more than the number, 0 for a free slot; at most half of them are taken. */
  private slots: Int32Array

  /** `room` is a power of two. */
  constructor(room = 1024) {
    this.keys = new Float64Array(room)
    this.slots = new Int32Array(2 * room)
  }

  /** The number of a key; -1 when it was never met. */
  find(key: number): number {
    const { slots, keys } = this
    const mask = slots.length - 1
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] ?? 0) - 1
      if (number < 0 || keys[number] === key) return number
    }
  }

  /** The same, and a new number for a new key. */
  add(key: number): number {
    const { slots, keys } = this
    const mask = slots.length - 1
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] ?? 0) - 1
      if (number < 0) {
        if (this.size === keys.length) {
          this.grow()
          return this.add(key)
        }
        slots[slot] = this.size + 1
        keys[this.size] = key
        this.size += 1
        return this.size - 1
      }
      if (keys[number] === key) return number
    }
  }

  /** The keys, ascending. */
  sorted(): Float64Array {
    return this.keys.slice(0, this.size).sort()
  }

  clear(): void {
    this.slots.fill(0)
    this.size = 0
  }

  private grow(): void {
    const keys = new Float64Array(2 * this.keys.length)
    keys.set(this.keys)
    this.keys = keys
    this.slots = new Int32Array(2 * keys.length)
    const mask = this.slots.length - 1
    for (let number = 0; number < this.size; number += 1) {
      let slot = (keys[number] ?? 0) & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
      this.slots[slot] = number + 1
    }
  }
}
