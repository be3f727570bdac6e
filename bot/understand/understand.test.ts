import { expect, test } from 'vitest'
import { agrees, BOT_NAMES, CATALOGUE, LABELLED, notation, readTable } from './labelled.ts'
import { understand } from './understand.ts'

for (const [name, table] of Object.entries(LABELLED)) {
  test(`${name}`, () => {
    const rows = readTable(table).map((row) => ({ ...row, got: understand(row.message, CATALOGUE, BOT_NAMES) }))
    const wrong = rows.filter((row) => !agrees(row.got, row.want))
    const silence = rows.filter(
      (row) => (row.got.kind === 'silence') !== row.want.split('||').some((one) => one.trim() === 'silence'),
    )
    for (const row of wrong) console.log(`${row.line}   GOT ${notation(row.got)}`)
    console.log(name, rows.length, 'wrong', wrong.length, 'silence wrong', silence.length)
    expect(wrong.length).toBe(0)
  })
}
