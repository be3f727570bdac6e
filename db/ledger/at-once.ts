import { type RawBuilder, sql } from 'kysely'
import type { Trx } from '../schema.ts'

/** A question by itself: its rows, and who takes them. Instants may arrive as text. */
export type Look = {
  /** A letter of its own, by which it is known among others. */
  mark: string
  name: string
  rows: RawBuilder<unknown>
  take: (rows: readonly never[]) => void
}

/** A change that looks at nothing which another one of the same batch writes. */
export type Write = { mark: string; name: string; statement: RawBuilder<unknown> }

/** Of so few facts a statement costs more by being one than by its rows. */
export const FEW = 8

/** Asks several questions: of `few` facts in one statement, which answers as JSON; otherwise one after the other. */
export async function lookAt(trx: Trx, few: boolean, looks: readonly Look[]): Promise<void> {
  if (!few) {
    for (const { name, rows: asked, take } of looks) {
      const { rows } = await sql<never>`${named(name)} ${asked}`.execute(trx)
      take(rows)
    }
    return
  }
  if (looks.length === 0) return
  const each = looks.map(({ mark, rows }) => sql`(select json_agg(r) from (${rows}) r) as ${sql.id(mark)}`)
  const { rows } = await sql<Record<string, never[] | null>>`${named(`look_${marksOf(looks)}`)}
    select ${sql.join(each)}`.execute(trx)
  for (const { mark, take } of looks) take(rows[0]?.[mark] ?? [])
}

/** Makes several changes: of `few` facts in one statement. */
export async function writeAll(trx: Trx, few: boolean, writes: readonly Write[]): Promise<void> {
  if (!few || writes.length < 2) {
    for (const { name, statement } of writes) await sql`${named(name)} ${statement}`.execute(trx)
    return
  }
  const each = writes.map(({ mark, statement }) => sql`${sql.id(mark)} as (${statement})`)
  await sql`${named(`write_${marksOf(writes)}`)} with ${sql.join(each)} select`.execute(trx)
}

const marksOf = (all: readonly { mark: string }[]) => all.map(({ mark }) => mark).join('')

/** Planned once per connection, see db/prepared.ts. */
const named = (name: string) => sql.raw(`/* prepared: ${name} */`)
