import type { Policy } from '../policy/schema.ts'

/** Somebody took so many of an author's. */
export type Edge = { author: number; actor: number; n: number }

type Ring = Pick<Policy['fair_play']['ring'], 'people' | 'tie_events' | 'tie_share'>

/**
 * Groups of few people in which each takes, directly or around the circle, from each other: strongly connected parts of
 * the graph of ties. A part that is too large loses its weakest ties until what is left is small enough, so that a ring
 * hidden in a busy department is still seen. Pure; time grows with the number of edges.
 */
export function groupsOf(edges: readonly Edge[], ring: Ring): number[][] {
  const [least, most] = ring.people
  const took = new Map<number, number>()
  const gave = new Map<number, number>()
  for (const { author, actor, n } of edges) {
    took.set(actor, (took.get(actor) ?? 0) + n)
    gave.set(author, (gave.get(author) ?? 0) + n)
  }
  const ties = edges.filter(
    ({ author, actor, n }) =>
      n >= ring.tie_events &&
      (n >= ring.tie_share * (took.get(actor) ?? 0) || n >= ring.tie_share * (gave.get(author) ?? 0)),
  )
  const found: number[][] = []
  const waiting: Edge[][] = [ties]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const members of partsOf(part)) {
      if (members.length < least) continue
      if (members.length <= most) {
        found.push(members.sort((a, b) => a - b))
        continue
      }
      const inside = new Set(members)
      const own = part.filter(({ author, actor }) => inside.has(author) && inside.has(actor))
      const weakest = own.reduce((low, { n }) => Math.min(low, n), Number.POSITIVE_INFINITY)
      const stronger = own.filter(({ n }) => n > weakest)
      if (stronger.length > 0) waiting.push(stronger)
    }
  }
  return found
}

/** Strongly connected parts, by Tarjan's algorithm without recursion. */
function partsOf(edges: readonly Edge[]): number[][] {
  const next = new Map<number, number[]>()
  for (const { author, actor } of edges) {
    const given = next.get(actor)
    if (given) given.push(author)
    else next.set(actor, [author])
    if (!next.has(author)) next.set(author, [])
  }
  const index = new Map<number, number>()
  const low = new Map<number, number>()
  const stack: number[] = []
  const on = new Set<number>()
  const parts: number[][] = []
  let count = 0
  for (const root of next.keys()) {
    if (index.has(root)) continue
    const work: { node: number; at: number }[] = [{ node: root, at: 0 }]
    while (work.length > 0) {
      const top = work.at(-1)
      if (!top) break
      const { node } = top
      if (top.at === 0) {
        index.set(node, count)
        low.set(node, count)
        count += 1
        stack.push(node)
        on.add(node)
      }
      const child = next.get(node)?.[top.at]
      top.at += 1
      if (child !== undefined) {
        if (!index.has(child)) work.push({ node: child, at: 0 })
        else if (on.has(child)) low.set(node, Math.min(low.get(node) ?? 0, index.get(child) ?? 0))
        continue
      }
      work.pop()
      const above = work.at(-1)
      if (above) low.set(above.node, Math.min(low.get(above.node) ?? 0, low.get(node) ?? 0))
      if (low.get(node) !== index.get(node)) continue
      const part: number[] = []
      for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
        on.delete(one)
        part.push(one)
        if (one === node) break
      }
      parts.push(part)
    }
  }
  return parts
}
