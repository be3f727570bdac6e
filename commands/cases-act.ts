import { confirm, object, propose, type Verdict } from '#db/cases/decide.ts'
import { addStep, type CaseCard, findCase } from '#db/cases/file.ts'
import { demandJudge, listJudges, noCase } from '#db/cases/judges.ts'
import { fixed, rulingsOf } from '#db/cases/rulings.ts'
import { ask, hideNow, set, show, state } from '#db/cases/steps.ts'
import type { CaseFile } from '#db/cases/tables.ts'
import { findResource } from '#db/rows/resources.ts'
import type { Trx } from '#db/schema.ts'
import { decideKin, findKin, followVersion } from '#db/similar/kin.ts'
import { UserFacingError } from '#kit/errors.ts'
import { clockFace } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import { rulingText } from '#workers/view-case.ts'
import {
  askedNotice,
  decidedNotice,
  handledNotice,
  hiddenNotice,
  shownNotice,
  statedNotice,
  waitsNotice,
} from '#workers/view-case-notice.ts'
import { notFound } from './args.ts'
import type { CaseArgs, Deed } from './cases.ts'
import { change, said, type Told, tell } from './cases-tell.ts'
import { emptyText, moved, noRuling, reasonForm } from './cases-words.ts'
import type { Answer, Context } from './command.ts'

/** One deed in a case, by a judge or by the teacher whom it concerns. */
export async function act(id: number, deed: Deed, given: CaseArgs, ctx: Context): Promise<Answer> {
  const card = await findCase(ctx.db, ctx.school.id, id)
  if (!card) throw noCase(id)
  const own = deed === 'state' || (deed === 'fixed' && card.member_id === ctx.member.id)
  if (own && card.member_id !== ctx.member.id) throw noCase(id)
  if (!own) await demandJudge(ctx.db, card, ctx.member)
  const view = await done(card, deed, given, ctx)
  ctx.ring('fact.settle', { schoolId: ctx.school.id })
  return { view, to: 'member', replace: ctx.pressed && 'own' }
}

async function done(card: CaseCard, deed: Deed, given: CaseArgs, ctx: Context): Promise<View> {
  const { t, school, member, now } = ctx
  const by = { schoolId: school.id, id: card.id, by: member.id, now }
  switch (deed) {
    case 'ask': {
      const question = given.text === '' ? undefined : given.text
      await change(ctx, card, async (trx) => {
        const file = await ask(trx, { ...by, question })
        return file && [[card.member_id, 'asked', askedNotice({ ...card, ...file }, ctx.zone, question)]]
      })
      return said(card, ctx, {
        zh: '已请老师说明，核实期间相关积分先不变。',
        en: 'The teacher was asked; the points concerned wait meanwhile.',
      })
    }
    case 'hide':
      await change(ctx, card, async (trx) => {
        const file = await hideNow(trx, by)
        return file && [[card.member_id, 'hidden', hiddenNotice(card)]]
      })
      return said(card, ctx, { zh: '已暂不展示，已告诉分享者。', en: 'It is not shown for now; its author was told.' })
    case 'show':
      await change(ctx, card, async (trx) => {
        const file = await show(trx, by)
        return file && (card.hidden_at === null ? [] : [[card.member_id, 'shown', shownNotice(card)]])
      })
      return said(card, ctx, { zh: '已恢复展示，案卷继续核实。', en: 'It is shown; the case goes on.' })
    case 'state': {
      const text = given.text ?? ''
      if (text === '') throw emptyText(card.id)
      await change(ctx, card, async (trx) => {
        const file = await state(trx, { ...by, text })
        if (!file) return undefined
        const judges = await listJudges(trx, file)
        return judges.map((judge): Told => [judge, 'stated', statedNotice(card)])
      })
      return sentence(
        t({
          zh: '已收到您的说明，谢谢。结果会私下告诉您；在那之前可以再补充。',
          en: 'Thank you, your statement is in. You will hear the result in private, and may add to it until then.',
        }),
        { tone: 'good', note: t({ zh: `进度：/cases ${card.id}`, en: `Progress: /cases ${card.id}` }) },
      )
    }
    case 'propose':
      return proposeIt(card, given, ctx)
    case 'confirm': {
      const verdict = await ctx.write(async (trx) => conclude(trx, await confirm(trx, by), ctx))
      return after(verdict, card, ctx)
    }
    case 'object': {
      const reason = given.text === '' ? undefined : given.text
      const first = card.approvals[0]
      await change(ctx, card, async (trx) => {
        const file = await object(trx, { ...by, reason })
        if (!file || first === undefined || first === member.id) return file && []
        return [[first, 'objected', waitsNotice({ ...card, ...file }, ctx.zone)]]
      })
      return said(card, ctx, { zh: '已记下，案卷继续处理。', en: 'Noted; the case goes on.' })
    }
    case 'fixed':
      return fixIt(card, given, ctx)
    default:
      return deed satisfies never
  }
}

async function proposeIt(card: CaseCard, given: CaseArgs, ctx: Context): Promise<View> {
  const { ruling } = given
  if (ruling === undefined || !rulingsOf(card).includes(ruling)) throw noRuling(card)
  const adjusts = ruling === 'adjusted' && given.contribution === undefined && given.spendable === undefined
  const unnamed = ruling === 'duplicate_other' && (given.original ?? card.original_id) === null
  if (!given.text || adjusts || unnamed) return reasonForm(card, ruling, ctx)
  const { original } = given
  if (original !== undefined && !(await findResource(ctx.db, ctx.school.id, original))) throw notFound(original)
  const verdict = await ctx.write(async (trx) => {
    if (ruling === 'duplicate_other' && original !== undefined) await set(trx, card, { original_id: original })
    const proposal = {
      reason: given.text ?? '',
      ...(given.contribution !== undefined && { contribution: inMinor(given.contribution) }),
      ...(given.spendable !== undefined && { spendable: inMinor(given.spendable) }),
    }
    const by = { schoolId: ctx.school.id, id: card.id, by: ctx.member.id, now: ctx.now }
    return conclude(trx, await propose(trx, { ...by, ruling, proposal }), ctx)
  })
  return after(verdict, card, ctx)
}

/** `-2.5` → -250. */
function inMinor(points: string): number {
  return Math.round(Number(points) * 100)
}

/** Tells those who must know of a verdict. */
async function conclude(trx: Trx, verdict: Verdict, ctx: Context): Promise<Verdict> {
  if (verdict.is !== 'proposed' && verdict.is !== 'decided') return verdict
  const { file } = verdict
  const card = await findCase(trx, file.school_id, file.id)
  if (!card) return verdict
  if (verdict.is === 'proposed') {
    const judges = (await listJudges(trx, file)).filter((judge) => !file.approvals.includes(judge))
    await tell(
      trx,
      card,
      judges.map((judge): Told => [judge, 'proposed', waitsNotice(card, ctx.zone)]),
      ctx,
    )
    return verdict
  }
  const told: Told[] = []
  if (hears(file)) told.push([file.member_id, 'decided', decidedNotice(card, ctx.zone)])
  for (const reporter of await reportersOf(trx, file)) told.push([reporter, 'handled', handledNotice(card)])
  await tell(trx, card, told, ctx)
  return verdict
}

/** What nobody was ever troubled with stays so: an unfounded report is not told to its author. */
function hears(file: CaseFile): boolean {
  return file.ruling !== 'unfounded' || file.asked_at !== null || file.hidden_at !== null
}

async function reportersOf(trx: Trx, file: CaseFile): Promise<number[]> {
  const rows = await trx
    .selectFrom('case_party')
    .select('member_id')
    .where('school_id', '=', file.school_id)
    .where('case_id', '=', file.id)
    .where('role', '=', 'reporter')
    .execute()
  return rows.map((row) => row.member_id).filter((id) => id !== file.member_id)
}

function after(verdict: Verdict, card: CaseCard, ctx: Context): View {
  const { t, zone, lang } = ctx
  switch (verdict.is) {
    case 'proposed':
      return sentence(
        t({
          zh: `已记下您的意见：${rulingText(t, verdict.file)}。还需要 ${verdict.missing} 位与此无关的管理员或组长确认，已通知。`,
          en: `Your ruling is noted: ${rulingText(t, verdict.file)}. ${verdict.missing} more administrator or head, not concerned, must confirm; they were told.`,
        }),
        {
          actions: [
            {
              label: t({ zh: '收回意见', en: 'Take it back' }),
              command: 'cases',
              args: { id: String(card.id), do: 'object' },
            },
          ],
        },
      )
    case 'decided':
      return sentence(
        t({
          zh: `案卷 ${card.id} 已决定：${rulingText(t, verdict.file)}。${hears(verdict.file) ? '已私下告诉当事人。' : '没有打扰过当事人，不另行通知。'}`,
          en: `Case ${card.id} is decided: ${rulingText(t, verdict.file)}. ${hears(verdict.file) ? 'Whom it concerns was told in private.' : 'Whom it concerns had heard nothing of it and is left in peace.'}`,
        }),
        {
          tone: 'good',
          ...(verdict.file.appeal_until !== null && {
            note: t({
              zh: `当事人可在 ${clockFace(verdict.file.appeal_until, zone, lang)} 前申诉；申诉成立会全部恢复。`,
              en: `They may appeal until ${clockFace(verdict.file.appeal_until, zone, lang)}; an upheld appeal restores everything.`,
            }),
          }),
        },
      )
    case 'unheard':
      throw new UserFacingError(
        'unheard',
        verdict.until === null
          ? { zh: '还没有请老师说明，不能这样认定。', en: 'The teacher has not been asked yet.' }
          : {
              zh: `老师可以在 ${clockFace(verdict.until, zone, 'zh-CN')} 前说明，之后才能认定。`,
              en: `The teacher may answer until ${clockFace(verdict.until, zone, 'en')}; only then this can be ruled.`,
            },
        { zh: `先征求说明：/cases ${card.id} 征求`, en: `Ask first: /cases ${card.id} ask` },
      )
    case 'same_person':
      throw new UserFacingError('same_person', {
        zh: '您已提出意见，要由另一位老师确认。',
        en: 'This was your own ruling; somebody else must confirm it.',
      })
    case 'moved':
      throw moved(card.id)
    default:
      return verdict satisfies never
  }
}

async function fixIt(card: CaseCard, given: CaseArgs, ctx: Context): Promise<View> {
  const { t, school, member, now } = ctx
  if (card.ruling !== 'recall' || card.state !== 'decided' || card.fixed_at !== null || card.resource_id === null)
    throw moved(card.id)
  const old = card.resource_id
  const mine = card.member_id === member.id
  const { original: fresh } = given
  if (mine && fresh === undefined) {
    throw new UserFacingError(
      'which_one',
      { zh: '请写改正后的新编号。', en: 'Give the number of the corrected file.' },
      {
        zh: `先发新文件，再发 /cases ${card.id} 改正 新编号`,
        en: `Send the file, then /cases ${card.id} fixed new-number`,
      },
    )
  }
  const successor = fresh === undefined ? undefined : await findResource(ctx.db, school.id, fresh)
  if (fresh !== undefined && (successor?.member_id !== card.member_id || successor.status !== 'live' || fresh === old))
    throw notFound(fresh)
  await ctx.write(async (trx) => {
    if (fresh !== undefined) {
      const before = await findKin(trx, school.id, fresh)
      await decideKin(trx, school.id, {
        resource_id: fresh,
        of_id: old,
        alike: before?.of_id === old ? before.alike : 0,
        state: 'version',
        by: member.id,
        now,
      })
    }
    await fixed(trx, card, { ...(fresh !== undefined && { with: fresh }), now })
    if (fresh !== undefined) await followVersion(trx, school.id, fresh)
    await addStep(trx, school.id, card.id, { what: 'fixed', at: now, actor: member.id })
    if (!mine) await tell(trx, card, [[card.member_id, 'fixed', shownNotice(card)]], ctx)
  })
  return sentence(
    fresh === undefined
      ? t({ zh: `编号 ${old} 已恢复展示，积分照旧。`, en: `No. ${old} is shown again, with its points.` })
      : t({
          zh: `编号 ${fresh} 已作为编号 ${old} 的改正版，积分照旧。`,
          en: `No. ${fresh} takes the place of no. ${old}; the points stay.`,
        }),
    { tone: 'good' },
  )
}
