/** What the projection knows of a resource; a row of `quality_state`. */
export type ResourceState = {
  id: number
  /** undefined until its acceptance is settled. */
  author: number | undefined
  coAuthors: { member: number; share: number }[]
  type: string | undefined
  acceptedAt: Date | undefined
  /** Ratings that weigh something, how many; weights in ten-thousandths, and weights × stars. */
  ratings: number
  weights: number
  weightedStars: number
  panel: number | undefined
  /** B and Q. */
  mean: number | undefined
  factor: number | undefined
  /** In 厘, all authors together, what stands. */
  base: number
  bonus: number
  /** Different people whose download counts. */
  counted: number
  withdrawnFact: number
  restoredFact: number
  closedFact: number | undefined
  frozenFact: number | undefined
  frozenAt: Date | undefined
  dueWeek: string | undefined
  settledWeek: string | undefined
}

export function newResource(id: number): ResourceState {
  return {
    id,
    author: undefined,
    coAuthors: [],
    type: undefined,
    acceptedAt: undefined,
    ratings: 0,
    weights: 0,
    weightedStars: 0,
    panel: undefined,
    mean: undefined,
    factor: undefined,
    base: 0,
    bonus: 0,
    counted: 0,
    withdrawnFact: 0,
    restoredFact: 0,
    closedFact: undefined,
    frozenFact: undefined,
    frozenAt: undefined,
    dueWeek: undefined,
    settledWeek: undefined,
  }
}

/** Withdrawn and not restored since. Ids, not times, order what happens to one resource: clocks of hosts differ. */
export function isWithdrawn(resource: ResourceState): boolean {
  return resource.withdrawnFact > resource.restoredFact
}

export type RatingState = {
  resource: number
  member: number
  stars: number
  /** In ten-thousandths. */
  weight: number
  at: Date
  factId: number
  factKey: string
}

/** A person: the member they are now, and all they have been. */
export type Self = { now: number; all: number[] }

/** What one business fact was paid so far; `waits` when the last was a nought of a full cap. */
export type RootState = { keys: Set<string>; awards: number; standing: number; waits: boolean }
