import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { practiceIsOn, readEnv, VARIABLES, WrongConfiguration } from './env.ts'

test('nothing set is a valid configuration, and an empty value counts as not set', () => {
  expect(readEnv({})).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 3000,
    PRACTICE: 'auto',
    LOCALE: 'zh-CN',
    MAX_FILE_MB: 100,
  })
  expect(readEnv({ PORT: ' ', DATABASE_URL: '' })).toEqual(readEnv({}))
})

test('all problems are told at once, in both languages, without the values', () => {
  const attempt = () =>
    readEnv({
      PORT: '70000',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      REDIS_URL: 'localhost',
      SCHOOL_TIMEZONE: 'Beijing',
      MAX_FILE_MB: '1.5',
      PRACTICE: 'yes',
      LOG_LEVEL: 'loud',
    })
  expect(attempt).toThrow(WrongConfiguration)
  try {
    attempt()
  } catch (error) {
    const { problems, message } = error as WrongConfiguration
    expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'LOG_LEVEL',
      'MAX_FILE_MB',
      'PORT',
      'PRACTICE',
      'REDIS_URL',
      'SCHOOL_TIMEZONE',
    ])
    for (const line of problems) {
      expect(line).toMatch(/[\u4e00-\u9fff].*。/)
      expect(line).toMatch(/(must be|is no) /)
    }
    expect(message).not.toContain('hunter2')
  }
})

test('a Feishu app without its secret, and webhooks without their token, are told with where to find them', () => {
  const app = { FEISHU_APP_ID: 'cli_a1b2c3d4e5f60718' }
  const problemsOf = (given: Record<string, string>) => {
    try {
      readEnv(given)
      return []
    } catch (error) {
      return (error as WrongConfiguration).problems.map((line) => line.split(' ')[0])
    }
  }
  expect(problemsOf(app)).toEqual(['FEISHU_APP_SECRET'])
  expect(problemsOf({ ...app, FEISHU_APP_SECRET: 'x', FEISHU_MODE: 'webhook' })).toEqual(['FEISHU_VERIFICATION_TOKEN'])
  expect(problemsOf({ FEISHU_APP_SECRET: 'x' })).toEqual(['FEISHU_APP_ID'])
  expect(problemsOf({ FEISHU_APP_ID: 'a1b2', FEISHU_DOMAIN: 'weixin' }).sort()).toEqual([
    'FEISHU_APP_ID',
    'FEISHU_APP_SECRET',
    'FEISHU_DOMAIN',
  ])
  expect(problemsOf({ ...app, FEISHU_APP_SECRET: 'x', FEISHU_DOMAIN: 'http://127.0.0.1:9999' })).toEqual([])
})

test('the practice room is closed by itself when Feishu is configured, and open when it is asked for', () => {
  const app = { FEISHU_APP_ID: 'cli_a1b2c3d4e5f60718', FEISHU_APP_SECRET: 'x' }
  expect(practiceIsOn(readEnv({}))).toBe(true)
  expect(practiceIsOn(readEnv(app))).toBe(false)
  expect(practiceIsOn(readEnv({ ...app, PRACTICE: 'on' }))).toBe(true)
})

test('.env.example names every variable once, explains it in both languages and shows its default', () => {
  const blocks = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    .trim()
    .split('\n\n')
    .slice(1)
  const shown = blocks.map((block) => {
    const lines = block.split('\n')
    expect(lines[0], block).toMatch(/^# .*[\u4e00-\u9fff]/)
    expect(lines[1], block).toMatch(/^# [A-Z][^\u4e00-\u9fff]*$/)
    const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(lines[2] ?? '') ?? []
    return [name, value] as const
  })
  expect(shown.map(([name]) => name)).toEqual(VARIABLES)
  expect(readEnv(Object.fromEntries(shown))).toEqual(readEnv({}))
})
