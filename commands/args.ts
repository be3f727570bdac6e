import { z } from 'zod'
import { findVisible } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import type { About } from '#workers/view.ts'
import type { Context } from './command.ts'

/** The number on a receipt: 1 to 2,147,483,647, typed with or without # or 编号. */
export const resourceId = z.coerce.number().int().min(1).max(2_147_483_647)

/** `#128`, `编号128`, `no. 128`, `128号` → `128`. */
const NUMBER = /^(?:#|＃|编号|no\.?\s*)?\s*(\d{1,10})\s*号?(?=$|[\s,，:：])/i

/** The number of a thing when it is all that was typed: `3`, `#3`, `3号`, in full width too. */
export function onlyNumber(rest: string): string | undefined {
  return /^#?(\d{1,10})号?$/.exec(rest.normalize('NFKC').trim())?.[1]
}

/**
 * Takes a receipt number off the front of typed words; without one, the number of the receipt that the message
 * replies to. Undefined when there is neither.
 */
export function takeId(rest: string, about: About | undefined): { id: string; rest: string } | undefined {
  const text = rest.trim()
  const match = NUMBER.exec(text)
  if (match?.[1] !== undefined) return { id: match[1], rest: text.slice(match[0].length).trim() }
  return about?.resource === undefined ? undefined : { id: String(about.resource), rest: text }
}

/** The refusal that reads the same for a hidden and for a missing resource. */
export function notFound(id: number): UserFacingError {
  return new UserFacingError(
    'not_found',
    { zh: `没有找到编号 ${id} 的资源，或您看不到它。`, en: `There is no resource no. ${id}, or you cannot see it.` },
    { zh: '编号写在回执上；也可以用 /search 找。', en: 'The number is on the receipt; /search finds it too.' },
  )
}

/** Refuses somebody who may not change a resource: with the reason when they may see it, else as if it were missing. */
export async function refuseStranger(ctx: Context, id: number, why: Text): Promise<never> {
  const visible = await findVisible(ctx.db, viewerOf(ctx.member), id)
  throw visible ? new UserFacingError('not_yours', why) : notFound(id)
}
