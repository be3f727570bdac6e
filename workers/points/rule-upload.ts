import { multiply } from '#db/ledger/amount.ts'
import type { Policy } from '#db/policy/schema.ts'
import { labelOf, TYPES } from '#db/taxonomy.ts'
import type { Text } from '#kit/lang.ts'
import type { Desk } from './desk.ts'
import type { PointFact } from './fact.ts'
import { counterOf, type Proposal } from './proposal.ts'
import { base, factor, formula, nought, type Term } from './trace.ts'

const RULE = 'upload.accepted'
type Accepted = PointFact<'resource.accepted'>

const ORIGINS: Record<Accepted['said']['origin'], Text> = {
  original: { zh: '原创', en: 'original' },
  adapted: { zh: '改编', en: 'adapted' },
  licensed_repost: { zh: '授权转载', en: 'licensed repost' },
}
const SCOPES: Record<Accepted['said']['scope'], Text> = {
  school: { zh: '本校', en: 'school' },
  group: { zh: '集团', en: 'group' },
  district: { zh: '公开', en: 'public' },
}

/** The school day on which it was shared: a slow reviewer costs nothing. */
export function submissionDay(desk: Desk, fact: Accepted): string {
  const { submitted_day, submitted_at } = fact.said
  return submitted_day ?? desk.day(submitted_at === undefined ? fact.at : new Date(submitted_at))
}

/** Subject × grade × unit, when all three are known. */
export function cellOf({ subject, grade, unit }: Accepted['said']): string | undefined {
  return subject && grade && unit ? `${subject}|${grade}|${unit}` : undefined
}

/** type_base × origin × scope × gap, and what the caps of a day and a term leave of it; the first share of a person. */
export function uploadAccepted(desk: Desk, fact: Accepted, policy: Policy): Proposal[] {
  const { now: author, all } = desk.self(fact.said.author)
  const day = submissionDay(desk, fact)
  const paid = paidBefore(desk, fact, all)
  const shares = (fact.said.co_authors ?? []).filter((one) => !desk.same(one.member, author))
  const up = {
    rule: RULE,
    roots: [`up:${fact.resource}`] as [string],
    member: author,
    resource: fact.resource,
    day,
    shares,
  }
  const proposals: Proposal[] = [{ ...up, ...worthOf(desk, fact, policy, author, day, paid) }]
  const first = policy.rules['upload.first_ever']
  if (first && !fact.said.unpaid && paid === undefined && !hardlyDiffers(fact, policy)) {
    const amount = multiply(first.points)
    const roots = [author, ...all.filter((id) => id !== author)].map((id) => `first:${id}`) as [string, ...string[]]
    if (!roots.some((root) => desk.root(root).keys.has(root) && desk.root(root).awards === 0)) {
      const trace = formula([base({ zh: '首次分享', en: 'First share ever' }, first.points)], amount)
      proposals.push({
        rule: 'upload.first_ever',
        roots,
        member: author,
        resource: fact.resource,
        day,
        amount,
        renewable: true,
        trace,
      })
    }
  }
  return proposals
}

function worthOf(
  desk: Desk,
  fact: Accepted,
  policy: Policy,
  author: number,
  day: string,
  paid: number | undefined,
): Pick<Proposal, 'amount' | 'trace' | 'capped'> {
  const none = (zh: string, en: string) => ({ amount: 0, trace: nought({ zh, en }) })
  const { said } = fact
  if (said.unpaid) return none('批量导入，不计分', 'imported, which earns nothing')
  if (paid !== undefined)
    return none(`同样的内容已计过分（编号 ${paid}）`, `the same content was rewarded before (no. ${paid})`)
  const rule = policy.rules[RULE]
  const nth = desk.count(counterOf.day(RULE, author, day)).n + 1
  if (nth > rule.per_day_half) {
    const full = rule.per_day_half
    return {
      ...none(`当天已有 ${full} 件计分，本件不计`, `${full} items of that day earned, this one does not`),
      capped: true,
    }
  }
  const repeated = repeatedVersion(desk, fact, policy, author)
  if (repeated) return { amount: 0, trace: nought(repeated) }
  const points = policy.type_base[said.type] ?? 0
  const terms: Term[] = [base(labelOf(TYPES, said.type), points)]
  const factors: number[] = []
  const times = (label: Text, value: number) => {
    terms.push(factor(label, value))
    factors.push(value)
  }
  const version = said.like ? policy.rules['upload.version'] : undefined
  // A copy of a colleague's file that says nothing about its origin counts as what it is.
  const origin = version && !said.like?.own && said.origin === 'original' ? 'adapted' : said.origin
  times(ORIGINS[origin], policy.origin[origin])
  if (version && said.like?.own) times({ zh: '新版本', en: 'new version' }, version.share_of_base)
  times(SCOPES[said.scope], policy.scope[said.scope])
  const cell = cellOf(said)
  const filled = cell === undefined ? undefined : desk.cells.get(cell)
  if (cell !== undefined && (filled === undefined || filled === fact.resource))
    times({ zh: '空白单元', en: 'empty unit' }, policy.gap_bonus)
  if (nth > rule.per_day_full) times({ zh: `当天第 ${nth} 件`, en: `item ${nth} of the day` }, rule.half_factor)
  const inTerm = desk.count(counterOf.term(RULE, author, desk.term(fact.at))).n + 1
  if (inTerm > rule.term_soft_cap_items) {
    times({ zh: `本学期第 ${inTerm} 件`, en: `item ${inTerm} of the term` }, rule.after_cap_factor)
  }
  const amount = multiply(points, ...factors)
  return { amount, trace: formula(terms, amount) }
}

/** The resource that was paid for the same bytes or text: by this person ever, by anybody if it still stands. */
function paidBefore(desk: Desk, fact: Accepted, authors: readonly number[]): number | undefined {
  const shas = [fact.said.blob_sha256, fact.said.text_sha256].flatMap((sha) => sha ?? [])
  const found = shas
    .flatMap((sha) => desk.contents.get(sha) ?? [])
    .filter((one) => one.resource !== fact.resource)
    .filter(
      (one) => authors.includes(one.member) || (desk.resources.get(one.resource)?.base ?? (one.stands ? 1 : 0)) > 0,
    )
  return found.length === 0 ? undefined : Math.min(...found.map((one) => one.resource))
}

/** The n-th version of a work that earned its author something in a term; kept among the cells. */
export function versionCell(desk: Desk, fact: Accepted, author: number, nth: number): string {
  return `v|${fact.said.like?.work}|${desk.term(fact.at)}|${author}|${nth}`
}

/** A near copy, of one's own or of a colleague's file: as little a share of somebody's own as the same file again. */
function hardlyDiffers({ said: { like } }: Accepted, policy: Policy): boolean {
  const rule = policy.rules['upload.version']
  return like !== undefined && rule !== undefined && 1 - like.alike < rule.min_change
}

/** Why a file that is for the most part an earlier one earns nothing; undefined when it does. */
function repeatedVersion(desk: Desk, fact: Accepted, policy: Policy, author: number): Text | undefined {
  const rule = policy.rules['upload.version']
  const { like } = fact.said
  if (!like || !rule) return undefined
  const least = `${Math.round(rule.min_change * 100)} %`
  if (hardlyDiffers(fact, policy)) {
    return { zh: `和编号 ${like.of} 只有不到 ${least} 不同`, en: `less than ${least} differs from no. ${like.of}` }
  }
  if (!like.own || rule.per_item_per_term === 0) return undefined
  const last = desk.cells.get(versionCell(desk, fact, author, rule.per_item_per_term))
  if (last === undefined || last === fact.resource) return undefined
  return {
    zh: `编号 ${like.of} 的新版本本学期已计 ${rule.per_item_per_term} 次`,
    en: `${rule.per_item_per_term} new version of no. ${like.of} earned this term`,
  }
}
