import { z } from 'zod'

const comes = {
  school: z.string().optional(),
  department: z.string().optional(),
  role: z.enum(['teacher', 'head', 'admin', 'pupil']).default('teacher'),
  /** What they can spend when they come; `contribution` what they have earned before. */
  opening: z.number().default(0),
  contribution: z.number().default(0),
  /** They shared before: no bonus for a first share. */
  shared_before: z.boolean().default(false),
}
/** A person of a worked history. Points are whole or decimal points, not 厘. */
const person = z.strictObject({ ...comes, joined: z.string().default('2020-01-01') })

/** The words of the model in Chinese are read, too. */
const word = <const T extends readonly [string, ...string[]]>(keys: T, zh: Record<string, T[number]>) =>
  z.preprocess((given) => (typeof given === 'string' ? (zh[given] ?? given) : given), z.enum(keys))
const ORIGIN = word(['original', 'adapted', 'licensed_repost'], {
  原创: 'original',
  改编: 'adapted',
  授权转载: 'licensed_repost',
  转载: 'licensed_repost',
})
const SCOPE = word(['school', 'group', 'district'], {
  本校: 'school',
  集团: 'group',
  公开: 'district',
  区级: 'district',
  public: 'district',
})
const LEVEL = word(['school', 'cross_school', 'district'], {
  校级: 'school',
  校内: 'school',
  校: 'school',
  跨校: 'cross_school',
  区级: 'district',
  区: 'district',
})
const SELECTED = word(['school', 'group', 'district'], {
  校级: 'school',
  校: 'school',
  集团: 'group',
  区级: 'district',
  区: 'district',
})
const RATER = word(['expert', 'same_subject', 'teacher', 'student'], {
  专家: 'expert',
  同学科: 'same_subject',
  教师: 'teacher',
  学生: 'student',
  pupil: 'student',
})

const names = z.union([z.string(), z.array(z.string())]).transform((one) => (typeof one === 'string' ? [one] : one))
const crowd = z.strictObject({
  count: z.number().int().min(1),
  school: z.string().optional(),
  role: z.enum(['teacher', 'pupil']).optional(),
})
const base = { at: z.union([z.string(), z.date()]), id: z.string().optional() }
const worth = {
  type: z.string().optional(),
  origin: ORIGIN.optional(),
  scope: SCOPE.optional(),
  subject: z.string().optional(),
  grade: z.number().int().optional(),
  unit: z.string().optional(),
  co_authors: z.record(z.string(), z.number()).optional(),
}
const event = <T extends z.ZodRawShape>(what: T) => z.strictObject({ ...base, ...what })

/** The deeds of a history, each named by its first word. See docs/histories.md. */
export const DEEDS = {
  share: event({
    share: z.string(),
    by: z.string(),
    ...worth,
    submitted: z.string().optional(),
    content: z.string().optional(),
    new_version_of: z.string().optional(),
    alike: z.number().optional(),
    unpaid: z.boolean().optional(),
  }),
  correct: event({ correct: z.string(), ...worth }),
  download: event({ download: z.string(), by: z.union([names, crowd]) }),
  rate: event({
    rate: z.string(),
    by: names,
    stars: z.number().int().min(0).max(5),
    chars: z.number().int().default(0),
    comment: z.string().optional(),
    rater: RATER.optional(),
    downloaded: z.boolean().default(true),
    seconds_since_download: z.number().int().optional(),
    pages: z.number().int().optional(),
  }),
  audit: event({
    audit: z.union([z.string(), z.array(z.string())]),
    by: z.string(),
    decision: z.enum(['accepted', 'refused']).default('accepted'),
    since: z.string().optional(),
  }),
  judge: event({ judge: z.string(), by: names }),
  panel_score: event({ panel_score: z.string(), score: z.number() }),
  request: event({ request: z.string(), by: z.string(), bounty: z.number().default(0) }),
  fulfil: event({ fulfil: z.string(), by: z.string() }),
  close: event({ close: z.string() }),
  loan: event({
    loan: z.string(),
    borrower: z.string(),
    lender: z.string(),
    on_time: z.boolean().default(true),
    intact: z.boolean().default(true),
    cross_school: z.boolean().optional(),
  }),
  lecture: event({
    lecture: z.string(),
    by: z.string(),
    level: LEVEL.default('school'),
    checked_in: z.number().int(),
    materials: z.boolean().default(true),
  }),
  attend: event({ attend: z.string(), by: names }),
  observe: event({ observe: z.string(), by: z.string(), chars: z.number().int() }),
  teach: event({ teach: z.string(), by: z.string(), periods: z.number().int().default(1) }),
  select: event({
    select: z.string(),
    level: SELECTED,
    selection: z.string().default('S1'),
  }),
  report_duplicate: event({ report_duplicate: z.string(), by: z.string() }),
  case: event({
    case: z.string(),
    resource: z.string().optional(),
    ruling: z.enum(['plagiarism', 'takedown', 'duplicate_own', 'duplicate_other', 'fraud', 'reviewer_error']),
    against: z.string().optional(),
    approvals: z.array(z.string()).optional(),
    repeat: z.boolean().optional(),
    of: names.optional(),
    original: z.string().optional(),
  }),
  overturn: event({ overturn: z.string() }),
  overturn_review: event({ overturn_review: z.string() }),
  withdraw: event({ withdraw: z.string(), why: z.enum(['author', 'recalled', 'admin']).default('author') }),
  restore: event({ restore: z.string() }),
  freeze: event({ freeze: z.string() }),
  fix: event({ fix: z.string() }),
  flag: event({
    flag: z.string(),
    of: names,
    until: z.string().optional(),
    effect: z.enum(['hold', 'half', 'note']).optional(),
  }),
  decide: event({ decide: z.string(), outcome: z.enum(['cleared', 'upheld']) }),
  redeem: event({ redeem: z.number(), by: z.string() }),
  hold: event({ hold: z.string(), by: z.string(), points: z.number() }),
  capture: event({ capture: z.string() }),
  release: event({ release: z.string() }),
  adjust: event({
    adjust: z.string(),
    by: z.string(),
    contribution: z.number().default(0),
    spendable: z.number().default(0),
    approvals: z.array(z.string()).optional(),
  }),
  lock: event({ lock: z.string() }),
  merge: event({ merge: z.string(), into: z.string() }),
  unmerge: event({ unmerge: z.string() }),
  transfer: event({ transfer: z.string(), to: z.string(), department: z.string().optional() }),
  leave: event({ leave: z.string() }),
  arrive: event({ arrive: z.string(), ...comes }),
  policy: event({ policy: z.string(), changes: z.record(z.string(), z.unknown()) }),
  nothing: event({ nothing: z.string() }),
} as const

export type DeedName = keyof typeof DEEDS

export const historySchema = z.strictObject({
  timezone: z.string().default('Asia/Shanghai'),
  /** The last day; the end of the week of the last deed when left out. */
  until: z.union([z.string(), z.date()]).optional(),
  people: z.record(z.string(), person),
  /** How many teachers a department has in all. */
  departments: z.record(z.string(), z.number().int().min(1)).default({}),
  events: z.array(z.record(z.string(), z.unknown())),
})
export type History = z.infer<typeof historySchema>
