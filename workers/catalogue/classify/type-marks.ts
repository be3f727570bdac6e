/** Marks of one kind of resource in running text, for texts too short or too plain to carry its form's headings. */
const MARKS: readonly { type: string; pattern: RegExp; worth: number }[] = [
  {
    type: 'exam',
    worth: 1,
    pattern:
      /[(]\s{0,8}[)]|_{2,}|下列|如图|选出|[判填][断空]|解答|默写|[(]\d{1,2}分[)]|已知|写出|脱式|直接写|得数是?|正确的是|错误的是|阅读(?:下面|材料|短文)|结合(?:材料|全文|所学)|回答(?:问题|下列|第)?|单项|完形|连词成句|按要求|补充词语|连一连|(?<![a-z])[a-d]\s?[.、．]|求.{1,16}[。?；]|是多少[?]?|哪天|画出|解释下列|fill in|directions|choose/gu,
  },
  {
    type: 'lesson_plan',
    worth: 0.9,
    pattern:
      /教学|让学生|学生(?:分组|尝试|讨论|交流|扮演|书写|指出|摆|在)|出示|演示|引导|示范|导入|新授|揭题|活动[一二三四][:：]|分组|小组(?:选定|讨论|合作)|板书|准备[:：]|重点[:：]|难点|step \d|warm|情境[:：]|热身|分享[:：]?|讨论[:：]|评价[:：]|展评|思考[:：]|播放|基本部分|结束部分|易犯错误|教法|练一练|学习(?:任务|整理)|工具[:：]|步骤[:：]|材料[:：]|议一议|观察并记录|说说|交流[:：]|aims|学情|拓展/gu,
  },
  {
    type: 'reflection',
    worth: 1.8,
    pattern:
      /(?:上完)?(?:这|本)节课(?!的(?:重点|难点|目标)是(?!让))|上完|不足(?:的是|之处)?|下次|今后|孩子们(?!自)|要给.{0,8}更多|还要再|应提前|反思|遗憾|我发现|我觉得|效果(?:不|较|很)|不够(?=[,，。]|深|充分|扎实)/gu,
  },
  {
    type: 'lab',
    worth: 1.5,
    pattern:
      /【器材】|【步骤】|器材[:：]|实验[:：]|步骤[:：]?\s?1|取平均|重复\d次|记下(?:示数|数据)|产率|其他条件不变|对照组/gu,
  },
  {
    type: 'review_plan',
    worth: 1,
    pattern:
      /公式|常用|格式|结构[:：]|待定系数法|俗名|顺序[:：]|辨析|口诀|特征[:：]|分类[:：]|原因[:：]|影响[:：]|作用[:：]|区别|总结|例[:：]|捆绑法|考点|知识/gu,
  },
]

/** The kind that most marks of a text speak for, with how many; undefined when they say too little or disagree. */
export function marked(text: string): { type: string; marks: number; quotes: string[]; sure: boolean } | undefined {
  const scored = MARKS.map(({ type, pattern, worth }) => {
    const quotes = (text.slice(0, 4_000).match(pattern) ?? []).map((quote) => quote.trim())
    const distinct = new Set(quotes).size
    return {
      type,
      marks: distinct,
      quotes: [...new Set(quotes)].slice(0, 3),
      score: worth * (distinct + 0.25 * Math.min(6, quotes.length - distinct)),
    }
  }).sort((a, b) => b.score - a.score)
  const [first, second] = scored
  if (!first || first.score < 0.9 || (second && second.score > 0.8 * first.score)) return undefined
  return {
    type: first.type,
    marks: first.marks,
    quotes: first.quotes,
    sure: first.score >= 3 && first.score >= 2 * (second?.score ?? 0),
  }
}
