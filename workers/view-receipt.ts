import type { ResourceCard } from '#db/rows/resources.ts'
import { gradeLabel, labelOf, SUBJECTS, TYPES, VOLUMES } from '#db/taxonomy.ts'
import type { UserFacingError } from '#kit/errors.ts'
import type { Text, Translate } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import type { Action, Block, View } from './view.ts'
import { contentsLine } from './view-contents.ts'
import { receiptForm } from './view-correct.ts'
import { readingText } from './view-reading.ts'
import { type KinShown, kinActions, kinText } from './view-versions.ts'

/** What the receipt says about points: the formula behind the number, or why there are none yet. */
export type ReceiptPoints = { amount: string; trace: Text } | { none: Text }

type Field = { label: string; value: string; note?: string }

/**
 * The receipt of a catalogued file: what it is, what it earned and why, and the buttons. `unsure` names the fields on
 * which the catalogue wants a person's word. Asks only once, in the receipt itself.
 */
export function receiptView(
  t: Translate,
  resource: ResourceCard,
  points: ReceiptPoints,
  more: { unsure?: readonly string[]; uploadId?: number; notes?: readonly Text[]; kin?: KinShown | undefined } = {},
): View {
  const unsure = new Set(more.unsure ?? [])
  const waiting = resource.status === 'review'
  const blocks: Block[] = [
    { kind: 'text', text: resource.title, style: 'strong' },
    { kind: 'fields', fields: [...classification(t, resource, unsure), pointsField(t, points)] },
  ]
  const contents = contentsLine(t, resource)
  if (contents) blocks.push({ kind: 'text', text: contents, style: 'quiet' })
  const reading = readingText(resource)
  if (reading) blocks.push({ kind: 'text', text: t(reading), style: 'quiet' })
  if (unsure.size > 0) {
    blocks.push({
      kind: 'text',
      text: t({
        zh: `${[...unsure].map((field) => fieldName(field).zh).join('、')}不太确定，请点「更正」确认一下。`,
        en: `Not sure about ${[...unsure].map((field) => fieldName(field).en).join(', ')}: press “Correct” to confirm.`,
      }),
    })
  }
  for (const note of more.notes ?? []) blocks.push({ kind: 'text', text: t(note), style: 'quiet' })
  if (more.kin) {
    blocks.push({ kind: 'text', text: t(kinText(more.kin)) })
    blocks.push({ kind: 'actions', actions: kinActions(t, more.kin) })
  }
  blocks.push({ kind: 'actions', actions: receiptActions(t, resource) })
  blocks.push(receiptForm(t, resource))
  blocks.push({
    kind: 'note',
    text: t({
      zh: `编号 ${resource.id} · 明细 /why ${resource.id} · 撤回 /withdraw ${resource.id}`,
      en: `No. ${resource.id} · details /why ${resource.id} · undo /withdraw ${resource.id}`,
    }),
  })
  const title = waiting
    ? t({ zh: '已收到，等待审核', en: 'Received, waiting for review' })
    : t({ zh: '已收录', en: 'Catalogued' })
  return {
    title,
    tone: waiting ? 'warn' : 'good',
    blocks,
    about: { resource: resource.id, ...(more.uploadId !== undefined && { upload: more.uploadId }) },
  }
}

/** The receipt's request for a person's word, which falls away once it was given. */
export function isAsking(text: string): boolean {
  return text.includes('不太确定，请点「更正」') || /^Not sure about .*press “Correct”/.test(text)
}

/** Subject, grade, volume and type as label and value; what is not known says so. */
export function classification(t: Translate, resource: ResourceCard, unsure: ReadonlySet<string> = new Set()): Field[] {
  const mark = (field: string) => (unsure.has(field) ? { note: t({ zh: '待确认', en: 'to confirm' }) } : {})
  const unknown = t({ zh: '未识别', en: 'not known' })
  return [
    {
      label: t({ zh: '学科', en: 'Subject' }),
      value: resource.subject === null ? unknown : t(labelOf(SUBJECTS, resource.subject)),
      ...mark('subject'),
    },
    {
      label: t({ zh: '年级', en: 'Grade' }),
      value: resource.grade === null ? unknown : t(gradeLabel(resource.grade)),
      ...mark('grade'),
    },
    {
      label: t({ zh: '册次', en: 'Volume' }),
      value: resource.volume === null ? t({ zh: '未注明', en: 'not stated' }) : t(labelOf(VOLUMES, resource.volume)),
      ...mark('volume'),
    },
    { label: t({ zh: '类型', en: 'Type' }), value: t(labelOf(TYPES, resource.type)), ...mark('type') },
    { label: t({ zh: '分享者', en: 'Shared by' }), value: resource.author_name },
  ]
}

/** `数学 · 三年级 · 上册 · 教案`, what is known of it. */
export function shortClassification(
  t: Translate,
  resource: Pick<ResourceCard, 'subject' | 'grade' | 'volume' | 'type'>,
): string {
  return [
    resource.subject === null ? undefined : t(labelOf(SUBJECTS, resource.subject)),
    resource.grade === null ? undefined : t(gradeLabel(resource.grade)),
    resource.volume === null ? undefined : t(labelOf(VOLUMES, resource.volume)),
    t(labelOf(TYPES, resource.type)),
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}

function pointsField(t: Translate, points: ReceiptPoints): Field {
  const label = t({ zh: '积分', en: 'Points' })
  if ('none' in points) return { label, value: t(points.none) }
  return { label, value: `+${points.amount}`, note: t(points.trace) }
}

function receiptActions(t: Translate, resource: ResourceCard): Action[] {
  const args = { id: String(resource.id) }
  return [
    { label: t({ zh: '更正', en: 'Correct' }), command: 'correct', args },
    ...(resource.status === 'live'
      ? [
          { label: t({ zh: '下载', en: 'Download' }), command: 'download', args, style: 'primary' as const },
          { label: t({ zh: '评分', en: 'Rate' }), command: 'rate', args },
        ]
      : []),
    withdrawAction(t, resource),
  ]
}

/** The button that takes a resource back; it asks first. */
export function withdrawAction(t: Translate, resource: { id: number }): Action {
  return {
    label: t({ zh: '撤回', en: 'Withdraw' }),
    command: 'withdraw',
    args: { id: String(resource.id) },
    style: 'danger',
    confirm: t({
      zh: '撤回后大家就搜不到了，相应积分会退回。确定吗？',
      en: 'It leaves the library and its points are taken back. Sure?',
    }),
  }
}

export function fieldName(field: string): Text {
  const names: Record<string, Text> = {
    title: { zh: '标题', en: 'title' },
    subject: { zh: '学科', en: 'subject' },
    grade: { zh: '年级', en: 'grade' },
    volume: { zh: '册次', en: 'volume' },
    type: { zh: '类型', en: 'type' },
    unit: { zh: '单元', en: 'unit' },
    stage: { zh: '学段', en: 'stage' },
  }
  return names[field] ?? { zh: field, en: field }
}

/** A file that was not catalogued: the reason and what to do. */
export function refusalView(
  t: Translate,
  fileName: string,
  why: Pick<UserFacingError, 'sentence' | 'hint'>,
  uploadId: number,
): View {
  const blocks: Block[] = [
    { kind: 'text', text: fileName, style: 'quiet' },
    { kind: 'text', text: t(why.sentence) },
  ]
  if (why.hint) blocks.push({ kind: 'note', text: t(why.hint) })
  return { title: t({ zh: '没有收录', en: 'Not catalogued' }), tone: 'bad', blocks, about: { upload: uploadId } }
}

/** The same file is there already: names the first one when the sender may see it. */
export function duplicateView(
  t: Translate,
  first: ResourceCard | undefined,
  given: { same: 'bytes' | 'text'; mine: boolean; sharedOn: string; uploadId: number },
): View {
  const about = { upload: given.uploadId, ...(first && { resource: first.id }) }
  if (!first) {
    return {
      tone: 'plain',
      blocks: [
        {
          kind: 'text',
          text: t({
            zh: '这份文件已经在库里了，没有重复收录。',
            en: 'This file is in the library already; it was not catalogued again.',
          }),
        },
      ],
      about,
    }
  }
  const what =
    given.same === 'bytes'
      ? { zh: '和这份完全相同', en: 'the very same file as' }
      : { zh: '和这份内容相同', en: 'the same text as' }
  const who = given.mine ? { zh: '您', en: 'you' } : { zh: first.author_name, en: first.author_name }
  return {
    title: t({ zh: '库里已有', en: 'Already in the library' }),
    tone: 'plain',
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `${what.zh}：${who.zh} ${given.sharedOn} 分享的${named(first.title)}（编号 ${first.id}）。没有重复收录，也没有重复计分。`,
          en: `This is ${what.en} “${first.title}” (no. ${first.id}), shared by ${who.en} on ${given.sharedOn}. It was not catalogued or rewarded again.`,
        }),
      },
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '下载原件', en: 'Download it' }), command: 'download', args: { id: String(first.id) } },
        ],
      },
    ],
    about,
  }
}
