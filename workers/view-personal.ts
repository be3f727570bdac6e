import { type Finding, isPersonal, type PrivacyChoice } from '#db/findings/findings.ts'
import type { ResourceCard } from '#db/rows/resources.ts'
import type { Text, Translate } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import type { Action, Block, View } from './view.ts'
import { flagName } from './view-flags.ts'
import { withdrawAction } from './view-receipt.ts'

/** What the group reads of a file that seems to hold personal data: kindly, and nothing of what was found. */
export function personalNotice(t: Translate, given: { fileName: string; id: number; uploadId: number }): View {
  return {
    title: t({ zh: '已收到，等分享者确认', en: 'Received, waiting for its author' }),
    tone: 'warn',
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `${named(given.fileName)}需要分享者确认一下，确认前别人搜不到。`,
          en: `“${given.fileName}” needs a word from who shared it; until then nobody else finds it.`,
        }),
      },
      {
        kind: 'actions',
        actions: [
          {
            label: t({ zh: '查看并确认', en: 'Look and decide' }),
            command: 'personal',
            args: { id: String(given.id) },
            style: 'primary',
          },
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: `编号 ${given.id} · 原因只有分享者和审核老师能看 · 撤回 /withdraw ${given.id}`,
          en: `No. ${given.id} · only its author and reviewers see why · undo /withdraw ${given.id}`,
        }),
      },
    ],
    about: { resource: given.id, upload: given.uploadId },
  }
}

/** What its author reads in private: what was found, masked, and the choices. */
export function personalView(t: Translate, card: ResourceCard, findings: readonly Finding[]): View {
  const args = (choice: string) => ({ id: String(card.id), choice })
  const actions: Action[] = [
    {
      label: t({ zh: '没有个人信息，正常收录', en: 'No personal data: catalogue it' }),
      command: 'personal',
      args: args('none'),
      style: 'primary',
      confirm: t({
        zh: '确认文件里没有学生或他人的个人信息？这个决定会留下记录。',
        en: 'Is there really no personal data of pupils or others in it? Your decision is recorded.',
      }),
    },
    {
      label: t({ zh: '已征得同意，交审核', en: 'They agreed: to a reviewer' }),
      command: 'personal',
      args: args('consent'),
    },
    { label: t({ zh: '只给自己看', en: 'For my eyes only' }), command: 'personal', args: args('self') },
    withdrawAction(t, card),
  ]
  return {
    title: t({ zh: '请确认个人信息', en: 'Please look at personal data' }),
    tone: 'warn',
    blocks: [
      { kind: 'text', text: card.title, style: 'strong' },
      findingsBlock(t, findings),
      {
        kind: 'text',
        text: t({
          zh: '您确认之前，别人搜不到它。更好的办法：删去个人信息后重新发一份，再撤回这一份。',
          en: 'Until you decide nobody else finds it. Better still: remove the personal data, send it again and withdraw this one.',
        }),
      },
      { kind: 'actions', actions },
      {
        kind: 'note',
        text: t({
          zh: `编号 ${card.id} · 只有您和审核老师能看到`,
          en: `No. ${card.id} · only you and reviewers see this`,
        }),
      },
    ],
    about: { resource: card.id },
  }
}

/** `手机号码：12 处，如 138****1234、159****5678` */
export function findingsBlock(t: Translate, findings: readonly Finding[]): Block {
  return {
    kind: 'fields',
    fields: findings.map((found) => ({
      label: t(flagName(found.flag)),
      value: [
        t({ zh: `${found.count} 处`, en: `${found.count} found` }),
        found.samples.length > 0
          ? t({ zh: `如 ${found.samples.join('、')}`, en: `such as ${found.samples.join(', ')}` })
          : undefined,
      ]
        .filter((part) => part !== undefined)
        .join(t({ zh: '，', en: ', ' })),
    })),
  }
}

/** The flags for which the author's word is asked. */
export function personalOf(flags: readonly string[]): string[] {
  return flags.filter(isPersonal)
}

/** What the author said, for reviewers. */
export const PRIVACY_SAID: Record<PrivacyChoice, Text> = {
  none: { zh: '作者确认：没有个人信息。', en: 'The author says: no personal data.' },
  consent: { zh: '作者说明：已征得本人或家长同意。', en: 'The author says: those named, or their parents, agreed.' },
  self: { zh: '作者选择：只给自己看。', en: 'The author keeps it private.' },
}
