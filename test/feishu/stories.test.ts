import { mainStories } from '../stories-main.ts'
import { feishuRoom, runningClock } from './room.ts'

/** The practice room's stories, word for word, on Feishu: long connection, cards, real SDK. */
mainStories('on Feishu', undefined, () => ({
  room: feishuRoom(),
  clock: runningClock(new Date('2026-11-23T02:00:00Z')),
}))
