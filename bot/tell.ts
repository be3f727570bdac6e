import { listAdminsToTell } from '#db/rows/admins.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { directChat, getSchool, langOf } from '#db/rows/people.ts'
import type { Db } from '#db/schema.ts'
import type { Lang } from '#kit/lang.ts'
import type { View } from '#workers/view.ts'
import type { Platform } from './platform.ts'

/**
 * A private message to every administrator of the school who can be written to on a platform other than `except`, each
 * on the first one that fits. `key` makes it once. Answers how many administrators will be told.
 */
export async function tellAdmins(
  parts: {
    db: Db
    platforms: ReadonlyMap<string, Platform>
    wake(schoolId: string, chatId: number): void
  },
  what: { schoolId: string; except: string; key: string; view(lang: Lang): View },
): Promise<number> {
  const { db, platforms } = parts
  const school = await getSchool(db, what.schoolId)
  const accounts = await listAdminsToTell(db, what.schoolId)
  const told = new Set<number>()
  for (const platform of platforms.values()) {
    if (platform.name === what.except || !platform.can.direct) continue
    for (const account of accounts) {
      if (account.platform !== platform.name || told.has(account.memberId)) continue
      const place = await platform.direct(account.externalId)
      if (!place) continue
      told.add(account.memberId)
      const lang = langOf(school, undefined, account)
      const chatId = await db.transaction().execute(async (trx) => {
        const member = { id: account.memberId, name: account.name }
        const chat = await directChat(trx, what.schoolId, platform.name, member, place.id)
        const key = `${what.key}:${account.memberId}`
        await insertMessage(trx, { schoolId: what.schoolId, chatId: chat, key, view: what.view(lang), lang })
        return chat
      })
      parts.wake(what.schoolId, chatId)
    }
  }
  return told.size
}
