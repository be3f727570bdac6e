import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { type Member, zip } from '#test/fixtures/zip.ts'
import { readFile } from './read-file.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

const relations = (of: string, ...list: [string, string][]): Member => ({
  name: of,
  data: `<Relationships>${list.map(([type, target], n) => `<Relationship Id="r${n}" Type="http://x/${type}" Target="${target}"/>`).join('')}</Relationships>`,
})
const shape = (text: string, place = '') =>
  `<p:sp><p:nvSpPr><p:nvPr>${place}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`
const page = (tag: string, inside: string, more = '') => `<p:${tag}${more}><p:cSld>${inside}</p:cSld></p:${tag}>`

/** A deck of slides on one layout and one master. */
async function read(slides: string[], layout: string, master: string, more: Member[] = []) {
  const bytes = zip([
    { name: '[Content_Types].xml', data: '<Types/>' },
    relations('_rels/.rels', ['officeDocument', 'ppt/presentation.xml']),
    {
      name: 'ppt/presentation.xml',
      data: `<p:presentation>${slides.map((_, n) => `<p:sldId id="${256 + n}" r:id="r${n}"/>`).join('')}</p:presentation>`,
    },
    relations(
      'ppt/_rels/presentation.xml.rels',
      ...slides.map((_, n): [string, string] => ['slide', `slides/s${n}.xml`]),
    ),
    ...slides.flatMap((data, n) => [
      { name: `ppt/slides/s${n}.xml`, data },
      relations(`ppt/slides/_rels/s${n}.xml.rels`, ['slideLayout', '../layouts/l.xml'], ['diagramData', '../d.xml']),
    ]),
    { name: 'ppt/layouts/l.xml', data: layout },
    relations('ppt/layouts/_rels/l.xml.rels', ['slideMaster', '../masters/m.xml']),
    { name: 'ppt/masters/m.xml', data: master },
    ...more,
  ])
  const result = await readFile(await folder.write('blob', bytes), 'a.pptx')
  if (!result.ok) throw new Error(`not read: ${result.why}`)
  return result
}

const LAYOUT = page('sldLayout', shape('第三章 电路') + shape('单击此处编辑标题', '<p:ph type="title"/>'))
const MASTER = page('sldMaster', shape('实验小学') + shape('单击此处编辑文本', '<p:ph type="body"/>'))

test('each slide shows the running text of its layout and master, and no prompts', async () => {
  const slides = [page('sld', shape('串联', '<p:ph type="title"/>')), page('sld', shape('并联'), ' showMasterSp="0"')]
  const { text, heading } = await read(slides, LAYOUT, MASTER)
  expect(text.split('\n')).toEqual(['串联', '第三章 电路', '实验小学', '并联'])
  expect(heading).toBe('串联')
})

test('grouped shapes, tables, page numbers and SmartArt: what is seen is read, numbers are not', async () => {
  const number = '<a:fld type="slidenum"><a:t>7</a:t></a:fld>'
  const cell = (text: string) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`
  const table = `<p:graphicFrame><a:tbl><a:tr>${cell('电压')}${cell('220 V')}</a:tr></a:tbl></p:graphicFrame>`
  const slide = page('sld', `<p:grpSp><p:grpSp>${shape('灯泡')}</p:grpSp></p:grpSp>${table}<a:p>${number}</a:p>`)
  const art = {
    name: 'ppt/d.xml',
    data: '<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>闭合开关</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>',
  }
  const { text } = await read([slide], page('sldLayout', ''), page('sldMaster', ''), [art])
  expect(text.split('\n')).toEqual(['灯泡', '电压\t220 V', '闭合开关'])
})

test('a damaged layout costs only its own words', async () => {
  expect((await read([page('sld', shape('串联'))], '<p:sldLayout><a:t>坏', MASTER)).text).toBe('串联\n实验小学')
})
