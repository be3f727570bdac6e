import type { TypeReading } from './type.ts'

/** Marks of a body's structure: at least `least` different ones make the type. */
const STRUCTURE: readonly { type: string; least: number; marks: RegExp }[] = [
  {
    type: 'lesson_plan',
    least: 2,
    marks:
      /教学目标|学习目标|设计理念|评价量表|自学导引|当堂达标|课程标准】|全课总结|三维目标|自主学习|合作探究|当堂检测|课前预习|课前准备|课后延伸|学习任务[一二三]|【议学|【导入】|班会(?:主题|目的|准备|过程)|教学准备|教学重点|教学难点|教学重难点|重点难点|教学过程|教学内容\s*[:：]|教学方法|教学策略|教学步骤|教学流程|教学环节|教学进度安排|教师活动|学生活动|板书设计|课时安排|课时分配|课时规划|导入新课|新课引入|新课教学|情境导入|新课讲授|讲授新课|巩固练习|课堂小结|教学小结|作业布置|布置作业|设计意图|教学用具|教具学具|教具\s*[:：]|活动(?:准备|目标|目的|过程|流程)|基本部分|结束部分|学情分析|学习者分析|教材分析|课标要求|课标分析|说教材|说学情|说教法|说教学过程|核心素养目标|teaching (?:aims|objectives|procedures?|steps)|key points|warm[- ]?up|lead[- ]in|learning objectives?|learning intentions?|step\s?[12]/gu,
  },
  {
    type: 'exam',
    least: 2,
    marks:
      /满分|考试时间|时间\s*[:：]\s*\d+\s*分钟|\d+分钟完成|得分|姓名\s*[:：_(]|班级\s*[:：_(]|考号|学号\s*[:：_]|[一二三四五六七八九]、\s*(?:单项|选择|填空|判断|计算|解答|简答|阅读|作文|听力|连线|作图|应用|口算|解决问题|看图|按要求|默写|实验[题（(]|材料[分题]|综合|直接写|完形|书面|看拼音|我会|细心|用心)|第[ⅰⅱi1-2]卷|非选择题|每小?题\s*\d+\s*分|共\s*\d+\s*分|参考答案|本试卷|注意事项[:：]\s*\d|答题卡|(?:^|\n)\s*[a]\s*[.、．][^\n]{1,40}\s+b\s*[.、．]|total\s*:?\s*\d+\s*(?:marks|points)|multiple choice|fill in the blanks?|choose the (?:best|right|correct)/gu,
  },
  {
    type: 'reflection',
    least: 2,
    marks:
      /反思|不足之处|磨课|试[讲教](?!稿)|跟岗|感触|班情分析|成功之处|得与失|再教设计|教后记|存在的?(?:不足|问题)|今后的教学|今后努力|改进(?:措施|之处)|我(?:深刻)?(?:认识|体会|感受)到|深受启发|收获|受益匪浅|心得|通过(?:这次|本次)(?:学习|培训|教学)|这节课(?:我|的)|本节课我|听了.{1,12}课|听课(?:时间|教师|人|班级)|授课教师|执教(?=\s|[:：教者])|评课意见|总评\s*[:：]|随感|案例(?:背景|描述|分析)|摘要\s*[:：]|关键词\s*[:：]|参考文献|笔者|本学期我|一学期(?:来|的工作)/gu,
  },
  {
    type: 'lab',
    least: 2,
    marks:
      /实验目的|实验器材|组装器材|所需用品|现象记录|分析与论证|评估与交流|实验仪器|实验用品|实验原理|实验步骤|实验现象|实验结论|实验数据|实验记录|实验名称|仪器与药品|操作步骤与现象|材料用具|方法步骤|目的要求|设计实验|得出结论|误差分析|数据记录|我们的(?:假设|猜想|结论)|(?:相同|不同)条件\s*[:：]|同组人|注意事项及误差|(?:aim|apparatus|procedure|observations?)\s*:/gu,
  },
  {
    type: 'review_plan',
    least: 2,
    marks:
      /知识点|考点|知识梳理|知识清单|知识要点|易错(?:点|题|提醒)|易混|重点归纳|复习目标|复习重点|复习安排|复习内容|典型例题|方法总结|答题方法|知识结构|必背|必记|背诵(?:卡|要点|提纲)|题型归纳|常见题型|复习时间|复习措施|记忆口诀|大事年表/gu,
  },
  {
    type: 'material',
    least: 2,
    marks: /学号|姓名|性别|成绩|平均分|名次|总分|出生|联系电话|星期一|星期二|第一节|第二节|周次/gu,
  },
  {
    type: 'notice',
    least: 2,
    marks:
      /尊敬的(?:各位)?家长|各班级\s*[:：]|各位(?:家长|老师)\s*[:：]|有关事项(?:通知|告知)如下|通知如下|特此通知|家长签名|[(（]回执/gu,
  },
]

const WHO = /^(?:姓名|班级|学号|考号)\s*[:：_(]$/u

/** What a structure stands for that is no type of its own. */
const STANDS_FOR: Readonly<Record<string, string>> = { notice: 'material' }

/**
 * The kind that the structure of a text gives away, with how many different marks; undefined when there are too few. A
 * structure alone is never sure.
 */
export function structured(
  text: string,
  family: string,
): { type: string; marks: number; reading: TypeReading } | undefined {
  let winner: { type: string; marks: number; reading: TypeReading } | undefined
  for (const { type, least, marks } of STRUCTURE) {
    if (type === 'material' && family !== 'sheet') continue
    // Reports of experiments begin with name, class and number as well: together they are one mark.
    const quotes = new Set([...text.matchAll(marks)].map((match) => match[0].trim().replace(WHO, '姓名')))
    if (type === 'exam') for (const quote of questions(text)) quotes.add(quote)
    if (quotes.size < least || (winner && quotes.size <= winner.marks)) continue
    const evidence = { from: 'text' as const, quote: [...quotes].slice(0, 3).join('、') }
    const confidence = quotes.size >= 4 ? 0.79 : 0.74
    const is = STANDS_FOR[type] ?? type
    winner = { type: is, marks: quotes.size, reading: { type: is, confidence, evidence } }
  }
  return winner
}

/** Numbered questions whose answers are chosen or filled in: what no other kind of file consists of. */
function questions(text: string): string[] {
  const start = text.slice(0, 6_000)
  const numbered = start.match(/(?:^|[\n\s])[(（]?\s{0,4}[)）]?\d{1,2}\s{0,2}[.．、](?!\d)/gu)?.length ?? 0
  const choices = start.match(/(?<![a-z])a\s?[.．、][^\n]{1,80}?b\s?[.．、][^\n]{1,80}?c\s?[.．、]/gu)?.length ?? 0
  const blanks = start.match(/_{3,}|[(（]\s{1,12}[)）]/gu)?.length ?? 0
  const found: string[] = []
  if (choices >= 1 && numbered >= 1) found.push('A B C')
  if (numbered >= 3 && blanks >= 3) found.push('____')
  return found
}
