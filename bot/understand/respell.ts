import { soundOf } from './homophones.ts'
import type { CommandFace } from './intent.ts'

/**
 * What voice input and the pinyin keyboard leave behind, put right where it can mean nothing else: numbers in words
 * (「一百二十八号」 → 「128号」), a few slips of courtesy and of nouns (「有每有」, 「克件」), 帮我 left in pinyin.
 */
export function respell(text: string): string {
  let left = text
  for (const [pattern, meant] of SLIPS) left = left.replace(pattern, meant)
  return left.replace(NUMBER_IN_WORDS, (words) => String(numberOf(words) ?? words))
}

const SLIPS: readonly (readonly [pattern: RegExp, meant: string])[] = [
  [/有[每美梅煤枚妹]有/g, '有没有'],
  [/(?<=[找搜查])以下(?!的|几|各|内容|材料|词|问题)/g, '一下'],
  [/^(?:qing )?bang ?(?:wo|mang)(?![a-z])\s*/i, '帮我'],
  [/[克刻客颗可科]件/g, '课件'],
  [/教[按暗岸]|[叫较]案/g, '教案'],
  [/卷字|券子/g, '卷子'],
  [/试[券圈]/g, '试卷'],
  [/资科|[姿自]料(?!理)/g, '资料'],
  [/大(?=\s*[1-5一二三四五]\s*(?:分(?![钟数之])|颗?星(?![期球座])))/g, '打'],
]

/** Three and more characters with 百 or 千, or digit by digit (一二八), in front of 号. */
const NUMBER_IN_WORDS =
  /[一二两三四五六七八九][百千][零〇一二两三四五六七八九十百]*(?=号)|[零〇一二三四五六七八九]{3,6}(?=号)/g

function numberOf(words: string): number | undefined {
  const digit = (char: string) => '零一二三四五六七八九'.indexOf(char.replace('〇', '零').replace('两', '二'))
  if (!/[十百千]/.test(words)) return Number([...words].map(digit).join(''))
  let total = 0
  let last = 0
  for (const char of words) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[char]
    if (unit === undefined) last = digit(char)
    else {
      total += (last || 1) * unit
      last = 0
    }
  }
  // 「一百二」 is 120, 「一百零二」 is 102.
  const short = /[百千][二三四五六七八九]$/.test(words) ? (words.at(-2) === '千' ? 100 : 10) : 1
  return total + last * short
}

/** Words in their own right that sound like 恢复, 评分, 语言, 最新, 帮助, 设置. */
const OWN_WORDS = new Set(['回复', '平分', '寓言', '预言', '追星', '醉心', '绑住', '摄制'])

/**
 * The text with command names put where other characters sound the same (「我的记分」 → 「我的积分」), or undefined when
 * none does. A guess: for texts that mean nothing as they stand.
 */
export function asItSounds(text: string, catalogue: readonly CommandFace[]): string | undefined {
  if (text.length > 40) return undefined
  const names = catalogue
    .flatMap((face) => face.aliases)
    .filter((name) => name.length >= 2 && /^[\u4e00-\u9fff]+$/.test(name))
    .sort((a, b) => b.length - a.length)
  for (const name of names) {
    const meant = soundOf(name)?.join(' ')
    if (!meant) continue
    for (let at = 0; at + name.length <= text.length; at++) {
      const heard = text.slice(at, at + name.length)
      if (heard !== name && !OWN_WORDS.has(heard) && soundOf(heard)?.join(' ') === meant)
        return `${text.slice(0, at)}${name}${text.slice(at + name.length)}`
    }
  }
  return undefined
}
