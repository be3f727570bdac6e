type Counts = Readonly<Record<string, number>>

/** How often this chat and this author shared each key before: `{ subject: { math: 12 }, grade: { '3': 9 }, … }`. */
export type Habits = Readonly<{ subject: Counts; grade: Counts; volume: Counts; type: Counts }>

/** Added to the total, so that two files make no habit. */
const DOUBT = 3
/** From this share on, a key is what they usually share. */
const USUAL = 0.6

/** Each key's share 0..1 of what was shared before; the shares of a short history are small. */
export function shares(habits: Habits | undefined, field: keyof Habits): ReadonlyMap<string, number> {
  const counts = Object.entries(habits?.[field] ?? {}).filter(([, count]) => count > 0)
  const total = counts.reduce((sum, [, count]) => sum + count, DOUBT)
  return new Map(counts.map(([key, count]) => [key, count / total]))
}

/** The commonest key with its share, when that is at least 0.6. */
export function habit(habits: Habits | undefined, field: keyof Habits): { key: string; share: number } | undefined {
  const first = [...shares(habits, field)].sort((a, b) => b[1] - a[1])[0]
  return first && first[1] >= USUAL ? { key: first[0], share: first[1] } : undefined
}
