import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToken } from '#db/tokens.ts'
import { openSchool, type TestSchool } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool({ web: true })
})
afterAll(() => school.close())

const li = () => school.member('李老师')

async function drop(name: string, content: Buffer | string): Promise<number> {
  const said = await li().uploads(name, content)
  const id = said.find((one) => one.view.about?.resource !== undefined)?.view.about?.resource
  if (id === undefined) throw new Error(`no receipt for ${name}: ${said[0]?.text}`)
  return id
}
const see = (id: number | string, as: string, headers: Record<string, string> = {}) =>
  fetch(`${school.app.url}practice/api/previews/${id}?as=${as}`, { headers })
const sample = (name: string) => readFile(new URL(`../samples/files/${name}`, import.meta.url))
const look = async (response: Response) => sharp(Buffer.from(await response.arrayBuffer())).metadata()

test('page one of a PDF, as a small WebP that no browser takes for anything else', async () => {
  const id = await drop('六年级数学总复习.pdf', await sample('六年级数学小升初总复习知识点.pdf'))
  const response = await see(id, 'wang')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/webp')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('cache-control')).toBe('private, no-cache')
  const etag = response.headers.get('etag') ?? ''
  const { format, width, height } = await look(response)
  expect(format).toBe('webp')
  expect(height).toBeGreaterThan(width ?? 0)
  expect(Math.max(width ?? 0, height ?? 0)).toBeLessThanOrEqual(900)
  expect((await see(id, 'wang', { 'if-none-match': etag })).status).toBe(304)
})

test('a photograph loses its place and its camera, and stands upright', async () => {
  const photo = await sharp({ create: { width: 1_200, height: 600, channels: 3, background: '#3366aa' } })
    .composite([
      { input: { create: { width: 300, height: 300, channels: 3, background: '#ffcc00' } }, left: 10, top: 10 },
    ])
    .withExif({
      IFD0: { Make: 'Secretcam', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 15/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const response = await see(await drop('三年级科学实验照片.jpg', photo), 'wang')
  const bytes = Buffer.from(await response.arrayBuffer())
  const { width, height, exif, orientation } = await sharp(bytes).metadata()
  expect({ exif, orientation }).toEqual({ exif: undefined, orientation: undefined })
  expect(height).toBeGreaterThan(width ?? 0)
  expect(bytes.includes('Secretcam')).toBe(false)
})

test('the thumbnail that a file carries; a card where there is none', async () => {
  const odp = await look(
    await see(await drop('点和线.odp', await sample('二年级美术《奇妙的点和线》课件.odp')), 'wang'),
  )
  expect(odp.format).toBe('webp')
  const card = await look(await see(await drop('词语表四上.txt', await sample('四年级语文上册词语表.txt')), 'wang'))
  expect(card).toMatchObject({ format: 'webp', width: 640, height: 420 })
})

test('a picture that claims more than it is, and an SVG that is a program, become cards', async () => {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  png.writeUInt32BE(60_000, 16)
  png.writeUInt32BE(60_000, 20)
  const bomb = await drop('八年级物理挂图.png', png)
  expect(await look(await see(bomb, 'wang'))).toMatchObject({ width: 640, height: 420 })
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><script>alert(1)</script></svg>'
  const said = await li().uploads('三年级数学图形.svg', svg)
  const id = said[0]?.view.about?.resource
  if (id !== undefined) expect(await look(await see(id, 'li'))).toMatchObject({ width: 640, height: 420 })
})

test('what waits for its author’s word is seen by the author and reviewers only', async () => {
  const names = ['陈雨欣', '刘子涵', '黄俊杰', '周思琪', '吴浩然', '徐梦瑶']
  const id = await drop(
    '成绩单.csv',
    `姓名,语文,数学\n${names.map((name, at) => `${name},${80 + at},${90 - at}`).join('\n')}`,
  )
  const status = async (as: string) => (await see(id, as)).status
  expect([await status('li'), await status('chen'), await status('zhao')]).toEqual([200, 200, 200])
  expect([await status('wang'), await status('xiaoming'), await status('nobody')]).toEqual([404, 404, 404])
  await li().says(`/withdraw ${id}`)
  expect([await status('li'), await status('chen'), await status('wang')]).toEqual([404, 404, 404])
  expect((await see('x', 'li')).status).toBe(404)
  expect((await see(999_999, 'li')).status).toBe(404)
})

test('the JSON API hands it out on behalf of a token', async () => {
  const id = await drop('观潮.docx', await sample('四年级语文上册《观潮》教学设计.docx'))
  const url = `${school.app.url}api/v1/resources/${id}/preview`
  expect((await fetch(url)).status).toBe(401)
  const { token } = await createToken(school.db, { schoolId: 'sample', name: 'test', now: school.clock.now() })
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(200)
  expect((await look(response)).format).toBe('webp')
})
