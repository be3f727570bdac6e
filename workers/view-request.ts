import type { RequestCard } from '#db/requests/requests.ts'
import { bountyText } from '#db/requests/requests.ts'
import type { RequestAnswer } from '#db/requests/tables.ts'
import type { Translate } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { type Action, type ListItem, sentence, type View } from './view.ts'

/** A request as the group reads it; a reply with a file answers it. */
export function requestView(t: Translate, row: RequestCard): View {
  return {
    title: t({ zh: `求资源 #${row.id}`, en: `Request #${row.id}` }),
    blocks: [
      { kind: 'text', text: row.text, style: 'strong' },
      { kind: 'text', text: `${row.asker}${t(bountyText(row))}`, style: 'quiet' },
      { kind: 'actions', actions: [answerAction(t, row)] },
      {
        kind: 'note',
        text: t({
          zh: `有这份资料的老师：直接回复本条消息发文件，或 /answer ${row.id} 资源编号。`,
          en: `If you have it: reply to this message with the file, or /answer ${row.id} resource number.`,
        }),
      },
    ],
    about: { request: row.id },
  }
}

export function requestItem(t: Translate, row: RequestCard, actions: Action[]): ListItem {
  const answers =
    row.answers > 0
      ? t({ zh: ` · ${row.answers} 个回应`, en: ` · ${row.answers} answer${row.answers === 1 ? '' : 's'}` })
      : ''
  return {
    title: `#${row.id} ${row.text}`,
    detail: `${row.asker}${t(bountyText(row))}${answers}`,
    actions,
  }
}

export function answerAction(t: Translate, row: { id: number }): Action {
  return { label: t({ zh: '我有', en: 'I have it' }), command: 'answer', args: { id: String(row.id) } }
}

/** What the asker is told when somebody answers. */
export function answerView(
  t: Translate,
  request: RequestCard,
  answer: Pick<RequestAnswer, 'id'>,
  found: { id: number; title: string; by: string },
): View {
  const id = String(answer.id)
  return sentence(
    t({
      zh: `${found.by}回应了您的需求 #${request.id}「${request.text}」：${named(found.title)}（编号 ${found.id}）。`,
      en: `${found.by} answered your request #${request.id} “${request.text}”: “${found.title}” (no. ${found.id}).`,
    }),
    {
      tone: 'good',
      actions: [
        { label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(found.id) } },
        {
          label: t({ zh: '采纳', en: 'Accept' }),
          command: 'answer',
          args: { op: 'accept', answer: id },
          style: 'primary',
        },
        { label: t({ zh: '不合适', en: 'Not it' }), command: 'answer', args: { op: 'decline', answer: id } },
      ],
      note: t({
        zh: '采纳后对方得到积分和悬赏，之后不能撤销；有疑问请用 /appeal。',
        en: 'When you accept, they earn points and the bounty; this can not be undone. In doubt: /appeal.',
      }),
      about: { resource: found.id },
    },
  )
}
