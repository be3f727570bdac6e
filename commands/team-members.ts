import { membersOfTeam, setTeamMember, type Team } from '#db/honours/teams.ts'
import { findMembers } from '#db/rows/find-member.ts'
import { tellMember } from '#db/rows/tell.ts'
import { UserFacingError } from '#kit/errors.ts'
import { sentence } from '#workers/view.ts'
import type { Answer, Context } from './command.ts'
import { pickMember } from './merge-words.ts'

export async function invite(found: Team, name: string, ctx: Context): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  leadOnly(found, ctx)
  const who = pickMember(await findMembers(db, school.id, name), name)
  if (who.role === 'pupil')
    throw new UserFacingError('pupil_team', { zh: '团队只邀请老师。', en: 'Teams are for teachers.' })
  const there = (await membersOfTeam(db, found)).find((one) => one.memberId === who.id)
  if (there?.status === 'in') {
    throw new UserFacingError('in_team', {
      zh: `${who.name} 已经在团队里。`,
      en: `${who.name} is in the team already.`,
    })
  }
  await ctx.write(async (trx) => {
    await setTeamMember(trx, found, who.id, 'asked', now)
    await tellMember(trx, school.id, who.id, {
      key: `team:${found.id}:${who.id}:${ctx.eventKey}`,
      now,
      view: (say) => ({
        blocks: [
          {
            kind: 'text',
            text: say({
              zh: `${member.name} 邀请您加入「${found.name}」。您同意后才算成员。`,
              en: `${member.name} invites you to “${found.name}”. You are in it only once you agree.`,
            }),
          },
          {
            kind: 'actions',
            actions: [
              {
                label: say({ zh: '加入', en: 'Join' }),
                command: 'team',
                args: { team: String(found.id), do: 'join' },
                style: 'primary',
              },
              {
                label: say({ zh: '不加入', en: 'Decline' }),
                command: 'team',
                args: { team: String(found.id), do: 'decline' },
              },
            ],
          },
        ],
      }),
    })
  })
  return {
    view: sentence(
      t({ zh: `已邀请 ${who.name}，对方同意后加入。`, en: `${who.name} is invited and joins once they agree.` }),
      {
        tone: 'good',
        actions: [
          {
            label: t({ zh: '撤销', en: 'Undo' }),
            command: 'team',
            args: { team: String(found.id), do: 'remove', name: `#${who.id}` },
          },
        ],
      },
    ),
    to: 'member',
  }
}

export async function answer(found: Team, joins: boolean, ctx: Context): Promise<Answer> {
  const { t, member, now } = ctx
  const asked = (await membersOfTeam(ctx.db, found)).some((one) => one.memberId === member.id && one.status === 'asked')
  if (!asked) {
    throw new UserFacingError('not_invited', {
      zh: '没有等您回复的邀请。',
      en: 'No invitation waits for your answer.',
    })
  }
  await ctx.write((trx) => setTeamMember(trx, found, member.id, joins ? 'in' : 'left', now))
  return {
    view: sentence(
      joins
        ? t({ zh: `您已加入「${found.name}」。`, en: `You are in “${found.name}” now.` })
        : t({ zh: '已谢绝邀请。', en: 'Declined.' }),
      {
        tone: 'good',
        ...(joins && {
          actions: [
            { label: t({ zh: '退出', en: 'Leave' }), command: 'team', args: { team: String(found.id), do: 'leave' } },
          ],
        }),
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

export async function takeOut(found: Team, name: string | undefined, ctx: Context): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const who = name === undefined ? member : pickMember(await findMembers(db, school.id, name), name)
  if (who.id !== member.id) leadOnly(found, ctx)
  if (who.id === found.lead_id) {
    throw new UserFacingError('lead_stays', {
      zh: `负责人不能退出；不再需要时可以解散：/team ${found.id} 解散`,
      en: `The lead cannot leave; when it is not needed any more: /team ${found.id} close`,
    })
  }
  const there = (await membersOfTeam(db, found)).some((one) => one.memberId === who.id)
  if (!there)
    throw new UserFacingError('not_in_team', { zh: `${who.name} 不在团队里。`, en: `${who.name} is not in the team.` })
  await ctx.write((trx) => setTeamMember(trx, found, who.id, 'left', now))
  return {
    view: sentence(
      t({ zh: `${who.name} 已不在「${found.name}」。`, en: `${who.name} is not in “${found.name}” any more.` }),
      {
        tone: 'good',
        note: t({
          zh: `重新加入由负责人邀请：/team ${found.id} 邀请 姓名`,
          en: `The lead can invite again: /team ${found.id} invite name`,
        }),
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** Throws UserFacingError `forbidden` unless it is the lead who asks. */
export function leadOnly(found: Pick<Team, 'lead_id'>, { member }: Context): void {
  if (found.lead_id === member.id || member.role === 'admin') return
  throw new UserFacingError('lead_only', {
    zh: '只有团队负责人或管理员可以这样做。',
    en: 'Only the team’s lead or an administrator can do that.',
  })
}
