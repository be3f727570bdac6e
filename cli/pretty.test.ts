import { pino } from 'pino'
import { expect, test } from 'vitest'
import { prettyLine, prettyLines } from './pretty.ts'

test('a log line is short to read in a terminal, with its fields and the stack of an error', () => {
  const lines: string[] = []
  const log = pino({ base: undefined }, prettyLines({ write: (text) => lines.push(text) }))
  log.warn({ source: 'redis', swallowed: 3 }, 'queue trouble')
  log.error({ err: new Error('broken'), number: '7F3K' }, 'job failed for good')
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}queue trouble source=redis swallowed=3\n$/)
  expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d error job failed for good number=7F3K \n {4}Error: broken\n/)
})

test('what is no log line is shown as it is', () => {
  expect(prettyLine('plain words\n')).toBe('plain words')
})
