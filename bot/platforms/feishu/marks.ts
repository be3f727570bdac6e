import { findMark, setMark } from '#db/feishu/sending.ts'
import type { Db } from '#db/schema.ts'
import { type Mark, type Platform, PlatformRefusal } from '../../platform.ts'
import type { Calls } from './calls.ts'
import type { FeishuApi } from './client.ts'

/** Feishu's names of the reactions that stand for our marks. */
export const EMOJI: Record<Mark, string> = { received: 'OnIt', done: 'DONE', refused: 'CrossMark' }

/**
 * Marks as reactions of the bot: one at a time. The outcome takes the place of `received`, and a late `received` changes
 * nothing.
 */
export function openMarks(parts: { api: FeishuApi; calls: Calls; db: Db; appId: string }): Platform['mark'] {
  const { api, calls, db, appId } = parts
  return async (_chat, ref, mark) => {
    const before = await findMark(db, appId, ref)
    if (before && (before.mark !== 'received' || mark === 'received')) return
    const reactionId = await calls.make('react', undefined, () => api.react(ref, EMOJI[mark]))
    const isShown = await setMark(db, appId, ref, mark, reactionId)
    const kept = isShown ? reactionId : (await findMark(db, appId, ref))?.reactionId
    const gone = isShown ? before?.reactionId : reactionId
    if (gone === undefined || gone === kept) return
    try {
      await calls.make('unreact', undefined, () => api.unreact(ref, gone))
    } catch (error) {
      // It is gone already: taken back by an earlier try.
      if (!(error instanceof PlatformRefusal)) throw error
    }
  }
}
