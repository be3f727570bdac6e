import { expect, test } from 'vitest'
import { openLog } from './log.ts'

function logged(write: (log: ReturnType<typeof openLog>) => void): string {
  const lines: string[] = []
  write(openLog('info', { write: (line) => lines.push(line) }))
  return lines.join('')
}

test('an error is logged with its kind, place and cause, and without the row a database quotes', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint: 'resource__upload__key',
    detail: 'Key (title)=(三年级教案) already exists.',
    client: { password: 'hunter2' },
  })
  const line = logged((log) => log.error({ err: new Error('publishing failed', { cause }) }, 'job failed'))
  const { err } = JSON.parse(line)
  expect(err).toMatchObject({ type: 'Error', message: 'publishing failed', stack: expect.stringContaining('log.test') })
  expect(err.cause).toMatchObject({ code: '23505', constraint: 'resource__upload__key' })
  expect(line).not.toContain('三年级教案')
  expect(line).not.toContain('hunter2')
})

test('secrets by their usual names are hidden', () => {
  const line = logged((log) =>
    log.info({ token: 'abc', chat: { text: '你好' }, DATABASE_URL: 'postgres://x:y@z' }, 'x'),
  )
  expect(line).not.toMatch(/abc|你好|x:y/)
})
