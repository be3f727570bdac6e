import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, WidthType } from 'docx'
import type { Paper, Part } from '../content/shapes.ts'

/** A Word file with headings, paragraphs, tables and a title property. */
export async function docx(paper: Paper): Promise<Buffer> {
  const document = new Document({
    title: paper.title,
    creator: '示例小学',
    styles: {
      default: { document: { run: { font: { eastAsia: 'Noto Serif CJK SC', ascii: 'Liberation Serif' }, size: 24 } } },
    },
    sections: [{ children: paper.parts.map(child) }],
  })
  return await Packer.toBuffer(document)
}

function child(part: Part): Paragraph | Table {
  if (typeof part === 'string') return new Paragraph({ text: part, spacing: { after: 120, line: 360 } })
  if ('heading' in part) {
    const heading = part.level === 2 ? HeadingLevel.HEADING_2 : HeadingLevel.HEADING_1
    return new Paragraph({ text: part.heading, heading })
  }
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: part.rows.map(
      (row) => new TableRow({ children: row.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) }),
    ),
  })
}
