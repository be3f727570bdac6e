import sharp from 'sharp'
import { expect, test } from 'vitest'
import { lookOf } from './look.ts'

/** A drawing of blots and lines; each seed another one. */
function picture(seed: number): Promise<Buffer> {
  const at = (n: number) => (Math.imul(seed * 97 + n * 31 + 7, 2_654_435_761) >>> 8) % 1_000
  const shapes = Array.from({ length: 40 }, (_, n) => {
    const grey = at(n * 5) % 200
    return `<ellipse cx="${at(n * 5 + 1)}" cy="${at(n * 5 + 2) * 0.75}" rx="${20 + (at(n * 5 + 3) % 120)}" ry="${15 + (at(n * 5 + 4) % 90)}" fill="rgb(${grey},${grey},${grey})"/>`
  })
  return svg(`<rect width="1000" height="750" fill="white"/>${shapes.join('')}`)
}

/** A worksheet of bars for lines of print: one layout, other words. */
function sheet(seed: number): Promise<Buffer> {
  const lines = Array.from({ length: 18 }, (_, line) =>
    Array.from({ length: 14 }, (_, word) => {
      const long = 20 + ((Math.imul(seed * 131 + line * 17 + word * 7 + 3, 2_246_822_519) >>> 9) % 45)
      return `<rect x="${60 + word * 64}" y="${120 + line * 34}" width="${long}" height="16" fill="black"/>`
    }).join(''),
  )
  return svg(
    `<rect width="1000" height="750" fill="white"/><rect width="1000" height="80" fill="#468"/>${lines.join('')}`,
  )
}

const svg = (body: string) =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="750">${body}</svg>`))
    .png()
    .toBuffer()

async function apart(one: Buffer, two: Buffer): Promise<number> {
  const [left = '', right = ''] = await Promise.all([lookOf(one), lookOf(two)])
  return [...left].filter((bit, n) => bit !== right[n]).length
}

test('a picture that was resized, re-encoded or brightened looks the same, another one does not', async () => {
  for (const make of [picture, sheet]) {
    for (const seed of [1, 2, 3]) {
      const one = await make(seed)
      const copies = [
        await sharp(one).resize(400).jpeg({ quality: 60 }).toBuffer(),
        await sharp(one).resize(1_600).webp({ quality: 70 }).toBuffer(),
        await sharp(one).linear(0.8, 30).jpeg({ quality: 80 }).toBuffer(),
      ]
      for (const copy of copies) expect(await apart(one, copy)).toBeLessThan(80)
      expect(await apart(one, await make(seed + 10))).toBeGreaterThan(80)
    }
  }
})

test('an empty page has no look', async () => {
  expect(await lookOf(await svg('<rect width="1000" height="750" fill="white"/>'))).toBeUndefined()
})
