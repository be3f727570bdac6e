import { expect, test } from 'vitest'
import { openXmlWalker, type XmlListener } from './xml-walker.ts'

/** What is heard when a document comes in pieces of `size` characters. */
function heard(document: string, size = document.length, more: Partial<XmlListener> = {}): string[] {
  const said: string[] = []
  const walker = openXmlWalker({
    open: (name, attributes) =>
      said.push(`<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}=${value}`)}`),
    close: (name) => said.push(`/${name}`),
    text: (text) => said.push(text),
    ...more,
  })
  for (let at = 0; at < document.length; at += size) walker.write(document.slice(at, at + size))
  walker.end()
  return said
}

const DOCUMENT = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "<x>]]>"> <!-- > --> ]>
<w:p w:a='1 &lt; 2' b = "a>b"><!-- <no> --><w:t>分数&#20108;&amp;&a;\r\n二</w:t><br/><![CDATA[<raw>&amp;]]></w:p >`

test('elements, attributes, texts and sections are heard without their prefixes', () => {
  expect(heard(DOCUMENT)).toEqual([
    '<p a=1 < 2, w:a=1 < 2, b=a>b',
    '<t',
    '分数二&&a;\n二',
    '/t',
    '<br',
    '/br',
    '<raw>&amp;',
    '/p',
  ])
})

test('the same is heard however the document is cut into pieces', () => {
  const whole = heard(DOCUMENT)
  for (const size of [1, 2, 3, 7, 20, 64]) expect(heard(DOCUMENT, size)).toEqual(whole)
})

test('attributes that nobody wants are not read', () => {
  expect(heard('<a x="1"><b x="2"/></a>', 99, { wants: new Set(['b']) })).toEqual(['<a', '<b x=2', '/b', '/a'])
})

test.each([
  ['tags that do not match', '<a><b></a></b>'],
  ['an element without an end', '<a><b></b>'],
  ['an end without a start', '</a>'],
  ['a tag without an end', '<a><b x="1"'],
  ['a comment without an end', '<a><!-- </a>'],
  ['text around the root', 'text<a/>'],
  ['two roots', '<a/><b/>'],
  ['no root', '<?xml version="1.0"?>'],
  ['nothing', ''],
  ['a tag within a tag', '<a <b>></a>'],
  ['an attribute without quotes', '<a x=1></a>'],
  ['a stray bracket', '<a>1 < 2</a>'],
  ['a prefix of the name', '<ab></a>'],
])('%s is refused as corrupt', (_, document) => {
  expect(() => heard(document)).toThrow(expect.objectContaining({ why: 'corrupt' }))
})

test('elements nested without end and markup without end are refused as too big', () => {
  expect(() => heard('<a>'.repeat(300))).toThrow(expect.objectContaining({ why: 'too_big_inside' }))
  expect(() => heard(`<a x="${'y'.repeat(9_000_000)}`)).toThrow(expect.objectContaining({ why: 'too_big_inside' }))
})

test('a text without end is heard in parts, and no entity is torn', () => {
  const text = heard(`<a>${'字&amp;'.repeat(200_000)}</a>`, 65_536)
    .slice(1, -1)
    .join('')
  expect(text).toBe('字&'.repeat(200_000))
})
