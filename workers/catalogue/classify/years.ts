/** The same text with years, dates and school systems blanked out by `#`, at the same length. */
export function withoutYears(text: string): string {
  return text.replace(
    /[五5]年[中高]考[三3]年模拟|(?:19|20)\d{2}\s*(?:[-~—–/至到]+\s*(?:(?:19|20)?\d{2})(?!\d))?\s*(?:学年度?|年(?!级)|级|届)?|(?<!\d)\d{2}\s*[-~—–]\s*\d{2}\s*学年度?|(?<!\d)\d{2}[级届]|\d{5,}|[一三]\s*年级起点?(?=[)\s]|版|起点|起始)|[一三]年级起点|[(][一三]起点?[)]|(?<=版|\s|^)[一三]起点?(?=[一二三四五六][上下]|[^\p{L}])|五[·•.]?四(?:学制|制)|六[·•.]?三(?:学制|制)|二[〇零○][一二][〇零○一二三四五六七八九](?=年|届|级)/gu,
    (hit) => '#'.repeat(hit.length),
  )
}
