import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Document, ExternalHyperlink, Packer, Paragraph, TextRun } from 'docx'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zip } from '#test/fixtures/zip.ts'
import { readFile } from './read-file.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-links-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function linksOf(name: string, bytes: Buffer | string): Promise<string[] | undefined> {
  const path = join(dir, name)
  await writeFile(path, bytes)
  const result = await readFile(path, name)
  return result.ok ? result.links : undefined
}

const zipped = (parts: Record<string, string>) =>
  zip(Object.entries(parts).map(([name, text]) => ({ name, data: Buffer.from(text) })))

test('a link behind words of a Word document', async () => {
  const link = new ExternalHyperlink({ link: 'http://203.0.113.7/a?b=1&c=2', children: [new TextRun('点击下载课件')] })
  const document = new Document({ sections: [{ children: [new Paragraph({ children: [link] })] }] })
  expect(await linksOf('a.docx', await Packer.toBuffer(document))).toContain('http://203.0.113.7/a?b=1&c=2')
})

test('a template that Word would fetch, wherever it stands in the tag', async () => {
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const bytes = zipped({
    '[Content_Types].xml': '<Types xmlns="x"/>',
    'word/document.xml': '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>教案</w:t></w:r></w:p></w:body></w:document>',
    'word/_rels/settings.xml.rels': `<Relationships><Relationship TargetMode="External" Id="r1" Type="${type}/attachedTemplate" Target='https://evil.example/t.dotm'/></Relationships>`,
  })
  expect(await linksOf('t.docx', bytes)).toEqual(['template:https://evil.example/t.dotm'])
})

test('links of a web page, an RTF and a plain PDF', async () => {
  expect(await linksOf('a.html', '<html><body><a href="javascript:alert(&#39;1&#39;)">课件</a></body></html>')).toEqual(
    ["javascript:alert('1')"],
  )
  const rtf = '{\\rtf1{\\field{\\*\\fldinst HYPERLINK "https://t.cn/abc"}{\\fldrslt here}}}'
  expect(await linksOf('a.rtf', rtf)).toEqual(['https://t.cn/abc'])
})
