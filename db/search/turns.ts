/**
 * Lets so many at a time do their work, the others in the order in which they came. Work that needs a processor is not
 * done earlier by being begun earlier; what came first is done earlier when what came later lets it.
 */
export class Turns {
  private free: number
  private readonly waiting: (() => void)[] = []

  constructor(atATime: number) {
    this.free = atATime
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free -= 1
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.free += 1
    }
  }
}
