import fc from 'fast-check'

/** What somebody does in a random life of a school; numbers pick among what there is by then. */
export type Deed = { what: (typeof WHATS)[number]; who: number; of: number; more: number; hours: number }

const WHATS = [
  'share',
  'share',
  'share',
  'download',
  'download',
  'download',
  'download',
  'rate',
  'rate',
  'withdraw',
  'restore',
  'correct',
  'freeze',
  'fix',
  'audit',
  'overturn_review',
  'request',
  'fulfil',
  'close',
  'attend',
  'lecture',
  'observe',
  'teach',
  'judge',
  'panel_score',
  'report',
  'loan',
  'select',
  'case',
  'overturn',
  'flag',
  'decide',
  'redeem',
  'hold',
  'capture',
  'release',
  'adjust',
  'merge',
  'unmerge',
  'transfer',
  'arrive',
  'leave',
  'policy',
] as const

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom(...WHATS),
  who: fc.nat(99),
  of: fc.nat(99),
  more: fc.nat(99),
  hours: fc.oneof({ weight: 6, arbitrary: fc.nat(5) }, { weight: 3, arbitrary: fc.nat(40) }, fc.nat(300)),
})
export const deeds = fc.array(deed, { minLength: 8, maxLength: 50, size: 'max' })

const PEOPLE = ['王', '李', '赵', '陈', '周', '吴']
const TYPES = ['课件', '教案', '试题', '链接', '视频', '单元包']

/** The worked history of a life: deeds that make no sense at their time are left out. */
export function lifeOf(given: readonly Deed[], more: { only?: ReadonlySet<string>; lockAfter?: number } = {}) {
  const events: Record<string, unknown>[] = []
  const [items, facts, audits]: [string[], string[], string[]] = [[], [], []]
  const [cases, flags, holds, requests]: [string[], string[], string[], string[]] = [[], [], [], []]
  const [names, gone] = [[...PEOPLE], new Set<string>()]
  const merged = new Map<string, string>()
  let clock = Date.parse('2027-01-11T08:00:00+08:00')
  const pick = <T>(all: readonly T[], by: number): T | undefined => all[by % all.length]
  const now = (name: string): string => {
    const into = merged.get(name)
    return into === undefined ? name : now(into)
  }
  for (const [nth, one] of given.entries()) {
    if (more.only && !more.only.has(one.what)) continue
    clock += one.hours * 3_600_000 + 60_000
    if (nth === more.lockAfter) {
      clock = Math.max(clock, Date.parse('2027-02-14T00:01:00+08:00'))
      events.push({ at: new Date(clock - 1_000).toISOString(), lock: '2026-autumn' })
    }
    const at = new Date(clock).toISOString()
    const id = `d${nth}`
    const who = pick(names, one.who) ?? ''
    const other = pick(names, one.more) ?? ''
    const item = pick(items, one.of)
    const say = (event: Record<string, unknown>) => events.push({ at, id, ...event })
    switch (one.what) {
      case 'share': {
        const name = `R${items.length + 1}`
        items.push(name)
        facts.push(id)
        const shares = other !== who && one.more % 3 === 0 ? { co_authors: { [other]: 0.3333 } } : {}
        const cell = one.of % 2 === 0 ? { subject: 'math', grade: 3, unit: `u${one.of % 3}` } : {}
        const same = one.more % 7 === 0 ? { content: `c${one.of % 2}` } : {}
        const scope = pick(['school', 'group', 'district'], one.of)
        const like = item && one.more % 5 === 0 ? { new_version_of: item, alike: (one.of % 10) / 10 } : {}
        say({ share: name, by: who, type: pick(TYPES, one.more), scope, ...cell, ...same, ...shares, ...like })
        break
      }
      case 'download':
        if (!item) break
        facts.push(id)
        say({ download: item, by: [who] })
        break
      case 'rate':
        if (!item) break
        facts.push(id)
        say({ rate: item, by: [who], stars: one.more % 6, chars: one.more })
        break
      case 'withdraw':
        if (item) say({ withdraw: item, why: pick(['author', 'recalled', 'admin'], one.more) })
        break
      case 'restore':
        if (item) say({ restore: item })
        break
      case 'correct':
        if (item) say({ correct: item, type: pick(TYPES, one.more), origin: one.who % 2 ? 'original' : 'adapted' })
        break
      case 'freeze':
        if (item) say({ freeze: item })
        break
      case 'fix':
        if (item) say({ fix: item })
        break
      case 'audit':
        if (!item) break
        audits.push(id)
        facts.push(id)
        say({ audit: item, by: who })
        break
      case 'overturn_review': {
        const of = pick(audits, one.of)
        if (of) say({ overturn_review: of })
        break
      }
      case 'request':
        requests.push(`Q${nth}`)
        say({ request: `Q${nth}`, by: who, bounty: one.more % 6 })
        break
      case 'fulfil':
      case 'close': {
        const of = requests.splice(one.of % Math.max(1, requests.length), 1)[0]
        if (!of) break
        facts.push(id)
        say(one.what === 'close' ? { close: of } : { fulfil: of, by: who })
        break
      }
      case 'attend':
        say({ attend: `L${one.of % 4}`, by: [who] })
        break
      case 'lecture': {
        const level = pick(['school', 'cross_school', 'district'], one.of)
        say({ lecture: `L${one.of % 4}`, by: who, level, checked_in: one.more % 12, materials: one.more % 4 > 0 })
        break
      }
      case 'observe':
        say({ observe: `O${one.of % 5}`, by: who, chars: 30 + one.more })
        break
      case 'teach':
        facts.push(id)
        say({ teach: `T${one.of % 5}`, by: who, periods: 1 + (one.more % 3) })
        break
      case 'judge':
        say({ judge: `P${one.of % 5}`, by: who === other ? [who] : [who, other] })
        break
      case 'panel_score':
        if (item) say({ panel_score: item, score: one.more })
        break
      case 'report':
        say({ report_duplicate: `D${one.of % 5}`, by: who })
        break
      case 'loan':
        if (now(who) !== now(other)) say({ loan: `B${nth}`, borrower: who, lender: other })
        break
      case 'select':
        if (item) say({ select: item, level: pick(['school', 'group', 'district'], one.more), selection: `S${nth}` })
        break
      case 'case': {
        const ruling = pick(['plagiarism', 'takedown', 'duplicate_own', 'duplicate_other', 'fraud'], one.more)
        const of = pick(facts, one.of)
        if (!item || !of) break
        cases.push(`C${nth}`)
        const what = ruling === 'fraud' ? { against: who, of: [of] } : { resource: item }
        say({ case: `C${nth}`, ruling, ...what })
        break
      }
      case 'overturn': {
        const of = cases.splice(one.of % Math.max(1, cases.length), 1)[0]
        if (of) say({ overturn: of })
        break
      }
      case 'flag': {
        const of = pick(facts, one.of)
        if (!of) break
        flags.push(`F${nth}`)
        const until = one.who % 2 === 0 ? { until: new Date(clock + 48 * 3_600_000).toISOString() } : {}
        say({ flag: `F${nth}`, of: [of], effect: one.more % 4 === 0 ? 'half' : 'hold', ...until })
        break
      }
      case 'decide': {
        const of = pick(flags, one.of)
        if (of) say({ decide: of, outcome: one.more % 2 ? 'cleared' : 'upheld' })
        break
      }
      case 'redeem':
        say({ redeem: 1 + (one.more % 3), by: who })
        break
      case 'hold':
        holds.push(`H${nth}`)
        say({ hold: `H${nth}`, by: who, points: 1 + (one.more % 3) })
        break
      case 'capture':
      case 'release': {
        const of = holds.splice(one.of % Math.max(1, holds.length), 1)[0]
        if (of) say({ [one.what]: of })
        break
      }
      case 'adjust':
        say({ adjust: `T${nth}`, by: who, contribution: one.of % 5, spendable: one.more % 5 })
        break
      case 'merge':
        if (
          gone.has(now(other)) ||
          gone.has(who) ||
          merged.has(who) ||
          now(other) === who ||
          merged.has(other) ||
          merged.size > 2
        )
          break
        merged.set(who, other)
        say({ merge: who, into: other })
        break
      case 'unmerge': {
        // The latest first.
        const last = [...merged.keys()].at(-1)
        if (last === undefined || one.of % 3 > 0) break
        merged.delete(last)
        say({ unmerge: last })
        break
      }
      case 'transfer': {
        const to = pick(['一中', '二中', '三小'], one.of)
        gone.delete(now(who))
        say({ transfer: who, to, ...(one.more % 2 === 0 && { department: `${to}数学` }) })
        break
      }
      case 'arrive': {
        const name = `新${nth}`
        names.push(name)
        const brings = { contribution: one.of, opening: one.more % 7, shared_before: one.more % 2 === 0 }
        say({ arrive: name, school: pick(['一中', '二中', undefined], one.of), ...brings })
        break
      }
      case 'leave':
        // Whoever is gone may still be asked to answer for what they left: their facts go on.
        if (gone.size > 2) break
        gone.add(now(who))
        say({ leave: who })
        break
      case 'policy': {
        const rules = { 'review.useful': { points: 1 + (one.of % 3) }, 'download.counted': { cross_school: 1.5 } }
        const base = { lesson_plan: 6 + (one.more % 4), courseware: 9 + (one.who % 3) }
        say({ policy: `2027.01.${nth}`, changes: { rules, type_base: base } })
        break
      }
      default:
        one.what satisfies never
    }
  }
  const people = Object.fromEntries(
    PEOPLE.map((name, nth) => [
      name,
      { school: nth % 3 === 0 ? '二中' : '一中', opening: 5 * (nth % 3), shared_before: nth % 2 === 0 },
    ]),
  )
  return { people, events, until: new Date(clock + 20 * 86_400_000).toISOString() }
}
