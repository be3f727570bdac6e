import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { zip } from '#test/fixtures/zip.ts'
import type { ReadResult } from './outcome.ts'
import { readFile } from './read-file.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

async function read(name: string, bytes: Buffer): Promise<Extract<ReadResult, { ok: true }>> {
  const result = await readFile(await folder.write('blob', bytes), name)
  if (!result.ok) throw new Error(`not read: ${result.why}`)
  return result
}

const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, n) => {
    bytes.writeUInt32BE(value, n * 4)
  })
  return bytes
}
const u16 = (...values: number[]) => Buffer.from(values.flatMap((value) => [value >> 8, value & 255]))

/** A JPEG of headers only: EXIF with orientation and date, then a frame header of 4000 × 3000. */
function photo(orientation: number): Buffer {
  const date = Buffer.from('2025:09:01 08:30:15\0')
  const exif = Buffer.concat([
    Buffer.from('MM'),
    u16(42),
    u32(8),
    u16(2, 0x0112, 3),
    u32(1),
    u16(orientation, 0, 0x8769, 4),
    u32(1, 38, 0),
    u16(1, 0x9003, 2),
    u32(date.length, 56, 0),
    date,
  ])
  const app1 = Buffer.concat([Buffer.from('Exif\0\0'), exif])
  const frame = Buffer.concat([Buffer.from([8]), u16(3000, 4000), Buffer.from([1, 1, 0x11, 0])])
  const segment = (marker: number, data: Buffer) =>
    Buffer.concat([Buffer.from([0xff, marker]), u16(data.length + 2), data])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, app1),
    segment(0xc0, frame),
    Buffer.from([0xff, 0xd9]),
  ])
}

const box = (type: string, ...data: Buffer[]): Buffer => {
  const body = Buffer.concat(data)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type), body])
}

/** A film of 95.5 s, 1280 × 720, whose directory lies behind `behind` bytes of pictures. */
function film(behind: number, quarterTurn = false): Buffer {
  const matrix = quarterTurn
    ? u32(0, 65536, 0, -65536 >>> 0, 0, 0, 0, 0, 1 << 30)
    : u32(65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
  const tkhd = box('tkhd', u32(7, 0, 0, 1, 0, 95500, 0, 0, 0, 0), matrix, u32(1280 << 16, 720 << 16))
  const mvhd = box('mvhd', u32(0, 0, 0, 1000, 95500), Buffer.alloc(80))
  return Buffer.concat([
    box('ftyp', Buffer.from('isom'), u32(512), Buffer.from('isommp41')),
    box('mdat', Buffer.alloc(behind)),
    box('moov', mvhd, box('trak', tkhd)),
  ])
}

test('a picture has its size as it is shown and the day it was taken, never the place', async () => {
  expect((await read('a.jpg', photo(1))).media).toEqual({ width: 4000, height: 3000, taken: '2025-09-01T08:30:15' })
  expect((await read('a.jpg', photo(6))).media).toEqual({ width: 3000, height: 4000, taken: '2025-09-01T08:30:15' })
})

test('the size of a png, gif, bmp, webp and heic is in its header', async () => {
  const png = Buffer.concat([
    Buffer.from([0x89]),
    Buffer.from('PNG\r\n\u001a\n'),
    u32(13),
    Buffer.from('IHDR'),
    u32(800, 600),
    Buffer.alloc(20),
  ])
  const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([0x20, 0x03, 0x58, 0x02]), Buffer.alloc(20)])
  const bmp = Buffer.concat([
    Buffer.from('BM'),
    Buffer.alloc(12),
    Buffer.from([40, 0, 0, 0, 0x20, 3, 0, 0, 0x58, 2, 0, 0]),
    Buffer.alloc(40),
  ])
  const webp = Buffer.concat([
    Buffer.from('RIFF'),
    Buffer.from([22, 0, 0, 0]),
    Buffer.from('WEBPVP8X'),
    Buffer.from([10, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from([0x1f, 3, 0, 0x57, 2, 0]),
    Buffer.alloc(10),
  ])
  const ispe = box('ispe', u32(0, 800, 600))
  const heic = Buffer.concat([
    box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic')),
    box('meta', u32(0), box('iprp', box('ipco', ispe))),
  ])
  for (const [name, bytes] of Object.entries({
    'a.png': png,
    'a.gif': gif,
    'a.bmp': bmp,
    'a.webp': webp,
    'a.heic': heic,
  }))
    expect([name, (await read(name, bytes)).media]).toEqual([name, { width: 800, height: 600 }])
})

test('a picture whose header is broken is a picture without facts', async () => {
  const result = await read('a.jpg', photo(1).subarray(0, 60))
  expect(result).toMatchObject({ format: 'jpg', family: 'image', flags: [] })
  expect(result.media?.width).toBeUndefined()
})

test('the length and size of a film are read from its directory, wherever it lies', async () => {
  expect((await read('a.mp4', film(10))).media).toMatchObject({ seconds: 95.5, width: 1280, height: 720 })
  expect((await read('a.mp4', film(3_000_000))).media).toMatchObject({ seconds: 95.5, width: 1280, height: 720 })
  expect((await read('a.mp4', film(10, true))).media).toMatchObject({ width: 720, height: 1280 })
})

test('a film that was not sent whole is noted, wherever its directory lies', async () => {
  const whole = film(3_000)
  const head = whole.subarray(0, 24)
  const directoryFirst = Buffer.concat([head, whole.subarray(24 + 3_008), whole.subarray(24, 24 + 3_008)])
  const notesOf = async (bytes: Buffer) => (await read('a.mp4', bytes)).notes
  expect(await notesOf(whole)).not.toContain('cut_film')
  expect(await notesOf(directoryFirst)).not.toContain('cut_film')
  expect(await notesOf(Buffer.concat([whole, Buffer.alloc(40)]))).not.toContain('cut_film')
  expect(await notesOf(whole.subarray(0, 2_000))).toContain('cut_film')
  expect(await notesOf(directoryFirst.subarray(0, 2_000))).toContain('cut_film')
})

test('the tags of a sound become its title and its words, also in GBK', async () => {
  const frame = (id: string, data: Buffer) => Buffer.concat([Buffer.from(id), u32(data.length), u16(0), data])
  const title = Buffer.concat([Buffer.from([1]), Buffer.from('\ufeff《春》配乐朗读', 'utf16le')])
  // 王老师 in GBK, marked as Latin-1.
  const artist = Buffer.concat([Buffer.from([0]), Buffer.from('cdf5c0cfcaa6', 'hex')])
  const frames = Buffer.concat([frame('TIT2', title), frame('TPE1', artist)])
  const sound = Buffer.concat([Buffer.from('ID3\u0003\0\0'), Buffer.from([0, 0, 0, frames.length]), frames])
  const mpeg = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)])
  const result = await read('录音.mp3', Buffer.concat([sound, ...Array.from({ length: 20 }, () => mpeg)]))
  expect(result).toMatchObject({ title: '《春》配乐朗读', media: { title: '《春》配乐朗读', artist: '王老师' } })
  expect(result.text).toBe('《春》配乐朗读\n王老师')
})

test('pictures in a package are named, not opened', async () => {
  const result = await read(
    '照片.zip',
    zip([
      { name: '板书/1.jpg', data: photo(1) },
      { name: '板书/2.jpg', data: photo(6) },
    ]),
  )
  expect(result.parts?.map(({ name, format }) => [name, format])).toEqual([
    ['板书/1.jpg', 'jpg'],
    ['板书/2.jpg', 'jpg'],
  ])
})
