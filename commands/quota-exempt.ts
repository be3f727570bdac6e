import { findMembers } from '#db/rows/find-member.ts'
import { EXEMPTION_LABELS, endExemption, exempt, listExemptions } from '#db/terms/exempt.ts'
import type { TermSpan } from '#db/terms/span.ts'
import { EXEMPTIONS, type Exemption } from '#db/terms/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import { clockFace } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import type { Context } from './command.ts'

type Asked = { who: string; reason: Exemption; note: string }

/** `李老师 产假 9月起` → who, which reason, and the rest as a note. */
export function exemptionOf(who: string | undefined, why: string | undefined): Asked {
  const words = (why ?? '').trim()
  const reason = EXEMPTIONS.find((one) => {
    const label = EXEMPTION_LABELS[one]
    return words.startsWith(label.zh) || words.toLowerCase().startsWith(one)
  })
  const label = reason && EXEMPTION_LABELS[reason].zh
  const note = label && words.startsWith(label) ? words.slice(label.length) : words.slice(reason?.length ?? 0)
  return { who: who ?? '', reason: reason ?? 'other', note: note.trim() }
}

/** Exempts somebody for the term, with the reason on record. */
export async function takeExemption(asked: Asked, span: TermSpan, ctx: Context): Promise<View> {
  refuseOthers(ctx)
  if (asked.reason === 'other' && asked.note === '') {
    throw new UserFacingError(
      'no_reason',
      {
        zh: '免任务要写明原因：产假、病假、支教，或其他说明。',
        en: 'Say why: maternity, sick, posting, or something else.',
      },
      { zh: '例如：/quota 免 李老师 产假', en: 'Such as: /quota exempt name maternity' },
    )
  }
  const member = await only(asked.who, ctx)
  if (member.role !== 'teacher' && member.role !== 'head') {
    throw new UserFacingError('no_quota', {
      zh: `${member.name}不是任课老师，没有任务，不用免。`,
      en: `${member.name} is no teacher and owes no quota; nothing is to be exempted.`,
    })
  }
  const isNew = await ctx.write((trx) =>
    exempt(trx, {
      schoolId: ctx.school.id,
      term: span.id,
      member: member.id,
      reason: asked.reason,
      note: asked.note,
      by: ctx.member.id,
      now: ctx.now,
    }),
  )
  const why = EXEMPTION_LABELS[asked.reason]
  const back = {
    label: ctx.t({ zh: '撤销', en: 'Undo' }),
    command: 'quota',
    args: { do: 'end', who: String(member.id) },
  }
  return isNew
    ? sentence(
        ctx.t({
          zh: `${member.name}本学期免任务（${why.zh}），已记录在案，不再收到提醒。`,
          en: `${member.name} is exempt this term (${why.en}); it is on record, and no reminder is sent.`,
        }),
        { tone: 'good', actions: [back] },
      )
    : sentence(ctx.t({ zh: `${member.name}本学期已经免任务。`, en: `${member.name} is exempt this term already.` }), {
        actions: [back],
      })
}

/** Ends an exemption. */
export async function endOf(who: string, span: TermSpan, ctx: Context): Promise<View> {
  refuseOthers(ctx)
  const member = await only(who, ctx)
  const ended = await ctx.write((trx) =>
    endExemption(trx, { schoolId: ctx.school.id, term: span.id, member: member.id, by: ctx.member.id, now: ctx.now }),
  )
  return ended
    ? sentence(
        ctx.t({
          zh: `${member.name}本学期恢复任务，记录保留。`,
          en: `${member.name} owes the quota again; the record stays.`,
        }),
        { tone: 'good' },
      )
    : sentence(ctx.t({ zh: `${member.name}本学期没有免任务。`, en: `${member.name} was not exempt this term.` }), {
        tone: 'warn',
        note: ctx.t({ zh: '发送 /quota 免任务 查看名单。', en: 'Send /quota exemptions for the list.' }),
      })
}

/** Who is, and was, exempt this term; for administrators only. */
export async function exemptionList(span: TermSpan, ctx: Context): Promise<View> {
  refuseOthers(ctx)
  const { t } = ctx
  const rows = await listExemptions(ctx.db, ctx.school.id, span.id)
  if (rows.length === 0) {
    return sentence(t({ zh: '本学期没有人免任务。', en: 'Nobody is exempt this term.' }), {
      note: t({ zh: '设定：/quota 免 李老师 产假', en: 'To exempt: /quota exempt name maternity' }),
    })
  }
  return {
    title: t({ zh: '本学期免任务', en: 'Exempt this term' }),
    blocks: [
      {
        kind: 'list',
        items: rows.map((row) => {
          const why = EXEMPTION_LABELS[row.reason]
          const ended = row.endedAt ? t({ zh: '，已恢复', en: ', ended' }) : ''
          const note = row.note === '' ? '' : t({ zh: `，${row.note}`, en: `, ${row.note}` })
          return {
            title: row.name,
            detail: `${t(why)}${note}${ended} · ${row.by} · ${clockFace(row.at, ctx.zone, ctx.lang)}`,
            ...(!row.endedAt && {
              actions: [
                {
                  label: t({ zh: '恢复任务', en: 'End' }),
                  command: 'quota',
                  args: { do: 'end', who: String(row.member) },
                },
              ],
            }),
          }
        }),
      },
    ],
  }
}

async function only(who: string, ctx: Context): Promise<{ id: number; name: string; role: string }> {
  const found = await findMembers(ctx.db, ctx.school.id, who)
  const [first, second] = found
  if (first && !second) return first
  if (!first) {
    throw new UserFacingError('no_member', {
      zh: `没有找到「${who}」。请写姓名或成员编号。`,
      en: `There is no “${who}”. Write a name or a member’s number.`,
    })
  }
  throw new UserFacingError('several_members', {
    zh: `有几位「${who}」，请用编号：${found.map((one) => one.id).join('、')}。`,
    en: `There are several “${who}”; use a number: ${found.map((one) => one.id).join(', ')}.`,
  })
}

function refuseOthers(ctx: Context): void {
  if (ctx.member.role === 'admin') return
  throw new UserFacingError('not_for_you', {
    zh: '免任务由管理员设定。',
    en: 'Exemptions are set by administrators.',
  })
}
