import type { SKRSContext2D } from '@napi-rs/canvas'
import type { QRCode } from 'qrcode'
import { wrap } from '../draw/lines.ts'
import { A4, drawPages } from './pdf.ts'
import { font, INK, QUIET } from './style.ts'

/** What a certificate says, in one language. */
export type CertificateText = {
  heading: string
  name: string
  body: string
  title: string
  issuer: string
  date: string
  /** `证书编号 GX-…`, and how to verify it. */
  number: string
  verify: string
  /** The address that the square code leads to, when the school's page is known. */
  address?: string
}

const GOLD = '#b08d3c'
const RED = '#a4262c'

/** One A4 page across, with a border, the number, and a code to scan when there is an address. */
export async function drawCertificate(text: CertificateText): Promise<Buffer> {
  const [width, height] = [A4.long, A4.short]
  const square = text.address === undefined ? undefined : await codeOf(text.address)
  return drawPages(text.heading, { width, height }, (page) => {
    page((draw) => {
      frame(draw, width, height)
      draw.textAlign = 'center'
      line(draw, text.heading, width / 2, 130, font(40, 700), RED)
      line(draw, text.name, width / 2, 205, font(26, 700), INK)
      draw.font = font(16)
      let y = 252
      for (const one of wrap(draw, text.body, width - 240, 4)) {
        line(draw, one, width / 2, y, font(16), INK)
        y += 27
      }
      draw.font = font(28, 700)
      for (const one of wrap(draw, text.title, width - 200, 2)) {
        line(draw, one, width / 2, y + 36, font(28, 700), GOLD)
        y += 40
      }
      draw.textAlign = 'right'
      line(draw, text.issuer, width - 90, height - 122, font(15, 700), INK)
      line(draw, text.date, width - 90, height - 98, font(13), INK)
      draw.textAlign = 'left'
      const left = square ? 170 : 90
      line(draw, text.number, left, height - 110, font(11), INK)
      draw.font = font(9.5)
      wrap(draw, text.verify, 330, 3).forEach((one, n) => {
        line(draw, one, left, height - 93 + n * 13, font(9.5), QUIET)
      })
      if (square) code(draw, square, 88, height - 150, 70)
    })
  })
}

function line(draw: SKRSContext2D, text: string, x: number, y: number, set: string, colour: string): void {
  draw.font = set
  draw.fillStyle = colour
  draw.fillText(text, x, y)
}

function frame(draw: SKRSContext2D, width: number, height: number): void {
  draw.fillStyle = '#fffdf7'
  draw.fillRect(0, 0, width, height)
  draw.strokeStyle = GOLD
  draw.lineWidth = 3
  draw.strokeRect(30, 30, width - 60, height - 60)
  draw.lineWidth = 0.8
  draw.strokeRect(38, 38, width - 76, height - 76)
}

/** The library is loaded with the first certificate only. */
async function codeOf(address: string): Promise<QRCode> {
  const { default: qrcode } = await import('qrcode')
  return qrcode.create(address, { errorCorrectionLevel: 'M' })
}

function code(draw: SKRSContext2D, { modules }: QRCode, x: number, y: number, size: number): void {
  const cell = size / modules.size
  draw.fillStyle = INK
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      // Slightly larger than a cell: no white lines between neighbours.
      if (modules.get(row, column)) draw.fillRect(x + column * cell, y + row * cell, cell + 0.05, cell + 0.05)
    }
  }
}
