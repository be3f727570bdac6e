import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { makePdf } from './pdf.ts'

/** Every page's words, as a reader would copy them. */
async function pagesOf(bytes: Buffer): Promise<string[]> {
  return (await linesOf(bytes)).map((page) => page.replace(/\s+/g, ''))
}

/** The same with the ends of lines. */
async function linesOf(bytes: Buffer): Promise<string[]> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium')
  const wasm = await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'))
  const library = await PDFiumLibrary.init({
    wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength),
  })
  const document = await library.loadDocument(bytes)
  return [...document.pages()].map((page) => page.getText())
}

const report = {
  title: '王老师的考核材料',
  lang: 'zh-CN' as const,
  footer: '示例小学 · 2026年秋季学期',
  blocks: [
    { kind: 'title' as const, text: '王老师的考核材料' },
    { kind: 'fields' as const, fields: [{ label: '累计积分', value: '33.12' }] },
    { kind: 'heading' as const, text: '原创资源 Certificate of office' },
    {
      kind: 'table' as const,
      columns: [{ label: '编号' }, { label: '标题', width: 4 }, { label: '积分', align: 'right' as const }],
      rows: Array.from({ length: 120 }, (_, n) => [`#${n + 1}`, `第 ${n + 1} 份《认识分数》教案`, `${n}.00`]),
    },
  ],
}

test('a report of several pages is real text: titles, fields, a table whose head comes again, page numbers', async () => {
  const pages = await pagesOf(makePdf(report))
  expect(pages.length).toBeGreaterThan(2)
  expect(pages[0]).toContain('累计积分33.12')
  expect(pages[0]).toContain('Certificateofoffice')
  for (const [n, page] of pages.entries()) {
    expect(page).toContain('编号标题积分')
    expect(page).toContain(`第${n + 1}页，共${pages.length}页`)
    expect(page).toContain('示例小学')
  }
  expect(pages.join('')).toContain('第120份《认识分数》教案119.00')
})

test('characters that few know are shown, and a file stays below 300 KB', async () => {
  const bytes = makePdf({ title: 'x', lang: 'zh-CN', blocks: [{ kind: 'text', text: '教师：龘靐、喆淼、㛃' }] })
  expect(bytes.length).toBeLessThan(100_000)
  expect((await pagesOf(bytes)).join('')).toContain('龘靐、喆淼')
  expect(makePdf(report).length).toBeLessThan(300_000)
})

test('an empty document is one page', async () => {
  expect(await pagesOf(makePdf({ title: 'x', lang: 'en', blocks: [] }))).toEqual(['Page1of1'])
})

test('a number and a short name are never broken, however many columns stand beside them', async () => {
  const figures = Array.from({ length: 15 }, (_, n) => ({ label: `第 ${n + 1} 项指标`, align: 'right' as const }))
  const columns = [{ label: '姓名', width: 3 }, ...figures, { label: '贡献分', width: 3, align: 'right' as const }]
  const rows = [
    ['欧阳老师', ...figures.map(() => '12'), '12345.67'],
    ['李老师', ...figures.map(() => '100.0%'), '0.50'],
  ]
  const bytes = makePdf({ title: 'x', lang: 'zh-CN', landscape: true, blocks: [{ kind: 'table', columns, rows }] })
  const [page] = await linesOf(bytes)
  for (const whole of ['欧阳老师', '李老师', '12345.67', '100.0%']) expect(page).toContain(whole)
})

test('a long label of a field is shown whole', async () => {
  const label = 'People reached (here and at other schools)'
  const [page] = await pagesOf(
    makePdf({
      title: 'x',
      lang: 'en',
      blocks: [{ kind: 'fields', fields: [{ label, value: '4 / 0' }] }],
    }),
  )
  expect(page).toContain(label.replaceAll(' ', ''))
})
