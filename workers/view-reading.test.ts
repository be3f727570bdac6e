import { expect, test } from 'vitest'
import { translator } from '#kit/lang.ts'
import { WHYS } from './catalogue/read/outcome.ts'
import { partsBlocks, readingText } from './view-reading.ts'

const about = (notes: string[], parts: { read?: string }[] = []) =>
  readingText({
    flags: [],
    notes,
    parts: parts.map(({ read }, n) => ({ name: `${n}.docx`, size: 1, format: 'docx', ...(read && { read }) })),
  })

test('nothing is said of a file that was read as usual', () => {
  expect(about([])).toBeUndefined()
  expect(about(['pictures'])).toBeUndefined()
  expect(about([], [{ read: 'yes' }, {}])).toBeUndefined()
})

test('each reason for knowing only the name has its sentence in both languages', () => {
  // What is refused has a sentence of its own, and so has a password.
  const refused = new Set(['empty', 'corrupt', 'executable', 'encrypted'])
  for (const why of WHYS.filter((one) => !refused.has(one))) {
    expect(about([why])?.zh).toMatch(/^只按文件名登记，因为.+。$/)
    expect(about([why])?.en).toMatch(/^Only its name is known, because .+\.$/)
  }
})

test('a scan is said to be recognised later, and afterwards to be recognised', () => {
  expect(about(['no_text', 'to_recognise'])?.zh).toContain('稍后识别')
  expect(about(['recognised'])?.zh).toContain('识别出来')
  expect(about(['no_text'])?.zh).toBe('里面没有读到文字，只按文件名登记。')
})

test('a film that was not sent whole is said to be incomplete', () => {
  expect(about(['cut_film'])?.zh).toContain('可能没有传完')
  expect(about(['cut_film'])?.en).toContain('not sent whole')
})

test('the unread members of a package are counted by cause', () => {
  const parts = ['encrypted', 'encrypted', 'limit', 'corrupt', 'timeout', 'yes', 'recognised'].map((read) => ({ read }))
  expect(about(['truncated'], parts)).toEqual({
    zh: '压缩包里的文件，2 个有密码、2 个打不开、1 个因为太多、太大或套得太深没有打开，只登记了名字。',
    en: 'Of the files inside, only the names are known of 2 locked with a password, 2 that could not be opened, 1 beyond what is opened at once.',
  })
})

test('members are listed in the reader’s language', () => {
  const parts = [
    { name: '答案.docx', size: 1, format: 'docx', read: 'encrypted' },
    { name: 'x.bin', size: 1, format: 'unknown' },
  ]
  const text = (lang: 'zh-CN' | 'en') => JSON.stringify(partsBlocks(translator(lang), { parts }))
  expect(text('zh-CN')).toContain('答案.docx（DOCX，有密码，没有读）')
  expect(text('en')).toContain('答案.docx (DOCX, locked, not read)')
  expect(text('en')).toContain('x.bin (unknown format)')
})
