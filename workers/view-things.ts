import type { LoanCard } from '#db/things/loans.ts'
import type { Purpose, ThingKind } from '#db/things/tables.ts'
import type { ThingCard } from '#db/things/things.ts'
import type { Text, Translate } from '#kit/lang.ts'
import { type Action, type ListItem, sentence, type View } from './view.ts'

export const KIND_NAMES: Record<ThingKind, Text> = {
  room: { zh: '场地', en: 'place' },
  equipment: { zh: '设备', en: 'equipment' },
  book: { zh: '图书', en: 'book' },
}

export const PURPOSE_NAMES: Record<Purpose, Text> = {
  lesson: { zh: '上课', en: 'a lesson' },
  research: { zh: '教研', en: 'teaching research' },
  activity: { zh: '活动', en: 'an activity' },
}

export function thingItem(
  t: Translate,
  thing: ThingCard,
  schoolId: string,
  actions: Action[],
  more?: string,
): ListItem {
  const elsewhere = thing.school_id === schoolId ? undefined : t({ zh: thing.school, en: thing.school_en })
  const broken = thing.status === 'blocked' ? t({ zh: '维修中', en: 'being repaired' }) : undefined
  return {
    title: `${thing.id}. ${thing.name}`,
    detail: [t(KIND_NAMES[thing.kind]), thing.place ?? undefined, elsewhere, thing.keeper, broken, more]
      .filter((part) => part !== undefined)
      .join(' · '),
    ...(actions.length > 0 && { actions }),
  }
}

/** `11月24日 第3–4节` as the chat reads it. */
export function lessonsText(row: { day: string; first_lesson: number; last_lesson: number }): Text {
  const { day, first_lesson: first, last_lesson: last } = row
  const month = Number(day.slice(5, 7))
  const date = Number(day.slice(8, 10))
  return first === last
    ? { zh: `${month}月${date}日第 ${first} 节`, en: `${day}, lesson ${first}` }
    : { zh: `${month}月${date}日第 ${first}–${last} 节`, en: `${day}, lessons ${first}–${last}` }
}

/** What a keeper is told when something was brought back. */
export function broughtBack(t: Translate, loan: LoanCard): View {
  const id = String(loan.id)
  return sentence(
    t({
      zh: `${loan.borrower}归还了「${loan.thing}」，请看一下是否完好。`,
      en: `${loan.borrower} brought “${loan.thing}” back; please have a look at it.`,
    }),
    {
      actions: [
        {
          label: t({ zh: '完好', en: 'In order' }),
          command: 'return',
          args: { op: 'intact', loan: id },
          style: 'primary',
        },
        { label: t({ zh: '有损坏', en: 'Damaged' }), command: 'return', args: { op: 'damaged', loan: id } },
        { label: t({ zh: '没有收到', en: 'Not received' }), command: 'return', args: { op: 'missing', loan: id } },
      ],
    },
  )
}

/** What a keeper is asked when a loan needs their yes. */
export function askKeeper(t: Translate, loan: LoanCard): View {
  const id = String(loan.id)
  return sentence(
    t({ zh: `${loan.borrower}想借「${loan.thing}」。`, en: `${loan.borrower} would like to borrow “${loan.thing}”.` }),
    {
      tone: 'warn',
      actions: [
        {
          label: t({ zh: '借出', en: 'Lend it' }),
          command: 'borrow',
          args: { op: 'lend', loan: id },
          style: 'primary',
        },
        { label: t({ zh: '不借', en: 'No' }), command: 'borrow', args: { op: 'refuse', loan: id } },
      ],
    },
  )
}
