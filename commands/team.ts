import { z } from 'zod'
import { closeTeam, findTeam, listTeams, membersOfTeam, openTeam, type Team } from '#db/honours/teams.ts'
import { UserFacingError } from '#kit/errors.ts'
import { showable } from '#kit/text.ts'
import { type ListItem, sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { answer, invite, leadOnly, takeOut } from './team-members.ts'

const NEW = /^(?:新建|new)\s+(?:(工作室|课题组|studio|research)\s+)?(\S[\s\S]{0,29})$/i
const VERBS = [
  ['invite', /^(?:邀请|加|invite)\s+(\S{1,40})$/i],
  ['remove', /^(?:移除|去掉|remove)\s+(\S{1,40})$/i],
  ['leave', /^(?:退出|leave)$/i],
  ['decline', /^(?:不加入|不同意|谢绝|decline)$/i],
  ['join', /^(?:加入|同意|join|agree)$/i],
  ['close', /^(?:解散|close)$/i],
  ['reopen', /^(?:恢复|reopen)$/i],
] as const

/** Teams across departments: studios (工作室) and research groups (课题组), whose members agreed to be in them. */
export const team = defineCommand({
  name: 'team',
  aliases: ['团队', '工作室', '课题组'],
  summary: { zh: '工作室、课题组：建立、邀请、退出', en: 'Studios and research groups: open, invite, leave' },
  usage: {
    zh: '/team；/team 新建 工作室 名称；/team 3 邀请 姓名；/team 3 移除 姓名；/team 3 退出；/team 3 解散',
    en: '/team; /team new studio name; /team 3 invite name; /team 3 remove name; /team 3 leave; /team 3 close',
  },
  examples: ['/team 新建 工作室 小学数学名师工作室', '/team 3 邀请 王老师'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    team: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    do: z.enum(['new', 'invite', 'remove', 'leave', 'close', 'reopen', 'join', 'decline']).optional(),
    kind: z.enum(['studio', 'research']).optional(),
    name: z.string().trim().max(40).optional(),
  }),
  fromText(rest) {
    const text = rest.trim()
    if (text === '') return {}
    const opened = NEW.exec(text)
    if (opened) {
      const research = /课题组|research/i.test(opened[1] ?? '')
      return { do: 'new', kind: research ? 'research' : 'studio', name: opened[2]?.trim() }
    }
    const match = /^[#＃]?(\d{1,10})\s*([\s\S]*)$/.exec(text)
    if (!match?.[1]) return undefined
    const said = match[2]?.trim() ?? ''
    if (said === '') return { team: match[1] }
    for (const [verb, pattern] of VERBS) {
      const found = pattern.exec(said)
      if (found) return { team: match[1], do: verb, ...(found[1] && { name: found[1] }) }
    }
    return undefined
  },
  async run(args, ctx): Promise<Answer> {
    if (args.do === 'new') return begin(args.kind ?? 'studio', showable(args.name ?? '', 30, ''), ctx)
    if (args.team === undefined) return { view: await list(ctx), to: 'member' }
    if (args.do === 'reopen') return reopen(args.team, ctx)
    const found = await findTeam(ctx.db, ctx.school.id, args.team)
    if (!found) throw noTeam(args.team)
    switch (args.do) {
      case undefined:
        return { view: await one(found, ctx), to: 'member' }
      case 'invite':
        return invite(found, args.name ?? '', ctx)
      case 'join':
      case 'decline':
        return answer(found, args.do === 'join', ctx)
      case 'remove':
      case 'leave':
        return takeOut(found, args.do === 'leave' ? undefined : args.name, ctx)
      case 'close':
        return close(found, ctx)
      default:
        return args.do satisfies never
    }
  },
})

async function begin(kind: Team['kind'], name: string, ctx: Context): Promise<Answer> {
  const { t, school, member, now } = ctx
  const made =
    name === ''
      ? undefined
      : await ctx.write((trx) => openTeam(trx, { schoolId: school.id, name, kind, lead: member.id, now }))
  if (!made) {
    throw new UserFacingError('team_there', {
      zh: `已经有叫「${name}」的团队，请换个名称。`,
      en: `There is a team “${name}” already; choose another name.`,
    })
  }
  const id = String(made.id)
  return {
    view: sentence(
      t({ zh: `「${name}」已建立（${id}），您是负责人。`, en: `“${name}” is open (${id}); you lead it.` }),
      {
        tone: 'good',
        note: t({ zh: `邀请成员：/team ${id} 邀请 王老师`, en: `Invite people: /team ${id} invite Wang` }),
        actions: [{ label: t({ zh: '解散', en: 'Close' }), command: 'team', args: { team: id, do: 'close' } }],
      },
    ),
    to: 'member',
  }
}

async function close(found: Team, ctx: Context): Promise<Answer> {
  const { t, now } = ctx
  leadOnly(found, ctx)
  await ctx.write((trx) => closeTeam(trx, found, now))
  return {
    view: sentence(
      t({ zh: `「${found.name}」已解散，以前的荣誉都在。`, en: `“${found.name}” is closed; its honours stay.` }),
      {
        actions: [
          { label: t({ zh: '恢复', en: 'Undo' }), command: 'team', args: { team: String(found.id), do: 'reopen' } },
        ],
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function reopen(id: number, ctx: Context): Promise<Answer> {
  const { t, db, school } = ctx
  const closed = await db
    .selectFrom('team')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .where('closed_at', 'is not', null)
    .executeTakeFirst()
  if (!closed) throw noTeam(id)
  leadOnly(closed, ctx)
  const taken = (await listTeams(db, school.id)).some((one) => one.name === closed.name)
  if (taken) {
    throw new UserFacingError('team_there', {
      zh: `已经有叫「${closed.name}」的团队。`,
      en: `There is a team “${closed.name}” already.`,
    })
  }
  await ctx.write((trx) => closeTeam(trx, closed, null))
  return {
    view: sentence(t({ zh: `「${closed.name}」已恢复。`, en: `“${closed.name}” is open again.` }), { tone: 'good' }),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function one(found: Team, ctx: Context): Promise<View> {
  const { t, db } = ctx
  const members = await membersOfTeam(db, found)
  const mine = members.find((who) => who.memberId === ctx.member.id)
  return {
    title: found.name,
    blocks: [
      {
        kind: 'list',
        items: members
          .filter((who) => who.status === 'in' || found.lead_id === ctx.member.id)
          .map(
            (who): ListItem => ({
              title: who.name,
              ...(who.memberId === found.lead_id && { detail: t({ zh: '负责人', en: 'leads it' }) }),
              ...(who.status === 'asked' && { detail: t({ zh: '已邀请', en: 'invited' }) }),
            }),
          ),
      },
      ...(mine?.status === 'in' && mine.memberId !== found.lead_id
        ? [
            {
              kind: 'actions' as const,
              actions: [
                {
                  label: t({ zh: '退出', en: 'Leave' }),
                  command: 'team',
                  args: { team: String(found.id), do: 'leave' },
                },
              ],
            },
          ]
        : []),
    ],
  }
}

async function list({ t, db, school }: Context): Promise<View> {
  const teams = await listTeams(db, school.id)
  if (teams.length === 0) {
    return sentence(
      t({
        zh: '还没有工作室或课题组。建立：/team 新建 工作室 名称',
        en: 'There is no studio or research group yet. Open one: /team new studio name',
      }),
    )
  }
  return {
    title: t({ zh: '工作室和课题组', en: 'Studios and research groups' }),
    blocks: [
      {
        kind: 'list',
        items: teams.map((one) => ({
          title: `${one.id} · ${one.name}`,
          detail: t({ zh: `负责人 ${one.lead} · ${one.people} 人`, en: `led by ${one.lead} · ${one.people} people` }),
          actions: [{ label: t({ zh: '查看', en: 'Show' }), command: 'team', args: { team: String(one.id) } }],
        })),
      },
    ],
  }
}

function noTeam(id: number): UserFacingError {
  return new UserFacingError(
    'no_team',
    { zh: `没有团队 ${id}。`, en: `There is no team ${id}.` },
    { zh: '/team 会列出全部团队。', en: '/team lists them all.' },
  )
}
