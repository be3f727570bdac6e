import { z } from 'zod'
import { badgesOf } from '#db/honours/badges.ts'
import {
  type Certificate,
  certificatesOf,
  findCertificate,
  type Honour,
  honoursOf,
  issueCertificate,
  readNumber,
} from '#db/honours/certificates.ts'
import { policyAt } from '#db/policy/at.ts'
import { termLabel } from '#db/policy/terms.ts'
import { selvesOf } from '#db/rows/selves.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { dayOf } from '#kit/zone.ts'
import { type ListItem, sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

/** Certificates of one's badges and honours: issued once, handed over as a PDF in private, verified by their number. */
export const certificate = defineCommand({
  name: 'certificate',
  aliases: ['证书', '我的证书'],
  summary: { zh: '领取徽章和荣誉的证书（PDF，可核验）', en: 'Certificates of badges and honours (PDF, verifiable)' },
  usage: { zh: '/certificate；/certificate 证书编号', en: '/certificate; /certificate number' },
  examples: ['/certificate', '/certificate GX-2026-7K3M-9Q2P-X4TR'],
  who: 'everyone',
  args: z.object({
    badge: z.string().max(40).optional(),
    period: z.string().max(40).optional(),
    honour: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    number: z.string().max(40).optional(),
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    const number = readNumber(text)
    return number === undefined ? undefined : { number }
  },
  async run({ badge, period, honour, number }, ctx): Promise<Answer> {
    if (number !== undefined) return again(number, ctx)
    if (badge === undefined && honour === undefined) return { view: await list(ctx), to: 'member' }
    const issued = badge !== undefined ? await ofBadge(badge, period ?? '', ctx) : await ofHonour(honour ?? 0, ctx)
    return handOver(issued, ctx)
  },
})

async function ofBadge(id: string, period: string, ctx: Context): Promise<Certificate> {
  const { db, school, member, now, zone } = ctx
  const award = (await badgesOf(db, school.id, member.id, dayOf(now, zone))).find(
    (one) => one.badge === id && one.period === period,
  )
  const badge = (await policyAt(db, school.id, now)).badges.find((one) => one.id === id)
  if (!award || !badge) throw notHeld()
  const term: Text = period === '' ? { zh: '', en: '' } : termLabel(period)
  return issue(ctx, {
    badge: id,
    period,
    honour_id: null,
    name: member.name,
    title: badge.name,
    body: {
      zh: `${term.zh}${badge.about.zh}，特发此证，以资鼓励。`,
      en: `${badge.about.en}${term.en === '' ? '' : ` (${term.en})`}.`,
    },
  })
}

async function ofHonour(id: number, ctx: Context): Promise<Certificate> {
  const mine = await honoursOf(ctx.db, ctx.school.id, await selves(ctx))
  const honour = mine.find((one) => one.id === id)
  if (!honour) throw notHeld()
  return issue(ctx, {
    badge: null,
    period: null,
    honour_id: honour.id,
    name: honour.label ?? ctx.member.name,
    title: { zh: honour.title_zh, en: honour.title_en },
    body: bodyOf(honour),
  })
}

function bodyOf({ kind }: Honour): Text {
  switch (kind) {
    case 'case':
      return {
        zh: '在教师共建共享优秀案例评选中，经评审和公示，获评：',
        en: 'was chosen in the selection of shared teaching cases, after judging and a public notice:',
      }
    case 'annual':
      return {
        zh: '全年积极分享教学资源，经评选和公示，授予：',
        en: 'for sharing teaching resources all year, after selection and a public notice:',
      }
    case 'student':
      return { zh: '积极分享学习成果，授予：', en: 'for sharing what was learnt:' }
    case 'team':
    case 'unit':
      return { zh: '在教学资源共建共享中成绩突出，授予：', en: 'for outstanding work in sharing teaching resources:' }
    default:
      return kind satisfies never
  }
}

type Said = {
  badge: string | null
  period: string | null
  honour_id: number | null
  name: string
  title: Text
  body: Text
}

async function issue(ctx: Context, said: Said): Promise<Certificate> {
  const { school, member, now, zone } = ctx
  return ctx.write((trx) =>
    issueCertificate(trx, {
      school_id: school.id,
      member_id: member.id,
      honour_id: said.honour_id,
      badge: said.badge,
      period: said.period,
      name: said.name,
      title_zh: said.title.zh,
      title_en: said.title.en,
      body_zh: said.body.zh,
      body_en: said.body.en,
      issuer: school.name,
      issued_on: dayOf(now, zone),
      issued_at: now,
    }),
  )
}

async function again(said: string, ctx: Context): Promise<Answer> {
  const found = await findCertificate(ctx.db, readNumber(said) ?? said)
  const mine = found?.school_id === ctx.school.id && (await selves(ctx)).includes(found.member_id)
  if (!found || !mine) {
    throw new UserFacingError(
      'not_your_certificate',
      { zh: '您名下没有这个编号的证书。', en: 'You have no certificate with this number.' },
      {
        zh: '核验别人的证书，请打开网页 /verify/编号。',
        en: 'To verify somebody else’s open /verify/number on the school’s page.',
      },
    )
  }
  if (found.revoked_at !== null) {
    throw new UserFacingError('certificate_revoked', {
      zh: '这份证书已经撤销，不再提供。',
      en: 'This certificate was revoked.',
    })
  }
  return handOver(found, ctx)
}

function handOver(issued: Certificate, ctx: Context): Answer {
  const { t, school } = ctx
  ctx.ring('certificate.make', { schoolId: school.id, number: issued.number, ask: ctx.eventKey })
  return {
    view: sentence(
      t({
        zh: `证书《${issued.title_zh}》正在制作，马上发到这里。编号 ${issued.number}`,
        en: `The certificate “${issued.title_en}” is on its way to you here. No. ${issued.number}`,
      }),
      {
        tone: 'good',
        note: t({
          zh: `没有收到时，再发 /certificate ${issued.number}`,
          en: `If it does not arrive: /certificate ${issued.number}`,
        }),
      },
    ),
    to: 'member',
  }
}

async function list(ctx: Context): Promise<View> {
  const { t, db, school, member, now, zone } = ctx
  const ids = await selves(ctx)
  const policy = await policyAt(db, school.id, now)
  const held = await badgesOf(db, school.id, member.id, dayOf(now, zone))
  const honours = await honoursOf(db, school.id, ids)
  const issued = await certificatesOf(db, school.id, ids)
  const items: ListItem[] = [
    ...honours.map((honour) => ({
      title: t({ zh: honour.title_zh, en: honour.title_en }),
      detail: [...(honour.label === null ? [] : [honour.label]), dayOf(honour.given_at, zone)].join(' · '),
      actions: [get(t({ zh: '领取', en: 'Get it' }), { honour: String(honour.id) })],
    })),
    ...held.flatMap((award) => {
      const badge = policy.badges.find((one) => one.id === award.badge)
      if (!badge) return []
      return [
        {
          title: t(badge.name),
          detail: t(badge.about),
          actions: [get(t({ zh: '领取', en: 'Get it' }), { badge: award.badge, period: award.period })],
        },
      ]
    }),
  ]
  if (items.length === 0 && issued.length === 0) {
    return sentence(
      t({
        zh: '还没有可以领取的证书。获得徽章或荣誉后再来。',
        en: 'No certificate yet. Come back with a badge or an honour.',
      }),
      { actions: [{ label: t({ zh: '我的徽章', en: 'My badges' }), command: 'badges', args: {} }] },
    )
  }
  const state = (one: Certificate) => (one.revoked_at === null ? '' : t({ zh: '（已撤销）', en: ' (revoked)' }))
  return {
    title: t({ zh: '我的证书', en: 'My certificates' }),
    blocks: [
      ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
      ...(issued.length > 0
        ? [
            {
              kind: 'fields' as const,
              fields: issued.slice(0, 10).map((one) => ({
                label: `${t({ zh: one.title_zh, en: one.title_en })}${state(one)}`,
                value: one.number,
              })),
            },
          ]
        : []),
    ],
  }
}

function get(label: string, args: Record<string, string>) {
  return { label, command: 'certificate', args }
}

async function selves({ db, school, member }: Context): Promise<number[]> {
  return (await selvesOf(db, school.id, [member.id])).get(member.id)?.all ?? [member.id]
}

function notHeld(): UserFacingError {
  return new UserFacingError(
    'not_held',
    { zh: '您现在没有这枚徽章或荣誉。', en: 'You do not hold this badge or honour now.' },
    { zh: '/certificate 会列出可以领取的。', en: '/certificate lists what you can get.' },
  )
}
