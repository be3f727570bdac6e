import { selvesOf } from '#db/rows/selves.ts'
import type { Trx } from '#db/schema.ts'
import type { Accepted, Downloaded, PointFact, Rated } from './facts.ts'

/** A fact that may earn something, with its people as they are now. */
export type Earning = Accepted | Downloaded | Rated

/** The members that the author and the actor are and have been: what counts for one person's caps and keys. */
export type Persons = { authors: number[]; actors: number[] }

/**
 * A fact as it reads now: whoever was merged is named by whom they became. `others` are its readings under earlier
 * members, for keys under which it may have been paid before.
 */
export async function asNow<F extends Earning>(trx: Trx, fact: F): Promise<{ fact: F; others: F[]; persons: Persons }> {
  const actor = 'actor' in fact ? fact.actor : fact.author
  const selves = await selvesOf(trx, fact.schoolId, [fact.author, actor])
  const [author, does] = [selves.get(fact.author), selves.get(actor)]
  const persons = { authors: author?.all ?? [fact.author], actors: does?.all ?? [actor] }
  const now = { author: author?.now ?? fact.author, actor: does?.now ?? actor }
  const readings =
    'actor' in fact
      ? persons.actors.map((id): F => ({ ...fact, author: now.author, actor: id }))
      : persons.authors.map((id): F => ({ ...fact, author: id }))
  const present = 'actor' in fact ? { ...fact, ...now } : { ...fact, author: now.author }
  return { fact: present, others: readings.filter((one) => peopleOf(one) !== peopleOf(present)), persons }
}

function peopleOf(fact: PointFact & { author: number }): string {
  return `${fact.author} ${'actor' in fact ? fact.actor : ''}`
}
