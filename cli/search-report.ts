import { searchReport as reportOf } from '#db/search-log/report.ts'
import { systemClock } from '#kit/clock.ts'
import { addDays, spanOf } from '#kit/zone.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'
import { table } from './table.ts'

export type SearchReportOptions = { json?: boolean; school?: string; weeks: number; limit: number }

/** `search-report`: what people searched for in vain, by week, and the words that would have found it. */
export async function searchReport(io: Io, options: SearchReportOptions): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const zone = school.time_zone
    const since = addDays(spanOf('week', systemClock.now(), zone).from, -7 * (options.weeks - 1), zone)
    const report = await reportOf(db, school, since, options.limit)
    if (options.json) return io.json({ since: since.toISOString(), ...report })
    const say = (zh: string, en: string) => (io.env.LOCALE === 'en' ? en : zh)
    const print = (title: string, head: string[], rows: string[][]) => {
      io.print(`\n${title}`)
      io.print(rows.length === 0 ? say('（无）', '(none)') : table([head, ...rows]))
    }
    print(
      say('每周', 'By week'),
      [say('周', 'week'), say('搜索', 'searches'), say('无结果', 'no result'), say('未下载', 'nothing taken')],
      report.weeks.map((one) => [one.week, `${one.searches}`, `${one.empty}`, `${one.unclicked}`]),
    )
    const head = [say('搜索词', 'query'), say('次数', 'searches'), say('人数', 'people')]
    const line = (one: { query: string; searches: number; people: number }) => [
      one.query,
      `${one.searches}`,
      `${one.people}`,
    ]
    print(say('没有结果的', 'Without result'), head, report.withoutResult.map(line))
    print(say('有结果但没有下载的', 'With results, nothing taken'), head, report.withoutClick.map(line))
    print(
      say(
        '换了说法才找到的（可加进用词：gongxiang taxonomy add）',
        'Found in other words (see gongxiang taxonomy add)',
      ),
      [say('先搜', 'first'), say('后搜', 'then'), say('人数', 'people')],
      report.synonyms.map((one) => [one.from, one.to, `${one.people}`]),
    )
  })
}
