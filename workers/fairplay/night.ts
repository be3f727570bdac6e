import { hideByClock, listDue, listToHide, markDue } from '#db/cases/due.ts'
import { findCase } from '#db/cases/file.ts'
import { listJudges } from '#db/cases/judges.ts'
import { freeExpired } from '#db/fairplay/hold.ts'
import { raiseFlags } from '#db/fairplay/raise.ts'
import { OPEN_FLAGS } from '#db/fairplay/tables.ts'
import { policyAt } from '#db/policy/at.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import type { Db, School } from '#db/schema.ts'
import { dayOf } from '#kit/zone.ts'
import { sentence } from '../view.ts'
import { hiddenNotice, waitsNotice } from '../view-case-notice.ts'

const DAY_MS = 86_400_000

/** Looks for patterns before the points of the night are posted, so that what a person must look at waits. */
export const fairPlay = {
  name: 'fair_play',
  async run(db: Db, school: School, now: Date): Promise<void> {
    await db.transaction().execute((trx) => freeExpired(trx, school.id, now))
    await raiseFlags(db, school.id, now)
    await tellOfFlags(db, school, now)
  },
}

/**
 * Deadlines of cases: a copyright claim nobody looked at is hidden before its hours are over (the next night would be
 * too late), those who decide are reminded, and what is overdue goes to all administrators.
 */
export const caseDeadlines = {
  name: 'cases',
  async run(db: Db, school: School, now: Date): Promise<void> {
    for (const file of await listToHide(db, school.id, new Date(now.getTime() + DAY_MS))) {
      await db.transaction().execute(async (trx) => {
        if (!(await hideByClock(trx, file, now))) return
        const card = await findCase(trx, school.id, file.id)
        if (!card) return
        const key = `case:${file.id}:hidden`
        await tellMember(trx, school.id, card.member_id, { key, view: hiddenNotice(card), now })
      })
    }
    const { cases } = await policyAt(db, school.id, now)
    const soon = new Date(now.getTime() + cases.remind_days_before * DAY_MS)
    await tellOfDue(db, school, { until: soon, mark: 'reminded_at' }, now)
    await tellOfDue(db, school, { until: now, mark: 'escalated_at' }, now)
  },
}

type Due = Parameters<typeof listDue>[2]

async function tellOfDue(db: Db, school: School, due: Due, now: Date): Promise<void> {
  for (const file of await listDue(db, school.id, due)) {
    await db.transaction().execute(async (trx) => {
      if (!(await markDue(trx, file, due.mark, now))) return
      const card = await findCase(trx, school.id, file.id)
      if (!card) return
      const view = waitsNotice(card, school.time_zone)
      for (const judge of await listJudges(trx, file)) {
        await tellMember(trx, school.id, judge, { key: `case:${file.id}:${due.mark}:${judge}`, view, now })
      }
    })
  }
}

/** One line to the administrators for what is new, overdue, or whose hold has run out; never more than one a day. */
async function tellOfFlags(db: Db, school: School, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const waiting = await trx
      .selectFrom('fair_flag')
      .select(['id', 'due_at', 'until'])
      .where('school_id', '=', school.id)
      .where('signal', '<>', 'case')
      .where('status', 'in', OPEN_FLAGS)
      .where((eb) =>
        eb.or([
          eb('reminded_at', 'is', null),
          eb.and([eb('due_at', '<=', now), eb('reminded_at', '<', eb.ref('due_at'))]),
          eb.and([eb('until', '<=', now), eb('reminded_at', '<', eb.ref('until'))]),
        ]),
      )
      .orderBy('id')
      .forUpdate()
      .execute()
    if (waiting.length === 0) return
    const late = waiting.filter((flag) => flag.due_at <= now || (flag.until !== null && flag.until <= now)).length
    await tellAdmins(trx, school.id, {
      key: `flags:${dayOf(now, school.time_zone)}`,
      now,
      view: (t) =>
        sentence(
          t({
            zh: `有 ${waiting.length} 件积分往来待核实${late > 0 ? `，其中 ${late} 件已到期` : ''}。当事人没有收到通知。`,
            en: `${waiting.length} ${waiting.length === 1 ? 'item waits' : 'items wait'} to be looked at${late > 0 ? `, ${late} of them due` : ''}. Nobody concerned was told.`,
          }),
          {
            actions: [{ label: t({ zh: '查看', en: 'Open' }), command: 'flags', args: {}, style: 'primary' }],
          },
        ),
    })
    await trx
      .updateTable('fair_flag')
      .set({ reminded_at: now })
      .where('school_id', '=', school.id)
      .where(
        'id',
        'in',
        waiting.map((flag) => flag.id),
      )
      .execute()
  })
}
