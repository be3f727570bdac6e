import type pg from 'pg'

// A statement's text begins with its name: prepared: take_arrivals
const MARK = /^\s*\/\* prepared: ([a-z_]+) \*\//

/**
 * Statements that run for every message carry a mark with their name: the server parses and plans them once per
 * connection, which is most of what they cost. Their columns are listed one by one: the answer of a prepared statement
 * must keep its shape when a migration adds a column.
 */
export function prepareMarked(client: pg.ClientBase): void {
  const plain = client.query
  Object.assign(client, {
    query(text: unknown, ...rest: unknown[]): unknown {
      const name = typeof text === 'string' ? MARK.exec(text)?.[1] : undefined
      const [values] = rest
      return Reflect.apply(plain, client, name === undefined ? [text, ...rest] : [{ name, text, values }])
    },
  })
}
