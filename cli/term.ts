import { formatPoints } from '#db/ledger/amount.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { findClose, listCloses, type TermClose } from '#db/terms/close.ts'
import { findSchoolSheet, listGroupSheets, listSheets, yearRollUp } from '#db/terms/read.ts'
import { termSpanOf } from '#db/terms/span.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { minuteOf } from '#kit/zone.ts'
import { remindQuota } from '#workers/terms/remind.ts'
import { settleTerms } from '#workers/terms/settle.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'
import { table } from './table.ts'

type Common = { json?: boolean; school?: string }

/** `term list`: where the terms of a school stand. */
export async function list(io: Io, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const closes = await listCloses(db, school.id)
    if (options.json) return io.json({ terms: closes.map(closeJson) })
    if (closes.length > 0) {
      const at = (when: Date) => minuteOf(when, school.time_zone)
      io.print(table(closes.map((one) => [one.term, one.state, at(one.endsAt), at(one.lockAt)])))
    }
  })
}

/** `term run`: takes every step that is due, as the night does; again, it changes nothing. */
export async function run(io: Io, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const now = systemClock.now()
    const { steps } = await settleTerms(db, school, now)
    const { told } = await remindQuota(db, school, now)
    if (options.json) return io.json({ steps, reminded: told })
    for (const step of steps) io.print(step)
    io.say({
      zh: steps.length === 0 ? '没有到期的步骤。' : `完成 ${steps.length} 步。`,
      en: steps.length === 0 ? 'Nothing is due.' : `${steps.length} step(s) taken.`,
    })
  })
}

function noTerm(term: string, policy: Policy): UserFacingError {
  const known = policy.calendar.terms.map((one) => one.id)
  return new UserFacingError(
    'no_term',
    {
      zh: `没有 ${term} 这个学期，写法如 ${known.join('、')}。`,
      en: `There is no term ${term}; write it like ${known.join(', ')}.`,
    },
    { zh: '用 gongxiang term list 查看。', en: 'See gongxiang term list.' },
  )
}

/** `term show <term>`: the sheets as they were written; after the lock for good. Points are decimal. */
export async function show(io: Io, term: string, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const close = await findClose(db, school.id, term)
    const whole = await findSchoolSheet(db, school.id, term)
    if (!close || !whole) {
      const policy = await policyAt(db, school.id, systemClock.now())
      if (!termSpanOf(policy, term, school.time_zone)) throw noTerm(term, policy)
      throw new UserFacingError(
        'no_sheets',
        { zh: `学期 ${term} 还没有结算单。`, en: `Term ${term} has no sheets yet.` },
        { zh: '用 gongxiang term list 查看。', en: 'See gongxiang term list.' },
      )
    }
    const sheets = await listSheets(db, school.id, term)
    if (options.json) {
      const { school_id: _, term: __, ...totals } = whole
      return io.json({
        ...closeJson(close),
        school: { ...totals, points: whole.points / 100, liability: whole.liability / 100 },
        departments: (await listGroupSheets(db, school.id, term)).map(({ school_id: ___, term: ____, ...group }) => ({
          ...group,
          points: group.points / 100,
          per_head: group.per_head / 100,
        })),
        members: sheets.map((one) => ({
          ...one,
          points: one.points / 100,
          lifetime: one.lifetime / 100,
          pending: one.pending / 100,
          avail: one.avail / 100,
          hold: one.hold / 100,
          escrow: one.escrow / 100,
        })),
      })
    }
    io.print(
      table(
        sheets.map((one) => [
          String(one.member),
          one.name,
          formatPoints(one.points),
          `${one.quotaDone}/${one.quotaDue}`,
          one.exempt ?? '',
          one.rank === undefined ? '' : String(one.rank),
        ]),
      ),
    )
    io.say({
      zh: `${whole.roster} 人，达标 ${whole.quota_met}/${whole.quota_owing}，优秀课例 ${whole.excellent_done}/${whole.excellent_due}，校验码 ${close.snapshotHash ?? '（未锁定）'}。`,
      en: `${whole.roster} people, quota met by ${whole.quota_met} of ${whole.quota_owing}, excellent lessons ${whole.excellent_done} of ${whole.excellent_due}, checksum ${close.snapshotHash ?? '(not locked)'}.`,
    })
  })
}

/** `term year <2026-2027>`: a school year as the sum of its locked terms. */
export async function year(io: Io, name: string, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const found = await yearRollUp(db, school.id, name, school.time_zone)
    if (options.json) {
      return io.json({
        year: name,
        terms: found.terms.map((one) => ({ term: one.term, snapshot_hash: one.snapshotHash })),
        members: found.rows.map((one) => ({ ...one, points: one.points / 100 })),
      })
    }
    if (found.rows.length > 0) {
      io.print(
        table(
          found.rows.map((one) => [
            String(one.member),
            one.name,
            formatPoints(one.points),
            `${one.quotaMet}/${one.quotaOwed}`,
          ]),
        ),
      )
    }
    io.say({
      zh: `${name} 学年，已锁定 ${found.terms.length} 个学期。`,
      en: `School year ${name}: ${found.terms.length} locked term(s).`,
    })
  })
}

function closeJson(one: TermClose) {
  return {
    term: one.term,
    state: one.state,
    starts_at: one.startsAt.toISOString(),
    ends_at: one.endsAt.toISOString(),
    publicity_until: one.publicityUntil.toISOString(),
    lock_at: one.lockAt.toISOString(),
    locked_at: one.lockedAt?.toISOString(),
    policy_version: one.policyVersion,
    head_seq: one.headSeq,
    head_hash: one.headHash,
    snapshot_hash: one.snapshotHash,
  }
}
