import { z } from 'zod'
import { board as boardOf } from '#db/boards/board.ts'
import { insertCard } from '#db/boards/cards.ts'
import { weeksOfGroup } from '#db/boards/trend.ts'
import type { Trx } from '#db/schema.ts'
import type { Translate } from '#kit/lang.ts'
import { isoWeekOf } from '#kit/zone.ts'
import { type Block, sentence } from '#workers/view.ts'
import { cardRows, weeklyBoardView } from '#workers/view-board.ts'
import { defineCommand } from './command.ts'

/** Weeks of the trend, as in the weekly post. */
const WEEKS = 8

export const board = defineCommand({
  name: 'board',
  aliases: ['周榜', '发榜', '发周榜'],
  summary: { zh: '现在就把本周榜发到群里', en: 'Posts this week’s board to the chat now' },
  usage: { zh: '/board now（/周榜 现在）', en: '/board now' },
  who: ['admin'],
  args: z.object({ when: z.literal('now') }),
  fromText: (rest) => (/^(now|现在|立即|马上|立刻|本周|)$/i.test(rest.trim()) ? { when: 'now' } : undefined),
  async run(_args, ctx) {
    const { db, school, chat, now, zone, t, lang } = ctx
    const query = { schoolId: school.id, period: 'week' as const, at: now }
    const people = await boardOf(db, { ...query, subject: 'person' })
    const newcomers = await boardOf(db, { ...query, subject: 'person', newcomers: true })
    const departments = await boardOf(db, { ...query, subject: 'department' })
    const weeks = await weeksOfGroup(db, { schoolId: school.id, at: now, zone, weeks: WEEKS })
    const view = weeklyBoardView(t, people, departments, { newcomers, weeks })
    if (!view) {
      const quiet = { zh: '本周还没有人得分，先不发榜。', en: 'Nobody has points this week yet, so there is no board.' }
      return { view: sentence(t(quiet)) }
    }
    if (chat.kind !== 'group') return { view }
    const rows = cardRows(t, view, [people, newcomers, departments])
    const card = { schoolId: school.id, chatId: chat.id, key: ctx.eventKey, lang, rows, at: now }
    const isFirst = await ctx.write(async (trx) => {
      const claimed = await claimWeek(trx, school.id, chat.id, isoWeekOf(now, zone))
      if (claimed) await insertCard(trx, card)
      return claimed
    })
    return isFirst ? { view } : { view: { ...view, blocks: [...view.blocks, onlyForYou(t)] }, to: 'member' }
  },
})

/** One board a group and week: the one that is posted now takes the place of the scheduled one. False: it was there. */
async function claimWeek(trx: Trx, schoolId: string, chatId: number, period: string): Promise<boolean> {
  const row = await trx
    .insertInto('post_run')
    .values({ school_id: schoolId, name: 'weekly_board', chat_id: chatId, period, outcome: 'posted' })
    .onConflict((conflict) =>
      conflict
        .constraint('post_run__pkey')
        .doUpdateSet({ outcome: 'posted' })
        .where('post_run.outcome', '<>', 'posted'),
    )
    .returning('period')
    .executeTakeFirst()
  return row !== undefined
}

function onlyForYou(t: Translate): Block {
  const text = {
    zh: '本周的榜已经在群里发过，一周一次；这一份只给您看。',
    en: 'This week’s board has been posted to the group, and once a week is enough; this one is for you only.',
  }
  return { kind: 'note', text: t(text) }
}
