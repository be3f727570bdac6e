import { sentence } from '#workers/view.ts'
import type { Incoming } from './incoming.ts'
import { answer, type Scene } from './scene.ts'

/** The bot came into a chat: it says once what it does and what it reads. */
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
