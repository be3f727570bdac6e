import { decodeLatinOrGbk } from './encoding.ts'
import { RT, walkRecords } from './ppt-records.ts'

export type SlideText = { text: string; isTitle: boolean }

/** Texts between two offsets; a shape that refers to the outline takes its text from there. */
export function textsIn(stream: Buffer, start: number, end: number, outline: SlideText[] = []): SlideText[] {
  const texts: SlideText[] = []
  let isTitle = false
  walkRecords(stream, start, end, (record) => {
    if (record.type === RT.mainMaster) return false
    if (record.type === RT.textHeader && record.end - record.at >= 4) {
      const kind = stream.readUInt32LE(record.at)
      isTitle = kind === TITLE || kind === CENTRED_TITLE
    } else if (record.type === RT.textChars) push(stream.subarray(record.at, record.end).toString('utf16le'))
    else if (record.type === RT.textBytes) push(narrow(stream.subarray(record.at, record.end)))
    else if (record.type === RT.outlineRef && record.end - record.at >= 4) {
      const text = outline[stream.readUInt32LE(record.at)]
      if (text && !texts.includes(text)) texts.push(text)
    }
    return undefined
  })
  return texts

  function push(text: string): void {
    // A lone asterisk stands for a slide number or a date (MS-PPT 2.9.52).
    if (text !== '*') texts.push({ text: text.replace(/[\r\v]/g, '\n'), isTitle })
  }
}

/** TextTypeEnum, MS-PPT 2.13.33. */
const TITLE = 0
const CENTRED_TITLE = 6

/** A byte per character, the low half of UTF-16 (MS-PPT 2.9.43); some Chinese writers put GBK there instead. */
function narrow(bytes: Buffer): string {
  return decodeLatinOrGbk(bytes, 'latin1')
}
