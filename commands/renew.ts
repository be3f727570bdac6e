import { z } from 'zod'
import { renew as extend } from '#db/things/loans.ts'
import { findThing, noThing } from '#db/things/things.ts'
import { sentence } from '#workers/view.ts'
import { onlyNumber, resourceId } from './args.ts'
import { type Answer, defineCommand } from './command.ts'
import { mine } from './return.ts'
import { tellOther } from './tell.ts'

export const renew = defineCommand({
  name: 'renew',
  aliases: ['续', '续借'],
  summary: { zh: '续借', en: 'Keeps something longer' },
  usage: { zh: '/renew 物品编号', en: '/renew thing number' },
  examples: ['/renew 3'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({ id: resourceId }),
  fromText(rest) {
    const number = onlyNumber(rest)
    return number ? { id: number } : undefined
  },
  async run({ id }, ctx): Promise<Answer> {
    const { t, db, school, member, now } = ctx
    const loan = await mine(ctx, id, undefined)
    const thing = await findThing(db, school.id, id)
    if (!thing) throw noThing(id)
    const longer = await ctx.write(async (trx) => {
      const row = await extend(trx, loan, thing, member, now)
      await tellOther(ctx, trx, {
        memberId: thing.keeper_id,
        school: thing.school_id,
        key: `loan:${loan.id}:renewed:${row.renewals}`,
        view: (say) =>
          sentence(
            say({
              zh: `${member.name}续借了「${thing.name}」，应还 ${row.due_on}。`,
              en: `${member.name} renewed “${thing.name}”; it is due on ${row.due_on}.`,
            }),
          ),
      })
      return row
    })
    return {
      view: sentence(
        t({
          zh: `已续借「${thing.name}」，应还 ${longer.due_on}。`,
          en: `“${thing.name}” is renewed until ${longer.due_on}.`,
        }),
        {
          tone: 'good',
          note: t({ zh: `随时可以提前还：/return ${id}`, en: `You can return it earlier: /return ${id}` }),
        },
      ),
      to: 'member',
    }
  },
})
