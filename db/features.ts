/** By what similar files are recognised: their topic, and the short runs of characters in their names. */
export type Features = { topic: string | null; grams: string[] }

/** So many runs are kept; a name of 60 characters has 60. */
const MOST = 80
/** Marks of machines, copies and dates say nothing about what a file is. */
const EMPTY =
  /新建|文档|演示文稿|工作表|微信图片|微信|mmexport|img|screenshot|截图|扫描|副本|复件|最终版?|终稿|定稿|\.(?:[a-z0-9]{1,5})$|[\d\p{P}\p{S}\s]+/gu

/**
 * Features of a file from its name, its title and its topic (the `unit`), for comparing with files that people corrected.
 * Grades, numbers and dates are left out of the runs; an empty list when nothing telling remains. Pure.
 *
 *     featuresOf({ fileName: '摆的研究 教案.docx', title: '摆的研究 教案', unit: '摆的研究' })
 */
export function featuresOf(file: { fileName: string; title: string; unit: string | null | undefined }): Features {
  const grams = new Set<string>()
  const topic = bare(file.unit ?? '')
  if (topic.length >= 2) grams.add(`=${topic}`)
  for (const text of new Set([file.fileName, file.title])) {
    const segments = text.normalize('NFKC').toLowerCase().replace(EMPTY, ' ').split(' ')
    for (const segment of segments) for (const gram of runs(segment)) grams.add(gram)
  }
  return { topic: topic.length >= 2 ? topic : null, grams: [...grams].slice(0, MOST) }
}

/** Three Chinese characters each; a short segment and a Latin word whole. */
function runs(segment: string): string[] {
  if (segment.length < 2) return []
  if (segment.length <= 3 || /^[a-z]+$/.test(segment)) return [segment]
  return Array.from({ length: segment.length - 2 }, (_, at) => segment.slice(at, at + 3))
}

/** A topic without numbering and punctuation, so that 第5课 摆的研究 and 摆的研究 are one. */
function bare(unit: string): string {
  return unit
    .normalize('NFKC')
    .toLowerCase()
    .replace(/第\s*[一二三四五六七八九十\d]+\s*(?:单元|章|课时?|讲|节)|[^\p{L}]/gu, '')
}
