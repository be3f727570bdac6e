import { expect, test } from 'vitest'
import { type Classification, classify } from './classify.ts'
import { familyOfName } from './family.ts'

function named(fileName: string): Classification {
  return classify({ fileName, ...familyOfName(fileName), text: '' })
}

function written(text: string): Classification {
  return classify({ fileName: '新建文档.docx', ...familyOfName('新建文档.docx'), text })
}

const STATED: [string, Partial<Classification>][] = [
  ['2018-2019学年杨浦实验中学六上英语第一次月考.docx', { subject: 'english', grade: 6, volume: 'first' }],
  ['2019届浦东新区九下英语二模.docx', { grade: 9, volume: 'second', type: 'exam' }],
  ['长宁区华二6A英语期中考试复习卷.doc', { subject: 'english', grade: 6, volume: 'first' }],
  ['2018年七宝二中预初十月月考卷.docx', { grade: 6, volume: 'first', type: 'exam' }],
  ['1.三年级语文期末.docx', { subject: 'chinese', grade: 3 }],
  ['01.六（下）科学 知识清单.docx', { grade: 6, volume: 'second', type: 'review_plan' }],
  ['春季班七年级数学第6讲 平行线.doc', { grade: 7, volume: 'second' }],
  ['25秋五语期中.docx', { subject: 'chinese', grade: 5, volume: 'first' }],
  ['24-25上 三年级数学期末.docx', { grade: 3, volume: 'first' }],
  ['Y7 Geography Rivers worksheet.docx', { subject: 'geography', grade: 7, type: 'exam' }],
  ['Labor education Grade 5 cooking plan.docx', { subject: 'labour', grade: 5 }],
  ['math_grade3_volume1_test.pdf', { subject: 'math', grade: 3, volume: 'first', type: 'exam' }],
  ['英语 B1 U2 Travelling Around.pptx', { subject: 'english', volume: 'required_1', stage: 'senior' }],
  ['通用技术必修《技术与设计2》系统 学案.doc', { subject: 'general_tech', volume: 'required_2' }],
  ['最新八年级物理沪科版下全教案.doc', { edition: '沪科版', volume: 'second', type: 'lesson_plan' }],
  ['浙教版《科学》九上 物质及其变化 提纲.doc', { subject: 'science', grade: 9 }],
  ['三国鼎立（精品课件）-七年级历史上册同步备课系列.pptx', { subject: 'history', type: 'courseware' }],
  ['2024年普通高等学校招生全国统一考试数学.pdf', { subject: 'math', grade: 12, type: 'exam' }],
  ['南京市2022年中考招生政策问答.pdf', { grade: 9, type: 'material' }],
  ['2021年中考时间安排表.pdf', { grade: 9, type: 'material' }],
  ['新课程背景下高考生物试题的特点与教学策略研究.docx', { subject: 'biology', type: 'reflection' }],
  ['高一历史必修中外历史纲要上册第二单元检测.docx', { volume: 'required_1', unit: '第二单元' }],
  ['必修《中外历史纲要（下）》第9课.pptx', { volume: 'required_2', grade: 10 }],
  ['语文必修（中）期末试题.doc', { volume: 'required_2' }],
  ['人教部编版四年级下册语文课件.pptx', { edition: '部编版' }],
  ['仁爱英语八年级上册Unit 2教案.doc', { edition: '仁爱版' }],
  ['语文A版二年级上册《秋天》.pptx', { edition: '语文A版' }],
  ['圆的面积教学设计学情分析教材分析课后反思.docx', { type: 'lesson_plan' }],
]
for (const [fileName, fields] of STATED) {
  test(`${fileName} states ${Object.keys(fields).join(', ')}`, () => {
    expect(named(fileName)).toMatchObject(fields)
  })
}

test('a school that is called after a university, a place or a subject states neither edition nor subject', () => {
  expect(named('北师大附中高一上期中数学.pdf').edition).toBeUndefined()
  expect(named('华师大三附中高三上英语10月月考.docx').edition).toBeUndefined()
  expect(named('长沙市岳麓区七年级上期末英语.docx').edition).toBeUndefined()
  expect(named('苏教小学数学三上教案.docx').edition).toBe('苏教版')
  expect(named('深圳科学高中高三语文月考.docx').subject).toBe('chinese')
})

test('a name of two grades, and a series named after examinations, are sure of no grade', () => {
  expect(named('高一高二英语词汇.docx').confidence.grade ?? 0).toBeLessThan(0.6)
  expect(named('五年中考三年模拟 八上数学.pdf').grade).toBe(8)
})

test('the unit of a paper is no month, and a point of a curve is no year of school', () => {
  expect(named('高二体育与健康第三单元月考试题.docx').volume).toBeUndefined()
  expect(named('math the points y1 and y2.docx').grade).toBeUndefined()
})

const OF_NO_SUBJECT = [
  '各位家长：\n我校定于4月3日至5日放清明假。假期请督促孩子完成作业，注意交通安全。外出请提前向班主任请假。',
  '教师量化考核细则\n一、师德（20分）二、出勤（15分）：迟到一次扣0.1 三、教学常规：备课、上课、作业批改、辅导',
  '会议记录\n时间：3月12日\n参加人员：全体备课组长\n内容：1.期中考试命题分工，22日前交教务处 2.公开课报名单',
  '接口说明\nGET /api/user/list\n返回：{"code":0,"data":[{"id":1,"name":"张三"}]}\n备注：token放在请求头',
]
for (const text of OF_NO_SUBJECT) {
  test(`an office’s paper is sure of no subject: ${text.slice(0, 8)}`, () => {
    expect(written(text).confidence.subject ?? 0).toBeLessThan(0.6)
  })
}
