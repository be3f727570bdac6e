import { keepIndexes, standings, wrongIndexes } from '#db/school-index/snapshot.ts'
import { systemClock } from '#kit/clock.ts'
import { say } from '#kit/lang.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'

/** `school-index`: every school's index and tier; `--verify` computes all kept ones of a school again from facts. */
export async function schoolIndex(
  io: Io,
  options: { json?: boolean; school?: string; verify?: boolean },
): Promise<void> {
  await withDb(io, async (db) => {
    if (options.verify) {
      const school = await chooseSchool(io, db, options.school)
      const wrong = await wrongIndexes(db, school.id)
      if (options.json) io.json({ ok: wrong.length === 0, wrong })
      else if (wrong.length === 0) io.say({ zh: '重算结果与记录相同。', en: 'Computed again: the same.' })
      else io.say({ zh: `与重算不同的日期：${wrong.join('、')}`, en: `Days that differ: ${wrong.join(', ')}` })
      if (wrong.length > 0) process.exitCode = 1
      return
    }
    await keepIndexes(db, systemClock.now())
    const rows = (await standings(db, systemClock.now())).sort((left, right) => right.points - left.points)
    if (options.json) {
      return io.json({
        schools: rows.map(({ school_id, day, points, tier, inputs, score }) => ({
          school: school_id,
          day,
          index: points,
          tier,
          inputs,
          score,
        })),
      })
    }
    for (const row of rows) {
      const name = say(io.env.LOCALE, { zh: row.name, en: row.name_en })
      io.print([name, row.points.toFixed(1), row.tier, row.day].join('\t'))
    }
  })
}
