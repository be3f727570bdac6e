import type { Evidence, Finding } from './evidence.ts'
import { found } from './evidence.ts'
import { remembered } from './remembered.ts'
import { HEAD_CHARACTERS, type Source } from './sources.ts'
import { marked } from './type-marks.ts'
import { structured } from './type-structure.ts'
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

/** Characters; longer headings are sentences. */
const LONGEST_HEADING = 36

/** What a recording can be besides a teaching video, when its name says so outright. */
const RECORDED = new Set(['excellent_lesson', 'school_course'])

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
  if (
    name &&
    family === 'slides' &&
    /讲评|习题课|复习课|讲解|精讲|(?:试卷|试题|质量|检测|考试|命题).{0,6}分析/u.test(name.open)
  ) {
    return { type: 'courseware', confidence: 0.86 }
  }
  // 一轮复习.pptx is the slides for it; only a word that names another kind outright is believed against the format.
  // 微课.pptx is what a film was made from, or will be.
  const plainSlides = family === 'slides' && (inName?.type === 'material' || inName?.type === 'video')
  // 体检汇总.xlsx adds up what was counted, not what was taught.
  const counted = family === 'sheet' && inName?.type === 'review_plan' && inName.strength < 2.4
  if (name && inName && !plainSlides && !counted && inName.strength >= (family === 'slides' ? 2.2 : 1.9))
    // 知识梳理.pptx may be either: who shows it and who hands it out call it the same.
    return reading('name', inName, family === 'slides' && inName.type === 'review_plan' ? 0.78 : 0.94)
  if (byFamily && family === 'slides') return byFamily
  const text = sources.find(({ from }) => from === 'text')
  const structure = text && family !== 'audio' && family !== 'image' ? structured(text.text, family) : undefined
  const hint = text && (family === 'document' || family === 'pdf' || family === 'text') ? marked(text.text) : undefined
  for (const source of sources) {
    if (source.from !== 'heading' && source.from !== 'title') continue
    const hit = best(source.open, family)
    if (!hit || hit.strength < 2.4) continue
    // A first line as long as this is running text, in which a word may be about anything.
    const isLine = source.from === 'heading' && source.open.length > LONGEST_HEADING
    // 访谈提纲, 参观任务单: a heading's word is sure only where what follows is of that kind.
    const isSo = structure?.type === hit.type || hint?.type === hit.type
    return reading(source.from, hit, isLine ? 0.72 : !isSo ? 0.76 : source.from === 'title' ? 0.8 : 0.88)
  }
  if (inName && structure && structure.type !== inName.type && structure.marks >= 4) return structure.reading
  if (inName && !counted) return reading('name', inName, structure?.type === inName.type ? 0.9 : 0.74)
  if (structure) return structure.reading
  const early = text ? best(text.open.slice(0, HEAD_CHARACTERS / 3), family) : undefined
  // 教具：课件 is what the lesson uses, not what the file is.
  if (early && early.strength >= 3 && !CLAIMED.has(early.type) && early.type !== 'courseware')
    return reading('text', early, 0.66)
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
  const tail = /[-—]\s*(?:备战|【|20\d{2}|[一二三四五六七八九]年级|[初高][一二三中])/u.exec(text)?.index ?? text.length
  let winner: (Hit & { score: number }) | undefined
  for (const one of outer) {
    const before = text.slice(0, one.start)
    const bracketed = (before.match(/[(（【[]/gu)?.length ?? 0) > (before.match(/[)）】\]]/gu)?.length ?? 0)
    // 教案及反思, 试卷和答案, 课件+教案, 教学设计学情分析教材分析课后反思: the first is the thing, the others come with it.
    const second =
      /(?:[及和与+、&/含附带]\s*(?:参考|教学|课后|配套)?|(?:学情|教材|效果)分析|评测练习)$/u.test(before) &&
      outer.some((other) => other.end <= one.start && other.strength >= 2)
    // 【知识清单】八年级 幻灯片动画: alone between such brackets it is what the file is.
    const labelled = before.endsWith('【') && text[one.end] === '】'
    let score = one.strength + (labelled ? 1.2 : (one.end / Math.max(1, text.length)) * 0.7)
    // 教学案例：一道错题引发的思考 says first what it is.
    if (one.start === 0 && /^\s*[:：]/u.test(text.slice(one.end))) score += 1
    if (bracketed && !labelled) score -= 1.2
    if (second) score -= 1.3
    // 三国鼎立(课件)-七年级历史同步讲练测: what follows names the series that it is from.
    else if (one.start > tail && outer.some((other) => other.end <= tail && other.strength >= 2)) score -= 1.3
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
  if (family === 'sheet') return type === 'material' ? 0.8 : type === 'review_plan' ? -1 : 0
  if (family === 'image') return type === 'material' ? 1 : 0
  return 0
}

function reading(from: Evidence['from'], hit: Hit, top: number): TypeReading {
  const confidence = hit.strength >= 2.4 ? top : hit.strength >= 1.9 ? top - 0.06 : top
  return { type: hit.type, confidence, evidence: { from, quote: hit.quote } }
}
