import { findCase } from '#db/cases/file.ts'
import { askAbout, clearFlag, mayDecide, objectTo, stateAbout, uphold } from '#db/fairplay/decide.ts'
import type { FairFlag } from '#db/fairplay/tables.ts'
import { tellMember } from '#db/rows/tell.ts'
import type { Trx } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import { clockFace } from '#kit/zone.ts'
import { type Action, type Block, sentence, type View } from '#workers/view.ts'
import { decidedNotice, type Notice } from '#workers/view-case-notice.ts'
import { evidenceText } from '#workers/view-fair-flag.ts'
import type { Context } from './command.ts'

export type Deed = 'clear' | 'ask' | 'uphold' | 'object' | 'state'

export async function act(
  flag: FairFlag,
  deed: Exclude<Deed, 'state'>,
  text: string | undefined,
  ctx: Context,
): Promise<View> {
  const { t, school, member, now, zone } = ctx
  const by = { schoolId: school.id, id: flag.id, by: member.id, now }
  switch (deed) {
    case 'clear': {
      const done = await ctx.write(async (trx) => {
        const cleared = await clearFlag(trx, { ...by, note: text })
        if (cleared && flag.asked_at !== null) await tellAll(trx, flag, 'cleared', clearedNotice, ctx)
        return cleared
      })
      if (!done) throw moved(flag.id)
      return sentence(t({ zh: `已核实没问题，等着的积分会补上。`, en: 'In order: what waited is posted.' }), {
        tone: 'good',
        actions: [backAction(ctx)],
      })
    }
    case 'ask': {
      const done = await ctx.write(async (trx) => {
        const asked = await askAbout(trx, by)
        if (asked) await tellAll(trx, asked, 'asked', (t) => askedView(asked, { ...ctx, t }), ctx)
        return asked
      })
      if (!done) throw moved(flag.id)
      return sentence(
        t({ zh: '已私下请当事人说明，不作任何结论。', en: 'They were asked in private; nothing is decided.' }),
        { tone: 'good', actions: [backAction(ctx)] },
      )
    }
    case 'uphold':
      return upheld(flag, text, ctx)
    case 'object': {
      const done = await ctx.write((trx) => objectTo(trx, by))
      if (!done) throw moved(flag.id)
      return sentence(t({ zh: '已记下，继续核实。', en: 'Noted; it is still open.' }), { actions: [backAction(ctx)] })
    }
    default:
      return deed satisfies never
  }
  function clearedNotice(t: Context['t']): View {
    return sentence(
      t({
        zh: `之前请您说明的事已核实，没有问题，积分照常。谢谢您（${clockFace(now, zone, 'zh-CN')}）。`,
        en: 'What you were asked about was checked and is in order; your points are as usual. Thank you.',
      }),
      { tone: 'good' },
    )
  }
}

async function upheld(flag: FairFlag, text: string | undefined, ctx: Context): Promise<View> {
  const { t, school, member, now, zone } = ctx
  const note = text ?? flag.note ?? undefined
  if (note === undefined) return reasonForm(flag, ctx)
  const result = await ctx.write(async (trx) => {
    const result = await uphold(trx, { schoolId: school.id, id: flag.id, by: member.id, now, note })
    if (result.is === 'upheld' && result.file) {
      const card = await findCase(trx, school.id, result.file.id)
      if (card) await tellAll(trx, result.flag, 'upheld', evidenceNotice(result.flag, decidedNotice(card, zone)), ctx)
    }
    if (result.is === 'proposed') await tellSecond(trx, result.flag, ctx)
    return result
  })
  switch (result.is) {
    case 'upheld':
      return sentence(
        t({
          zh: `已认定${result.file ? `（案卷 ${result.file.id}）：这些积分不计，已把依据私下告诉当事人，可申诉` : '，已记录'}。`,
          en: `Upheld${result.file ? ` (case ${result.file.id}): these points do not count; they were told the evidence in private and may appeal` : ' and noted'}.`,
        }),
        { tone: 'good', actions: [backAction(ctx)] },
      )
    case 'proposed':
      return sentence(
        t({
          zh: `已记下您的意见，还需要 ${result.missing} 位不相关的管理员或组长确认。`,
          en: `Noted. ${result.missing} more administrator or head, not concerned, must confirm.`,
        }),
        {
          actions: [
            {
              label: t({ zh: '收回意见', en: 'Take it back' }),
              command: 'flags',
              args: { id: String(flag.id), do: 'object' },
            },
          ],
        },
      )
    case 'unheard':
      throw new UserFacingError(
        'unheard',
        result.until === undefined
          ? { zh: '还没有请当事人说明，不能认定。', en: 'They have not been asked yet.' }
          : {
              zh: `当事人可以在 ${clockFace(result.until, zone, 'zh-CN')} 前说明，之后才能认定。`,
              en: `They may answer until ${clockFace(result.until, zone, 'en')}; only then it can be upheld.`,
            },
        { zh: `先询问：/flags ${flag.id} 询问`, en: `Ask first: /flags ${flag.id} ask` },
      )
    case 'same_person':
      throw new UserFacingError('same_person', {
        zh: '您已提出意见，要由另一位老师确认。',
        en: 'This was your own word; somebody else must confirm it.',
      })
    case 'moved':
      throw moved(flag.id)
    default:
      return result satisfies never
  }
}

export async function stated(flag: FairFlag, text: string, ctx: Context): Promise<View> {
  const { t } = ctx
  if (flag.asked_at === null || !flag.members.includes(ctx.member.id)) throw noFlag(flag.id)
  if (text === '') return askedView(flag, ctx)
  const done = await ctx.write((trx) =>
    stateAbout(trx, { schoolId: ctx.school.id, id: flag.id, by: ctx.member.id, now: ctx.now, text }),
  )
  if (!done) throw moved(flag.id)
  return sentence(
    t({ zh: '已收到您的说明，谢谢。结果会私下告诉您。', en: 'Thank you. You will hear the result in private.' }),
    { tone: 'good', note: t({ zh: `要补充：/flags ${flag.id} 说明 …`, en: `To add: /flags ${flag.id} statement …` }) },
  )
}

export function askedView(flag: FairFlag, { t }: Pick<Context, 't'>): View {
  return {
    title: t({ zh: '请您说明', en: 'Your word, please' }),
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: '最近有一部分下载、评分或求助往来待核实，相关积分先等一等。这不是结论，想听听您的说明，比如集体备课、培训或教研活动。',
          en: 'Some downloads, ratings or requests of late are to be looked at, and their points wait. Nothing is decided; please tell us how they came about, such as a shared preparation, a training or a meeting.',
        }),
      },
      {
        kind: 'form',
        fields: [{ kind: 'input', name: 'text', label: t({ zh: '说明', en: 'Statement' }), max: 800 }],
        submit: {
          label: t({ zh: '提交说明', en: 'Send' }),
          command: 'flags',
          args: { id: String(flag.id), do: 'state' },
          style: 'primary',
        },
      },
      {
        kind: 'note',
        text: t({ zh: `也可以发 /flags ${flag.id} 说明 …`, en: `Or send /flags ${flag.id} statement …` }),
      },
    ],
  }
}

function evidenceNotice(flag: FairFlag, decided: Notice): Notice {
  return (t, lang) => {
    const view = decided(t, lang)
    const [first, ...rest] = view.blocks
    const evidence: Block = { kind: 'text', text: `${t({ zh: '依据：', en: 'Evidence: ' })}${evidenceText(t, flag)}` }
    return { ...view, blocks: [...(first ? [first] : []), evidence, ...rest] }
  }
}

async function tellAll(trx: Trx, flag: FairFlag, step: string, view: Notice, ctx: Context): Promise<void> {
  for (const member of flag.members) {
    const key = `flag:${flag.id}:${step}:${member}`
    const chatId = await tellMember(trx, flag.school_id, member, { key, view, now: ctx.now })
    if (chatId !== undefined) ctx.ring('chat.post', { schoolId: flag.school_id, chatId })
  }
}

async function tellSecond(trx: Trx, flag: FairFlag, ctx: Context): Promise<void> {
  const rows = await trx
    .selectFrom('member')
    .select(['id', 'role'])
    .where('school_id', '=', flag.school_id)
    .where('role', 'in', ['admin', 'head'])
    .where('left_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const row of rows) {
    if (flag.decided_by.includes(row.id) || !(await mayDecide(trx, flag, row))) continue
    const view: Notice = (t) =>
      sentence(t({ zh: `待核实 ${flag.id} 等第二位老师确认。`, en: `No. ${flag.id} waits for a second person.` }), {
        actions: [{ label: t({ zh: '查看', en: 'Open' }), command: 'flags', args: { id: String(flag.id) } }],
      })
    const key = `flag:${flag.id}:second:${ctx.eventKey}:${row.id}`
    const chatId = await tellMember(trx, flag.school_id, row.id, { key, view, now: ctx.now })
    if (chatId !== undefined) ctx.ring('chat.post', { schoolId: flag.school_id, chatId })
  }
}

function reasonForm(flag: FairFlag, { t }: Context): View {
  return {
    title: t({ zh: '认定不计', en: 'Does not count' }),
    blocks: [
      {
        kind: 'form',
        submit: {
          label: t({ zh: '提出', en: 'Propose' }),
          command: 'flags',
          args: { id: String(flag.id), do: 'uphold' },
          style: 'danger',
        },
        fields: [
          {
            kind: 'input',
            name: 'text',
            label: t({ zh: '理由（当事人会看到）', en: 'Reason (they will read it)' }),
            max: 800,
          },
        ],
      },
    ],
  }
}

function backAction({ t }: Context): Action {
  return { label: t({ zh: '下一件', en: 'Next' }), command: 'flags', args: {} }
}

export function noFlag(id: number): UserFacingError {
  return new UserFacingError(
    'no_flag',
    { zh: `没有找到待核实 ${id}，或您看不到它。`, en: `There is no such item ${id}, or you cannot see it.` },
    { zh: '要您说明的事：/flags', en: 'What you were asked about: /flags' },
  )
}

function moved(id: number): UserFacingError {
  return new UserFacingError(
    'moved_on',
    {
      zh: `待核实 ${id} 已经有了变化，这一步不再适用。`,
      en: `No. ${id} has moved on; this step is not possible any more.`,
    },
    { zh: '现在的队列：/flags', en: 'The queue: /flags' },
  )
}
