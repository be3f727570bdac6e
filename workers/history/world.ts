import { DateTime } from 'luxon'
import { spendable } from '#db/ledger/spend-now.ts'
import type { FactKind, FactPayload } from '#db/rows/fact-payloads.ts'
import { insertFact } from '#db/rows/facts.ts'
import type { Db } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { History } from './format.ts'

export const SCHOOL = 'history'

export type Item = {
  id: number
  name: string
  by: string
  /** The school in whose catalogue it is, also when its author goes to another. */
  school: string | undefined
  payload: FactPayload<'resource.accepted'>
  acceptedAt?: Date
}

type Person = { id: number; school: string | undefined; role: 'teacher' | 'head' | 'admin' | 'pupil' }

/** The people and things of a history by their names, and how a fact is written for them. */
export class World {
  readonly db: Db
  readonly zone: string
  readonly school: string
  readonly members = new Map<string, Person>()
  readonly items = new Map<string, Item>()
  readonly numbers = new Map<string, number>()
  readonly requests = new Map<string, { asker: string; bounty: number }>()
  readonly holds = new Map<string, { by: string; points: number; number: number }>()
  /** Who somebody turned out to be, and the merge that said so. */
  readonly merged = new Map<string, { into: string; merge: number }>()
  /** Who came when the history had begun. */
  readonly arrived: string[] = []
  /** What people wanted to spend and had not. */
  readonly refused: { at: Date; person: string; what: string; wanted: number; has: number }[] = []
  /** Types of resources beside the national ones that the policy pays. */
  types: readonly string[] = []
  /** The policy that was published last, as text. */
  policyText = ''
  /** Keys of the facts that a deed with an `id` wrote. */
  readonly deeds = new Map<string, string[]>()
  current: string[] = []
  #turn = 0

  constructor(db: Db, zone: string, school = SCHOOL) {
    this.db = db
    this.school = school
    this.zone = zone
  }

  turn(): number {
    this.#turn += 1
    return this.#turn
  }

  /** Who somebody is by now: a person that was merged is the other one. */
  person(name: string): Person {
    const merged = this.merged.get(name)
    if (merged) return this.person(merged.into)
    const found = this.members.get(name)
    if (!found) throw unknown('人', 'person', name)
    return found
  }

  item(name: string): Item {
    const found = this.items.get(name)
    if (!found) throw unknown('资源', 'resource', name)
    return found
  }

  /** A number for a name: its own digits when they are free (R1 → 1), the next one otherwise. */
  number(kind: string, name: string): number {
    const key = `${kind} ${name}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const taken = new Set(
      [...this.numbers].filter(([other]) => other.startsWith(`${kind} `)).map(([, number]) => number),
    )
    let number = Number(/^\D*(\d+)$/.exec(name)?.[1] ?? 1)
    while (taken.has(number)) number += 1
    this.numbers.set(key, number)
    return number
  }

  request(name: string) {
    const found = this.requests.get(name)
    if (!found) throw unknown('求助', 'request', name)
    return found
  }

  held(name: string) {
    const found = this.holds.get(name)
    if (!found) throw unknown('冻结', 'hold', name)
    return found
  }

  /** As in the chat: who has not enough at the moment is refused, and nothing happens. 厘. */
  async affords(name: string, wanted: number, at: Date, what: string): Promise<boolean> {
    const has = await spendable(this.db, this.school, this.person(name).id)
    if (wanted === 0 || has >= wanted) return true
    this.refused.push({ at, person: name, what, wanted, has })
    return false
  }

  keysOf(ids: readonly string[]): string[] {
    return ids.flatMap((id) => {
      const keys = this.deeds.get(id)
      if (!keys) throw unknown('事件编号', 'event id', id)
      return keys
    })
  }

  async write<K extends FactKind>(
    kind: K,
    key: string,
    at: Date,
    payload: FactPayload<K>,
    who: { actor?: number | undefined; resource?: number | undefined } = {},
  ): Promise<void> {
    const fact = {
      schoolId: this.school,
      key,
      kind,
      occurredAt: at,
      payload,
      ...(who.actor !== undefined && { actorId: who.actor }),
      ...(who.resource !== undefined && { resourceId: who.resource }),
    }
    await this.db.transaction().execute((trx) => insertFact(trx, fact))
    this.current.push(key)
  }

  /** A department of the school, which comes to be when it is first named. */
  async department(name: string): Promise<number> {
    const { id } = await this.db
      .insertInto('department')
      .values({ school_id: this.school, name, name_en: null })
      .onConflict((conflict) => conflict.constraint('department__name__key').doUpdateSet({ name_en: null }))
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }

  async addMember(
    name: string,
    given: {
      school?: string | undefined
      department?: string | undefined
      role?: 'teacher' | 'head' | 'admin' | 'pupil'
      joined?: string
    },
  ): Promise<number> {
    const department = given.department === undefined ? null : await this.department(given.department)
    const { id } = await this.db
      .insertInto('member')
      .values({
        school_id: this.school,
        name,
        role: given.role ?? 'teacher',
        department_id: department,
        created_at: instant(given.joined ?? '2020-01-01', this.zone),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    this.members.set(name, { id, school: given.school, role: given.role ?? 'teacher' })
    return id
  }
}

/** `2026-09-07`, `2026-09-07 10:00` in the history's zone; a day alone means noon. */
export function instant(text: string | Date, zone: string): Date {
  if (text instanceof Date) {
    const day = DateTime.fromJSDate(text, { zone: 'utc' })
    return day.hour === 0 && day.minute === 0 && day.second === 0
      ? DateTime.fromISO(`${day.toISODate()}T12:00:00`, { zone }).toJSDate()
      : text
  }
  const iso = text.trim().replace(' ', 'T')
  const at = DateTime.fromISO(/T/.test(iso) ? iso : `${iso}T12:00:00`, { zone })
  if (!at.isValid) {
    throw new UserFacingError('history_time', {
      zh: `看不懂时间“${text}”，请写成 2026-09-07 10:00。`,
      en: `“${text}” is not a time; write 2026-09-07 10:00.`,
    })
  }
  return at.toJSDate()
}

/** 厘. */
export function minor(points: number): number {
  return Math.round(points * 100)
}

export function rosterOf(history: History, department: string): number {
  return Object.values(history.people).filter((one) => one.department === department).length
}

function unknown(zh: string, en: string, name: string): UserFacingError {
  return new UserFacingError('history_unknown', {
    zh: `历史里没有这个${zh}：${name}。`,
    en: `The history has no ${en} “${name}”.`,
  })
}
