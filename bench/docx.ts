import { randomBytes } from 'node:crypto'
import { Document, ImageRun, Packer, Paragraph } from 'docx'

/** A real docx of about `size` bytes: some pages of text, and a picture's worth of bytes. Each `n` is another text. */
export async function docxOf(topic: string, size: number, n: number): Promise<Uint8Array> {
  const lines = Array.from(
    { length: 60 },
    (_, line) => `${topic}，第 ${line + 1} 段：同学们先独立思考，再小组交流，第 ${n * 101 + line} 题请写出过程。`,
  )
  const children = lines.map((line) => new Paragraph(line))
  if (size > 0) {
    const picture = new ImageRun({ type: 'png', data: randomBytes(size), transformation: { width: 200, height: 120 } })
    children.push(new Paragraph({ children: [picture] }))
  }
  return Packer.toBuffer(new Document({ sections: [{ children }] }))
}
