import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { termLabel } from '#db/policy/terms.ts'
import { tellAdmins } from '#db/rows/tell.ts'
import type { Db, School } from '#db/schema.ts'
import { countAnswers } from '#db/terms/answers.ts'
import { findClose, lockTerm, markClose, openClose, type TermClose, unlockedCloses } from '#db/terms/close.ts'
import { quotaSheets } from '#db/terms/quota.ts'
import { findSchoolSheet, listSheets } from '#db/terms/read.ts'
import { writeSheets } from '#db/terms/sheets.ts'
import { daysBeforeEnd, daysLeft, type TermSpan, termSpanAt, termSpanBefore, termSpanOf } from '#db/terms/span.ts'
import type { Text } from '#kit/lang.ts'
import { settleSchool } from '../points/settle.ts'
import { sentence } from '../view.ts'
import { daysText, noticeView, sheetView } from '../view-term.ts'
import { marksTold, markTold, tellMany } from './tell.ts'

/**
 * Takes every step of settling a school's terms that is due: the notice before the end, the cut and the sheets, the end
 * of the publicity, the lock. Each step is its own transaction and is noted, so that it can be called at any time, by
 * any number of processes, after any interruption, and changes nothing the second time.
 */
export async function settleTerms(db: Db, school: School, now: Date): Promise<{ steps: string[] }> {
  const zone = school.time_zone
  const steps: string[] = []
  const policy = await policyAt(db, school.id, now)
  for (const span of await spansToWatch(db, school, policy, now)) {
    await db.transaction().execute((trx) => openClose(trx, school.id, span))
  }
  for (const row of await unlockedCloses(db, school.id)) {
    // A term is settled under the version in force on its last day.
    const rules = await policyAt(db, school.id, new Date(Math.min(now.getTime(), row.endsAt.getTime() - 1)))
    const planned = termSpanOf(rules, row.term, zone)
    if (!planned) continue
    const span = asKept(planned, row)
    const scene = { db, school, now, policy: rules, zone, span }
    const step = async (name: string, due: boolean, work: () => Promise<boolean>) => {
      if (due && (await work())) steps.push(`${row.term} ${name}`)
    }
    const noticeAt = daysBeforeEnd(span, rules.settlement.notice_days, zone)
    await step('notice', now >= noticeAt && now < span.to, () => notice(scene))
    await step('cut', now >= span.to, () => cut(scene))
    await step('sheets', now >= span.to && now < span.lockAt, () => showSheets(scene))
    await step('publicity', now >= span.publicityUntil, () => endPublicity(scene))
    await step('lock', now >= span.lockAt, () => lock(scene))
  }
  return { steps }
}

type Scene = { db: Db; school: School; now: Date; policy: Policy; zone: string; span: TermSpan }

/** The running term, and the one before it when anything happened in it. */
async function spansToWatch(db: Db, school: School, policy: Policy, now: Date): Promise<TermSpan[]> {
  const current = termSpanAt(policy, now, school.time_zone)
  const before = termSpanBefore(policy, current, school.time_zone)
  const earlier = await db
    .selectFrom('fact')
    .select('id')
    .where('school_id', '=', school.id)
    .where('occurred_at', '<', before.to)
    .where('occurred_at', '>=', before.from)
    .limit(1)
    .executeTakeFirst()
  return earlier ? [before, current] : [current]
}

/** The dates that were announced when it was cut stay, whatever later versions say. */
function asKept(span: TermSpan, row: TermClose): TermSpan {
  return { ...span, from: row.startsAt, to: row.endsAt, publicityUntil: row.publicityUntil, lockAt: row.lockAt }
}

async function notice({ db, school, now, policy, zone, span }: Scene): Promise<boolean> {
  if ((await marksTold(db, school.id, span.id)).has('notice')) return false
  const sheets = await quotaSheets(db, school.id, span, policy, zone)
  const days = daysLeft(span, now, zone)
  const told = await tellMany(db, school.id, sheets, {
    key: (sheet) => `term-notice:${span.id}:${sheet.member}`,
    view: (sheet) => (t, lang) => noticeView(span, days, sheet, { t, lang, zone }),
    now,
  })
  await db.transaction().execute(async (trx) => {
    await markClose(trx, school.id, span.id, 'noticed_at', now)
    const name = termLabel(span.id)
    await admins(trx, school, `term-notice:${span.id}:admin`, now, {
      zh: `${name.zh}${daysText(days).zh}结束，已私聊通知 ${told} 位老师。`,
      en: `The ${name.en} ends ${daysText(days).en}; ${told} teachers were told in private.`,
    })
  })
  return markTold(db, school.id, { term: span.id, mark: 'notice', now, told })
}

async function cut({ db, school, now, policy, zone, span }: Scene): Promise<boolean> {
  await settleSchool(db, school.id, now)
  return db.transaction().execute(async (trx) => {
    // The row's lock lets one process write the sheets; the others find it done.
    await openClose(trx, school.id, span)
    const row = await findClose(trx, school.id, span.id)
    if (row?.state !== 'running' && row?.state !== 'noticed') return false
    await writeSheets(trx, school.id, span, policy, zone)
    return markClose(trx, school.id, span.id, 'cut_at', now)
  })
}

async function showSheets({ db, school, now, zone, span }: Scene): Promise<boolean> {
  const close = await findClose(db, school.id, span.id)
  if (!close || (await marksTold(db, school.id, span.id)).has('sheets')) return false
  const sheets = await listSheets(db, school.id, span.id)
  const told = await tellMany(db, school.id, sheets, {
    key: (sheet) => `term-sheet:${span.id}:${sheet.member}`,
    view: (sheet) => (t, lang) => sheetView(close, sheet, undefined, { t, lang, zone }),
    now,
  })
  return markTold(db, school.id, { term: span.id, mark: 'sheets', now, told })
}

async function endPublicity({ db, school, now, span }: Scene): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    if (!(await markClose(trx, school.id, span.id, 'publicity_ended_at', now))) return false
    const { confirmed, disputed, open } = await countAnswers(trx, school.id, span.id)
    const name = termLabel(span.id)
    await admins(trx, school, `term-publicity:${span.id}`, now, {
      zh: `${name.zh}公示结束：确认 ${confirmed} 人，异议 ${disputed} 人，其中 ${open} 人还没有答复。发送 /term 处理。`,
      en: `Publicity of the ${name.en} is over: ${confirmed} confirmed, ${disputed} disputed, ${open} without an answer. Send /term.`,
    })
    return true
  })
}

async function lock({ db, school, now, policy, zone, span }: Scene): Promise<boolean> {
  await settleSchool(db, school.id, now)
  return db.transaction().execute(async (trx) => {
    if (!(await lockTerm(trx, { schoolId: school.id, span, policy, zone, now }))) return false
    const kept = await findSchoolSheet(trx, school.id, span.id)
    const close = await findClose(trx, school.id, span.id)
    const name = termLabel(span.id)
    await admins(trx, school, `term-lock:${span.id}`, now, {
      zh: `${name.zh}已锁定：${kept?.roster ?? 0} 人，任务达标 ${kept?.quota_met ?? 0}/${kept?.quota_owing ?? 0}，优秀课例 ${kept?.excellent_done ?? 0}/${kept?.excellent_due ?? 0}。校验码 ${close?.snapshotHash?.slice(0, 12) ?? ''}。`,
      en: `The ${name.en} is locked: ${kept?.roster ?? 0} people, quota met by ${kept?.quota_met ?? 0} of ${kept?.quota_owing ?? 0}, excellent lessons ${kept?.excellent_done ?? 0} of ${kept?.excellent_due ?? 0}. Checksum ${close?.snapshotHash?.slice(0, 12) ?? ''}.`,
    })
    return true
  })
}

async function admins(trx: Parameters<typeof tellAdmins>[0], school: School, key: string, now: Date, text: Text) {
  await tellAdmins(trx, school.id, {
    key,
    now,
    view: (t) =>
      sentence(t(text), { actions: [{ label: t({ zh: '学期结算', en: 'The term' }), command: 'term', args: {} }] }),
  })
}
