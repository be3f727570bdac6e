import { expect, test } from 'vitest'
import { type Classification, classify } from './classify.ts'
import { familyOfName } from './family.ts'
import { cleanName } from './title.ts'

function named(fileName: string): Classification {
  return classify({ fileName, ...familyOfName(fileName), text: '' })
}

const STATED: [string, Partial<Classification>][] = [
  ['沪科九全物理 第十五章 错题集.doc', { subject: 'physics', grade: 9, volume: 'whole' }],
  ['九全英语 单词默写.docx', { subject: 'english', grade: 9, volume: 'whole' }],
  ['期末 试卷 五数 上.doc', { subject: 'math', grade: 5, volume: 'first' }],
  ['京改版七下 整式的运算 习题课.ppt', { edition: '京改版', grade: 7, volume: 'second' }],
  ['粤教粤科版科学一年级下册教案.docx', { edition: '粤教粤科版', subject: 'science' }],
  ['数轴 微课.pptx', { type: 'courseware' }],
  ['微课展示.odp', { type: 'courseware' }],
  ['数轴 微课.mp4', { type: 'video' }],
  ['【三下数学】认识小数（第1课时）教案+反思.doc', { unit: '认识小数' }],
  ['选修3 有机化学基础 复习提纲 高二下.doc', { subject: 'chemistry', unit: '选修3 有机化学基础' }],
  ['华师版八年级上册科学 期末试卷.doc', { edition: '华师版', subject: 'science', grade: 8 }],
  ['数学家的故事 六年级 手抄报.jpg', { unit: '数学家的故事' }],
]
for (const [fileName, fields] of STATED) {
  test(`${fileName} states ${Object.keys(fields).join(', ')}`, () => {
    expect(named(fileName)).toMatchObject(fields)
  })
}

test('小英 is a girl; 小语 behind a publisher or a season is Chinese of primary school', () => {
  expect(named('王小英（一）.docx').stage).toBeUndefined()
  expect(named('部编小语（一）.docx').stage).toBe('primary')
})

test('what comes with a paper is no topic, nor are the month of it and a number of lessons', () => {
  expect(named('初二物理周练7（压强）含解析.pdf').unit).toBe('压强')
  expect(named('高一上期末联考 生物 2026.1 湖北.pdf').unit).toBeUndefined()
  expect(named('高中体育与健康 田径模块 18课时教案.doc').unit).toBe('田径模块')
})

test('every ending that is read, and those of programs that nobody reads, is no part of the title', () => {
  for (const ending of ['mht', 'fodt', 'fodp', 'dot', 'potx', 'xlt', 'ett', 'dpt', 'jfif', 'heif', 'tgz', 'uot', 'ofd'])
    expect(cleanName(`三年级教案.${ending}`)).toBe('三年级教案')
  expect(cleanName('资料.tar.gz')).toBe('资料')
  expect(cleanName('第1.5课')).toBe('第1.5课')
  expect(cleanName('www.example.com')).toBe('www.example.com')
})
