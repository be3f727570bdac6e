import { z } from 'zod'
import { appealHindrance, type Entry, findEntry } from '#db/cases/appeal.ts'
import { findCase, roleIn } from '#db/cases/file.ts'
import { listJudges, noCase } from '#db/cases/judges.ts'
import { findOpenAppeal, openAppeal } from '#db/cases/open.ts'
import { samePeople } from '#db/cases/persons.ts'
import { takeBackReport } from '#db/cases/steps.ts'
import type { CaseFile } from '#db/cases/tables.ts'
import { explain, statement } from '#db/ledger/read.ts'
import { tellMember } from '#db/rows/tell.ts'
import { UserFacingError } from '#kit/errors.ts'
import { clockFace } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import { waitsNotice } from '#workers/view-case-notice.ts'
import { type Context, defineCommand } from './command.ts'
import { amountOf, labelOfEntry, signed } from './entry-words.ts'

const SHOWN = 5
const number = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
)

export const appeal = defineCommand({
  name: 'appeal',
  aliases: ['申诉', '积分申诉'],
  summary: {
    zh: '对自己的一笔积分或一项决定提出申诉，由不相关的人复核',
    en: 'Appeals an entry of yours or a decision; people it does not concern look again',
  },
  usage: {
    zh: '/appeal #第几笔 理由；/appeal 案卷12 理由；/appeal 看最近几笔',
    en: '/appeal #entry reason; /appeal case 12 reason; /appeal lists your latest entries',
  },
  examples: ['/appeal #42 这份是我原创的', '/appeal 案卷12 附上了写作过程'],
  who: 'everyone',
  args: z.object({
    tx: number,
    case: number,
    reason: z.string().trim().max(800).optional(),
    undo: number,
  }),
  fromText(rest) {
    const words = rest.trim()
    if (words === '') return {}
    const about = /^(?:案卷|case)\s*[#＃]?(\d{1,12})\s*([\s\S]*)$/i.exec(words)
    if (about?.[1]) return { case: about[1], reason: clean(about[2]) }
    const entry = /^(?:第\s*)?[#＃]?\s*(\d{1,12})\s*笔?\s*([\s\S]*)$/.exec(words)
    return entry?.[1] ? { tx: entry[1], reason: clean(entry[2]) } : undefined
  },
  async run(given, ctx) {
    const replace = ctx.pressed && ('own' as const)
    if (given.undo !== undefined) return { view: await takeBack(given.undo, ctx), to: 'member', replace }
    if (given.case !== undefined) return { view: await ofCase(given.case, given.reason, ctx), to: 'member', replace }
    if (given.tx !== undefined) return { view: await ofEntry(given.tx, given.reason, ctx), to: 'member', replace }
    return { view: await latest(ctx), to: 'member' }
  },
})

function clean(text: string | undefined): string {
  return (text ?? '').replace(/^[\s，,：:]+/, '').trim()
}

async function ofEntry(seq: number, reason: string | undefined, ctx: Context): Promise<View> {
  const { db, school, member } = ctx
  const entry = await findEntry(db, school.id, seq)
  if (!entry || !(await samePeople(db, school.id, [member.id])).has(entry.member_id)) throw noEntry(seq)
  if (entry.caseId !== undefined) return ofCase(entry.caseId, reason, ctx)
  if (entry.locked) {
    throw new UserFacingError(
      'locked',
      {
        zh: `第 ${seq} 笔所在的学期已经结算，不能再申诉。`,
        en: `Entry ${seq} belongs to a term that is settled; it can not be appealed any more.`,
      },
      { zh: '有特殊情况请联系管理员。', en: 'If there is a special reason, tell an administrator.' },
    )
  }
  const before = await findOpenAppeal(db, school.id, { tx: seq })
  if (before && before.state !== 'dropped') throw there(before)
  if (!reason) return form({ tx: String(seq) }, await sayEntry(entry, ctx), ctx)
  return open({ tx: entry, reason }, ctx)
}

async function ofCase(id: number, reason: string | undefined, ctx: Context): Promise<View> {
  const { db, school, member, t, now } = ctx
  const card = await findCase(db, school.id, id)
  if (!card || (await roleIn(db, card, member.id)) !== 'concerned' || card.kind === 'appeal') throw noCase(id)
  const hindrance = await appealHindrance(db, card, now)
  if (hindrance?.appeal) throw there(hindrance.appeal)
  if (hindrance) {
    throw new UserFacingError(
      'no_appeal',
      hindrance.is === 'late'
        ? { zh: `案卷 ${id} 的申诉期已过。`, en: `The time to appeal case ${id} is over.` }
        : { zh: `案卷 ${id} 没有可申诉的决定。`, en: `Case ${id} has no decision to appeal.` },
      { zh: `详情：/cases ${id}`, en: `Details: /cases ${id}` },
    )
  }
  if (!reason) return form({ case: String(id) }, t({ zh: `案卷 ${id} 的决定`, en: `The decision of case ${id}` }), ctx)
  return open({ ofCase: card, reason }, ctx)
}

async function open(given: { tx?: Entry; ofCase?: CaseFile; reason: string }, ctx: Context): Promise<View> {
  const { t, school, member, now, zone, lang } = ctx
  const { file, chats } = await ctx.write(async (trx) => {
    const file = await openAppeal(trx, { schoolId: school.id, member: member.id, now, ...given })
    const card = await findCase(trx, school.id, file.id)
    const chats: (number | undefined)[] = []
    for (const judge of card ? await listJudges(trx, card) : []) {
      if (!card) continue
      const key = `case:${card.id}:opened:${judge}`
      chats.push(await tellMember(trx, school.id, judge, { key, view: waitsNotice(card, zone), now }))
    }
    return { file, chats }
  })
  for (const chatId of chats) if (chatId !== undefined) ctx.ring('chat.post', { schoolId: school.id, chatId })
  return sentence(
    t({
      zh: `申诉已提交（案卷 ${file.id}），由不相关的老师复核，${clockFace(file.due_at, zone, lang)} 前答复您。`,
      en: `Your appeal is in (case ${file.id}). People it does not concern look again; you will be answered by ${clockFace(file.due_at, zone, lang)}.`,
    }),
    {
      tone: 'good',
      actions: [
        { label: t({ zh: '撤回申诉', en: 'Take it back' }), command: 'appeal', args: { undo: String(file.id) } },
      ],
      note: t({ zh: `进度：/cases ${file.id}`, en: `Progress: /cases ${file.id}` }),
    },
  )
}

async function takeBack(id: number, ctx: Context): Promise<View> {
  const { t, school, member, now } = ctx
  const done = await ctx.write((trx) => takeBackReport(trx, { schoolId: school.id, id, by: member.id, now }))
  if (!done) {
    throw new UserFacingError(
      'under_way',
      { zh: `案卷 ${id} 已在复核，不能撤回了。`, en: `Case ${id} is being looked at and can not be taken back.` },
      { zh: `进度：/cases ${id}`, en: `Progress: /cases ${id}` },
    )
  }
  return sentence(t({ zh: '申诉已撤回，可以重新提出。', en: 'The appeal was taken back; you may appeal again.' }), {
    tone: 'good',
  })
}

/** Without words: the latest entries, each with a button. */
async function latest(ctx: Context): Promise<View> {
  const { t, db, school, member, zone, lang } = ctx
  const lines = await statement(db, school.id, member.id, { limit: SHOWN })
  if (lines.length === 0) return sentence(t({ zh: '您还没有积分记录。', en: 'You have no entries yet.' }))
  return {
    title: t({ zh: '对哪一笔有异议', en: 'Which entry is it about' }),
    blocks: [
      {
        kind: 'list',
        items: lines.map((line) => ({
          title: `${amountOf(line, ctx)}　${labelOfEntry(line, ctx)}`,
          detail: `${clockFace(line.occurredAt, zone, lang)} · ${t({ zh: `第 ${line.seq} 笔`, en: `entry ${line.seq}` })}`,
          why: t(line.trace),
          actions: [{ label: t({ zh: '申诉', en: 'Appeal' }), command: 'appeal', args: { tx: String(line.seq) } }],
        })),
      },
      {
        kind: 'note',
        text: t({
          zh: '更早的：/why 编号 看第几笔，再发 /appeal #第几笔 理由',
          en: 'Older ones: /why number shows the entry; then /appeal #entry reason',
        }),
      },
    ],
  }
}

async function sayEntry(entry: Entry, ctx: Context): Promise<string> {
  const { db, school, t } = ctx
  const line = (await explain(db, school.id, { seq: entry.seq })).find((one) => one.seq === entry.seq)
  const amount = line ? amountOf(line, ctx) : signed(entry.amount)
  return `${t({ zh: `第 ${entry.seq} 笔`, en: `Entry ${entry.seq}` })} ${amount}${line ? `　${t(line.trace)}` : ''}`
}

function form(args: Record<string, string>, about: string, { t }: Context): View {
  return {
    title: t({ zh: '申诉', en: 'Appeal' }),
    blocks: [
      { kind: 'text', text: about },
      {
        kind: 'form',
        submit: { label: t({ zh: '提交申诉', en: 'Appeal' }), command: 'appeal', args, style: 'primary' },
        fields: [{ kind: 'input', name: 'reason', label: t({ zh: '理由', en: 'Reason' }), max: 800 }],
      },
    ],
  }
}

function there(file: CaseFile): UserFacingError {
  return file.state === 'decided'
    ? new UserFacingError(
        'answered',
        { zh: '这件事的申诉已经答复过了。', en: 'An appeal about this was answered already.' },
        { zh: `答复：/cases ${file.id}`, en: `The answer: /cases ${file.id}` },
      )
    : new UserFacingError(
        'appealed',
        { zh: `您的申诉正在复核（案卷 ${file.id}）。`, en: `Your appeal is being looked at (case ${file.id}).` },
        { zh: `进度：/cases ${file.id}`, en: `Progress: /cases ${file.id}` },
      )
}

function noEntry(seq: number): UserFacingError {
  return new UserFacingError(
    'no_entry',
    { zh: `您没有第 ${seq} 笔积分。`, en: `You have no entry ${seq}.` },
    { zh: '发 /appeal 看最近几笔。', en: '/appeal lists your latest entries.' },
  )
}
