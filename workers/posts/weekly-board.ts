import { board } from '#db/boards/board.ts'
import { weeksOfGroup } from '#db/boards/trend.ts'
import { announcedBadges } from '#db/honours/digest.ts'
import { policyAt } from '#db/policy/at.ts'
import { countOpenRequests } from '#db/requests/requests.ts'
import { translator } from '#kit/lang.ts'
import { addDays } from '#kit/zone.ts'
import { cardRows, weeklyBoardView } from '../view-board.ts'
import type { ScheduledPost } from './post.ts'
import { latestWeeklySlot } from './slot.ts'

/** Weeks of the trend, this one included. */
const WEEKS = 8

/** The weekly board of a group chat: the week in which the slot lies, up to now. Default Friday 16:30. */
export const weeklyBoard: ScheduledPost = {
  name: 'weekly_board',
  due: latestWeeklySlot,
  wanted: (settings) => settings.weekly_board === 'on',
  key: (chat, slot) => `board:${chat.id}:${slot.period}`,
  async build(trx, school, lang, slot) {
    const query = { schoolId: school.id, period: 'week' as const, at: slot.at }
    const people = await board(trx, { ...query, subject: 'person' })
    const newcomers = await board(trx, { ...query, subject: 'person', newcomers: true })
    const departments = await board(trx, { ...query, subject: 'department' })
    const weeks = await weeksOfGroup(trx, { schoolId: school.id, at: slot.at, zone: school.time_zone, weeks: WEEKS })
    const t = translator(lang)
    const view = weeklyBoardView(t, people, departments, { newcomers, weeks })
    if (!view) return undefined
    const rows = cardRows(t, view, [people, newcomers, departments])
    const policy = await policyAt(trx, school.id, slot.at)
    const week = { from: addDays(slot.at, -7, school.time_zone), to: slot.at }
    const badges = await announcedBadges(trx, school.id, policy, week)
    if (badges.length > 0) {
      const line = badges.map((one) => t({ zh: `${one.name}「${one.badge.zh}」`, en: `${one.name} “${one.badge.en}”` }))
      view.blocks.push({
        kind: 'note',
        text: t({ zh: `新徽章：${line.join('、')}`, en: `New badges: ${line.join(', ')}` }),
      })
    }
    const open = await countOpenRequests(trx, school.id)
    if (open > 0) {
      const text = t({ zh: `大家正在找 ${open} 份资源：/asks`, en: `Colleagues look for ${open} resources: /asks` })
      view.blocks.push({ kind: 'note', text })
    }
    return { view, rows }
  },
}
