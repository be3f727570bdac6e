import { expect, test } from 'vitest'
import type { Extract } from './outcome.ts'
import { readPdf } from './pdf.ts'
import { memberSource } from './source.ts'

async function read(bytes: Buffer | string): Promise<Extract> {
  const source = memberSource('a.pdf', Buffer.from(bytes), 0, { members: 0, bytes: 0, until: 0 })
  return await readPdf({ identity: { format: 'pdf', family: 'pdf', mismatch: false }, source, close: () => undefined })
}

/** A PDF of one page per content, in Helvetica; `page` and `info` are added to the dictionaries. */
function pdfOf(contents: string[], page = '', info = ''): string {
  const kids = contents.map((_, n) => `${10 + n * 2} 0 R`).join(' ')
  const pages = contents.map(
    (content, n) =>
      `${10 + n * 2} 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] ${page} /Contents ${11 + n * 2} 0 R /Resources << /Font << /F 3 0 R >> >> >> endobj\n${11 + n * 2} 0 obj << /Length ${content.length} >> stream\n${content}\nendstream endobj\n`,
  )
  return `%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [${kids}] /Count ${contents.length} >> endobj\n3 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj\n4 0 obj << ${info} >> endobj\n${pages.join('')}trailer << /Root 1 0 R /Info 4 0 R >>\n%%EOF\n`
}

const line = (text: string, y: number, size = 12) => `BT /F ${size} Tf 20 ${y} Td (${text}) Tj ET`

test('pages come in order, headed by the largest line of the first', async () => {
  const first = [line('School report', 360), line('Fractions', 320, 30), line('Unit eight', 280), line('Aims', 260)]
  const { text, heading, pages } = await read(pdfOf([first.join('\n'), line('Homework', 300, 40)]))
  expect(text.split(/\s*\n/)).toEqual(['School report', 'Fractions', 'Unit eight', 'Aims', 'Homework'])
  expect({ heading, pages }).toEqual({ heading: 'Fractions', pages: 2 })
})

test('a page that lies on its side is read all the same', async () => {
  expect((await read(pdfOf([line('Fractions', 300)], '/Rotate 90'))).text.trim()).toBe('Fractions')
})

test('the document information is read, in UTF-16 too', async () => {
  const info = '/Title <FEFF52066570> /Author (Li) /Keywords (maths)'
  expect(await read(pdfOf([line('x', 300)], '', info))).toMatchObject({
    title: '分数',
    properties: { author: 'Li', keywords: 'maths' },
  })
})

test('a PDF that begins after a few bytes of rubbish is read', async () => {
  expect((await read(`rubbish\n${pdfOf([line('Fractions', 300)])}`)).text.trim()).toBe('Fractions')
})

test('what is no PDF inside is corrupt', async () => {
  await expect(read('%PDF-1.4\nnothing')).rejects.toMatchObject({ why: 'corrupt' })
})
