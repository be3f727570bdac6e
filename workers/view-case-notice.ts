import type { CaseCard } from '#db/cases/file.ts'
import type { Lang, Translate } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import { type Action, type Block, sentence, type View } from './view.ts'
import { aboutOf, headOf, KIND_NAMES, rulingText } from './view-case.ts'

/** What people are told of a case in private, in the reader's language. Nobody is told who reported. */
export type Notice = (t: Translate, lang: Lang) => View

/** To those who may decide: something waits. */
export function waitsNotice(one: CaseCard, zone: string): Notice {
  return (t, lang) =>
    sentence(
      t({
        zh: `${headOf(t, one)}：${aboutOf(t, one)}。请在 ${clockFace(one.due_at, zone, lang)} 前处理。`,
        en: `${headOf(t, one)}: ${aboutOf(t, one)}. Please decide by ${clockFace(one.due_at, zone, lang)}.`,
      }),
      { actions: [openAction(t, one)], note: t({ zh: '全部：/cases', en: 'All: /cases' }) },
    )
}

/** To the author: not shown for now, nothing is decided. */
export function hiddenNotice(one: CaseCard): Notice {
  return (t) =>
    sentence(
      t({
        zh: `${aboutOf(t, one)}有人提出${t(KIND_NAMES[one.kind])}，核实期间暂不展示。这不是结论，核实后会告诉您结果；没有问题就恢复。`,
        en: `Somebody raised a question about ${aboutOf(t, one)} (${t(KIND_NAMES[one.kind]).toLowerCase()}), so it is not shown while we check. Nothing is decided; you will hear the result, and it comes back if all is well.`,
      }),
      {
        note: t({
          zh: `想先说明情况：/cases ${one.id} 说明 …`,
          en: `To explain at once: /cases ${one.id} statement …`,
        }),
      },
    )
}

export function shownNotice(one: CaseCard): Notice {
  return (t) =>
    sentence(t({ zh: `${aboutOf(t, one)}已恢复展示。`, en: `${aboutOf(t, one)} is shown again.` }), { tone: 'good' })
}

/** To the teacher: asked, not accused. */
export function askedNotice(one: CaseCard, zone: string, question: string | undefined): Notice {
  return (t, lang) => {
    const until = one.asked_until === null ? '' : clockFace(one.asked_until, zone, lang)
    const blocks: Block[] = [
      {
        kind: 'text',
        text: t({
          zh: `想请您说明一下：${aboutOf(t, one)}（${t(KIND_NAMES[one.kind])}）。这只是了解情况，还没有任何结论；核实期间相关积分先不变。`,
          en: `We would like to hear you about ${aboutOf(t, one)} (${t(KIND_NAMES[one.kind]).toLowerCase()}). Nothing is decided; the points concerned simply wait meanwhile.`,
        }),
      },
      ...(question
        ? [{ kind: 'text' as const, text: t({ zh: `想了解：${question}`, en: `The question: ${question}` }) }]
        : []),
      statementForm(t, one),
      {
        kind: 'note',
        text: t({
          zh: `请在 ${until} 前回复，也可以发 /cases ${one.id} 说明 …`,
          en: `Please answer by ${until}, or send /cases ${one.id} statement …`,
        }),
      },
    ]
    return { title: t({ zh: '请您说明', en: 'Your word, please' }), blocks }
  }
}

export function statementForm(t: Translate, one: Pick<CaseCard, 'id'>): Block {
  return {
    kind: 'form',
    fields: [{ kind: 'input', name: 'text', label: t({ zh: '说明', en: 'Statement' }), max: 800 }],
    submit: {
      label: t({ zh: '提交说明', en: 'Send' }),
      command: 'cases',
      args: { id: String(one.id), do: 'state' },
      style: 'primary',
    },
  }
}

/** To whoever asked: the teacher has answered. */
export function statedNotice(one: CaseCard): Notice {
  return (t) =>
    sentence(t({ zh: `案卷 ${one.id} 的老师已说明，可以处理了。`, en: `Case ${one.id} has its statement now.` }), {
      actions: [openAction(t, one)],
    })
}

/** To the person concerned: what was decided and why, and how to appeal. */
export function decidedNotice(one: CaseCard, zone: string): Notice {
  return (t, lang) => {
    const until = one.appeal_until
    const actions: Action[] =
      until === null
        ? []
        : [
            {
              label: t({ zh: '申诉', en: 'Appeal' }),
              command: 'appeal',
              args: { case: String(one.id) },
            },
          ]
    return {
      title: t({ zh: '核实结果', en: 'The result' }),
      blocks: [
        { kind: 'text', text: `${aboutOf(t, one)}：${rulingText(t, one)}` },
        ...(one.ruling === 'recall'
          ? [
              {
                kind: 'text' as const,
                text: t({
                  zh: `改正后发新文件，再发 /cases ${one.id} 改正 新编号，就会恢复。`,
                  en: `Send the corrected file, then /cases ${one.id} fixed new-number, and it is back.`,
                }),
              },
            ]
          : []),
        {
          kind: 'note',
          text:
            until === null
              ? t({ zh: `详情：/cases ${one.id}`, en: `Details: /cases ${one.id}` })
              : t({
                  zh: `由${one.approvals.length > 1 ? '两位' : ''}与此无关的老师决定。有异议请在 ${clockFace(until, zone, lang)} 前申诉：/appeal 案卷${one.id} 理由`,
                  en: `Decided by people it does not concern. If you disagree, appeal by ${clockFace(until, zone, lang)}: /appeal case ${one.id} reason`,
                }),
        },
        ...(actions.length > 0 ? [{ kind: 'actions' as const, actions }] : []),
      ],
    }
  }
}

/** To those who reported: it was looked at. What was decided about a colleague stays with the colleague. */
export function handledNotice(one: CaseCard): Notice {
  return (t) =>
    sentence(
      one.ruling === 'unfounded'
        ? t({
            zh: `您提出的${aboutOf(t, one)}已核实：没有发现问题。谢谢您的留意。`,
            en: `What you reported about ${aboutOf(t, one)} was checked: nothing was found. Thank you for looking.`,
          })
        : t({
            zh: `您提出的${aboutOf(t, one)}已核实并处理。谢谢您。`,
            en: `What you reported about ${aboutOf(t, one)} was checked and dealt with. Thank you.`,
          }),
    )
}

function openAction(t: Translate, one: Pick<CaseCard, 'id'>): Action {
  return { label: t({ zh: '查看', en: 'Open' }), command: 'cases', args: { id: String(one.id) }, style: 'primary' }
}
