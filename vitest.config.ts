import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Every file is a process of its own and loads the same packages: their compiled code is kept.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/vitest-code')

/** Slow files that measure time or memory, load both cores by themselves, or promise an answer within seconds. */
const ALONE = [
  'test/feishu/{days,desk,sending,soak}.slow.test.ts',
  'test/wechat/merging.slow.test.ts',
  'workers/catalogue/read/hostile.slow.test.ts',
]
const NOT_OURS = ['node_modules/**', 'data/**']
const shared = { testTimeout: 30_000, hookTimeout: 120_000 }
const slow = { ...shared, testTimeout: 180_000 }

/**
 * Three projects, one after the other. `fast` is what `npm run check` runs: pure tests and room tests, one real
 * database. `slow` crosses processes: both queue backends, the crash test, Chromium. `alone` are those of the slow ones
 * that a neighbour would disturb.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    // Here and not in the projects: one database server for all of them.
    globalSetup: ['test/global-setup.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          include: ['**/*.test.ts'],
          exclude: ['**/*.slow.test.ts', ...NOT_OURS],
        },
      },
      {
        test: {
          ...slow,
          name: 'slow',
          include: ['**/*.slow.test.ts'],
          exclude: [...ALONE, ...NOT_OURS],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...slow,
          name: 'alone',
          include: ALONE,
          exclude: NOT_OURS,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
