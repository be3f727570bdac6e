import { z } from 'zod'
import { revokeHonour } from '#db/honours/certificates.ts'
import { listTeams } from '#db/honours/teams.ts'
import { tellMember } from '#db/rows/tell.ts'
import { UserFacingError } from '#kit/errors.ts'
import { showable } from '#kit/text.ts'
import { dayOf } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'

const REVOKE = /^(?:撤销|revoke)\s*#?(\d{1,10})$/i

/** Administrators commend a department or a team, and revoke honours; certificates follow. */
export const honour = defineCommand({
  name: 'honour',
  aliases: ['表彰', '荣誉', 'honor'],
  summary: { zh: '表彰教研组、工作室；撤销荣誉', en: 'Commends a department or a team; revokes honours' },
  usage: {
    zh: '/honour；/honour 教研组或团队名 称号；/honour 撤销 编号',
    en: '/honour; /honour department-or-team title; /honour revoke number',
  },
  examples: ['/honour 数学教研组 共享先进集体', '/honour 撤销 7'],
  who: ['admin'],
  args: z.object({
    unit: z.string().trim().max(40).optional(),
    title: z.string().trim().max(40).optional(),
    revoke: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    const revoke = REVOKE.exec(text)?.[1]
    if (revoke !== undefined) return { revoke }
    const [unit, ...title] = text.split(/\s+/)
    return title.length === 0 ? undefined : { unit, title: title.join(' ') }
  },
  async run({ unit, title, revoke }, ctx): Promise<Answer> {
    if (revoke !== undefined) return takeBack(revoke, ctx)
    if (unit === undefined || title === undefined) return { view: await list(ctx), to: 'member' }
    return commend(unit, showable(title, 40), ctx)
  },
})

async function commend(unit: string, title: string, ctx: Context): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const department = await db
    .selectFrom('department')
    .select(['id', 'name'])
    .where('school_id', '=', school.id)
    .where('name', '=', unit)
    .executeTakeFirst()
  const team = department ? undefined : (await listTeams(db, school.id)).find((one) => one.name === unit)
  if (!department && !team) {
    throw new UserFacingError(
      'no_unit',
      { zh: `没有叫「${unit}」的教研组或团队。`, en: `There is no department or team “${unit}”.` },
      { zh: '名称要写全；/team 列出全部团队。', en: 'Give the full name; /team lists the teams.' },
    )
  }
  const row = await ctx.write((trx) =>
    trx
      .insertInto('honour')
      .values({
        school_id: school.id,
        kind: 'unit',
        department_id: department?.id ?? null,
        team_id: team?.id ?? null,
        label: unit,
        title_zh: title,
        title_en: title,
        given_by: member.id,
        given_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return {
    view: sentence(t({ zh: `已授予「${unit}」：${title}。`, en: `“${unit}” is commended: ${title}.` }), {
      tone: 'good',
      note: t({
        zh: '组长或团队负责人发 /certificate 领取证书。',
        en: 'Its head or lead gets the certificate with /certificate.',
      }),
      actions: [
        { label: t({ zh: '撤销', en: 'Undo' }), command: 'honour', args: { revoke: String(row.id) }, style: 'danger' },
      ],
    }),
    to: 'member',
  }
}

async function takeBack(id: number, ctx: Context): Promise<Answer> {
  const { t, school, member, now } = ctx
  const gone = await ctx.write(async (trx) => {
    const row = await revokeHonour(trx, { schoolId: school.id, id, by: member.id, now })
    if (row?.member_id != null) {
      await tellMember(trx, school.id, row.member_id, {
        key: `honour-gone:${row.id}`,
        now,
        view: (say) =>
          sentence(
            say({
              zh: `荣誉「${row.title_zh}」已撤销，证书同时失效。有疑问请联系管理员。`,
              en: `The honour “${row.title_en}” was revoked with its certificate. Please ask an administrator about it.`,
            }),
          ),
      })
    }
    return row
  })
  if (!gone) {
    throw new UserFacingError('no_honour', {
      zh: `没有编号 ${id} 的荣誉，或已经撤销。`,
      en: `There is no honour ${id}, or it was revoked.`,
    })
  }
  return {
    view: sentence(
      t({
        zh: `已撤销「${gone.title_zh}」，它的证书在核验页上显示为已撤销。`,
        en: `“${gone.title_en}” is revoked; the page that verifies says so of its certificate.`,
      }),
      {
        note: t({
          zh: '已得的积分不变；积分问题请走 /report。',
          en: 'Points stay as they are; for those use /report.',
        }),
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function list({ t, db, school, zone }: Context): Promise<View> {
  const rows = await db
    .selectFrom('honour')
    .leftJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'honour.school_id').onRef('member.id', '=', 'honour.member_id'),
    )
    .select(['honour.id', 'honour.title_zh', 'honour.title_en', 'honour.label', 'honour.given_at', 'member.name'])
    .where('honour.school_id', '=', school.id)
    .where('honour.revoked_at', 'is', null)
    .orderBy('honour.id', 'desc')
    .limit(15)
    .execute()
  if (rows.length === 0) {
    return sentence(
      t({
        zh: '还没有授予过荣誉。表彰：/honour 数学教研组 称号',
        en: 'No honour was given yet. Commend: /honour department title',
      }),
    )
  }
  return {
    title: t({ zh: '荣誉', en: 'Honours' }),
    blocks: [
      {
        kind: 'list',
        items: rows.map((row) => ({
          title: `${row.id} · ${t({ zh: row.title_zh, en: row.title_en })}`,
          detail: [row.name ?? row.label ?? '', dayOf(row.given_at, zone)].filter((part) => part !== '').join(' · '),
        })),
      },
    ],
  }
}
