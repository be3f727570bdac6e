import { type BoardSubject, board as readBoard } from '#db/boards/board.ts'
import type { Period } from '#db/boards/periods.ts'
import type { Metric } from '#db/boards/tables.ts'
import { systemClock } from '#kit/clock.ts'
import { say } from '#kit/lang.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'

export type BoardOptions = {
  json?: boolean
  period: Period
  subject: BoardSubject
  metric?: Metric
  /** Over all schools. */
  district?: boolean
  newcomers?: boolean
  limit?: number
  at?: Date
  school?: string
}

/** Points are kept in 厘: 100 are one point. */
const POINT = 100

/** `board`: a leaderboard as the chat sees it; people are named as they chose. Points are decimal. */
export async function board(io: Io, options: BoardOptions): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const { period, subject, metric = 'points', limit, at = systemClock.now() } = options
    // Beneficiaries of a person are people; everything else is kept in hundredths.
    const unit = metric === 'beneficiaries' && subject === 'person' ? 1 : POINT
    const found = await readBoard(db, {
      schoolId: school.id,
      subject,
      period,
      at,
      metric,
      ...(options.district && { scope: 'district' as const }),
      ...(options.newcomers && { newcomers: true }),
      ...(limit !== undefined && { limit }),
    })
    const lang = io.env.LOCALE
    const rows = found.rows.map((row) => ({
      rank: row.rank,
      name: say(lang, row.name),
      points: row.points / unit,
      ...(row.note && { note: say(lang, row.note) }),
    }))
    const { key, from, to, label } = found.window
    if (options.json) {
      return io.json({ period, metric, key, from, to, subject, contributors: found.contributors, rows })
    }
    io.print(say(lang, label))
    for (const row of rows) io.print(`${row.rank}\t${row.name}\t${row.points.toFixed(2)}\t${row.note ?? ''}`)
    io.say({ zh: `共 ${found.contributors} 人贡献。`, en: `${found.contributors} people contributed.` })
  })
}
