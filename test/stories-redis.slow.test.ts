import { describe } from 'vitest'
import { findRedis } from './redis.ts'
import { mainStories } from './stories-main.ts'

const redis = await findRedis()

describe.skipIf(!redis)('with Redis', () => {
  mainStories('queue on Redis', () => redis)
})
