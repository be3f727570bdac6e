import { board } from '#db/boards/board.ts'
import { translator } from '#kit/lang.ts'
import { weeklyBoardView } from '../view-board.ts'
import type { ScheduledPost } from './post.ts'
import { latestWeeklySlot } from './slot.ts'

/** The weekly board of a group chat: the week in which the slot lies, up to now. Default Friday 16:30. */
export const weeklyBoard: ScheduledPost = {
  name: 'weekly_board',
  due: latestWeeklySlot,
  wanted: (settings) => settings.weekly_board === 'on',
  key: (chat, slot) => `board:${chat.id}:${slot.period}`,
  async build(trx, school, lang, slot) {
    const query = { schoolId: school.id, period: 'week' as const, at: slot.at }
    const people = await board(trx, { ...query, subject: 'person' })
    const departments = await board(trx, { ...query, subject: 'department' })
    return weeklyBoardView(translator(lang), people, departments)
  },
}
