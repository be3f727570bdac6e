import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chromium } from 'playwright-core'
import { zip } from '#test/fixtures/zip.ts'
import * as chinese from './content/chinese.ts'
import * as english from './content/english.ts'
import * as math from './content/math.ts'
import * as others from './content/others.ts'
import * as science from './content/science.ts'
import type { Book, Deck, Paper } from './content/shapes.ts'
import { gbk, utf16 } from './make/bytes.ts'
import { docx } from './make/docx.ts'
import { mindMap, wallChart } from './make/pictures.ts'
import { pptx } from './make/pptx.ts'
import { rtf } from './make/rtf.ts'
import { withoutThumbnail, workbook } from './make/sheets.ts'

/**
 * Writes `samples/files` anew: `node samples/make.ts`. For authors only; it needs LibreOffice (`soffice`) for doc, ppt,
 * odt, odp and pdf, and Chromium for the pictures. The files are committed, so nobody else runs it.
 */
const folder = join(import.meta.dirname, 'files')
const scratch = mkdtempSync(join(tmpdir(), 'samples-'))

const save = (name: string, bytes: string | Uint8Array): void => writeFileSync(join(folder, name), bytes)
const convert = (bytes: Buffer, from: string, to: string): Buffer => {
  const source = join(scratch, `file.${from}`)
  writeFileSync(source, bytes)
  execFileSync('soffice', ['--headless', '--convert-to', to, '--outdir', scratch, source], { stdio: 'ignore' })
  return readFileSync(join(scratch, `file.${to}`))
}
const papers: [string, Paper][] = [
  ['三年级数学上册《分数的初步认识》教案.docx', math.FRACTION_PLAN],
  ['三年级数学上册第八单元《分数的初步认识》测试卷.docx', math.FRACTION_TEST],
  ['四年级语文上册《观潮》教学设计.docx', chinese.TIDE_PLAN],
  ['五年级语文下册《草船借箭》教学反思.docx', chinese.ARROWS_REFLECTION],
  ['六年级英语上册Unit 1 How can I get there教案.docx', english.DIRECTIONS_PLAN],
  ['七年级生物上册《观察植物细胞》实验报告单.docx', science.CELL_LAB],
  ['二年级数学上册《乘法的初步认识》教案.doc', math.MULTIPLY_PLAN],
  ['五年级语文上册期末复习资料.doc', chinese.TERM_REVIEW],
  ['六年级数学小升初总复习知识点.pdf', math.REVIEW_POINTS],
  ['九年级化学上册《质量守恒定律》同步练习.pdf', science.MASS_EXERCISE],
  ['部编版七年级语文上册《春》说课稿.pdf', chinese.SPRING_TALK],
  ['一年级音乐上册《国旗国旗真美丽》教案.odt', others.SONG_PLAN],
  ['三年级语文习作《我的植物朋友》教学反思.rtf', chinese.PLANT_REFLECTION],
  ['高一历史中外历史纲要（上）第1课学案.rtf', others.CHINA_OUTLINE],
  // The first lesson again, in another format: the catalogue must know it by its text.
  ['分数的初步认识（教案 打印版）.odt', math.FRACTION_PLAN],
]
const decks: [string, Deck][] = [
  ['三年级数学上册《分数的初步认识》课件.pptx', math.FRACTION_DECK],
  ['五年级数学上册《平行四边形的面积》课件.pptx', math.PARALLELOGRAM_DECK],
  ['三年级科学上册《空气能占据空间吗》课件.pptx', science.AIR_DECK],
  ['八年级物理下册10.1浮力课件.pptx', science.BUOYANCY_DECK],
  ['四年级道德与法治上册《低碳生活每一天》课件.ppt', others.LOW_CARBON_DECK],
  ['二年级美术《奇妙的点和线》课件.odp', others.LINES_DECK],
]
const books: [string, Book][] = [
  ['三年级英语上册单词表.xlsx', english.WORDS_BOOK],
  ['三（2）班课程表.xlsx', others.TIMETABLE],
  ['五年级体育体质健康测试记录表.xls', science.FITNESS_BOOK],
  ['四年级数学上册口算练习题.ods', others.ORAL_BOOK],
]

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
for (const [name, paper] of papers) {
  const to = name.split('.').at(-1) ?? ''
  if (to === 'rtf') save(name, rtf(paper))
  else save(name, to === 'docx' ? await docx(paper) : convert(await docx(paper), 'docx', to))
}
for (const [name, deck] of decks) {
  const to = name.split('.').at(-1) ?? ''
  const bytes = await pptx(deck)
  const made = to === 'pptx' ? bytes : convert(bytes, 'pptx', to)
  save(name, to === 'ppt' ? withoutThumbnail(made) : made)
}
for (const [name, book] of books) save(name, workbook(book, name))

save('四年级语文上册词语表.txt', gbk(chinese.WORD_LIST.join('\r\n')))
save('五年级英语下册Unit 3听力原文.txt', utf16(english.LISTENING.join('\r\n')))
save('校本课程《家乡的桥》课程纲要.md', `${others.BRIDGE_COURSE.join('\n')}\n`)
save('四年级科学种子发芽实验记录表.csv', `\ufeff${science.SEED_ROWS.map((row) => row.join(',')).join('\r\n')}\r\n`)
save(
  '七年级地理上册《地球的运动》知识点.html',
  `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>七年级地理上册《地球的运动》知识点</title></head>\n<body>\n<h1>七年级地理上册《地球的运动》知识点</h1>\n${science.EARTH_POINTS.map(
    ({ heading, lines }) => `<h2>${heading}</h2>\n${lines.map((line) => `<p>${line}</p>`).join('\n')}`,
  ).join('\n')}\n</body></html>\n`,
)
const lesson = readFileSync(join(folder, '三年级数学上册《分数的初步认识》教案.docx'))
// The same bytes under another name: an exact duplicate.
save('分数的初步认识教案（李老师）.docx', lesson)
save(
  '三年级数学上册第八单元资料（教案+课件+测试卷）.zip',
  zip(
    [
      '三年级数学上册《分数的初步认识》教案.docx',
      '三年级数学上册《分数的初步认识》课件.pptx',
      '三年级数学上册第八单元《分数的初步认识》测试卷.docx',
    ].map((name) => ({
      name: gbk(name),
      data: readFileSync(join(folder, name)),
      plainName: true,
    })),
  ),
)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const page = await browser.newPage({ viewport: { width: 1000, height: 700 } })
await page.setContent(wallChart())
save('三年级科学《水的三态变化》挂图.jpg', await page.screenshot({ type: 'jpeg', quality: 80 }))
await page.setContent(mindMap())
save('五年级数学《多边形的面积》思维导图.png', await page.screenshot({ type: 'png' }))
await browser.close()
rmSync(scratch, { recursive: true, force: true })
console.log(`${basename(folder)} written`)
