import { expect, test } from 'vitest'
import { openLog } from '#kit/log.ts'
import { FeishuError } from './errors.ts'
import { sdkLogger } from './logger.ts'

function lines(write: (logger: ReturnType<typeof sdkLogger>) => void): string {
  const said: string[] = []
  write(sdkLogger(openLog('trace', { write: (line) => said.push(line) })))
  return said.join('')
}

test('requests that the SDK hands over with an error leave nothing of theirs in the log', () => {
  const error = Object.assign(new Error('Request failed with app_secret=hunter2'), {
    config: { data: '{"app_id":"cli_x","app_secret":"hunter2"}', headers: { Authorization: 'Bearer t-g1044abcdefgh' } },
    response: { data: { msg: '三年级的孩子们' } },
  })
  const said = lines((logger) => {
    logger.error([error])
    logger.error([[{ message: 'x', request: { data: '家长您好' } }]])
    logger.debug(['[ws]', 'get connect config success, ws url: wss://x/?ticket=abc'])
    logger.trace(['三年级'])
    logger.info(['[ws]', 'ws url: wss://host/path?ticket=abcdef'])
    logger.warn(['[ws]', 'invoke event failed; error: Error: 王老师的手机号'])
    logger.warn(['token t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234'])
  })
  expect(said).not.toMatch(/hunter2|t-g1044|三年级|家长|王老师|ticket=abc|cli_x/)
  expect(said).toContain('invoke event failed')
})

test('of a refused call the code, the path and the log id remain', () => {
  const said = lines((logger) =>
    logger.error([new FeishuError('/open-apis/im/v1/messages: HTTP 400, code 230002', { code: 230002, logId: 'L7' })]),
  )
  expect(said).toContain('code 230002')
  expect(said).toContain('log_id=L7')
})
