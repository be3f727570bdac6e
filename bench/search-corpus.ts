import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ImportLine } from '#db/search/import.ts'
import { FORMS } from '#db/search/synonyms.ts'
import { GRADES, SUBJECTS } from '#db/taxonomy.ts'

/**
 * Made-up resources with real words: titles in the patterns that teachers use, bodies of words drawn from the jieba
 * dictionary by their frequency there, so that common words are as common as in Chinese text. Same seed, same corpus.
 */
export type Corpus = { line(n: number): ImportLine; query(n: number): string }

/** A small generator (mulberry32) for repeatable randomness. */
function randomness(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Lessons that many schools share; each fits its subject. */
const LESSONS: Record<string, string> = {
  chinese:
    '古诗二首 落花生 草船借箭 背影 荷塘月色 岳阳楼记 出师表 赤壁赋 桂林山水 看图写话 识字 口语交际 文言文阅读 说明文阅读',
  math: '分数的初步认识 小数的意义 三位数乘两位数 平行四边形的面积 圆的周长 一元一次方程 二次函数 勾股定理 统计图 百分数 鸡兔同笼 三角形的内角和 有理数 轴对称',
  english: 'My weekend Look at me Seasons 一般过去时 现在完成时 定语从句 At the zoo Colours 书面表达 听力训练',
  physics: '牛顿第一定律 浮力 欧姆定律 光的折射 机械能守恒 摩擦力 电磁感应 匀变速直线运动',
  chemistry: '氧气的制取 酸碱盐 氧化还原反应 化学方程式 元素周期律 金属的性质',
  biology: '细胞的结构 光合作用 遗传规律 生态系统 人体的消化 血液循环',
  history: '辛亥革命 秦统一中国 抗日战争 工业革命 丝绸之路 改革开放',
  geography: '地球的运动 中国的气候 世界的人口 等高线地形图 长江的开发 水循环',
  politics: '宪法的地位 友谊与成长 公民的权利 消费与生活 珍爱生命',
  science: '磁铁的性质 植物的生长 声音的产生 水的蒸发 月相变化 简单电路',
}
const COMMON_SUBJECTS = 'math math math chinese chinese chinese english english science physics politics history'.split(
  ' ',
)
const EDITIONS = ['人教版', '北师大版', '苏教版', '部编版', '']
const TAILS = ['', '', '第一课时', '（含答案）', '公开课', '第3单元', '2026', '复习', '优质']

export function corpusOf(resources: number, bodyWords?: number): Corpus {
  const word = dictionary()
  const lessonsOf = (subject: string) => (LESSONS[subject] ?? '').split(' ')
  const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T
  const parts = (n: number) => {
    const random = randomness(n)
    const key = pick(COMMON_SUBJECTS, random)
    const subject = SUBJECTS.find((term) => term.key === key)?.label.zh ?? '数学'
    const grade = 1 + Math.floor(random() * 12)
    const lesson = random() < 0.5 ? pick(lessonsOf(key), random) : word(random, 2) + word(random, 2)
    const form = pick(FORMS, random)
    return { random, subject, grade, lesson, form: form.words.find((name) => /\p{Script=Han}/u.test(name)) ?? '教案' }
  }
  return {
    line(n) {
      const { random, subject, grade, lesson, form } = parts(n)
      const half = random() < 0.5 ? '上' : '下'
      const year = GRADES.find((row) => row.grade === grade)?.label.zh ?? '三年级'
      // One in twenty is long, as a collection of test papers is.
      const length = bodyWords ?? (random() < 0.05 ? 1500 : 40 + Math.floor(random() * 120))
      const body: string[] = [`${lesson}。`]
      for (let at = 0; at < length; at += 1) body.push(at % 12 === 11 ? `，${word(random, 1)}` : word(random, 1))
      return {
        id: `bench-${n}`,
        title: `${pick(EDITIONS, random)}${year}${half}册${subject}《${lesson}》${form}${pick(TAILS, random)}.docx`,
        text: body.join(''),
        subject,
        grade,
        vol: half,
        type: form,
        rating: 1 + Math.round(random() * 40) / 10,
        downloads: Math.floor(Math.exp(random() * 6)),
        shared_at: new Date(Date.UTC(2023, 8, 1) + Math.floor(random() * 1100) * 86_400_000),
      }
    },
    query(n) {
      const { random, subject, grade, lesson, form } = parts(Math.floor(randomness(n + 7)() * resources))
      const year = GRADES.find((row) => row.grade === grade)?.label.zh ?? '三年级'
      const shapes = [
        `${year} ${lesson} ${form}`,
        `${lesson}`,
        `${subject} ${form}`,
        `${grade}年级${subject}${lesson}`,
        `麻烦帮我找一下${year}${subject}的${form}`,
        `${subject}`,
        `${year}下册${subject}期末复习`,
        `${lesson.slice(0, -1)}${word(random, 1).charAt(0)} ${form}`,
        `${word(random, 2)} ${word(random, 2)}`,
        `${word(random, 1)}${word(random, 1)}${word(random, 1)} ${subject}`,
      ]
      return shapes[n % shapes.length] ?? lesson
    },
  }
}

/** Draws a Han word of at least `least` characters by its frequency in jieba's dictionary. */
function dictionary(): (random: () => number, least: number) => string {
  const file = createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt')
  const words: string[] = []
  const sums: number[] = []
  let sum = 0
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [name = '', count = '0'] = line.split(' ')
    if (!/^\p{Script=Han}{1,4}$/u.test(name) || Number(count) < 20) continue
    sum += Number(count)
    words.push(name)
    sums.push(sum)
  }
  const draw = (at: number): string => {
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return words[low] ?? '学习'
  }
  return (random, least) => {
    for (;;) {
      const found = draw(random() * sum)
      if (found.length >= least) return found
    }
  }
}
