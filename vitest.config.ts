import { defineConfig } from 'vitest/config'

/**
 * Two projects. `fast` is what `npm run check` runs: pure tests and room tests, one real database.
 * `slow` crosses processes: both queue backends, the crash test, Chromium, bombs.
 */
const shared = { globalSetup: ['test/global-setup.ts'], testTimeout: 30_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          include: ['**/*.test.ts'],
          exclude: ['**/*.slow.test.ts', 'node_modules/**', 'data/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'slow',
          include: ['**/*.slow.test.ts'],
          exclude: ['node_modules/**', 'data/**'],
          testTimeout: 180_000,
          maxWorkers: 1,
        },
      },
    ],
  },
})
