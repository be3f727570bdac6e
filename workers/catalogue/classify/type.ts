import type { Evidence, Finding } from './evidence.ts'
import { found } from './evidence.ts'
import { remembered } from './remembered.ts'
import { HEAD_CHARACTERS, type Source } from './sources.ts'
import { marked } from './type-marks.ts'
import { TYPE_WORDS } from './type-words.ts'

export type TypeReading = { type: string; confidence: number; evidence?: Evidence }

/** Families whose every file is of one kind unless its name says otherwise. */
const BY_FAMILY: Readonly<Record<string, { type: string; confidence: number }>> = {
  slides: { type: 'courseware', confidence: 0.85 },
  video: { type: 'video', confidence: 0.9 },
  audio: { type: 'material', confidence: 0.8 },
  image: { type: 'material', confidence: 0.75 },
  archive: { type: 'material', confidence: 0.45 },
  sheet: { type: 'material', confidence: 0.6 },
}

/** Worth most, so a word in running text is not enough (滚打包收 is no 单元包): the name, heading or title must say it. */
const CLAIMED = new Set(['unit_pack', 'excellent_lesson', 'school_course', 'video', 'link'])

/** What a recording can be besides a teaching video, when its name says so outright. */
const RECORDED = new Set(['excellent_lesson', 'school_course'])

/** Marks of a body's structure: at least `least` different ones make the type. */
const STRUCTURE: readonly { type: string; least: number; marks: RegExp }[] = [
  {
    type: 'lesson_plan',
    least: 2,
    marks:
      /教学目标|学习目标|自主学习|合作探究|当堂检测|课前预习|学习任务[一二三]|【议学|【导入】|班会主题|教学准备|教学重点|教学难点|教学重难点|重点难点|教学过程|教学准备|教学方法|教学步骤|教学环节|板书设计|课时安排|导入新课|情境导入|新课讲授|巩固练习|课堂小结|布置作业|设计意图|教学用具|活动准备|活动目标|活动过程|学情分析|教材分析|说教材|说教法|核心素养目标|teaching (?:aims|objectives|procedures?)|warm[- ]?up|lead[- ]in|learning objectives?|learning intentions?/gu,
  },
  {
    type: 'exam',
    least: 2,
    marks:
      /满分|考试时间|时间\s*[:：]\s*\d+\s*分钟|\d+分钟完成|得分|姓名\s*[:：_(]|班级\s*[:：_(]|考号|学号\s*[:：_]|[一二三四五六七八九]、\s*(?:选择|填空|判断|计算|解答|简答|阅读|作文|听力|连线|作图|应用|口算|单项|解决问题|看图|按要求|默写|实验|材料|综合|直接写|完形|书面|看拼音|我会|细心|用心)|第[ⅰⅱi1-2]卷|非选择题|每小?题\s*\d+\s*分|共\s*\d+\s*分|参考答案|本试卷|注意事项|答题卡|(?:^|\n)\s*[a]\s*[.、．][^\n]{1,40}\s+b\s*[.、．]|total\s*:?\s*\d+\s*(?:marks|points)|multiple choice|fill in the blanks?|choose the (?:best|right|correct)/gu,
  },
  {
    type: 'reflection',
    least: 2,
    marks:
      /反思|不足之处|存在的?(?:不足|问题)|今后的教学|改进措施|我(?:深刻)?(?:认识|体会|感受)到|收获|受益匪浅|心得|通过(?:这次|本次)(?:学习|培训|教学)|这节课(?:我|的)|本节课我|听了.{1,12}课/gu,
  },
  {
    type: 'lab',
    least: 2,
    marks:
      /实验目的|实验器材|实验用品|实验原理|实验步骤|实验现象|实验结论|实验数据|实验记录|实验名称|注意事项及误差|(?:aim|apparatus|procedure|observations?)\s*:/gu,
  },
  {
    type: 'review_plan',
    least: 2,
    marks:
      /知识点|考点|知识梳理|知识清单|知识要点|易错点|易错题|重点归纳|复习目标|复习重点|复习安排|复习内容|典型例题|方法总结|知识结构|必背|题型归纳|复习时间|复习措施/gu,
  },
  {
    type: 'material',
    least: 2,
    marks: /学号|姓名|性别|成绩|平均分|名次|总分|出生|联系电话|星期一|星期二|第一节|第二节|周次/gu,
  },
]

/**
 * The kind of a resource: from the words of its name, else of its heading; else from the structure of its text; else
 * from the format. Always answers; the confidence says how much it is worth.
 */
export function typeOf(sources: readonly Source[], family: string): TypeReading {
  const name = sources.find(({ from }) => from === 'name')
  const inName = name ? best(name.open, family) : undefined
  const several = name && family === 'archive' ? partsOf(name.open) : []
  if (several.length > 1 && !(inName && inName.strength >= 3 && inName.type === 'excellent_lesson')) {
    return { type: 'unit_pack', confidence: 0.85, evidence: { from: 'name', quote: several.join('、') } }
  }
  const byFamily = BY_FAMILY[family]
  if (family === 'audio') return { type: 'material', confidence: 0.85 }
  if (family === 'video' && !(inName && inName.strength >= 3 && RECORDED.has(inName.type))) {
    return {
      type: 'video',
      confidence: 0.9,
      evidence: inName?.type === 'video' && name ? { from: 'name', quote: inName.quote } : undefined,
    }
  }
  // 二模讲评.pptx is what the teacher shows, though its words name a paper.
  if (name && family === 'slides' && /讲评|习题课|复习课|讲解|精讲|试卷分析|质量分析/u.test(name.open)) {
    return { type: 'courseware', confidence: 0.86 }
  }
  // 一轮复习.pptx is the slides for it; only a word that names another kind outright is believed against the format.
  const plainSlides = family === 'slides' && inName?.type === 'material'
  if (name && inName && !plainSlides && inName.strength >= (family === 'slides' ? 2.2 : 1.9))
    return reading('name', inName, 0.94)
  if (byFamily && family === 'slides') return byFamily
  for (const source of sources) {
    if (source.from !== 'heading' && source.from !== 'title') continue
    const hit = best(source.open, family)
    if (hit && hit.strength >= 2.4) return reading(source.from, hit, source.from === 'heading' ? 0.88 : 0.8)
  }
  const text = sources.find(({ from }) => from === 'text')
  const structure = text && family !== 'audio' && family !== 'image' ? structured(text.text, family) : undefined
  if (inName && structure && structure.type !== inName.type && structure.marks >= 4) return structure.reading
  if (inName) return reading('name', inName, structure?.type === inName.type ? 0.9 : 0.74)
  if (structure) return structure.reading
  const early = text ? best(text.open.slice(0, HEAD_CHARACTERS / 3), family) : undefined
  if (early && early.strength >= 3 && !CLAIMED.has(early.type)) return reading('text', early, 0.66)
  const hint = text && (family === 'document' || family === 'pdf' || family === 'text') ? marked(text.text) : undefined
  if (hint) {
    const evidence: Evidence = { from: 'text', quote: hint.quotes.join('、') }
    return { type: hint.type, confidence: hint.sure ? 0.68 : 0.55, evidence }
  }
  if (byFamily) return { type: byFamily.type, confidence: byFamily.confidence }
  return { type: 'material', confidence: 0.35 }
}

/** The words of the name that name a type, for taking them out of what remains as the topic. */
export const typeWordsIn = remembered((text: string): readonly Finding<string>[] =>
  TYPE_WORDS.flatMap(({ type, pattern, strength }) =>
    [...text.matchAll(pattern)].map((match) => found(match, type, strength / 3.2)),
  ),
)

/** The kinds an archive's name lists: 教案+课件+练习 make a pack. */
function partsOf(text: string): string[] {
  const hits = typeWordsIn(text).filter(({ confidence }) => confidence > 0.6)
  return new Set(hits.map(({ value }) => value)).size > 1 ? hits.map(({ quote }) => quote) : []
}

type Hit = { type: string; strength: number; quote: string }

function best(text: string, family: string): Hit | undefined {
  const hits = TYPE_WORDS.flatMap(({ type, pattern, strength }) =>
    [...text.matchAll(pattern)].map((match) => ({
      type,
      strength,
      start: match.index,
      end: match.index + match[0].length,
      quote: match[0],
    })),
  )
  // 复习课件 hides nothing, but 教学反思 hides the 反思 in it and 知识点总结 the 总结.
  const outer = hits.filter(
    (one) =>
      !hits.some(
        (other) =>
          other !== one &&
          other.start <= one.start &&
          other.end >= one.end &&
          other.end - other.start > one.end - one.start,
      ),
  )
  let winner: (Hit & { score: number }) | undefined
  for (const one of outer) {
    const before = text.slice(0, one.start)
    const bracketed = (before.match(/[(（【[]/gu)?.length ?? 0) > (before.match(/[)）】\]]/gu)?.length ?? 0)
    // 教案及反思, 试卷和答案, 课件+教案: the first is the thing, the second comes with it.
    const second =
      /[及和与+、&/含附带]\s*(?:参考|教学|课后|配套)?$/u.test(before) &&
      outer.some((other) => other.end <= one.start && other.strength >= 2)
    let score = one.strength + (one.end / Math.max(1, text.length)) * 0.7
    if (bracketed) score -= 1.2
    if (second) score -= 1.3
    score += agreement(one.type, family)
    if (!winner || score > winner.score) winner = { ...one, score }
  }
  return winner
}

/** A format that fits speaks for the word, one that can not be speaks against it. */
function agreement(type: string, family: string): number {
  if (family === 'slides') return type === 'courseware' ? 1 : type === 'video' ? -0.8 : 0
  if (family === 'video') return type === 'video' ? 1 : 0
  if (family === 'document' || family === 'pdf') return type === 'video' ? -0.9 : type === 'lesson_plan' ? 0.1 : 0
  if (family === 'archive') return type === 'unit_pack' ? 1 : 0
  if (family === 'image') return type === 'material' ? 1 : 0
  return 0
}

function reading(from: Evidence['from'], hit: Hit, top: number): TypeReading {
  const confidence = hit.strength >= 2.4 ? top : hit.strength >= 1.9 ? top - 0.06 : top
  return { type: hit.type, confidence, evidence: { from, quote: hit.quote } }
}

function structured(text: string, family: string): { type: string; marks: number; reading: TypeReading } | undefined {
  let winner: { type: string; marks: number; reading: TypeReading } | undefined
  for (const { type, least, marks } of STRUCTURE) {
    if (type === 'material' && family !== 'sheet') continue
    const quotes = new Set([...text.matchAll(marks)].map((match) => match[0].trim()))
    if (quotes.size < least || (winner && quotes.size <= winner.marks)) continue
    const evidence: Evidence = { from: 'text', quote: [...quotes].slice(0, 3).join('、') }
    winner = { type, marks: quotes.size, reading: { type, confidence: quotes.size >= 4 ? 0.79 : 0.74, evidence } }
  }
  return winner
}
