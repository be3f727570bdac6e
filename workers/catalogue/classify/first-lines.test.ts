import { expect, test } from 'vitest'
import { classify } from './classify.ts'

function read(text: string) {
  return classify({ fileName: '新建文档.docx', format: 'docx', family: 'document', text })
}

function named(fileName: string) {
  return classify({ fileName, format: 'docx', family: 'document', text: '' })
}

test('the number of a question is no grade, and a question no title', () => {
  const got = read('6.下列关于燃烧与灭火的说法错误的是\nA.钻木取火是升高温度\nB.用水浇灭是降低着火点')
  expect(got).toMatchObject({ subject: 'chemistry', type: 'exam' })
  expect(got.grade).toBeUndefined()
  expect(got.volume).toBeUndefined()
  expect(got.title).not.toContain('下列')
})

test('a subject that a text only mentions does not name the text', () => {
  expect(read('《牛顿第一定律》磨课记录\n历史讲得太多，把伽利略的斜面放到学生手里做。')).toMatchObject({
    subject: 'physics',
  })
  expect(read('音乐响起来，小朋友排好队。看图写话：把词语补充完整，写出近义词，照样子写句子。')).toMatchObject({
    subject: 'chinese',
  })
})

test('a ball that rolls in a paper is physics', () => {
  const got = read(
    '一只足球质量为0.4 kg，被踢出后在草地上滚动。下列说法中正确的是\nA．球受到草地的阻力\nB．球停下后失去惯性',
  )
  expect(got.subject).toBe('physics')
})

test('what speaks to children of a plant is science, what asks with points is biology', () => {
  expect(read('观察记录单\n我的植物朋友\n看一看叶片，闻一闻花瓣，画一画种子。小组研讨：我们的发现')).toMatchObject({
    subject: 'science',
  })
  expect(
    read('据图回答：（1）种子的胚根将来发育成____。（2分）\n（2）胚芽____。（2分）\n（3）子叶的功能____。'),
  ).toMatchObject({
    subject: 'biology',
  })
})

test('a subject in one character stands inside grade and half year', () => {
  expect(named('25-26上学期八语第一次月考.pdf')).toMatchObject({ subject: 'chinese', grade: 8, volume: 'first' })
  expect(named('六语上期末复习4.docx')).toMatchObject({ subject: 'chinese', grade: 6, volume: 'first' })
  expect(named('八历下 1-3课 背诵清单.docx')).toMatchObject({ subject: 'history', grade: 8, volume: 'second' })
})

test('the half year is read behind the school year, at the end, and off a paper’s month', () => {
  expect(named('24-25学年下三年级数学期末真卷.pdf')).toMatchObject({ grade: 3, volume: 'second' })
  expect(named('小学六年级道法 期末 试题（统编）下.doc')).toMatchObject({ grade: 6, volume: 'second' })
  expect(named('初二历史 期末 2025.1.pdf')).toMatchObject({ grade: 8, volume: 'first' })
  expect(named('冀教版英语九全 unit 5 单词默写.docx')).toMatchObject({ grade: 9, volume: 'whole' })
})
