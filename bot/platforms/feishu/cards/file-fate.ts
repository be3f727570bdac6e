import type { Text } from '#kit/lang.ts'

/** How a file that a card speaks of reaches the reader. */
export type FileFate =
  /** It follows, or has just come, as a message of its own. */
  | { kind: 'sent' }
  /** Too large for a message: a link for one person, good until `until` (as people write it). */
  | { kind: 'link'; url: string; until: string }
  /** The link went to the person's direct chat: others in this chat must not have it. */
  | { kind: 'private' }
  /** Too large, and this installation has no address that people can open. */
  | { kind: 'no_address' }
  /** The platform does not take the file. */
  | { kind: 'refused' }

/** The sentence about it under the file's name; undefined where nothing needs to be said. */
export function fateText(fate: FileFate | undefined): Text | undefined {
  switch (fate?.kind) {
    case undefined:
    case 'sent':
      return undefined
    case 'link':
      return {
        zh: `文件较大，请用下面的链接下载；${fate.until}前有效，只供您本人使用。`,
        en: `The file is large: use the link below, good until ${fate.until} and for you alone.`,
      }
    case 'private':
      return {
        zh: '文件较大，下载链接已私信发给您。',
        en: 'The file is large: its link was sent to you in a direct message.',
      }
    case 'no_address':
      return {
        zh: '文件超过 30 MB，飞书不能直接发送；请管理员设置 PUBLIC_URL 后再试。',
        en: 'The file is above Feishu’s 30 MB; an administrator must set PUBLIC_URL before it can be handed over.',
      }
    case 'refused':
      return {
        zh: '飞书没有接收这个文件，未能发出。请联系管理员查看原因。',
        en: 'Feishu did not take this file, so it was not sent. An administrator can see why.',
      }
    default:
      return fate satisfies never
  }
}

/** `1.2 MB`, for people. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1_048_576) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}
