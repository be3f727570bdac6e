import { UserFacingError } from '#kit/errors.ts'
import { dayOf } from '#kit/zone.ts'
import { termLabel } from '../policy/terms.ts'
import type { Reader } from '../schema.ts'
import { yearRollUp } from '../terms/read.ts'
import { REPORT_TITLES, type Report } from './report.ts'

/** The school year, from 1 September, that an instant belongs to: `2026-2027`. */
export function schoolYearOf(at: Date, zone: string): string {
  const [year = 0, month = 0] = dayOf(at, zone).split('-').map(Number)
  const first = month >= 9 ? year : year - 1
  return `${first}-${first + 1}`
}

/** A school year by its name. Throws UserFacingError `year_unknown` for anything but two years in a row. */
export function schoolYear(name: string): string {
  const [, first = '', second = ''] = /^(\d{4})-(\d{4})$/.exec(name) ?? []
  if (first !== '' && Number(second) === Number(first) + 1) return name
  throw new UserFacingError('year_unknown', {
    zh: `“${name}”不是学年，学年写作 2026-2027。`,
    en: `“${name}” is no school year; one is written 2026-2027.`,
  })
}

/**
 * Everybody's school year as the sum of its locked terms' sheets, in the order of names, never of points: nothing is
 * counted anew, so the same can be had for ever. Throws UserFacingError when no term of it is locked.
 */
export async function yearReport(db: Reader, school: { id: string; time_zone: string }, year: string): Promise<Report> {
  const { terms, rows } = await yearRollUp(db, school.id, schoolYear(year), school.time_zone)
  if (terms.length === 0) {
    throw new UserFacingError('no_locked_term', {
      zh: `${year} 学年还没有锁定的学期，锁定之后才有汇总。各学期的状态：/term`,
      en: `No term of the school year ${year} is locked yet; it is summed up after that. See /term`,
    })
  }
  const named = terms.map(({ term, snapshotHash }) => ({ label: termLabel(term), hash: snapshotHash.slice(0, 12) }))
  return {
    name: 'year',
    title: REPORT_TITLES.year,
    about: [
      { label: { zh: '学年', en: 'School year' }, value: year },
      {
        label: { zh: '已锁定的学期', en: 'Locked terms' },
        value: {
          zh: named.map(({ label, hash }) => `${label.zh}（${hash}）`).join('、'),
          en: named.map(({ label, hash }) => `${label.en} (${hash})`).join(', '),
        },
      },
      { label: { zh: '人数', en: 'People' }, value: rows.length, kind: 'count' },
    ],
    sheets: [
      {
        name: REPORT_TITLES.year,
        columns: [
          { label: { zh: '姓名', en: 'Name' }, kind: 'text' },
          { label: { zh: '学期数', en: 'Terms' }, kind: 'count' },
          { label: { zh: '贡献分', en: 'Contribution' }, kind: 'points' },
          { label: { zh: '有任务的学期', en: 'Terms with a quota' }, kind: 'count' },
          { label: { zh: '达标的学期', en: 'Quota met' }, kind: 'count' },
          { label: { zh: '徽章', en: 'Badges' }, kind: 'count' },
        ],
        rows: [...rows]
          .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN') || a.member - b.member)
          .map((row) => [
            row.name,
            Number(row.terms),
            Number(row.points),
            Number(row.quotaOwed),
            Number(row.quotaMet),
            Number(row.badges),
          ]),
        notes: [
          {
            zh: '由各学期结算时的快照相加，括号内是快照的校验码。',
            en: 'The sum of what was kept when each term was locked; in brackets the checksums.',
          },
        ],
      },
    ],
  }
}
