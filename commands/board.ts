import { z } from 'zod'
import { board as boardOf } from '#db/boards/board.ts'
import { sentence } from '#workers/view.ts'
import { weeklyBoardView } from '#workers/view-board.ts'
import { defineCommand } from './command.ts'

export const board = defineCommand({
  name: 'board',
  aliases: ['周榜', '发榜', '发周榜'],
  summary: { zh: '现在就把本周榜发到群里', en: 'Posts this week’s board to the chat now' },
  usage: { zh: '/board now（/周榜 现在）', en: '/board now' },
  who: ['admin'],
  args: z.object({ when: z.literal('now') }),
  fromText: (rest) => (/^(now|现在|立即|马上|立刻|本周|)$/i.test(rest.trim()) ? { when: 'now' } : undefined),
  async run(_args, ctx) {
    const query = { schoolId: ctx.school.id, period: 'week' as const, at: ctx.now }
    const people = await boardOf(ctx.db, { ...query, subject: 'person' })
    const departments = await boardOf(ctx.db, { ...query, subject: 'department' })
    const view = weeklyBoardView(ctx.t, people, departments)
    const quiet = sentence(
      ctx.t({ zh: '本周还没有人得分，先不发榜。', en: 'Nobody has points this week yet, so there is no board.' }),
    )
    return { view: view ?? quiet }
  },
})
