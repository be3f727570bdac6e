import { z } from 'zod'
import { THING_KINDS, type ThingKind } from '#db/things/tables.ts'
import { findThing, insertThing, keeps, listThings, noThing, notKeeper, setThing } from '#db/things/things.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import { sentence, type View } from '#workers/view.ts'
import { KIND_NAMES, thingItem } from '#workers/view-things.ts'
import { resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

const KIND_WORDS: Record<string, ThingKind> = {
  场地: 'room',
  教室: 'room',
  room: 'room',
  设备: 'equipment',
  器材: 'equipment',
  equipment: 'equipment',
  图书: 'book',
  书: 'book',
  book: 'book',
}
const CHANGES = ['retire', 'restore', 'share', 'unshare', 'ask', 'direct'] as const
type Change = (typeof CHANGES)[number]
const CHANGE_WORDS: readonly [RegExp, Change][] = [
  [/^(?:停用|下架|retire)$/i, 'retire'],
  [/^(?:启用|恢复|restore)$/i, 'restore'],
  [/^(?:对外|共享|share)$/i, 'share'],
  [/^(?:对内|校内|unshare)$/i, 'unshare'],
  [/^(?:需审批|审批|ask)$/i, 'ask'],
  [/^(?:免审批|direct)$/i, 'direct'],
]
const SHOWN = 20

export const item = defineCommand({
  name: 'item',
  aliases: ['登记物品', '物品', '登记场地'],
  summary: { zh: '登记您保管的场地、设备、图书', en: 'Registers places and things that you keep' },
  usage: {
    zh: '/item 设备 显微镜 实验室；/item 3 对外；/item 3 需审批；/item 3 停用',
    en: '/item equipment microscope lab; /item 3 share; /item 3 ask; /item 3 retire',
  },
  examples: ['/item 场地 录播教室 三楼'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    kind: z.enum(THING_KINDS).optional(),
    name: z.string().trim().min(1).max(40).optional(),
    place: z.string().trim().max(40).optional(),
    id: resourceId.optional(),
    change: z.enum(CHANGES).optional(),
  }),
  fromText(rest) {
    const words = rest.normalize('NFKC').trim().split(/\s+/).filter(Boolean)
    const [first, second, ...more] = words
    if (first === undefined) return {}
    const number = /^#?(\d{1,10})$/.exec(first)?.[1]
    if (number !== undefined) {
      const change = CHANGE_WORDS.find(([pattern]) => pattern.test(second ?? ''))?.[1]
      return change ? { id: number, change } : undefined
    }
    const kind = KIND_WORDS[first.toLowerCase()]
    return kind && second ? { kind, name: second, ...(more.length > 0 && { place: more.join(' ') }) } : undefined
  },
  async run({ kind, name, place, id, change }, ctx): Promise<Answer> {
    if (id !== undefined && change !== undefined) return alter(ctx, id, change)
    if (kind === undefined || name === undefined) return { view: await mine(ctx), to: 'member' }
    const { t, member, now } = ctx
    const given = { keeper: member, kind, name: showable(name, 40), place: place && showable(place, 40), now }
    const thing = await ctx.write((trx) => insertThing(trx, given))
    const what = t(KIND_NAMES[kind])
    const next =
      kind === 'room'
        ? { zh: `同事可以预约：/book ${thing.id} 明天 3-4`, en: `To book it: /book ${thing.id} tomorrow 3-4` }
        : { zh: `同事可以借：/borrow ${thing.id}`, en: `To borrow it: /borrow ${thing.id}` }
    return {
      view: sentence(
        t({
          zh: `已登记${what}「${thing.name}」，编号 ${thing.id}，由您保管。`,
          en: `Registered ${what} “${thing.name}” as no. ${thing.id}; you keep it.`,
        }),
        {
          tone: 'good',
          note: t(next),
          actions: [
            {
              label: t({ zh: '撤销登记', en: 'Undo' }),
              command: 'item',
              args: { id: String(thing.id), change: 'retire' },
            },
          ],
        },
      ),
    }
  },
})

async function mine(ctx: Context): Promise<View> {
  const { t, db, school, member } = ctx
  const all = await listThings(db, school.id, { kinds: THING_KINDS, limit: 200 })
  const own = all.filter((thing) => thing.school_id === school.id && thing.keeper_id === member.id).slice(0, SHOWN)
  if (own.length === 0) {
    return sentence(t({ zh: '您还没有登记保管的物品。', en: 'You keep nothing yet.' }), {
      note: t({ zh: '登记：/item 设备 显微镜 实验室', en: 'To register: /item equipment microscope lab' }),
    })
  }
  return {
    title: t({ zh: '我保管的', en: 'What I keep' }),
    blocks: [
      {
        kind: 'list',
        items: own.map((thing) =>
          thingItem(t, thing, school.id, [
            {
              label: t({ zh: '停用', en: 'Retire' }),
              command: 'item',
              args: { id: String(thing.id), change: 'retire' },
            },
          ]),
        ),
      },
    ],
  }
}

async function alter(ctx: Context, id: number, change: Change): Promise<Answer> {
  const { t, db, school, member } = ctx
  const known = await findThing(db, school.id, id)
  const thing = known ?? (change === 'restore' ? await retired(ctx, id) : undefined)
  if (!thing) throw noThing(id)
  if (!keeps(member, thing)) throw notKeeper()
  if (change === 'retire') await refuseInUse(ctx, thing)
  const { set, said, undo } = CHANGED[change]
  await ctx.write((trx) => setThing(trx, thing, set))
  return {
    view: sentence(`${thing.name}：${t(said)}`, {
      tone: 'good',
      actions: [{ label: t({ zh: '撤销', en: 'Undo' }), command: 'item', args: { id: String(id), change: undo } }],
    }),
  }
}

const CHANGED: Record<Change, { set: Parameters<typeof setThing>[2]; said: Text; undo: Change }> = {
  retire: { set: { status: 'retired' }, said: { zh: '已停用，不再借出和预约。', en: 'Retired.' }, undo: 'restore' },
  restore: { set: { status: 'ready' }, said: { zh: '已恢复使用。', en: 'In use again.' }, undo: 'retire' },
  share: {
    set: { shared: 'group' },
    said: { zh: '已对集团其他学校开放。', en: 'Other schools may use it.' },
    undo: 'unshare',
  },
  unshare: { set: { shared: 'school' }, said: { zh: '改为仅本校使用。', en: 'For this school only.' }, undo: 'share' },
  ask: {
    set: { asks: true },
    said: { zh: '以后每次都由您同意。', en: 'You agree to each use from now on.' },
    undo: 'direct',
  },
  direct: {
    set: { asks: false },
    said: { zh: '以后不用您同意。', en: 'Nobody needs your yes from now on.' },
    undo: 'ask',
  },
}

async function retired({ db, school }: Context, id: number) {
  return db
    .selectFrom('thing')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .where('status', '=', 'retired')
    .executeTakeFirst()
}

async function refuseInUse({ db }: Context, thing: { school_id: string; id: number; name: string }): Promise<void> {
  const loan = await db
    .selectFrom('loan')
    .select('id')
    .where('school_id', '=', thing.school_id)
    .where('thing_id', '=', thing.id)
    .where('status', 'in', ['asked', 'out', 'back'])
    .executeTakeFirst()
  if (!loan) return
  throw new UserFacingError('lent', {
    zh: `${thing.name}还借在外面，归还后再停用。`,
    en: `${thing.name} is lent; retire it when it is back.`,
  })
}
