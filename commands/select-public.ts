import { concerned, decideObjection, object, objectionsOf } from '#db/honours/objections.ts'
import { candidatesOf, giveAwards, lockSelection, type Selection, setSelection } from '#db/honours/selections.ts'
import { policyAt } from '#db/policy/at.ts'
import { tellAdmins, tellMember } from '#db/rows/tell.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { named, showable } from '#kit/text.ts'
import { addWorkdays } from '#kit/workdays.ts'
import { dayOf } from '#kit/zone.ts'
import { sentence } from '#workers/view.ts'
import type { Answer, Context } from './command.ts'
import { adminsOnly, notNow } from './select-open.ts'

/** The public notice begins: so many working days in which anybody may object. */
export async function publish(selection: Selection, ctx: Context): Promise<Answer> {
  adminsOnly(ctx)
  const { t, school, member, now, zone } = ctx
  const policy = await policyAt(ctx.db, school.id, now)
  const until = addWorkdays(dayOf(now, zone), policy.honours.publicity_workdays, policy.calendar)
  await ctx.write(async (trx) => {
    const locked = await lockSelection(trx, school.id, selection.id)
    if (locked?.status !== 'open') throw notNow()
    const chosen = (await candidatesOf(trx, school.id, locked.id)).filter((one) => one.status === 'chosen')
    if (chosen.length === 0) {
      throw new UserFacingError('none_chosen', {
        zh: `还没有选定候选：/select ${locked.id} 选 1 2`,
        en: `Nobody is chosen yet: /select ${locked.id} choose 1 2`,
      })
    }
    if ((await concerned(trx, chosen)).includes(member.id)) throw partial()
    await setSelection(trx, locked, { status: 'public', public_by: member.id, public_at: now, public_until: until })
  })
  const id = String(selection.id)
  return {
    view: sentence(
      t({
        zh: `「${selection.title}」开始公示，到 ${until} 为止（${policy.honours.publicity_workdays} 个工作日）。之后由另一位管理员公布。`,
        en: `“${selection.title}” is public until ${until} (${policy.honours.publicity_workdays} working days). Another administrator awards it then.`,
      }),
      {
        tone: 'good',
        note: t({
          zh: `在群里发 /select ${id} 就能让大家看到名单。`,
          en: `Send /select ${id} in a group to show the list there.`,
        }),
        actions: [{ label: t({ zh: '查看', en: 'Show' }), command: 'select', args: { selection: id } }],
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** Somebody objects to a candidate; administrators alone read who and why. */
export async function raise(
  selection: Selection,
  n: number | undefined,
  said: string | undefined,
  ctx: Context,
): Promise<Answer> {
  const { t, school, member, now, zone } = ctx
  const isOver = selection.public_until === null || dayOf(now, zone) > selection.public_until
  if (selection.status !== 'public' || isOver) throw notNow()
  const body = showable(said ?? '', 300, '')
  const id = await ctx.write(async (trx) => {
    const one = (await candidatesOf(trx, school.id, selection.id)).find((candidate) => candidate.n === n)
    if (one?.status !== 'chosen' || body === '') {
      throw new UserFacingError('bad_objection', {
        zh: `请写上公示名单里的序号和理由：/select ${selection.id} 异议 2 理由`,
        en: `Give a number of the public list and the reason: /select ${selection.id} object 2 why`,
      })
    }
    const objection = await object(trx, selection, { n: one.n, by: member.id, body, now })
    await tellAdmins(trx, school.id, {
      key: `objection:${objection}`,
      now,
      view: (say) =>
        sentence(
          say({
            zh: `评选「${selection.title}」第 ${one.n} 号收到异议：${body}`,
            en: `An objection to no. ${one.n} of “${selection.title}”: ${body}`,
          }),
          {
            note: say({
              zh: `裁定：/select ${selection.id} 裁定 ${objection} 成立 理由，或 不成立 理由`,
              en: `Decide: /select ${selection.id} decide ${objection} uphold why, or dismiss why`,
            }),
            actions: [
              { label: say({ zh: '查看', en: 'Show' }), command: 'select', args: { selection: String(selection.id) } },
            ],
          },
        ),
    })
    return objection
  })
  return {
    view: sentence(
      t({
        zh: `异议已收到（${id}），由管理员裁定后告诉您。您的姓名不会公开。`,
        en: `Your objection is noted (${id}); you will hear the decision. Your name is not made public.`,
      }),
      { tone: 'good' },
    ),
    to: 'member',
  }
}

/** An administrator who is neither concerned nor the objector decides, with a reason. */
export async function decide(
  selection: Selection,
  id: number | undefined,
  upheld: boolean,
  said: string | undefined,
  ctx: Context,
): Promise<Answer> {
  adminsOnly(ctx)
  const { t, school, member, now } = ctx
  const reply = showable(said ?? '', 300, '')
  if (reply === '') {
    throw new UserFacingError('no_reason', {
      zh: `请写上理由：/select ${selection.id} 裁定 ${id ?? ''} ${upheld ? '成立' : '不成立'} 理由`,
      en: `Please give the reason: /select ${selection.id} decide ${id ?? ''} ${upheld ? 'uphold' : 'dismiss'} why`,
    })
  }
  const done = await ctx.write(async (trx) => {
    const locked = await lockSelection(trx, school.id, selection.id)
    if (locked?.status !== 'public') throw notNow()
    const open = (await objectionsOf(trx, school.id, locked.id)).find((one) => one.id === id)
    const about = (await candidatesOf(trx, school.id, locked.id)).filter((one) => one.n === open?.n)
    if (open?.by_id === member.id || (await concerned(trx, about)).includes(member.id)) throw partial()
    const row = await decideObjection(trx, locked, { id: id ?? 0, upheld, reply, by: member.id, now })
    if (!row) return undefined
    await tellMember(trx, school.id, row.by_id, {
      key: `objection-decided:${row.id}`,
      now,
      view: (say) =>
        sentence(
          say({
            zh: `您对评选「${selection.title}」的异议已裁定：${upheld ? '成立' : '不成立'}。${reply}`,
            en: `Your objection about “${selection.title}” was ${upheld ? 'upheld' : 'dismissed'}. ${reply}`,
          }),
        ),
    })
    return row
  })
  if (!done) {
    throw new UserFacingError('objection_decided', {
      zh: '没有这条待裁定的异议，可能已经处理过。',
      en: 'No such objection waits; it may have been decided.',
    })
  }
  return {
    view: sentence(
      upheld
        ? t({ zh: `异议成立，第 ${done.n} 号移出名单。`, en: `Upheld: no. ${done.n} is off the list.` })
        : t({ zh: `异议不成立，第 ${done.n} 号保留。`, en: `Dismissed: no. ${done.n} stays.` }),
      { tone: 'good' },
    ),
    to: 'member',
  }
}

/** After the notice, a second person awards: neither who made it public nor anybody concerned. */
export async function announce(selection: Selection, ctx: Context): Promise<Answer> {
  if (ctx.member.role === 'teacher') adminsOnly(ctx)
  const { t, school, member, now, zone } = ctx
  const winners = await ctx.write(async (trx) => {
    const locked = await lockSelection(trx, school.id, selection.id)
    if (locked?.status !== 'public' || locked.public_until === null) throw notNow()
    if (dayOf(now, zone) <= locked.public_until) {
      throw new UserFacingError('still_public', {
        zh: `公示到 ${locked.public_until} 为止，之后才能公布。`,
        en: `The notice runs until ${locked.public_until}; it can be awarded after that.`,
      })
    }
    if (locked.public_by === member.id) {
      throw new UserFacingError('second_person', {
        zh: '公布需要另一位管理员或组长（双人复核）。',
        en: 'Another administrator or head must award it (two people decide).',
      })
    }
    const open = (await objectionsOf(trx, school.id, locked.id)).filter((one) => one.status === 'open')
    if (open.length > 0) {
      throw new UserFacingError('open_objections', {
        zh: `还有 ${open.length} 条异议没有裁定。`,
        en: `${open.length} objection(s) are not decided yet.`,
      })
    }
    const all = await candidatesOf(trx, school.id, locked.id)
    if (
      (
        await concerned(
          trx,
          all.filter((one) => one.status === 'chosen'),
        )
      ).includes(member.id)
    )
      throw partial()
    const given = await giveAwards(trx, locked, { title: titleOf(locked), by: member.id, now })
    for (const one of given) {
      for (const person of await concerned(trx, [one])) {
        await tellMember(trx, school.id, person, {
          key: `awarded:${locked.id}:${one.n}:${person}`,
          now,
          view: (say) =>
            sentence(
              say({
                zh: `祝贺您：${titleOf(locked).zh}${one.resource_id === null ? '' : named(one.title ?? '')}。`,
                en: `Congratulations: ${titleOf(locked).en}${one.resource_id === null ? '' : ` “${one.title ?? ''}”`}.`,
              }),
              {
                tone: 'good',
                actions: [{ label: say({ zh: '领取证书', en: 'Certificate' }), command: 'certificate', args: {} }],
              },
            ),
        })
      }
    }
    return given
  })
  ctx.ring('fact.settle', { schoolId: school.id })
  return {
    view: sentence(
      t({
        zh: `「${selection.title}」已公布，${winners.length} 个奖项，已分别告诉获奖老师。`,
        en: `“${selection.title}” is awarded: ${winners.length} in all, each told in private.`,
      }),
      {
        tone: 'good',
        actions: [
          { label: t({ zh: '名单', en: 'List' }), command: 'select', args: { selection: String(selection.id) } },
        ],
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

const LEVEL: Record<'school' | 'group' | 'district', Text> = {
  school: { zh: '校级优秀案例', en: 'Good case of the school' },
  group: { zh: '集团优秀案例', en: 'Good case of the school group' },
  district: { zh: '区级优秀案例', en: 'Good case of the district' },
}

/** What the honour is called. */
export function titleOf(selection: Selection): Text {
  const year = selection.school_year ?? ''
  switch (selection.kind) {
    case 'case':
      return LEVEL[selection.level ?? 'school']
    case 'annual':
      return { zh: `${year} 学年资源贡献奖`, en: `Contribution award ${year}` }
    case 'student':
      return { zh: `${year} 学年学生分享奖`, en: `Pupils’ sharing award ${year}` }
    case 'team':
      return { zh: `${year} 学年优秀共享团队`, en: `Sharing team of ${year}` }
    default:
      return selection.kind satisfies never
  }
}

function partial(): UserFacingError {
  return new UserFacingError('concerned', {
    zh: '这与您有关，请由另一位管理员来做。',
    en: 'You are concerned by this; another administrator must do it.',
  })
}
