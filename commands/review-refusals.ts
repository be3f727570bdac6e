import { makersOf } from '#db/review/co-authors.ts'
import { mayDecide } from '#db/review/queue.ts'
import type { ResourceCard } from '#db/rows/resources.ts'
import { UserFacingError } from '#kit/errors.ts'
import { notFound } from './args.ts'
import type { Context } from './command.ts'

/** Never one's own or shared work, and only of one's subjects. */
export async function refuseUnless(
  card: ResourceCard,
  reviewer: Parameters<typeof mayDecide>[0],
  ctx: Context,
): Promise<void> {
  const may = mayDecide(reviewer, card, await makersOf(ctx.db, card))
  if (may === 'own') {
    throw new UserFacingError('own_review', {
      zh: '自己的资源由别的老师审核。',
      en: 'Somebody else reviews your own work.',
    })
  }
  if (may === 'subject') {
    throw new UserFacingError(
      'other_subject',
      { zh: '这份资源不在您负责的学科里。', en: 'This is of a subject that you do not review.' },
      { zh: '/review 会列出等您审核的资源。', en: '/review lists what waits for you.' },
    )
  }
}

/** Nothing waits under this number: decided, or never there. */
export function gone(id: number, exists: boolean): UserFacingError {
  return exists
    ? new UserFacingError('decided', {
        zh: `编号 ${id} 不在待审中，可能已经有人处理了。`,
        en: `No. ${id} does not wait for review; somebody may have decided.`,
      })
    : notFound(id)
}
