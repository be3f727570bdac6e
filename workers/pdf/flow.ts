import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { wrap } from '../draw/lines.ts'
import { font, INK, prepare, QUIET } from './style.ts'
import { type Table, tableRows } from './table.ts'

/** What a document consists of. Strings are plain text of any length. */
export type Block =
  | { kind: 'title'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string; quiet?: boolean }
  | { kind: 'fields'; fields: readonly { label: string; value: string }[] }
  | ({ kind: 'table' } & Table)
  /** An empty stretch in points. */
  | { kind: 'space'; height: number }

export type Drawing = (draw: SKRSContext2D) => void

/** A stretch of a page that is never broken; `repeat` is drawn again at the head of each page that it runs over to. */
export type Piece = { height: number; at(draw: SKRSContext2D, y: number): void; head?: Piece; keepWithNext?: boolean }

type Frame = { left: number; top: number; width: number; bottom: number }

/** Breaks blocks into pages, each the drawings that are on it. At least one page. */
export function layOut(blocks: readonly Block[], frame: Frame): Drawing[][] {
  const draw = createCanvas(1, 1).getContext('2d')
  prepare(draw)
  const pieces = blocks.flatMap((block) => piecesOf(draw, block, frame))
  const pages: Drawing[][] = [[]]
  let y = frame.top
  const put = (piece: Piece) => {
    const at = y
    pages.at(-1)?.push((target) => piece.at(target, at))
    y += piece.height
  }
  pieces.forEach((piece, index) => {
    const next = piece.keepWithNext ? (pieces[index + 1]?.height ?? 0) : 0
    if (y > frame.top && y + piece.height + next > frame.bottom) {
      pages.push([])
      y = frame.top
      if (piece.head) put(piece.head)
    }
    put(piece)
  })
  return pages
}

function piecesOf(draw: SKRSContext2D, block: Block, frame: Frame): Piece[] {
  switch (block.kind) {
    case 'title':
      return [...lines(draw, block.text, frame, { size: 20, weight: 700, leading: 28 }), gap(8)]
    case 'heading': {
      const set = lines(draw, block.text, frame, { size: 13, weight: 700, leading: 20 })
      return [gap(10), ...set.map((piece) => ({ ...piece, keepWithNext: true })), gap(2)]
    }
    case 'text':
      return [
        ...lines(draw, block.text, frame, { size: 10.5, leading: 16, ...(block.quiet && { colour: QUIET }) }),
        gap(4),
      ]
    case 'fields':
      return [...fieldsPieces(draw, block.fields, frame), gap(4)]
    case 'table':
      return [...tableRows(draw, block, frame), gap(8)]
    case 'space':
      return [gap(block.height)]
    default:
      return block satisfies never
  }
}

type Style = { size: number; leading: number; weight?: number; colour?: string }

/** More lines than this in one paragraph are cut with an ellipsis. */
const MOST_LINES = 400
/** Labels of fields have at least so much room, and as much as the longest needs up to half of the page. */
const LABEL = 120

function lines(draw: SKRSContext2D, text: string, { left, width }: Frame, style: Style): Piece[] {
  const set = font(style.size, style.weight)
  draw.font = set
  return text
    .split('\n')
    .flatMap((part) => (part.trim() === '' ? [''] : wrap(draw, part, width, MOST_LINES)))
    .map((line) => ({
      height: style.leading,
      at(target, y) {
        target.font = set
        target.fillStyle = style.colour ?? INK
        target.fillText(line, left, y + style.size)
      },
    }))
}

function fieldsPieces(draw: SKRSContext2D, fields: readonly { label: string; value: string }[], frame: Frame): Piece[] {
  const style = { size: 10.5, leading: 16 }
  draw.font = font(style.size)
  const widest = Math.max(0, ...fields.map((field) => draw.measureText(field.label).width))
  const column = Math.min(Math.max(LABEL, widest + 12), frame.width / 2)
  return fields.flatMap((field) => {
    const values = lines(draw, field.value, { ...frame, left: frame.left + column, width: frame.width - column }, style)
    const labels = lines(draw, field.label, { ...frame, width: column - 8 }, { ...style, colour: QUIET })
    return Array.from({ length: Math.max(values.length, labels.length) }, (_, n) => ({
      height: style.leading,
      at(target: SKRSContext2D, y: number) {
        labels[n]?.at(target, y)
        values[n]?.at(target, y)
      },
    }))
  })
}

function gap(height: number): Piece {
  return { height, at: () => undefined }
}
