import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { listEligible, listReviewers, removeReviewer, setReviewer } from '#db/review/reviewers.ts'
import { findMembers } from '#db/rows/find-member.ts'
import { tellMember } from '#db/rows/tell.ts'
import { labelOf, SUBJECTS } from '#db/taxonomy.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { pickMember } from './merge-words.ts'

const ALL = /^(?:全部|所有|全科|all|\*)$/i
const EXPERT = /^(?:专家|expert)$/i
const REMOVE = /^(?:移除|去掉|取消|remove)$/i
const EVERYTHING: Text = { zh: '全部学科', en: 'all subjects' }

/** Administrators say who reviews which subject, and whose rating counts as an expert's. */
export const reviewer = defineCommand({
  name: 'reviewer',
  aliases: ['审核人', '审核员'],
  summary: { zh: '各学科的审核人和专家', en: 'Who reviews which subject, and who is an expert' },
  usage: {
    zh: '/reviewer；/reviewer 姓名 学科 [专家]；/reviewer 姓名 移除 [学科]',
    en: '/reviewer; /reviewer name subject [expert]; /reviewer name remove [subject]',
  },
  examples: ['/reviewer 王老师 数学', '/reviewer 王老师 数学 专家'],
  who: ['admin'],
  args: z.object({
    name: z.string().min(1).max(40).optional(),
    subject: z.string().min(1).max(40).optional(),
    expert: z.literal('1').optional(),
    remove: z.literal('1').optional(),
  }),
  fromText(rest) {
    const [name, ...words] = rest
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
    if (name === undefined) return {}
    const remove = words.some((word) => REMOVE.test(word))
    const expert = words.some((word) => EXPERT.test(word))
    const [subject, more] = words.filter((word) => !REMOVE.test(word) && !EXPERT.test(word))
    if (more !== undefined || (!remove && subject === undefined)) return undefined
    return { name, ...(subject && { subject }), ...(expert && { expert: '1' }), ...(remove && { remove: '1' }) }
  },
  async run({ name, subject, expert, remove }, ctx): Promise<Answer> {
    if (name === undefined) return { view: await list(ctx), to: 'member' }
    const who = pickMember(await findMembers(ctx.db, ctx.school.id, name), name)
    const key = subject === undefined ? undefined : subjectKey(subject)
    if (remove) return takeOff(who, key, ctx)
    if (who.role === 'pupil') {
      throw new UserFacingError('pupil_reviewer', { zh: '学生不能担任审核人。', en: 'Pupils cannot review.' })
    }
    if (key === undefined) throw noSubject(subject ?? '')
    return put(who, key, expert === '1', ctx)
  },
})

type Who = { id: number; name: string }

async function put(who: Who, subject: string, expert: boolean, ctx: Context): Promise<Answer> {
  const { t, school, member, now } = ctx
  const label = labelled(subject)
  await ctx.write(async (trx) => {
    await setReviewer(trx, { schoolId: school.id, memberId: who.id, subject, expert, by: member.id, now })
    if (who.id === member.id) return
    await tellMember(trx, school.id, who.id, {
      key: `reviewer:${who.id}:${ctx.eventKey}`,
      now,
      view: (say) =>
        sentence(
          say({
            zh: `请您担任审核人：${label.zh}${expert ? '（专家）' : ''}。等您审核的会在 /review 里列出。`,
            en: `You are asked to review: ${label.en}${expert ? ' (expert)' : ''}. /review lists what waits for you.`,
          }),
          { actions: [{ label: say({ zh: '待审', en: 'Review' }), command: 'review', args: {} }] },
        ),
    })
  })
  return {
    view: sentence(
      t({
        zh: `${who.name} 现在审核${label.zh}${expert ? '，评分按专家计' : ''}。`,
        en: `${who.name} reviews ${label.en} now${expert ? ', and rates as an expert' : ''}.`,
      }),
      {
        tone: 'good',
        actions: [
          {
            label: t({ zh: '撤销', en: 'Undo' }),
            command: 'reviewer',
            args: { name: `#${who.id}`, subject, remove: '1' },
          },
        ],
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function takeOff(who: Who, subject: string | undefined, ctx: Context): Promise<Answer> {
  const { t, school } = ctx
  const done = await ctx.write((trx) => removeReviewer(trx, school.id, who.id, subject))
  if (!done) {
    throw new UserFacingError('no_reviewer_row', {
      zh: `${who.name} 没有被加为审核人。`,
      en: `${who.name} was not made a reviewer.`,
    })
  }
  return {
    view: sentence(
      t({
        zh: `${who.name} 不再审核${subject === undefined ? '' : labelled(subject).zh}。`,
        en: `${who.name} does not review${subject === undefined ? '' : ` ${labelled(subject).en}`} any more.`,
      }),
      { tone: 'good', note: t({ zh: '要再加上：/reviewer 姓名 学科', en: 'To add somebody: /reviewer name subject' }) },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function list({ t, db, school, now }: Context): Promise<View> {
  const rows = await listReviewers(db, school.id)
  const { eligible } = (await policyAt(db, school.id, now)).review
  const could = eligible ? await listEligible(db, school.id, eligible) : []
  const subjects = [...new Set(rows.map((row) => row.subject))]
  return {
    title: t({ zh: '审核人', en: 'Reviewers' }),
    blocks: [
      ...(rows.length === 0
        ? []
        : [
            {
              kind: 'fields' as const,
              fields: subjects.map((subject) => ({
                label: t(labelled(subject)),
                value: rows
                  .filter((row) => row.subject === subject)
                  .map((row) => (row.expert ? t({ zh: `${row.name}（专家）`, en: `${row.name} (expert)` }) : row.name))
                  .join('、'),
              })),
            },
          ]),
      ...(could.length > 0
        ? [
            {
              kind: 'text' as const,
              text: t({
                zh: `够条件、可以邀请：${could.map((one) => one.name).join('、')}`,
                en: `Could be asked: ${could.map((one) => one.name).join(', ')}`,
              }),
            },
          ]
        : []),
      {
        kind: 'note',
        text: t({
          zh: '教研组长和管理员总能审核。添加：/reviewer 王老师 数学',
          en: 'Heads of department and administrators can always review. Add: /reviewer Wang math',
        }),
      },
    ],
  }
}

function labelled(subject: string): Text {
  return subject === '*' ? EVERYTHING : labelOf(SUBJECTS, subject)
}

/** The key of a subject by its key, label or a word for it; `*` for all of them. */
function subjectKey(said: string): string {
  const word = said.trim().toLowerCase()
  if (ALL.test(word)) return '*'
  const found = SUBJECTS.find(
    (one) =>
      one.key === word ||
      one.label.zh === word ||
      one.label.en.toLowerCase() === word ||
      one.words.some((other) => other.toLowerCase() === word),
  )
  if (!found) throw noSubject(said)
  return found.key
}

function noSubject(said: string): UserFacingError {
  return new UserFacingError(
    'no_subject',
    { zh: `没有「${said}」这个学科。`, en: `There is no subject “${said}”.` },
    {
      zh: `可写：${SUBJECTS.map((one) => one.label.zh).join('、')}，或“全部”。`,
      en: `Known: ${SUBJECTS.map((one) => one.key).join(', ')}, or “all”.`,
    },
  )
}
