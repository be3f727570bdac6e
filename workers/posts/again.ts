import { namesNow, type StaleCard, setCardNames, staleCards } from '#db/boards/cards.ts'
import { insertMessage } from '#db/rows/messages.ts'
import type { Db } from '#db/schema.ts'
import { sha256 } from '#kit/ids.ts'
import type { View } from '../view.ts'

/** Feishu changes cards for 14 days after they were posted; older ones stay as they are. */
const CHANGEABLE_MS = 14 * 86_400_000
const BATCH = 200

type Place = { schoolId: string; chatId: number }

/**
 * Changes boards that stand in groups and name somebody who is shown otherwise by now: another name, or no row. The
 * figures stay as they were posted. Answers the chats with something to send. Where nothing can be changed the edit is
 * dropped by the sender.
 */
export async function redrawBoards(db: Db, now: Date): Promise<Place[]> {
  const changed: Place[] = []
  for (const card of await staleCards(db, new Date(now.getTime() - CHANGEABLE_MS), BATCH)) {
    const isChanged = await db.transaction().execute(async (trx) => {
      const lang = card.lang === 'en' ? 'en' : 'zh-CN'
      const names = await namesNow(trx, [...new Set(card.rows.map(({ id }) => id))], lang)
      const isSame = card.rows.every(({ id }) => card.names[id] === names.get(id))
      if (!(await setCardNames(trx, card, names)) || isSame) return false
      const said = sha256(JSON.stringify([...names].sort(([left], [right]) => left - right))).slice(0, 12)
      return insertMessage(trx, {
        schoolId: card.schoolId,
        chatId: card.chatId,
        key: `board-again:${card.key}:${said}:${now.getTime()}`,
        kind: 'edit',
        target: card.ref,
        view: renamed(card, names),
        lang,
      })
    })
    if (isChanged) changed.push({ schoolId: card.schoolId, chatId: card.chatId })
  }
  return changed
}

/** The View as it was posted, with the names of today; rows of people who are not listed any more are gone. */
function renamed({ view, rows }: StaleCard, names: ReadonlyMap<number, string>): View {
  const posted = view as View
  return {
    ...posted,
    blocks: posted.blocks.map((block, index) => {
      const ours = rows.filter((row) => row.block === index)
      if (block.kind !== 'ranking' || ours.length === 0) return block
      const kept = block.rows.flatMap((row, at) => {
        const whose = ours.find((one) => one.row === at)
        if (!whose) return [row]
        const name = names.get(whose.id)
        return name === undefined ? [] : [{ ...row, name }]
      })
      return { ...block, rows: kept }
    }),
  }
}
