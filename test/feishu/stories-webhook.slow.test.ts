import { mainStories } from '../stories-main.ts'
import { feishuRoom, runningClock } from './room.ts'

/** The same stories with webhooks in place of the long connection, encrypted and signed. */
mainStories('on Feishu by webhook', undefined, () => ({
  room: feishuRoom({ isWebhook: true }),
  clock: runningClock(new Date('2026-11-23T02:00:00Z')),
  web: true,
}))
