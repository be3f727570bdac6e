import { z } from 'zod'
import { CODE_MINUTES, confirmNew, issueCode, useCode } from '#db/rows/bind.ts'
import { findMembers } from '#db/rows/find-member.ts'
import { UserFacingError } from '#kit/errors.ts'
import { clockFace } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { mergedText, pickMember } from './merge-words.ts'

const CODE = /^\d{3}[\s-]?\d{3}$/
const NEW = /^(?:新|新人|新成员|新老师|new)$/i

export const bind = defineCommand({
  name: 'bind',
  aliases: ['绑定', '绑定账号', '验证码'],
  summary: {
    zh: '把这里和别处（如飞书）的我连成一个人，积分合在一起',
    en: 'Makes the me here and the me elsewhere (such as Feishu) one person, with one account of points',
  },
  usage: {
    zh: '/bind（取验证码）；/bind 123456（在另一处输入）；/bind 新成员',
    en: '/bind (get a code); /bind 123456 (type it in the other place); /bind new',
  },
  examples: ['/bind', '/bind 123456'],
  who: 'everyone',
  args: z.object({
    code: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
    fresh: z.literal('1').optional(),
    member: z.string().min(1).max(40).optional(),
  }),
  fromText(rest) {
    const words = rest.normalize('NFKC').trim()
    if (words === '') return {}
    if (CODE.test(words)) return { code: words.replace(/\D/g, '') }
    if (NEW.test(words)) return { fresh: '1' }
    return { member: words }
  },
  async run({ code, fresh, member }, ctx): Promise<Answer> {
    if (code !== undefined) return { view: await use(code, ctx) }
    if (fresh !== undefined) return { view: await asNew(ctx), replace: ctx.pressed }
    if (member !== undefined) return { view: await issueFor(member, ctx), to: 'member' }
    return { view: await issue({ id: ctx.member.id, name: undefined }, ctx), to: 'member' }
  },
})

async function use(code: string, ctx: Context): Promise<View> {
  const { t } = ctx
  const done = await ctx.write((trx) =>
    useCode(trx, { schoolId: ctx.school.id, memberId: ctx.member.id, code, now: ctx.now }),
  )
  switch (done.is) {
    case 'bound':
      ctx.ring('fact.settle', { schoolId: ctx.school.id })
      return sentence(
        t({
          zh: `绑定好了，您是${done.person.name}。${mergedText(done.merged.moved).zh}`,
          en: `Done: you are ${done.person.name}. ${mergedText(done.merged.moved).en}`,
        }),
        {
          tone: 'good',
          note: t({
            zh: `不是您？请管理员撤销：/merge undo ${done.merged.id}`,
            en: `Not you? An administrator can take it back: /merge undo ${done.merged.id}`,
          }),
        },
      )
    case 'wrong':
      return sentence(
        t({
          zh: '验证码不对，或已过期、已用过。请重新取一个。',
          en: 'This code is wrong, has expired or was used. Get a new one.',
        }),
        {
          tone: 'warn',
          note: t({
            zh: `在飞书等另一处对我发 /bind，${CODE_MINUTES} 分钟内把六位数字发到这里。`,
            en: `Send me /bind in the other place, such as Feishu, and type its six digits here within ${CODE_MINUTES} minutes.`,
          }),
        },
      )
    case 'tired':
      return sentence(
        t({
          zh: `试得太多了，请 ${CODE_MINUTES} 分钟后再试，或请管理员帮忙。`,
          en: `Too many tries. Try again in ${CODE_MINUTES} minutes, or ask an administrator.`,
        }),
        { tone: 'warn' },
      )
    case 'own':
      return sentence(
        t({
          zh: '这个验证码就是在这里取的，请到另一处（如微信群）输入它。',
          en: 'This code was issued right here; type it in the other place, such as the WeChat group.',
        }),
      )
    case 'both':
      return sentence(
        t({
          zh: '您在几处都已经有账号了，要合并请找管理员：/merge。',
          en: 'You have accounts in several places already; ask an administrator to /merge them.',
        }),
        { tone: 'warn' },
      )
    default:
      return done satisfies never
  }
}

async function asNew(ctx: Context): Promise<View> {
  const { t, member } = ctx
  if (!(await ctx.write((trx) => confirmNew(trx, ctx.school.id, member.id)))) {
    return sentence(t({ zh: `不用绑定，我认得您：${member.name}。`, en: `No need: I know you as ${member.name}.` }))
  }
  return sentence(
    t({
      zh: `记下了，${member.name}是新成员，积分从今以后上榜。`,
      en: `Noted: ${member.name} is new here; your points are on the boards from now on.`,
    }),
    {
      tone: 'good',
      note: t({
        zh: '其实在飞书等别处有账号？在那里发 /bind，再把数字发到这里，积分会合在一起。',
        en: 'You have an account elsewhere after all? Send /bind there and the digits here; the points are added up.',
      }),
    },
  )
}

async function issueFor(said: string, ctx: Context): Promise<View> {
  // The same sentence whoever is named: it tells nobody who is a member.
  if (ctx.member.role !== 'admin') {
    throw new UserFacingError('not_a_code', {
      zh: '验证码是六位数字。自己的用 /bind 取；替别人取要请管理员。',
      en: 'A code has six digits. Get yours with /bind; only administrators issue them for others.',
    })
  }
  const found = await findMembers(ctx.db, ctx.school.id, said)
  const picked = pickMember(found, said)
  return issue(picked, ctx)
}

async function issue(who: { id: number; name: string | undefined }, ctx: Context): Promise<View> {
  const { t } = ctx
  const { code, expiresAt } = await ctx.write((trx) =>
    issueCode(trx, { schoolId: ctx.school.id, memberId: who.id, now: ctx.now }),
  )
  const shown = `${code.slice(0, 3)} ${code.slice(3)}`
  const waits = who.name === undefined && ctx.member.pending_since !== null
  return {
    title: t({
      zh: who.name === undefined ? '绑定验证码' : `${who.name}的绑定验证码`,
      en: who.name === undefined ? 'Your code' : `A code for ${who.name}`,
    }),
    blocks: [
      { kind: 'text', text: shown, style: 'strong' },
      {
        kind: 'text',
        text: t({
          zh: `在另一处（如微信群、飞书）发 /bind ${code}，两边就是同一个人，积分合在一起。`,
          en: `Send /bind ${code} in the other place (the WeChat group, Feishu): both are one person then, with one account of points.`,
        }),
      },
      ...(waits
        ? [
            {
              kind: 'actions' as const,
              actions: [
                {
                  label: t({ zh: '我是新成员', en: 'I am new' }),
                  command: 'bind',
                  args: { fresh: '1' },
                  confirm: t({
                    zh: '您在别处都没有账号，是第一次来。对吗？',
                    en: 'You have no account anywhere else and are here for the first time. Right?',
                  }),
                },
              ],
            },
          ]
        : []),
      {
        kind: 'note',
        text: t({
          zh: `${clockFace(expiresAt, ctx.zone, ctx.lang)} 前有效，只能用一次，不要发给别人。`,
          en: `Good until ${clockFace(expiresAt, ctx.zone, ctx.lang)}, once. Give it to nobody else.`,
        }),
      },
    ],
  }
}
