import { sha256 } from '#kit/ids.ts'
import type { Text } from '#kit/lang.ts'
import type { Policy } from '../policy/schema.ts'
import { termLabel } from '../policy/terms.ts'
import type { Reader } from '../schema.ts'
import { labelOf, TYPES } from '../taxonomy.ts'
import { findAnswer } from '../terms/answers.ts'
import { findClose, type TermClose } from '../terms/close.ts'
import { EXEMPTION_LABELS } from '../terms/exempt.ts'
import { type Evidence, type Figures, readFigures } from './appraisal-figures.ts'
import type { AppraisalRow, Stretch } from './appraisal-rows.ts'
import { type Column, REPORT_TITLES, type Report, type Sheet } from './report.ts'

/** Everybody's figures of a term, read once for any number of sheets. */
export type Appraisals = { stretch: Stretch; people: Figures[]; close: TermClose | undefined; head: string }

export async function readAppraisals(db: Reader, stretch: Stretch): Promise<Appraisals> {
  const close = await findClose(db, stretch.schoolId, stretch.termId)
  return {
    stretch,
    people: await readFigures(db, stretch),
    close,
    // A locked term was counted over the ledger as it was then.
    head: close?.lockedAt ? (close.headHash ?? '') : await ledgerHead(db, stretch.schoolId),
  }
}

/**
 * One teacher's appraisal for a term: what was shared against the quota, how it was received, whom it reached, what else
 * was done, honours, points and the band among colleagues (never a place), what the teacher says to it, with the resources
 * as evidence and a hash over all of it, so that a printed sheet can be compared. Once the term is locked it never changes.
 */
export async function appraisalReport(db: Reader, all: Appraisals, memberId: number): Promise<Report | undefined> {
  const { stretch, close, head } = all
  const row = all.people.find((one) => one.memberId === memberId)
  if (!row) return undefined
  const evidence = evidenceSheet(row.evidence)
  const hash = sha256(JSON.stringify([stretch.schoolId, stretch.termId, row, evidence.rows, head]))
  return {
    name: 'appraisal',
    title: REPORT_TITLES.appraisal,
    about: [
      { label: { zh: '姓名', en: 'Name' }, value: row.name },
      {
        label: { zh: '教研组', en: 'Department' },
        value: row.department && { zh: row.department, en: row.departmentEn ?? row.department },
      },
      { label: { zh: '学期', en: 'Term' }, value: termLabel(stretch.termId) },
      { label: { zh: '原创资源（件 / 任务）', en: 'Originals (of the quota)' }, value: quotaOf(row) },
      { label: { zh: '收录资源', en: 'Items accepted' }, value: row.items, kind: 'count' },
      { label: { zh: '其中', en: 'Of these' }, value: typesOf(row) },
      {
        label: { zh: '平均评分（评分人次）', en: 'Mean rating (ratings)' },
        value: row.mean === undefined ? '—' : `${row.mean.toFixed(2)}（${row.ratings}）`,
      },
      {
        label: { zh: '受益人数（本校 / 外校）', en: 'People reached (here / elsewhere)' },
        value: `${row.beneficiaries - row.beneficiariesElsewhere} / ${row.beneficiariesElsewhere}`,
      },
      {
        label: { zh: '主讲讲座 / 参加', en: 'Lectures given / heard' },
        value: `${row.lectures} / ${row.lecturesHeard}`,
      },
      { label: { zh: '评课反馈', en: 'Lesson feedback' }, value: row.observations, kind: 'count' },
      { label: { zh: '跨校授课（节）', en: 'Lessons at other schools' }, value: row.periods, kind: 'count' },
      { label: { zh: '完成审核', en: 'Reviews done' }, value: row.audits, kind: 'count' },
      { label: { zh: '应答求助', en: 'Requests answered' }, value: row.fulfilled, kind: 'count' },
      { label: { zh: '徽章与荣誉', en: 'Badges and honours' }, value: joined(row.honours) },
      { label: { zh: '成立的违规', en: 'Upheld violations' }, value: row.violations, kind: 'count' },
      { label: { zh: '本学期贡献分', en: 'Contribution this term' }, value: row.contribution, kind: 'points' },
      { label: { zh: '所在区间', en: 'Band' }, value: bandLabel(row.band) },
      ...(await saidOf(db, all, memberId)),
      ...(close?.lockedAt
        ? [
            {
              label: { zh: '结算校验码', en: 'Checksum of the term' },
              value: close.snapshotHash?.slice(0, 12),
            },
          ]
        : []),
      { label: { zh: '核对码', en: 'Hash' }, value: hash.slice(0, 16) },
    ],
    sheets: [evidence],
  }
}

/** What the teacher says to the sheet, once the term is cut and there is something to say. */
async function saidOf(db: Reader, { stretch, close }: Appraisals, memberId: number): Promise<Report['about']> {
  if (!close || close.state === 'running' || close.state === 'noticed') return []
  const answer = await findAnswer(db, stretch.schoolId, stretch.termId, memberId)
  const reply = answer?.resolution
  const value: Text =
    answer === undefined
      ? { zh: '未答复', en: 'no answer' }
      : answer.answer === 'confirmed'
        ? { zh: '已确认', en: 'confirmed' }
        : {
            zh: `有异议：${answer.note}${reply === undefined ? '' : `（答复：${reply}）`}`,
            en: `disputed: ${answer.note}${reply === undefined ? '' : ` (answer: ${reply})`}`,
          }
  return [{ label: { zh: '本人意见', en: 'The teacher’s word' }, value }]
}

/** Every teacher of the school in one table, in the order of departments and names, never of points. */
export function appraisalsReport({ stretch, people, head }: Appraisals): Report {
  return {
    name: 'appraisals',
    title: REPORT_TITLES.appraisals,
    about: [
      { label: { zh: '学期', en: 'Term' }, value: termLabel(stretch.termId) },
      { label: { zh: '人数', en: 'People' }, value: people.length, kind: 'count' },
      { label: { zh: '账本核对码', en: 'Ledger head' }, value: head.slice(0, 16) },
    ],
    sheets: [
      {
        name: REPORT_TITLES.appraisals,
        columns: COLUMNS,
        rows: people.map((row) => [
          row.name,
          row.department && { zh: row.department, en: row.departmentEn ?? row.department },
          row.quotaDone,
          row.quotaDue,
          row.items,
          row.mean,
          row.ratings,
          row.beneficiaries - row.beneficiariesElsewhere,
          row.beneficiariesElsewhere,
          row.lectures,
          row.lecturesHeard,
          row.observations,
          row.periods,
          row.audits,
          row.fulfilled,
          row.violations,
          row.contribution,
          bandLabel(row.band),
        ]),
      },
    ],
  }
}

const COLUMNS: Column[] = [
  { label: { zh: '姓名', en: 'Name' }, kind: 'text' },
  { label: { zh: '教研组', en: 'Department' }, kind: 'text' },
  { label: { zh: '原创件数', en: 'Originals' }, kind: 'count' },
  { label: { zh: '任务件数', en: 'Quota' }, kind: 'count' },
  { label: { zh: '收录件数', en: 'Items' }, kind: 'count' },
  { label: { zh: '平均评分', en: 'Mean rating' }, kind: 'mean' },
  { label: { zh: '评分人次', en: 'Ratings' }, kind: 'count' },
  { label: { zh: '本校受益人数', en: 'People here' }, kind: 'count' },
  { label: { zh: '外校受益人数', en: 'People elsewhere' }, kind: 'count' },
  { label: { zh: '主讲讲座', en: 'Lectures given' }, kind: 'count' },
  { label: { zh: '参加讲座', en: 'Lectures heard' }, kind: 'count' },
  { label: { zh: '评课反馈', en: 'Lesson feedback' }, kind: 'count' },
  { label: { zh: '跨校授课节数', en: 'Lessons elsewhere' }, kind: 'count' },
  { label: { zh: '完成审核', en: 'Reviews' }, kind: 'count' },
  { label: { zh: '应答求助', en: 'Requests answered' }, kind: 'count' },
  { label: { zh: '成立的违规', en: 'Violations' }, kind: 'count' },
  { label: { zh: '贡献分', en: 'Contribution' }, kind: 'points' },
  { label: { zh: '所在区间', en: 'Band' }, kind: 'text' },
]

function bandLabel(band: number | undefined) {
  if (band === undefined) return '—'
  const percent = Math.round(band * 100)
  return { zh: `前 ${percent}%`, en: `top ${percent}%` }
}

function quotaOf({ quotaDone, quotaDue, exempt }: Figures): string | Text {
  if (exempt === undefined) return quotaDue === 0 ? String(quotaDone) : `${quotaDone} / ${quotaDue}`
  const why = EXEMPTION_LABELS[exempt]
  return { zh: `${quotaDone}（免任务：${why.zh}）`, en: `${quotaDone} (exempt: ${why.en})` }
}

function joined(names: readonly Text[]): Text | undefined {
  if (names.length === 0) return undefined
  return { zh: names.map((one) => one.zh).join('、'), en: names.map((one) => one.en).join(', ') }
}

function typesOf(row: AppraisalRow) {
  const entries = Object.entries(row.byType).sort(([left], [right]) => left.localeCompare(right))
  const join = (lang: 'zh' | 'en', comma: string) =>
    entries.map(([type, n]) => `${labelOf(TYPES, type)[lang]} ${n}`).join(comma)
  return entries.length === 0 ? undefined : { zh: join('zh', '、'), en: join('en', ', ') }
}

function evidenceSheet(rows: readonly Evidence[]): Sheet {
  return {
    name: { zh: '资源明细', en: 'Resources' },
    columns: [
      { label: { zh: '编号', en: 'No.' }, kind: 'count' },
      { label: { zh: '标题', en: 'Title' }, kind: 'text' },
      { label: { zh: '类型', en: 'Type' }, kind: 'text' },
      { label: { zh: '来源', en: 'Origin' }, kind: 'text' },
      { label: { zh: '下载人数', en: 'Downloads' }, kind: 'count' },
      { label: { zh: '评分', en: 'Rating' }, kind: 'mean' },
      { label: { zh: '本学期积分', en: 'Points this term' }, kind: 'points' },
    ],
    rows: rows.map((row) => [
      row.id,
      row.title,
      labelOf(TYPES, row.type),
      ORIGINS[row.origin],
      row.downloads,
      row.mean,
      row.points,
    ]),
    notes: [
      {
        zh: '每件资源的积分都可以在群里用 /why 编号 核对。',
        en: 'The points of each item can be checked in the chat with /why and its number.',
      },
    ],
    chart: { title: { zh: '每件资源的积分', en: 'Points of each item' }, label: 1, value: 6 },
  }
}

const ORIGINS: Record<keyof Policy['origin'], { zh: string; en: string }> = {
  original: { zh: '原创', en: 'original' },
  adapted: { zh: '改编', en: 'adapted' },
  licensed_repost: { zh: '授权转载', en: 'licensed repost' },
}

/** The hash of the last posting: what a sheet was computed over. */
export async function ledgerHead(db: Reader, schoolId: string): Promise<string> {
  const row = await db
    .selectFrom('point_tx')
    .select('hash')
    .where('school_id', '=', schoolId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.hash ?? ''
}
