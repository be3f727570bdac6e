import { formatPoints } from '#db/ledger/amount.ts'
import { issueCode } from '#db/rows/bind.ts'
import { type FoundMember, findMembers, listMembers } from '#db/rows/find-member.ts'
import { mergeMembers } from '#db/rows/merge.ts'
import { unmergeMembers } from '#db/rows/unmerge.ts'
import type { Db } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'

type Common = { json?: boolean; school?: string }

/** `member list`: who is here, with the number that other verbs take; `--pending` only who waits to be bound. */
export async function list(io: Io, options: Common & { pending?: boolean; limit: number }): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const members = await listMembers(db, school.id, { pending: options.pending === true, limit: options.limit })
    if (options.json) return io.json({ members })
    for (const { id, name, role, platforms, pending } of members) {
      io.print([id, name, role, platforms.join(','), pending ? 'pending' : ''].join('\t'))
    }
  })
}

/** `member code <who>`: a code of six digits for that person, printed this once. */
export async function code(io: Io, who: string, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const member = await only(db, school.id, who)
    const { code: digits, expiresAt } = await db
      .transaction()
      .execute((trx) => issueCode(trx, { schoolId: school.id, memberId: member.id, now: systemClock.now() }))
    if (options.json) return io.json({ member: member.id, code: digits, expires_at: expiresAt.toISOString() })
    io.print(digits)
    io.say({
      zh: `给${member.name}，10 分钟内有效，只能用一次：在微信群等处发 /bind ${digits}。`,
      en: `For ${member.name}, good for 10 minutes, once: send /bind ${digits} in the WeChat group or elsewhere.`,
    })
  })
}

/** `member merge <from> <into>`: makes two members one. Again, it changes nothing. */
export async function merge(io: Io, from: string, into: string, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const [one, other] = [await only(db, school.id, from), await only(db, school.id, into)]
    const done = await db.transaction().execute((trx) =>
      mergeMembers(trx, {
        schoolId: school.id,
        from: one.id,
        into: other.id,
        by: undefined,
        how: 'admin',
        now: systemClock.now(),
      }),
    )
    const { resources, points, lost } = done.moved
    if (options.json) {
      return io.json({ merge: done.id, is: done.is, resources: resources.length, points, lost })
    }
    io.say({
      zh: `${one.name}已并入${other.name}：${resources.length} 份资源、${formatPoints(points)} 分；冲回 ${formatPoints(lost)} 分。撤销：gongxiang member unmerge ${done.id}`,
      en: `${one.name} is ${other.name} now: ${resources.length} resource(s), ${formatPoints(points)} points; ${formatPoints(lost)} taken back. Undo: gongxiang member unmerge ${done.id}`,
    })
  })
}

/** `member unmerge <merge>`: takes a merge back. */
export async function unmerge(io: Io, id: number, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const { from, into } = await db
      .transaction()
      .execute((trx) => unmergeMembers(trx, { schoolId: school.id, id, now: systemClock.now() }))
    if (options.json) return io.json({ unmerged: id, from: from.id, into: into.id })
    io.say({
      zh: `已撤销：${from.name}和${into.name}又是两个人。`,
      en: `Undone: ${from.name} and ${into.name} are two again.`,
    })
  })
}

export async function only(db: Db, schoolId: string, said: string): Promise<FoundMember> {
  const found = await findMembers(db, schoolId, said)
  const [first, second] = found
  if (first && !second) return first
  const ids = found.map((one) => one.id).join(', ')
  throw first
    ? new UserFacingError('several_members', {
        zh: `有几位成员都叫 ${said}，请用编号指定：${ids}。`,
        en: `Several members are called ${said}; name one by id: ${ids}.`,
      })
    : new UserFacingError(
        'no_member',
        { zh: `没有叫 ${said} 的成员。`, en: `There is no member ${said}.` },
        { zh: '用 gongxiang member list 查看。', en: 'See gongxiang member list.' },
      )
}
