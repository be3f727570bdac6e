import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agrees, BOT_NAMES, CATALOGUE, LABELLED, notation, readTable } from './labelled.ts'
import { understand } from './understand.ts'

const rows = Object.values(LABELLED)
  .flatMap(readTable)
  .map((row) => ({ ...row, got: understand(row.message, CATALOGUE, BOT_NAMES) }))
const answers = (want: string) => want.split('||').map((one) => one.trim() === 'silence')

test('there are at least 500 labelled messages', () => {
  expect(rows.length).toBeGreaterThanOrEqual(500)
})

test('every message that deserves silence gets it, and no other', () => {
  const wrong = rows.filter((row) => !answers(row.want).includes(row.got.kind === 'silence'))
  expect(wrong.map((row) => `${row.line} → ${notation(row.got)}`)).toEqual([])
})

test('at least 98 of 100 intents are right, command and rest', () => {
  const misses = rows.filter((row) => !agrees(row.got, row.want)).map((row) => `${row.line} → ${notation(row.got)}`)
  if (misses.length > 0) console.warn(misses.join('\n'))
  expect(misses.length / rows.length).toBeLessThanOrEqual(0.02)
})

test('what is said in a group without a name or a slash is silence, whatever it asks', () => {
  const asked = rows.filter((row) => row.message.direct && !/^\s*[/／]/.test(row.message.text))
  expect(asked.length).toBeGreaterThan(150)
  const answered = asked.filter(({ message }) => {
    const overheard = { ...message, direct: false, about: undefined }
    return understand(overheard, CATALOGUE, BOT_NAMES).kind !== 'silence'
  })
  expect(answered.map((row) => row.line)).toEqual([])
})

test('a mention stands anywhere in the text, and in any width and case', () => {
  for (const text of [
    '@小享 我的积分',
    '我的积分 @小享',
    '＠小享\u2005我的积分',
    '@GONGXIANG 我的积分',
    '@小享我的积分',
  ]) {
    const message = { text, mentionsBot: true, direct: false, repliesToBot: false }
    expect(understand(message, CATALOGUE, BOT_NAMES)).toEqual({ kind: 'command', name: 'me', rest: '', how: 'words' })
  }
})

test('a mention of everybody is none of the bot, even when the platform says so', () => {
  const message = { text: '@所有人 排行榜', mentionsBot: true, direct: false, repliesToBot: false }
  expect(understand(message, CATALOGUE, BOT_NAMES)).toEqual({ kind: 'silence' })
})

test('a quoted message of the bot counts as a reply to it', () => {
  const text = '「小享：已收录《分数》」\n- - - - - - - - - - - - - - -\n有没有五年级的教案？'
  const message = { text, mentionsBot: false, direct: false, repliesToBot: false }
  expect(understand(message, CATALOGUE, BOT_NAMES)).toMatchObject({ kind: 'command', name: 'search' })
})

test.each([
  ['/search -答案 压强', '-答案 压强'],
  ['/search - 压强', '压强'],
  ['/搜索-压强', '压强'],
])('a dash before a word leaves that word out, any other is none of the question: %s', (text, rest) => {
  const message = { text, mentionsBot: false, direct: true, repliesToBot: false }
  expect(understand(message, CATALOGUE, BOT_NAMES)).toMatchObject({ name: 'search', rest })
})

test('a command that the catalogue lacks is never answered with', () => {
  const without = CATALOGUE.filter((face) => face.name !== 'board')
  const message = { text: '发一下周榜', mentionsBot: false, direct: true, repliesToBot: false }
  expect(understand(message, without, BOT_NAMES).kind).not.toBe('command')
})

test('any text is understood without a throw, and a command is always one of the catalogue', () => {
  const piece = fc.oneof(
    fc.constantFrom(...rows.map((row) => row.message.text)),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('@小享', '/', '／', '《', '》', '128', '5分', '谢谢', '，', '\n', '有没有', '的', '帮我找'),
  )
  const names = new Set(CATALOGUE.map((face) => face.name))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), fc.boolean(), fc.boolean(), (parts, a, b, c) => {
      const message = { text: parts.join(''), mentionsBot: a, direct: b, repliesToBot: c, about: { resource: 128 } }
      const intent = understand(message, CATALOGUE, BOT_NAMES)
      if (intent.kind === 'command') expect(names.has(intent.name)).toBe(true)
      expect(understand(message, CATALOGUE, BOT_NAMES)).toEqual(intent)
    }),
    { numRuns: 500 },
  )
})

test('a message takes under 2 ms on average, and 20,000 hostile characters hang nothing', () => {
  const begun = performance.now()
  for (const row of rows) understand(row.message, CATALOGUE, BOT_NAMES)
  expect((performance.now() - begun) / rows.length).toBeLessThan(2)
  for (const unit of ['帮我找一下', '有没有', '@', '「', '(', '给128打5分，', '/a', ' ', '的', '《', '-', '，']) {
    const text = unit.repeat(Math.ceil(20_000 / unit.length))
    const at = performance.now()
    understand({ text, mentionsBot: true, direct: true, repliesToBot: true }, CATALOGUE, BOT_NAMES)
    understand(
      { text: `/search ${text}`, mentionsBot: false, direct: false, repliesToBot: false },
      CATALOGUE,
      BOT_NAMES,
    )
    expect(performance.now() - at, unit).toBeLessThan(200)
  }
})
