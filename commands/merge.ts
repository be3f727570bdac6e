import { z } from 'zod'
import { formatPoints } from '#db/ledger/amount.ts'
import { balance } from '#db/ledger/read.ts'
import { type FoundMember, findMembers, listMembers } from '#db/rows/find-member.ts'
import { mergeMembers, sameMember } from '#db/rows/merge.ts'
import { unmergeMembers } from '#db/rows/unmerge.ts'
import { decideRoom, listDoubtfulRooms } from '#db/wechat/rooms.ts'
import { type Block, sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { mergedText, pickMember, whoIs } from './merge-words.ts'

/** People who wait to be bound, so many are listed. */
const SHOWN = 15
const UNDO = /^(?:undo|撤销|取消)\s*#?(\d{1,15})$/i

export const merge = defineCommand({
  name: 'merge',
  aliases: ['合并成员', '合并账号', '合并帐号'],
  summary: {
    zh: '两个账号是同一个人：并成一个，积分和资源都在，可以撤销',
    en: 'Two accounts are one person: makes them one, with all points and resources; can be undone',
  },
  usage: {
    zh: '/merge 并入者 保留者（姓名或 #编号）；/merge 看谁待绑定；/merge undo 编号',
    en: '/merge from into (names or #numbers); /merge lists who waits; /merge undo number',
  },
  examples: ['/merge #12 王老师'],
  who: ['admin'],
  args: z.object({
    from: z.string().min(1).max(40).optional(),
    into: z.string().min(1).max(40).optional(),
    sure: z.literal('1').optional(),
    undo: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    room: z.string().min(1).max(200).optional(),
    same: z.enum(['0', '1']).optional(),
  }),
  fromText(rest) {
    const words = rest.normalize('NFKC').trim()
    if (words === '') return {}
    const undo = UNDO.exec(words)?.[1]
    if (undo !== undefined) return { undo }
    const both = words.split(/\s*(?:->|→|=>|,|、|\s)\s*(?:并入|合并到|into\s)?\s*/).filter((word) => word !== '')
    const [from, into, more] = both
    return from !== undefined && into !== undefined && more === undefined ? { from, into } : undefined
  },
  async run({ from, into, sure, undo, room, same }, ctx): Promise<Answer> {
    if (room !== undefined && same !== undefined) {
      return { view: await decide(room, same === '1', ctx), to: 'member', replace: ctx.pressed }
    }
    if (undo !== undefined) return { view: await takeBack(undo, ctx), to: 'member', replace: ctx.pressed }
    if (from === undefined || into === undefined) return { view: await waiting(ctx), to: 'member' }
    const one = pickMember(await findMembers(ctx.db, ctx.school.id, from), from)
    const other = pickMember(await findMembers(ctx.db, ctx.school.id, into), into)
    if (one.id === other.id) throw sameMember()
    if (sure === undefined) return { view: await ask(one, other, ctx), to: 'member' }
    return { view: await join(one, other, ctx), to: 'member', replace: ctx.pressed }
  },
})

async function ask(from: FoundMember, into: FoundMember, ctx: Context): Promise<View> {
  const { t, db, school } = ctx
  const [mine, theirs] = [await balance(db, school.id, from.id), await balance(db, school.id, into.id)]
  const args = { from: `#${from.id}`, into: `#${into.id}`, sure: '1' }
  return {
    title: t({ zh: '合并两个账号？', en: 'Make these two one?' }),
    blocks: [
      {
        kind: 'fields',
        fields: [
          {
            label: t({ zh: '并入', en: 'Goes into the other' }),
            value: t(whoIs(from)),
            note: t({ zh: `${formatPoints(mine.contrib)} 分`, en: `${formatPoints(mine.contrib)} points` }),
          },
          {
            label: t({ zh: '保留', en: 'Stays' }),
            value: t(whoIs(into)),
            note: t({ zh: `${formatPoints(theirs.contrib)} 分`, en: `${formatPoints(theirs.contrib)} points` }),
          },
        ],
      },
      {
        kind: 'text',
        text: t({
          zh: '资源、积分、下载和评分都归保留的一方，按原来的日期计；互相下载、重复计的会冲回。以后可以撤销。',
          en: 'Resources, points, downloads and ratings go to the one that stays, on their old dates; what they earned from each other, or twice, is taken back. It can be undone later.',
        }),
      },
      {
        kind: 'actions',
        actions: [
          {
            label: t({ zh: '合并', en: 'Merge' }),
            command: 'merge',
            args,
            style: 'danger',
            confirm: t({
              zh: `${from.name}和${into.name}确实是同一个人吗？`,
              en: `Are ${from.name} and ${into.name} really one person?`,
            }),
          },
          {
            label: t({ zh: '反过来', en: 'The other way round' }),
            command: 'merge',
            args: { from: args.into, into: args.from },
          },
        ],
      },
    ],
  }
}

/** New groups with the name of a known one, about which nobody has decided. */
async function doubtfulRooms({ db, school, t }: Context): Promise<Block[]> {
  const rooms = await listDoubtfulRooms(db, school.id)
  if (rooms.length === 0) return []
  const answer = (key: string, same: '0' | '1') => ({ command: 'merge', args: { room: key, same } })
  return [
    {
      kind: 'text',
      text: t({ zh: '这些新群和已有的群同名，是同一个群吗？', en: 'New groups with a known name: are they the same?' }),
      style: 'strong',
    },
    {
      kind: 'list',
      items: rooms.map(({ key, topic }) => ({
        title: topic,
        actions: [
          { label: t({ zh: '同一个', en: 'The same' }), ...answer(key, '1') },
          { label: t({ zh: '另一个', en: 'Another' }), ...answer(key, '0') },
        ],
      })),
    },
  ]
}

async function decide(key: string, same: boolean, ctx: Context): Promise<View> {
  const { t } = ctx
  const done = await ctx.write((trx) => decideRoom(trx, { schoolId: ctx.school.id, key, same, now: ctx.now }))
  if (!done) return sentence(t({ zh: '这个群已经定过了。', en: 'This group was decided about already.' }))
  return sentence(
    same
      ? t({
          zh: '记下了，是同一个群：设置和周榜照旧，以后的消息都归原来的群。',
          en: 'Noted, the same group: its settings and its weekly board go on, and what is said there belongs to it.',
        })
      : t({ zh: '记下了，是另一个群。', en: 'Noted, another group.' }),
    { tone: 'good' },
  )
}

async function join(from: FoundMember, into: FoundMember, ctx: Context): Promise<View> {
  const { t, school } = ctx
  const done = await ctx.write((trx) =>
    mergeMembers(trx, {
      schoolId: school.id,
      from: from.id,
      into: into.id,
      by: ctx.member.id,
      how: 'admin',
      now: ctx.now,
    }),
  )
  ctx.ring('fact.settle', { schoolId: school.id })
  const text = mergedText(done.moved)
  return sentence(
    t({
      zh: `${from.name}已并入${into.name}。${text.zh}`,
      en: `${from.name} is ${into.name} now. ${text.en}`,
    }),
    {
      tone: 'good',
      actions: [
        {
          label: t({ zh: '撤销合并', en: 'Undo' }),
          command: 'merge',
          args: { undo: String(done.id) },
          confirm: t({ zh: '分回两个人，各归各的。确定吗？', en: 'Make them two again, each with their own. Sure?' }),
        },
      ],
      note: t({ zh: `以后撤销：/merge undo ${done.id}`, en: `To undo later: /merge undo ${done.id}` }),
    },
  )
}

async function takeBack(id: number, ctx: Context): Promise<View> {
  const { t, school } = ctx
  const { from, into } = await ctx.write((trx) => unmergeMembers(trx, { schoolId: school.id, id, now: ctx.now }))
  const args = { from: `#${from.id}`, into: `#${into.id}` }
  return sentence(
    t({
      zh: `已撤销：${from.name}和${into.name}又是两个人，各归各的。`,
      en: `Undone: ${from.name} and ${into.name} are two again, each with their own.`,
    }),
    {
      tone: 'good',
      actions: [{ label: t({ zh: '重新合并', en: 'Merge again' }), command: 'merge', args }],
    },
  )
}

async function waiting(ctx: Context): Promise<View> {
  const { t } = ctx
  const found = await listMembers(ctx.db, ctx.school.id, { pending: true, limit: SHOWN + 1 })
  const rooms = await doubtfulRooms(ctx)
  if (found.length === 0 && rooms.length > 0) return { blocks: rooms }
  if (found.length === 0) {
    return sentence(t({ zh: '没有人待绑定。', en: 'Nobody waits to be bound.' }), {
      note: t({ zh: '合并两个账号：/merge 并入者 保留者', en: 'To merge two: /merge from into' }),
    })
  }
  return {
    title: t({ zh: '待绑定的成员', en: 'Not bound yet' }),
    blocks: [
      { kind: 'list', items: found.slice(0, SHOWN).map((one) => ({ title: t(whoIs(one)) })) },
      {
        kind: 'note',
        text: t({
          zh: `合并：/merge #编号 姓名。替人取验证码：/bind 姓名。${found.length > SHOWN ? '还有更多。' : ''}`,
          en: `Merge: /merge #number name. A code for somebody: /bind name.${found.length > SHOWN ? ' There are more.' : ''}`,
        }),
      },
      ...rooms,
    ],
  }
}
