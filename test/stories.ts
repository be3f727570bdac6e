import { readFile } from 'node:fs/promises'
import { Document, HeadingLevel, Packer, Paragraph } from 'docx'

/** A real docx of ours: a lesson plan with goals, steps and exercises. `topic` makes each one different. */
export async function lessonPlan(topic: string, paragraphs: readonly string[] = []): Promise<Buffer> {
  const text = [
    '教学目标：理解概念，会读写，会比较大小。',
    '教学重难点：理解意义，掌握方法。',
    `教学过程：一、情境导入。同学们分月饼，引出${topic}。二、探究新知。折一折，涂一涂。三、巩固练习。四、课堂小结。`,
    ...paragraphs,
  ]
  const document = new Document({
    sections: [
      {
        children: [
          new Paragraph({ text: topic, heading: HeadingLevel.HEADING_1 }),
          ...text.map((line) => new Paragraph(line)),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

/** A file from `test/fixtures/files/`. */
export async function fixture(name: string): Promise<Buffer> {
  return readFile(new URL(`./fixtures/files/${name}`, import.meta.url))
}
