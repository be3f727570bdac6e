import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findEmbedded } from '#db/embedded/embedded.ts'
import { gongxiang } from '#test/command-line.ts'

let dataDir: string
let env: Record<string, string>

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gongxiang-verbs-'))
  await chmod(dataDir, 0o755)
  env = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** Runs a verb with --json and reads the one document it printed. */
async function asked(...args: string[]) {
  const { code, stdout, stderr } = await gongxiang([...args, '--json'], env)
  expect(stdout.trim().split('\n'), stderr).toHaveLength(1)
  return { code, said: JSON.parse(stdout) }
}

test('help names every verb, costs no configuration and ends with 0', async () => {
  const { code, stdout } = await gongxiang(['--help'], { PORT: 'nonsense' })
  expect(code).toBe(0)
  for (const verb of ['start', 'bot', 'worker', 'web', 'migrate', 'search', 'board', 'ledger', 'doctor', 'replay']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${verb} .*[\\u4e00-\\u9fff].* · [a-z]`, 'm'))
  }
  for (const args of [
    ['search', '--help'],
    ['ledger', 'verify', '--help'],
    ['token', 'create', '-h'],
  ]) {
    expect((await gongxiang(args, {})).code).toBe(0)
  }
})

test('wrong usage is a sentence in both languages and ends with 2', async () => {
  for (const [args, zh, en] of [
    [['serach'], '没有 serach 这个命令。您要找的是不是 search？', 'There is no verb serach. Did you mean search?'],
    [['search', '--lmit', '3'], '没有 --lmit 这个选项', 'There is no option --lmit'],
    [['search', '-n', '0'], '选项的值不对', 'A value is wrong'],
    [['board', '--period', 'decade'], '选项的值不对', 'A value is wrong'],
    [['replay'], '缺少参数 fixture', 'The argument fixture is missing'],
    [[], '请写出要执行的命令', 'Name a verb'],
  ] as const) {
    const { code, stdout, stderr } = await gongxiang(args, {})
    expect(stderr, args.join(' ')).toContain(zh)
    expect(stderr, args.join(' ')).toContain(en)
    expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' })
  }
})

test('a wrong configuration is told all at once and ends with 78', async () => {
  const { code, stderr } = await gongxiang(['search'], { PORT: '-1', SCHOOL_TIMEZONE: 'Mars', LOCALE: 'fr' })
  expect(code).toBe(78)
  for (const name of ['PORT', 'SCHOOL_TIMEZONE', 'LOCALE']) expect(stderr).toContain(`- ${name} `)
})

test('a .env file in the working folder is read, and the environment wins over it', async () => {
  await writeFile(join(dataDir, '.env'), 'PORT=nonsense\nLOCALE=en\n')
  const { code, stderr } = await gongxiang(['search'], {}, dataDir)
  expect({ code, named: stderr.includes('- PORT '), other: stderr.includes('- LOCALE') }).toEqual({
    code: 78,
    named: true,
    other: false,
  })
  const doctor = await gongxiang(['doctor', '--json'], { ...env, PORT: '0' }, dataDir)
  expect(JSON.parse(doctor.stdout).findings.at(-1).found).toBe('any free port')
  await rm(join(dataDir, '.env'))
})

test('on a fresh folder migrate makes the tables once, and a search lists nothing', async () => {
  expect((await asked('migrate')).said.ran.length).toBeGreaterThan(0)
  expect((await asked('migrate')).said.ran).toEqual([])
  const { code, said } = await asked('search')
  expect(code).toBe(0)
  expect(said).toEqual({ total: 0, took_ms: expect.any(Number), hits: [] })
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('what was imported is found, and a second import of the same lines adds nothing', async () => {
  const path = join(dataDir, 'catalogue.jsonl')
  const lines = [
    { id: 'a1', title: '三年级数学上册《分数的初步认识》教案', subject: '数学', grade: 3, vol: '上', type: '教案' },
    { id: 'a2', title: '五年级语文下册期中试卷', subject: '语文', grade: 5, vol: '下', type: '试卷' },
  ]
  await writeFile(path, lines.map((line) => JSON.stringify(line)).join('\n'))
  expect((await asked('import', path)).said).toEqual({ read: 2, imported: 2 })
  expect((await asked('import', path)).said).toEqual({ read: 2, imported: 0 })
  const { said } = await asked('search', '分数', '教案', '-n', '1')
  expect(said.total).toBeGreaterThan(0)
  expect(said.hits).toHaveLength(1)
  expect(said.hits[0]).toEqual({
    id: expect.any(Number),
    external_id: 'a1',
    title: lines[0]?.title,
    score: expect.any(Number),
    why: expect.stringContaining('分数'),
  })
  expect((await asked('search')).said.total).toBe(2)
})

test('board, ledger, jobs and tokens answer in JSON', async () => {
  expect((await asked('board', '--period', 'week')).said).toMatchObject({ period: 'week', contributors: 0, rows: [] })
  expect((await asked('ledger', 'verify')).said).toMatchObject({ ok: true, txs: 0, entries: 0, problems: [] })
  expect((await asked('jobs')).said).toMatchObject({ backend: 'postgres', failed: [] })
  const { said } = await asked('token', 'create', '--name', 'test')
  expect(Object.keys(said)).toEqual(['token'])
  const [token] = (await asked('token', 'list')).said.tokens
  expect(token).toMatchObject({ name: 'test', revoked_at: null })
  expect((await asked('token', 'revoke', String(token.id))).said).toEqual({ revoked: token.id })
  const again = await gongxiang(['token', 'revoke', String(token.id)], env)
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('没有编号为')
})

test('doctor finds a sound installation sound', async () => {
  const { code, said } = await asked('doctor')
  expect(said.findings.filter((one: { level: string }) => one.level === 'fail')).toEqual([])
  expect({ code, ok: said.ok }).toEqual({ code: 0, ok: true })
  const names = said.findings.map((one: { name: string }) => one.name)
  expect(names).toEqual(expect.arrayContaining(['node', 'disk', 'database', 'tables', 'redis', 'port', 'file reading']))
})

test('replay pushes captured events through the bot, and the same again changes nothing', async () => {
  const path = join(dataDir, 'events.jsonl')
  const base = {
    platform: 'practice',
    chat: { id: 'beike', kind: 'group', name: '备课组' },
    sender: { id: 'li', name: '李老师' },
    sentAt: '2026-11-20T08:00:00Z',
  }
  const events = [
    { ...base, kind: 'text', eventKey: 'r1', messageRef: 'm1', text: '/help', mentionsBot: false },
    { ...base, kind: 'text', eventKey: 'r2', messageRef: 'm2', text: '今天的分数出来了吗', mentionsBot: false },
  ]
  await writeFile(path, events.map((event) => JSON.stringify(event)).join('\n'))
  const { said } = await asked('replay', path)
  expect(said.events).toBe(2)
  expect(said.answers).toEqual([
    { event: 'r1', outcome: 'done', titles: [expect.any(String)] },
    { event: 'r2', outcome: 'ignored', titles: [] },
  ])
  expect((await asked('replay', path)).said).toEqual(said)
})
