import { openDb, openPool } from '#db/client.ts'
import { type ImportInto, importLines } from '#db/search/import.ts'
import { corpusOf } from './search-corpus.ts'

/** A process that fills the index of the million as an import does it: every `step`-th `batch` from `from` to before `to`. */
export type Filling = {
  resources: number
  bodyWords: number
  into: ImportInto
  from: number
  to: number
  batch: number
  step: number
}

process.on('message', (filling: Filling) => {
  void fill(filling).then(() => process.exit())
})

async function fill({ resources, bodyWords, into, from, to, batch, step }: Filling): Promise<void> {
  const db = openDb(openPool(process.argv[2] ?? '', 2))
  const corpus = corpusOf(resources, bodyWords)
  for (let at = from; at < to; at += step * batch) {
    const lines = Array.from({ length: Math.min(batch, to - at) }, (_, n) => corpus.line(at + n))
    await importLines(db, { ...into, now: new Date(into.now) }, lines)
    process.send?.(lines.length)
  }
  await db.destroy()
}
