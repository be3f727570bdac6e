import { z } from 'zod'
import { getDraft, listDrafts } from '#db/policy/drafts.ts'
import { UserFacingError } from '#kit/errors.ts'
import { sentence } from '#workers/view.ts'
import { dryRunView } from '#workers/view-policy.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

export const simulate = defineCommand({
  name: 'simulate',
  aliases: ['模拟', '试算'],
  summary: { zh: '规则草案的模拟：谁增谁减', en: 'A dry run of drafted rules: who gains, who loses' },
  usage: { zh: '/simulate [草案编号] [从哪个学期起]', en: '/simulate [draft] [since which term]' },
  examples: ['/simulate 3 2026-autumn'],
  who: ['admin'],
  args: z.object({
    id: z.coerce.number().int().min(1).optional(),
    since: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
    again: z.literal('yes').optional(),
  }),
  fromText(rest) {
    const words = rest
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
    const [first] = words
    if (first === undefined) return {}
    const id = /^#?(\d{1,9})$/.exec(first)?.[1]
    const since = id === undefined ? first : words[1]
    return { ...(id !== undefined && { id }), ...(since !== undefined && { since }), again: 'yes' }
  },
  async run({ id, since, again }, ctx): Promise<Answer> {
    const draft = id === undefined ? await newest(ctx) : await getDraft(ctx.db, ctx.school.id, id)
    if (draft.report && again === undefined) return { view: dryRunView(draft, draft.report, ctx), to: 'member' }
    ctx.ring('policy.try', {
      schoolId: ctx.school.id,
      draftId: draft.id,
      memberId: ctx.member.id,
      key: ctx.eventKey,
      ...(since !== undefined && { since }),
    })
    return {
      view: sentence(
        ctx.t({
          zh: `开始模拟草案 ${draft.id}（${draft.version}），完成后私聊告诉您谁增谁减。`,
          en: `Trying out draft ${draft.id} (${draft.version}); you will be told in private who gains and who loses.`,
        }),
        { note: ctx.t({ zh: '模拟不改动任何积分。', en: 'A dry run changes nobody’s points.' }) },
      ),
      to: 'member',
    }
  },
})

async function newest(ctx: Context) {
  const [draft] = await listDrafts(ctx.db, ctx.school.id)
  if (draft) return draft
  throw new UserFacingError(
    'no_draft',
    { zh: '还没有规则草案，没有可模拟的。', en: 'There is no draft of the rules to try out.' },
    {
      zh: '先把 .yaml 规则文件发给我，或发送 /policy 改 课件 12。',
      en: 'Send me the .yaml file first, or /policy set courseware 12.',
    },
  )
}
