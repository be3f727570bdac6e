/** Answers for each item in the items' order. */
export type Batched<Item, Answer> = (items: readonly Item[]) => Promise<readonly Answer[]>

/**
 * Calls that come while one is under way share the next: the first of a quiet time does not wait, and under load one
 * commit serves many. At most `atMost` items in one run. A run that fails for a reason that lies in an item (`isOfItem`)
 * is repeated item by item, so that what is wrong with one harms no other; any other failure is everybody's.
 */
export function batched<Item, Answer>(
  work: Batched<Item, Answer>,
  { atMost, isOfItem }: { atMost: number; isOfItem: (error: unknown) => boolean },
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }
  let waiting: Waiting[] = []
  let busy = false

  async function serve(some: readonly Waiting[]): Promise<void> {
    try {
      const answers = await work(some.map((one) => one.item))
      if (answers.length !== some.length) throw new Error(`${some.length} items, ${answers.length} answers`)
      answers.forEach((answer, index) => {
        some[index]?.resolve(answer)
      })
    } catch (error) {
      if (some.length > 1 && isOfItem(error)) for (const one of some) await serve([one])
      else for (const one of some) one.reject(error)
    }
  }

  async function run(): Promise<void> {
    if (busy) return
    busy = true
    while (waiting.length > 0) {
      const some = waiting.slice(0, atMost)
      waiting = waiting.slice(atMost)
      await serve(some)
    }
    busy = false
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    waiting.push({ item, resolve, reject })
    void run()
    return promise
  }
}
