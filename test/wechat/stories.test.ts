import { runningClock } from '../feishu/room.ts'
import { mainStories } from '../stories-main.ts'
import { wechatRoom } from './room.ts'

/** The practice room's stories, word for word, on WeChat: real wechaty, buttons pressed by their numbers. */
for (const road of ['mock', 'service'] as const) {
  mainStories(`on WeChat over ${road}`, undefined, () => ({
    room: wechatRoom(road),
    clock: runningClock(new Date('2026-11-23T02:00:00Z')),
    edits: false,
  }))
}
