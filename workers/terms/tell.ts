import { rowOf } from '#db/rows/messages.ts'
import { langOf } from '#db/rows/people.ts'
import { type Told, tellMember } from '#db/rows/tell.ts'
import type { Db } from '#db/schema.ts'
import { schoolSettings } from '#db/settings.ts'
import { translator } from '#kit/lang.ts'
import { quietEnd } from '#kit/quiet.ts'

/** So many messages in a transaction: enough to spread the commit, few enough that nobody waits for it. */
const BATCH = 500

/**
 * Tells many members something of their own, once each by key. A run that was interrupted goes on where it stopped,
 * because who was told is skipped. As `tellMember` does it, in few statements. Answers how many were told now.
 */
export async function tellMany<T extends { member: number }>(
  db: Db,
  schoolId: string,
  people: readonly T[],
  what: { key: (one: T) => string; view: (one: T) => Told; now: Date },
): Promise<number> {
  let told = 0
  for (let first = 0; first < people.length; first += BATCH) {
    told += await tellSome(db, schoolId, people.slice(first, first + BATCH), what)
  }
  return told
}

async function tellSome<T extends { member: number }>(
  db: Db,
  schoolId: string,
  people: readonly T[],
  what: { key: (one: T) => string; view: (one: T) => Told; now: Date },
): Promise<number> {
  const places = await placesOf(
    db,
    schoolId,
    people.map((one) => one.member),
  )
  const known = people.flatMap((one) => {
    const place = places.get(one.member)
    if (!place) return []
    const lang = langOf({ locale: place.school_locale }, { locale: place.chat_locale }, { locale: place.member_locale })
    const quiet = quietEnd(schoolSettings.parse(place.settings), place.time_zone, what.now)
    const view = what.view(one)(translator(lang), lang)
    return [rowOf({ schoolId, chatId: place.id, key: what.key(one), view, lang, ...(quiet && { notBefore: quiet }) })]
  })
  return db.transaction().execute(async (trx) => {
    let told = 0
    if (known.length > 0) {
      const rows = await trx
        .insertInto('message')
        .values(known)
        .onConflict((conflict) => conflict.constraint('message__key__key').doNothing())
        .returning('id')
        .execute()
      told += rows.length
    }
    // Who has no direct chat yet is written to first, where the platform allows it.
    for (const one of people) {
      if (places.has(one.member)) continue
      const chat = await tellMember(trx, schoolId, one.member, {
        key: what.key(one),
        view: what.view(one),
        now: what.now,
      })
      if (chat !== undefined) told += 1
    }
    return told
  })
}

/** The direct chat of each member that was opened last, with what decides language and quiet hours. */
async function placesOf(db: Db, schoolId: string, members: readonly number[]) {
  const rows = await db
    .selectFrom('chat')
    .innerJoin('school', 'school.id', 'chat.school_id')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'chat.school_id').onRef('member.id', '=', 'chat.member_id'),
    )
    .distinctOn('chat.member_id')
    .select([
      'chat.id',
      'member.id as member',
      'chat.locale as chat_locale',
      'member.locale as member_locale',
      'school.locale as school_locale',
      'school.time_zone',
      'school.settings',
    ])
    .where('chat.school_id', '=', schoolId)
    .where('chat.kind', '=', 'direct')
    .where('chat.member_id', 'in', [...members])
    .where('chat.removed_at', 'is', null)
    .where('member.left_at', 'is', null)
    .orderBy('chat.member_id')
    .orderBy('chat.id', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.member, row]))
}

/** Notes that everybody concerned was told about something of a term; false when another process had done it. */
export async function markTold(
  db: Db,
  schoolId: string,
  { term, mark, now, told }: { term: string; mark: string; now: Date; told: number },
): Promise<boolean> {
  const row = await db
    .insertInto('quota_reminder')
    .values({ school_id: schoolId, term, mark, at: now, told })
    .onConflict((conflict) => conflict.constraint('quota_reminder__pkey').doNothing())
    .returning('mark')
    .executeTakeFirst()
  return row !== undefined
}

export async function marksTold(db: Db, schoolId: string, term: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('quota_reminder')
    .select('mark')
    .where('school_id', '=', schoolId)
    .where('term', '=', term)
    .execute()
  return new Set(rows.map((row) => row.mark))
}
