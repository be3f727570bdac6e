import { z } from 'zod'
import { askResources } from '#db/search/ask.ts'
import type { Filters } from '#db/search/select.ts'
import { logSearch } from '#db/search-log/log.ts'
import { viewerOf } from '#db/sharing.ts'
import { defineCommand } from './command.ts'
import { LAST_PAGE, PAGE, type SearchArgs } from './search-args.ts'
import { foundView } from './search-found.ts'
import { nothingView } from './search-nothing.ts'

export const search = defineCommand<SearchArgs>({
  name: 'search',
  aliases: ['搜索', '搜', '找', '查找', '查', 'find', 's'],
  summary: { zh: '找资料：年级、学科、课题、类型都可以写', en: 'Finds resources by grade, subject, topic, type' },
  usage: { zh: '/search 三年级 分数 教案', en: '/search grade 3 math lesson plan' },
  examples: ['/search 分数 教案', '/搜 八下 一次函数 课件', '/search 作者:李 类型:课件 -答案 "认识分数"'],
  who: 'everyone',
  args: z.object({
    q: z.string().max(1_000).default(''),
    page: z.coerce.number().int().min(1).max(LAST_PAGE).default(1),
    subject: z.string().max(40).optional(),
    grade: z.coerce.number().int().min(1).max(12).optional(),
    type: z.string().max(40).optional(),
    upto: z.coerce.number().int().min(0).optional(),
  }),
  fromText(rest, about) {
    const q = rest.trim()
    const turn = /\s*(下|上)一页$/.exec(q)
    if (!turn) return { q }
    const page = (about?.page ?? 1) + (turn[1] === '下' ? 1 : -1)
    return { q: about?.query ?? q.slice(0, turn.index), page: String(Math.max(1, page)) }
  },
  async run(args, ctx) {
    const filters: Filters = {
      ...(args.subject !== undefined && { subject: args.subject }),
      ...(args.grade !== undefined && { grade: args.grade }),
      ...(args.type !== undefined && { type: args.type }),
    }
    const found = await askResources(ctx.db, viewerOf(ctx.member), {
      text: args.q,
      filters,
      limit: PAGE,
      offset: (args.page - 1) * PAGE,
      now: ctx.now,
      upTo: args.upto,
    })
    if (args.page === 1 && args.q !== '') {
      await ctx.write((trx) =>
        logSearch(trx, {
          schoolId: ctx.school.id,
          memberId: ctx.member.id,
          at: ctx.now,
          query: args.q,
          total: found.total,
          shown: found.hits.map((hit) => hit.id),
        }),
      )
    }
    const view = found.hits.length > 0 ? await foundView(args, found, ctx) : nothingView(args, found, ctx)
    const about = { query: args.q, page: args.page, list: found.hits.map((hit) => hit.id) }
    return { view: { ...view, about }, replace: ctx.pressed && 'own' }
  },
})
