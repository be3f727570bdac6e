import { type Lang, type Translate, translator } from '#kit/lang.ts'
import { quietEnd } from '#kit/quiet.ts'
import { directChatId } from '../practice/names.ts'
import type { Reader, Trx } from '../schema.ts'
import { schoolSettings } from '../settings.ts'
import { insertMessage } from './messages.ts'
import { directChat, langOf } from './people.ts'

/** What is told, in the reader's language. */
export type Told = (t: Translate, lang: Lang) => unknown

/**
 * Puts a private message to a member into the outbox: in their newest direct chat; without one, in a new one where the
 * platform lets us write first (WeChat does not). Not in the school's quiet hours: then it waits for their end. `key` is deterministic, so that telling twice
 * tells once. Answers the chat to ring with `chat.post`; undefined when there is no direct chat or it was told before.
 * The sweep rings for it in any case.
 */
export async function tellMember(
  trx: Trx,
  schoolId: string,
  memberId: number,
  {
    key,
    view,
    now,
    atOnce,
  }: { key: string; view: Told; now: Date /** They asked for it just now. */; atOnce?: boolean },
): Promise<number | undefined> {
  const place = (await directPlace(trx, schoolId, memberId)) ?? (await newPlace(trx, schoolId, memberId))
  if (!place) return undefined
  const lang = langOf({ locale: place.school_locale }, { locale: place.chat_locale }, { locale: place.member_locale })
  const quiet = quietEnd(schoolSettings.parse(place.settings), place.time_zone, now)
  const told = await insertMessage(trx, {
    schoolId,
    chatId: place.id,
    key,
    view: view(translator(lang), lang),
    lang,
    ...(quiet && !atOnce && { notBefore: quiet }),
  })
  return told ? place.id : undefined
}

/** The same for every administrator of the school; each gets it once. */
export async function tellAdmins(
  trx: Trx,
  schoolId: string,
  { key, view, now }: { key: string; view: Told; now: Date },
): Promise<number[]> {
  const admins = await trx
    .selectFrom('member')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('role', '=', 'admin')
    .where('left_at', 'is', null)
    .orderBy('id')
    .execute()
  const chats: number[] = []
  for (const { id } of admins) {
    const chat = await tellMember(trx, schoolId, id, { key: `${key}:${id}`, view, now })
    if (chat !== undefined) chats.push(chat)
  }
  return chats
}

/** How a platform names the direct chat with an account, where it may be written to before it has spoken. */
const FIRST_WORD: Record<string, (externalId: string) => string> = {
  feishu: (openId) => openId,
  practice: directChatId,
}

async function newPlace(trx: Trx, schoolId: string, memberId: number) {
  const account = await trx
    .selectFrom('account')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'account.school_id').onRef('member.id', '=', 'account.member_id'),
    )
    .select(['account.platform', 'account.external_id', 'member.name'])
    .where('account.school_id', '=', schoolId)
    .where('account.member_id', '=', memberId)
    .where('account.platform', 'in', Object.keys(FIRST_WORD))
    .where('member.left_at', 'is', null)
    .orderBy('account.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const chatOf = account && FIRST_WORD[account.platform]
  if (!account || !chatOf) return undefined
  const member = { id: memberId, name: account.name }
  await directChat(trx, schoolId, account.platform, member, chatOf(account.external_id))
  return directPlace(trx, schoolId, memberId)
}

/** The direct chat of a member that was opened last, with what decides language and quiet hours. */
export async function directPlace(db: Reader | Trx, schoolId: string, memberId: number) {
  return db
    .selectFrom('chat')
    .innerJoin('school', 'school.id', 'chat.school_id')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'chat.school_id').onRef('member.id', '=', 'chat.member_id'),
    )
    .select([
      'chat.id',
      'chat.locale as chat_locale',
      'member.locale as member_locale',
      'school.locale as school_locale',
      'school.time_zone',
      'school.settings',
    ])
    .where('chat.school_id', '=', schoolId)
    .where('chat.kind', '=', 'direct')
    .where('chat.member_id', '=', memberId)
    .where('chat.removed_at', 'is', null)
    .where('member.left_at', 'is', null)
    .orderBy('chat.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
