/** Collects pieces of work that come one by one, so that several are done at once. */
export type Gathering<Piece, End> = {
  /** Hands in a piece; answers when the batch that it was part of is done. */
  add(piece: Piece): Promise<End>
}

export type GatherOptions<Piece, End> = {
  /** Pieces in a batch at most. */
  most: number
  /** Batches that are done at the same time at most. */
  atOnce: number
  /** A batch that is not full begins after so long. */
  waitMs: number
  /** Whether anybody else may hand something in before long; a batch waits for them only then. */
  moreToCome(waiting: number): boolean
  /** Whether a piece may be done together with those before it or at the same time; else it waits for the next batch. */
  together(piece: Piece, before: readonly Piece[]): boolean
  /** Does a batch; answers in its order. When it throws, each piece is done in a batch of its own. */
  work(pieces: readonly Piece[]): Promise<End[]>
}

type Waiting<Piece, End> = { piece: Piece; resolve(end: End): void; reject(error: unknown): void }

/** A few batches at a time: what comes meanwhile is the next one. */
export function openGathering<Piece, End>(options: GatherOptions<Piece, End>): Gathering<Piece, End> {
  const waiting: Waiting<Piece, End>[] = []
  const running = new Set<readonly Piece[]>()
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    if (running.size >= options.atOnce || waiting.length === 0) return
    if (waiting.length < options.most && options.moreToCome(waiting.length)) {
      timer ??= setTimeout(begin, options.waitMs)
      return
    }
    begin()
  }

  function begin(): void {
    clearTimeout(timer)
    timer = undefined
    if (running.size >= options.atOnce || waiting.length === 0) return
    const batch = take()
    if (batch.length === 0) return
    const pieces = batch.map(({ piece }) => piece)
    running.add(pieces)
    void run(batch).finally(() => {
      running.delete(pieces)
      look()
    })
    look()
  }

  /** The next batch: all that go together with one another and with those that are being done. */
  function take(): Waiting<Piece, End>[] {
    const batch: Waiting<Piece, End>[] = []
    const left: Waiting<Piece, End>[] = []
    const beside = [...running].flat()
    for (const one of waiting.splice(0)) {
      if (batch.length < options.most && options.together(one.piece, beside)) {
        batch.push(one)
        beside.push(one.piece)
      } else left.push(one)
    }
    waiting.push(...left)
    return batch
  }

  async function run(batch: Waiting<Piece, End>[]): Promise<void> {
    try {
      const ends = await options.work(batch.map(({ piece }) => piece))
      for (const [n, one] of batch.entries()) {
        const end = ends[n]
        if (end === undefined) one.reject(new Error('a piece of a batch without an end'))
        else one.resolve(end)
      }
    } catch (error) {
      const [first] = batch
      if (batch.length === 1) first?.reject(error)
      else for (const one of batch) await run([one])
    }
  }

  return {
    add(piece) {
      const { promise, resolve, reject } = Promise.withResolvers<End>()
      waiting.push({ piece, resolve, reject })
      look()
      return promise
    },
  }
}
