import { z } from 'zod'
import { featuresOf } from '#db/features.ts'
import { mergedTerms, OWN_FIELDS, type OwnTerm, ownTermIn, ownTerms } from '#db/own-terms.ts'
import { index, noteCorrection } from '#db/rows/accept.ts'
import { findReceipt, setReceiptView } from '#db/rows/cards.ts'
import { LESSON_FIELDS, learn } from '#db/rows/lessons.ts'
import {
  type Correction,
  findResource,
  lockResource,
  type ResourceCard,
  setClassification,
} from '#db/rows/resources.ts'
import type { Resource, Trx } from '#db/schema.ts'
import { gradeLabel, labelOf, SUBJECTS, stageOfGrade, type Term, TYPES, VOLUMES } from '#db/taxonomy.ts'
import { type Translate, translator } from '#kit/lang.ts'
import { named, showable } from '#kit/text.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { classificationFields } from '#workers/view-correct.ts'
import { correctedReceipt } from '#workers/view-corrected.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { notFound, refuseStranger, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'
import { readFields } from './correct-words.ts'

const keys = (terms: readonly Term[]) => z.enum(['', ...terms.map((term) => term.key)]).optional()

export const correct = defineCommand({
  name: 'correct',
  aliases: ['更正', '修改', '改'],
  summary: { zh: '更正标题、学科、年级、册次、单元或类型', en: 'Corrects title, subject, grade, volume, unit or type' },
  usage: {
    zh: '/correct 编号 [三年级 上册 数学 教案] [单元=…] [标题=…]',
    en: '/correct number [grade 3 math lesson plan] [unit=…] [title=…]',
  },
  examples: ['/correct 128 四年级 数学', '/correct 128 标题=小数的意义'],
  who: 'everyone',
  args: z.object({
    id: resourceId,
    title: z.string().max(120).optional(),
    subject: z.string().max(40).optional(),
    grade: z.union([z.literal(''), z.coerce.number().int().min(1).max(12)]).optional(),
    volume: keys(VOLUMES),
    unit: z.string().max(60).optional(),
    type: z.string().max(40).optional(),
    /** What was typed, for the school's own words. */
    words: z.string().max(200).optional(),
  }),
  fromText(rest, about) {
    const taken = takeId(rest, about)
    if (!taken) return undefined
    const fields = readFields(taken.rest)
    const words = taken.rest.trim()
    // Words that the national taxonomy does not know may be the school's own: one name, not a sentence.
    if (!fields && !/^[\p{L}\p{N}·-]{2,24}$/u.test(words)) return undefined
    return { id: taken.id, ...fields, ...(words !== '' && { words }) }
  },
  async run({ id, words, ...fields }, ctx) {
    const { t, member, school } = ctx
    const card = await findResource(ctx.db, school.id, id)
    const may = card && (card.member_id === member.id || member.role === 'admin' || member.role === 'head')
    if (!card || !may) {
      return refuseStranger(ctx, id, {
        zh: '只有分享者、教研组长或管理员可以更正。',
        en: 'Only the person who shared it, a head of department or an administrator can correct it.',
      })
    }
    if (card.status === 'withdrawn' || card.status === 'refused') throw notFound(id)
    const own = await ownTerms(ctx.db, school.id)
    const given = { ...fields }
    for (const field of OWN_FIELDS) {
      given[field] ??= words === undefined ? undefined : ownTermIn(words, field, own)?.key
      const key = given[field]
      if (key && !mergedTerms(field, own).some((term) => term.key === key)) delete given[field]
    }
    const change = changed(card, given)
    if (Object.keys(given).every((field) => given[field as keyof typeof given] === undefined)) {
      return { view: form(card, own, ctx), to: 'member' }
    }
    if (Object.keys(change).length === 0) {
      return { view: sentence(t({ zh: '没有变化。', en: 'Nothing to change.' }), { about: { resource: id } }) }
    }
    const after = await ctx.write(async (trx) => {
      const locked = await lockResource(trx, school.id, id)
      if (!locked) throw notFound(id)
      const resource = await setClassification(trx, school.id, id, change)
      if (resource.status === 'live') await index(trx, resource, card.author_name)
      await learnFrom(trx, locked, change, ctx)
      // A refused or withdrawn one has no points; one that waits for its review is paid by what it is by then.
      if (countsAnew(resource, change)) await noteCorrection(trx, resource, { by: member.id, now: ctx.now })
      return { ...resource, author_name: card.author_name }
    })
    if (countsAnew(after, change)) ctx.ring('fact.settle', { schoolId: school.id })
    const receipt = await receiptAfter(card, after, change, ctx)
    return receipt ? { view: receipt, replace: true } : { view: said(card, after, change, ctx), replace: false }
  },
})

/** Whether points were given for what it was: they are taken back and given for what it is. */
function countsAnew(resource: Resource, change: Correction): boolean {
  return resource.accepted_at !== null && AWARDED_BY.some((field) => field in change)
}
/** An empty unit pays more. */
const AWARDED_BY = ['subject', 'grade', 'type', 'unit'] as const
const FIELDS = ['title', 'subject', 'grade', 'volume', 'unit', 'type'] as const

/** Similar files that come later are classified as this one was corrected. */
async function learnFrom(trx: Trx, before: Resource, change: Correction, { member, now }: Context): Promise<void> {
  const { topic, grams } = featuresOf({ fileName: before.file_name, title: before.title, unit: before.unit })
  for (const field of LESSON_FIELDS) {
    const value = change[field]
    if (value === undefined || grams.length === 0) continue
    await learn(trx, {
      schoolId: before.school_id,
      resourceId: before.id,
      field,
      value: value === null ? null : String(value),
      before: before[field] === null ? null : String(before[field]),
      topic,
      features: grams,
      memberId: member.id,
      now,
    })
  }
}

/** Only what really differs; a grade brings its stage along. */
function changed(card: ResourceCard, given: Record<string, unknown>): Correction {
  const change: Record<string, unknown> = {}
  for (const field of FIELDS) {
    const value = given[field]
    if (value === undefined || ((field === 'title' || field === 'type') && value === '')) continue
    const typed = field === 'title' || field === 'unit'
    const next = value === '' ? null : typed ? showable(String(value), field === 'title' ? 120 : 60) : value
    if (next !== card[field]) change[field] = next
  }
  if (typeof change.grade === 'number') change.stage = stageOfGrade(change.grade)
  return change as Correction
}

function form(card: ResourceCard, own: readonly OwnTerm[], { t }: Context): View {
  return {
    title: t({ zh: `更正${named(card.title)}`, en: `Correct “${card.title}”` }),
    blocks: [
      {
        kind: 'form',
        submit: {
          label: t({ zh: '保存', en: 'Save' }),
          command: 'correct',
          args: { id: String(card.id) },
          style: 'primary',
        },
        fields: [
          { kind: 'input', name: 'title', label: t({ zh: '标题', en: 'Title' }), value: card.title, max: 120 },
          ...classificationFields(t, card, own),
          { kind: 'input', name: 'unit', label: t({ zh: '单元', en: 'Unit' }), value: card.unit ?? '', max: 60 },
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: `也可以直接写：/correct ${card.id} 四年级 下册 教案 单元=小数的意义`,
          en: `Or type: /correct ${card.id} grade 4 volume 2 lesson plan unit=Decimals`,
        }),
      },
    ],
    about: { resource: card.id },
  }
}

/** Corrected on its receipt, the receipt itself says what is true now. */
async function receiptAfter(before: ResourceCard, after: ResourceCard, change: Correction, ctx: Context) {
  const { upload, resource } = ctx.about ?? {}
  if (!ctx.pressed || upload === undefined || resource !== after.id) return undefined
  const kept = await findReceipt(ctx.db, ctx.school.id, ctx.chat.id, upload)
  if (!kept) return undefined
  const t = translator(kept.lang === 'en' ? 'en' : 'zh-CN')
  const undo = undoOf(before, change, t)
  const anew = countsAnew(after, change)
    ? t({ zh: `；${countedAnew(after).zh}`, en: `. ${countedAnew(after).en}` })
    : ''
  const view = correctedReceipt(t, kept.view as View, after, `${whatChanged(before, after, change, t)}${anew}`, undo)
  await ctx.write((trx) => setReceiptView(trx, ctx.school.id, ctx.chat.id, upload, view))
  return view
}

function undoOf(before: ResourceCard, change: Correction, t: Translate): Action {
  const args: Record<string, string> = { id: String(before.id) }
  for (const field of FIELDS) {
    if (field in change) args[field] = before[field] === null ? '' : String(before[field])
  }
  return { label: t({ zh: '改回去', en: 'Undo' }), command: 'correct', args }
}

function whatChanged(before: ResourceCard, after: ResourceCard, change: Correction, t: Translate): string {
  return FIELDS.filter((field) => field in change)
    .map((field) => `${t(show(field, before))} → ${t(show(field, after))}`)
    .join('；')
}

function said(before: ResourceCard, after: ResourceCard, change: Correction, { t }: Context): View {
  return {
    title: t({ zh: '已更正', en: 'Corrected' }),
    tone: 'good',
    blocks: [
      { kind: 'text', text: after.title, style: 'strong' },
      { kind: 'text', text: whatChanged(before, after, change, t) },
      { kind: 'text', text: shortClassification(t, after), style: 'quiet' },
      { kind: 'actions', actions: [undoOf(before, change, t)] },
      ...(countsAnew(after, change) ? [{ kind: 'note' as const, text: t(countedAnew(after)) }] : []),
    ],
    about: { resource: after.id },
  }
}

const countedAnew = ({ id }: ResourceCard) => ({
  zh: `积分按更正后的信息重新计算，明细：/why ${id}`,
  en: `Its points are counted anew by what it is now: /why ${id}`,
})

function show(field: (typeof FIELDS)[number], card: ResourceCard) {
  const value = card[field]
  if (value === null) return { zh: '未注明', en: 'not stated' }
  if (field === 'grade') return gradeLabel(Number(value))
  if (field === 'title' || field === 'unit') return { zh: String(value), en: String(value) }
  return labelOf(field === 'subject' ? SUBJECTS : field === 'volume' ? VOLUMES : TYPES, String(value))
}
