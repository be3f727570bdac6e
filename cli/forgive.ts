/** Says whether an error that nobody caught may be passed over: it is somebody else's and harms nothing of ours. */
export type Forgives = (error: unknown) => boolean

const rules = new Set<Forgives>()

/** Errors that fit are logged and do not end the process. Answers how to take it back. */
export function forgive(rule: Forgives): () => void {
  rules.add(rule)
  return () => void rules.delete(rule)
}

export function isForgiven(error: unknown): boolean {
  return [...rules].some((rule) => rule(error))
}
