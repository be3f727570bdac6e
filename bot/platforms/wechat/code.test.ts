import { FileBox } from 'file-box'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { codeAsPng, codeAsSvg, codeForTerminal } from './code.ts'

const CODE = 'http://weixin.qq.com/x/AbCdEfGhIjKlMnOpQrStUv=='
const scanned = (png: Buffer) => FileBox.fromBuffer(png, 'code.png').toQRCode()

test('a phone reads the code from the picture for a chat and from the one for the page', async () => {
  expect(await scanned(await codeAsPng(CODE))).toBe(CODE)
  const svg = await codeAsSvg(CODE)
  expect(svg).not.toMatch(/<script|href|url\(/i)
  expect(await scanned(await sharp(Buffer.from(svg)).resize(480).png().toBuffer())).toBe(CODE)
})

test('in a terminal it fits on half of a small screen', async () => {
  const lines = (await codeForTerminal(CODE)).split('\n')
  expect(lines.length).toBeLessThanOrEqual(22)
})
