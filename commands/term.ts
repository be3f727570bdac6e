import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { termLabel } from '#db/policy/terms.ts'
import { findMembers } from '#db/rows/find-member.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import { answerSheet, findAnswer, resolveDispute } from '#db/terms/answers.ts'
import { listCloses, type TermClose } from '#db/terms/close.ts'
import { findSheet } from '#db/terms/read.ts'
import { daysLeft, termSpanAt } from '#db/terms/span.ts'
import { UserFacingError } from '#kit/errors.ts'
import { showable } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import { sheetView } from '#workers/view-term.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { adminView } from './term-admin.ts'

const DEEDS = ['show', 'mine', 'confirm', 'dispute', 'resolve'] as const

export const term = defineCommand({
  name: 'term',
  aliases: ['学期结算', '结算单', '学期'],
  summary: { zh: '我的学期结算单：确认或提出异议', en: 'My sheet of the term: confirm or dispute it' },
  usage: {
    zh: '/term；/term 确认；/term 异议 原因；管理员：/term 答复 李老师 说明',
    en: '/term; /term confirm; /term dispute reason; administrators: /term resolve name answer',
  },
  examples: ['/term 异议 少了一份教案'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    do: z.enum(DEEDS).default('show'),
    term: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
    note: z.string().max(300).optional(),
    who: z.string().max(60).optional(),
  }),
  fromText(rest) {
    const [first, ...more] = rest
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
    if (first === undefined) return {}
    const word = first.toLowerCase()
    if (/^(我|我的|结算单|mine|my)$/.test(word)) return { do: 'mine' }
    if (/^(确认|confirm)$/.test(word)) return { do: 'confirm' }
    if (/^(异议|有异议|dispute)$/.test(word)) return { do: 'dispute', note: more.join(' ') }
    if (/^(答复|处理|resolve)$/.test(word)) {
      return more[0] === undefined ? undefined : { do: 'resolve', who: more[0], note: more.slice(1).join(' ') }
    }
    return /^[a-z0-9-]{4,40}$/.test(word) ? { term: word } : undefined
  },
  async run(args, ctx): Promise<Answer> {
    const closes = await listCloses(ctx.db, ctx.school.id)
    if (args.term !== undefined && !closes.some((one) => one.term === args.term)) {
      const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
      if (args.term !== termSpanAt(policy, ctx.now, ctx.zone).id) throw noTerm(args.term, closes)
    }
    const close = closes.find((one) => one.term === args.term) ?? shownTerm(closes)
    switch (args.do) {
      case 'show':
        return {
          view: ctx.member.role === 'admin' ? await adminView(closes, close, ctx) : await mine(close, ctx),
          to: 'member',
        }
      case 'mine':
        return { view: await mine(close, ctx), to: 'member' }
      case 'confirm':
        return { view: await confirm(close, ctx), to: 'member', replace: 'own' }
      case 'dispute':
        return { view: await dispute(close, args.note ?? '', ctx), to: 'member' }
      case 'resolve':
        return { view: await resolve(close, args.who ?? '', args.note ?? '', ctx), to: 'member' }
      default:
        return args.do satisfies never
    }
  },
})

function noTerm(term: string, closes: readonly TermClose[]): UserFacingError {
  const known = closes.map((one) => one.term).join(', ')
  return new UserFacingError(
    'no_term',
    { zh: `没有 ${term} 这个学期的结算。`, en: `No term ${term} was settled.` },
    known === ''
      ? { zh: '还没有结算过的学期；发 /term 看现在。', en: 'None was settled yet; /term shows how things are.' }
      : { zh: `已有：${known}。例如：/term ${closes[0]?.term}`, en: `There are: ${known}.` },
  )
}

/** The term whose sheets are shown now, else the last locked one; the running term has none yet. */
function shownTerm(closes: readonly TermClose[]): TermClose | undefined {
  return (
    closes.find((one) => one.state === 'public' || one.state === 'settled') ??
    closes.find((one) => one.state === 'locked')
  )
}

async function mine(close: TermClose | undefined, ctx: Context): Promise<View> {
  const sheet = close && (await findSheet(ctx.db, ctx.school.id, close.term, ctx.member.id))
  if (close && sheet) {
    return sheetView(close, sheet, await findAnswer(ctx.db, ctx.school.id, close.term, ctx.member.id), ctx)
  }
  const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
  const span = termSpanAt(policy, ctx.now, ctx.zone)
  const days = daysLeft(span, ctx.now, ctx.zone)
  const name = termLabel(span.id)
  return sentence(
    ctx.t({
      zh: `您还没有结算单。现在是${name.zh}，离结束还有 ${days} 天；结束后会私聊发给您确认。`,
      en: `There is no sheet of yours yet. It is the ${name.en}, ${days} days before its end; then you get your sheet in private.`,
    }),
    {
      actions: [
        { label: ctx.t({ zh: '我的积分', en: 'My points' }), command: 'me', args: {} },
        { label: ctx.t({ zh: '我的任务', en: 'My quota' }), command: 'quota', args: {} },
      ],
    },
  )
}

async function confirm(close: TermClose | undefined, ctx: Context): Promise<View> {
  const meant = needed(close)
  await ctx.write((trx) =>
    answerSheet(trx, {
      schoolId: ctx.school.id,
      term: meant.term,
      member: ctx.member.id,
      answer: 'confirmed',
      note: '',
      now: ctx.now,
    }),
  )
  const view = await mine(meant, ctx)
  return { ...view, tone: 'good' }
}

/** Without a reason, a form asks for it. */
async function dispute(close: TermClose | undefined, note: string, ctx: Context): Promise<View> {
  const meant = needed(close)
  const { t } = ctx
  if (note.trim() === '') {
    return {
      title: t({ zh: '哪里有异议？', en: 'What is wrong?' }),
      blocks: [
        {
          kind: 'form',
          submit: {
            label: t({ zh: '提交', en: 'Send' }),
            command: 'term',
            args: { do: 'dispute', term: meant.term },
            style: 'primary',
          },
          fields: [
            {
              kind: 'input',
              name: 'note',
              label: t({ zh: '原因', en: 'Reason' }),
              placeholder: t({ zh: '例如：少了一份教案', en: 'Such as: a lesson plan is missing' }),
              max: 300,
            },
          ],
        },
        { kind: 'note', text: t({ zh: '也可以发送：/term 异议 原因', en: 'Or send: /term dispute reason' }) },
      ],
    }
  }
  const reason = showable(note, 300)
  await ctx.write(async (trx) => {
    await answerSheet(trx, {
      schoolId: ctx.school.id,
      term: meant.term,
      member: ctx.member.id,
      answer: 'disputed',
      note: reason,
      now: ctx.now,
    })
    const chats = await tellAdmins(trx, ctx.school.id, {
      key: `dispute:${meant.term}:${ctx.member.id}:${ctx.eventKey}`,
      now: ctx.now,
      view: (say) =>
        sentence(
          say({
            zh: `${ctx.member.name}对${termLabel(meant.term).zh}结算单有异议：${reason}`,
            en: `${ctx.member.name} disputes their sheet of the ${termLabel(meant.term).en}: ${reason}`,
          }),
          { actions: [{ label: say({ zh: '处理', en: 'Answer it' }), command: 'term', args: {} }] },
        ),
    })
    for (const chatId of chats) ctx.ring('chat.post', { schoolId: ctx.school.id, chatId })
  })
  return sentence(
    t({
      zh: `已记下您的异议，管理员会在 ${clockFace(meant.lockAt, ctx.zone, ctx.lang)} 锁定前答复您。`,
      en: `Your dispute is noted; an administrator answers before the lock on ${clockFace(meant.lockAt, ctx.zone, ctx.lang)}.`,
    }),
    {
      tone: 'good',
      note: t({ zh: '对某一笔积分，也可以用 /appeal 申诉。', en: 'A single entry can be contested with /appeal.' }),
      actions: [
        {
          label: t({ zh: '改为确认', en: 'Confirm instead' }),
          command: 'term',
          args: { do: 'confirm', term: meant.term },
        },
      ],
    },
  )
}

async function resolve(close: TermClose | undefined, who: string, note: string, ctx: Context): Promise<View> {
  const { t } = ctx
  const meant = needed(close)
  if (ctx.member.role !== 'admin') {
    throw new UserFacingError('not_for_you', {
      zh: '异议由管理员答复。',
      en: 'Disputes are answered by administrators.',
    })
  }
  if (note.trim() === '') {
    throw new UserFacingError('no_answer', {
      zh: `请写上答复：/term 答复 ${who} 说明`,
      en: `Write the answer: /term resolve ${who} answer`,
    })
  }
  const [member, second] = await findMembers(ctx.db, ctx.school.id, who)
  if (!member || second) {
    throw new UserFacingError('no_member', {
      zh: `没有找到唯一的「${who}」。请写姓名或成员编号。`,
      en: `There is no single “${who}”. Write a name or a member’s number.`,
    })
  }
  const resolution = showable(note, 300)
  const done = await ctx.write(async (trx) => {
    const given = { schoolId: ctx.school.id, term: meant.term, member: member.id, by: ctx.member.id, resolution }
    if (!(await resolveDispute(trx, { ...given, now: ctx.now }))) return false
    const chatId = await tellMember(trx, ctx.school.id, member.id, {
      key: `resolved:${meant.term}:${member.id}:${ctx.eventKey}`,
      now: ctx.now,
      view: (say) =>
        sentence(
          say({
            zh: `您对${termLabel(meant.term).zh}结算单的异议有答复：${resolution}`,
            en: `Your dispute about the ${termLabel(meant.term).en} has an answer: ${resolution}`,
          }),
          { actions: [{ label: say({ zh: '看结算单', en: 'My sheet' }), command: 'term', args: { do: 'mine' } }] },
        ),
    })
    if (chatId !== undefined) ctx.ring('chat.post', { schoolId: ctx.school.id, chatId })
    return true
  })
  return done
    ? sentence(t({ zh: `已答复${member.name}。`, en: `${member.name} has your answer.` }), {
        tone: 'good',
        note: t({
          zh: '要更正积分，请由两位管理员处理申诉（/cases）。',
          en: 'Points are corrected by two administrators in an appeal (/cases).',
        }),
      })
    : sentence(t({ zh: `${member.name}没有待答复的异议。`, en: `${member.name} has no open dispute.` }), {
        tone: 'warn',
      })
}

function needed(close: TermClose | undefined): TermClose {
  if (close) return close
  throw new UserFacingError(
    'not_public',
    { zh: '现在没有公示中的结算单。', en: 'No sheets are shown at the moment.' },
    { zh: '学期结束后会私聊通知您。', en: 'You will be told in private when the term has ended.' },
  )
}
