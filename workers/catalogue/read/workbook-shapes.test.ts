import { expect, test } from 'vitest'
import { zip } from '#test/fixtures/zip.ts'
import { openSink } from './sink.ts'
import { addOldShapeWords, addShapeWords } from './workbook-shapes.ts'
import { openZip } from './zip.ts'

const box = (text: string) =>
  `<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>`

test('text boxes and comments of a package are read; a damaged part costs only itself', async () => {
  const bytes = zip([
    { name: 'xl/drawings/drawing1.xml', data: box('填表说明') },
    { name: 'xl/drawings/drawing2.xml', data: '<xdr:wsDr><a:t>坏' },
    { name: 'xl/comments1.xml', data: '<comments><comment><text><r><t>缺考一次</t></r></text></comment></comments>' },
    {
      name: 'xl/threadedComments/threadedComment1.xml',
      data: '<ThreadedComments><threadedComment><text>请核对</text></threadedComment></ThreadedComments>',
    },
    { name: 'xl/charts/style1.xml', data: '<cs><a:t>样式</a:t></cs>' },
  ])
  const sink = openSink()
  await addShapeWords(await openZip({ path: '', bytes }), sink)
  expect(sink.value().replaceAll('坏', '').split('\n').filter(Boolean)).toEqual(['填表说明', '缺考一次', '请核对'])
})

test('text objects of an old workbook are read, narrow and wide, up to its end', () => {
  const record = (type: number, data: Buffer) => {
    const head = Buffer.alloc(4)
    head.writeUInt16LE(type, 0)
    head.writeUInt16LE(data.length, 2)
    return Buffer.concat([head, data])
  }
  const object = (text: string, wide: boolean) => {
    const txo = Buffer.alloc(18)
    txo.writeUInt16LE(text.length, 10)
    const chars = Buffer.from(text, wide ? 'utf16le' : 'latin1')
    return Buffer.concat([record(0x1b6, txo), record(0x3c, Buffer.concat([Buffer.from([wide ? 1 : 0]), chars]))])
  }
  const sink = openSink()
  addOldShapeWords(Buffer.concat([object('批注：补考', true), object('Note', false), Buffer.from([0xb6, 1, 90])]), sink)
  expect(sink.value()).toBe('批注：补考\nNote')
})
