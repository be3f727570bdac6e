import { becomeFirstAdmin } from '#db/rows/people.ts'
import { sentence } from '#workers/view.ts'
import { runTyped } from './desk.ts'
import type { Incoming } from './incoming.ts'
import { answer, post, type Scene } from './scene.ts'

/**
 * The bot came into a chat: it says once what it does and what it reads. An administrator who brought it is shown the
 * settings; the first person who brings it into any chat of a school without one becomes the administrator. Where
 * nobody is named there is only the greeting.
 */
export async function onJoined(scene: Scene, event: Extract<Incoming, { kind: 'joined' }>): Promise<'done'> {
  const view = sentence(
    scene.t({
      zh: '大家好，我是共享助手。往群里发教学文件，我会收录、计分，谁都能用 /search 找到。',
      en: 'Hello, I am Gongxiang. Drop teaching files here: I catalogue them, count points, and anybody can find them with /search.',
    }),
    {
      note: scene.t({
        zh: '我只处理文件、命令、@我和对我的回复；平常聊天我不回应。发送 /help 了解更多。',
        en: 'I act on files, commands, mentions and replies to me only; ordinary talk I leave alone. Send /help for more.',
      }),
    },
  )
  await answer(scene, { view }, { messageRef: event.messageRef, isButton: false })
  if (event.isUnnamed) return 'done'
  const { trx, school, chat, member, intake, lang } = scene
  const isFirst = await becomeFirstAdmin(trx, school.id, member.id)
  if (!isFirst && member.role !== 'admin') return 'done'
  const settings = await runTyped({ ...scene, member: { ...member, role: 'admin' } }, 'settings', '', undefined)
  const blocks = [...settings.view.blocks]
  if (isFirst) {
    blocks.unshift({
      kind: 'text',
      text: scene.t({
        zh: `${member.name}，您是本校第一位邀请我的人，已成为管理员。`,
        en: `${member.name}, you are the first of your school to invite me, so you are its administrator now.`,
      }),
    })
  }
  await post(scene, {
    schoolId: school.id,
    chatId: chat.id,
    key: `in:${intake.id}:settings`,
    view: { ...settings.view, blocks },
    lang,
    intakeId: intake.id,
  })
  return 'done'
}

/** The bot left or the chat was dissolved: nothing is posted there any more. */
export async function onLeft(scene: Scene): Promise<'done'> {
  await scene.trx
    .updateTable('chat')
    .set({ removed_at: scene.now })
    .where('school_id', '=', scene.school.id)
    .where('id', '=', scene.chat.id)
    .execute()
  return 'done'
}
