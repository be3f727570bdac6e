/** `BENCH_SEED` makes other texts and other changes than those that the thresholds were chosen by. */
const SEED = Number(process.env.BENCH_SEED ?? 0)

/** Seeded, so that two runs change the same clauses. */
function random(seed: number): () => number {
  let state = (seed + SEED * 7_919) * 2_654_435_761 + 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

/** Characters that names, things and deeds are made of here. */
const CHARS =
  '山河湖海云雨风雪霜露星月日光影石沙泥土木竹林叶花草根茎果实种树枝鸟鱼虫兽马牛羊犬猫虎鹿龙凤蛇龟蜂蝶蚕蛙鹤雁鸭鸡鹅兔鼠猿象熊狼豹船车桥路门窗墙屋瓦砖梁柱井塔亭台楼阁城池田园村镇街巷灯烛火炉锅碗盘杯壶刀斧锯针线布衣帽鞋袜伞扇鼓笛琴瑟钟铃笔墨纸砚书画诗词歌舞戏棋剑弓箭盾旗帆锚桨网钩篮筐篓席床椅桌箱柜镜梳锁钥绳索铁铜银金玉珠贝盐糖油醋茶酒米麦豆粟瓜桃李杏梨枣橘柚莲藕菊梅兰桂松柏柳杨榆槐桑麻棉丝绸锦缎绣染织纺磨碾舂筛晒晾晾腌熏煮蒸炒炸烤炖雕刻铸锻焊漆镶嵌糊裱裁缝补钉敲锤推拉抬扛挑背抱提携牵引划撑摇摆荡旋飞翔奔跑跳跃攀爬潜游漂浮沉落升腾涌流淌滴溅洒浇灌溉耕犁播收割捆扎堆垛藏窖酿'

/** Texts of our own making, each with its own vocabulary: about 60 clauses. */
export function lessonTexts(count: number): { name: string; text: string }[] {
  return Array.from({ length: count }, (_, n) => {
    const next = random(n + 1)
    const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)]
    const chars = [...CHARS]
    const words = Array.from({ length: 70 }, () => `${pick(chars)}${pick(chars)}${next() < 0.4 ? pick(chars) : ''}`)
    const joints = ['在', '把', '和', '的', '向', '', '比', '随着', '经过', '']
    const clause = () => [0, 1, 2, 3].map(() => `${pick(words)}${pick(joints)}`).join('')
    const topic = `${pick(words)}与${pick(words)}`
    const text = Array.from({ length: 30 }, () => `${clause()}，${clause()}`).join('。')
    return { name: `${topic}${n}`, text: `${topic}\n教学目标：读懂课文，理清顺序。\n${text}。` }
  })
}

const OTHER = lessonTexts(40).flatMap(({ text }) => clausesOf(text).slice(4))
const NAMES = ['新建 Microsoft Word 文档', '周三要用的', '副本', '最终版2', '20261120']

export type Change = keyof typeof CHANGES

/** What people and machines do to a file: a new name and a new text. */
export const CHANGES = {
  'renamed, one line added': (_: string, text: string, n: number) => ({
    name: NAMES[n % 5] ?? '',
    text: `${text}\n谢谢。`,
  }),
  'header and footer': (name: string, text: string) => ({
    name,
    text: `第十二中学 备课资料\n${text}\n第 1 页 共 3 页`,
  }),
  '5 % of clauses edited': (name: string, text: string, n: number) => ({
    name: `${name}（改）`,
    text: edited(text, 0.05, n),
  }),
  '5 % edited and renamed': (_: string, text: string, n: number) => ({
    name: NAMES[n % 5] ?? '',
    text: edited(text, 0.05, n),
  }),
  '20 % of clauses edited': (name: string, text: string, n: number) => ({
    name: `${name}（改）`,
    text: edited(text, 0.2, n),
  }),
  '20 % edited and renamed': (_: string, text: string, n: number) => ({
    name: NAMES[n % 5] ?? '',
    text: edited(text, 0.2, n),
  }),
  '20 % of clauses replaced, renamed': (_: string, text: string, n: number) => ({
    name: NAMES[n % 5] ?? '',
    text: replaced(text, 0.2, n),
  }),
  '40 % of clauses edited': (name: string, text: string, n: number) => ({
    name: `${name}（改）`,
    text: edited(text, 0.4, n),
  }),
  '5 % of characters changed': (name: string, text: string, n: number) => ({ name, text: mistyped(text, 0.05, n) }),
  'OCR noise, 3 %': (name: string, text: string, n: number) => ({ name, text: mistyped(text, 0.03, n + 7) }),
  'paragraphs in another order': (name: string, text: string, n: number) => ({ name, text: shuffled(text, n) }),
  'first half only': (name: string, text: string) => ({ name, text: text.slice(0, text.length / 2) }),
} satisfies Record<string, (name: string, text: string, n: number) => { name: string; text: string }>

function clausesOf(text: string): string[] {
  return text.split(/(?<=[，。；！？、：\n])/)
}

/** Reworded, dropped, lengthened or replaced, a quarter each. */
function edited(text: string, share: number, n: number): string {
  const next = random(n + 101)
  const other = () => OTHER[Math.floor(next() * OTHER.length)] ?? ''
  return clausesOf(text)
    .map((clause) => {
      if (clause.length < 3 || next() > share) return clause
      const kind = next()
      if (kind < 0.25) return `${clause.slice(0, 1)}${other().slice(0, 4)}${clause.slice(3)}`
      if (kind < 0.5) return ''
      return kind < 0.75 ? `${clause}${other()}` : other()
    })
    .join('')
}

function replaced(text: string, share: number, n: number): string {
  const next = random(n + 211)
  return clausesOf(text)
    .map((clause) => (clause.length < 3 || next() > share ? clause : (OTHER[Math.floor(next() * OTHER.length)] ?? '')))
    .join('')
}

function mistyped(text: string, share: number, n: number): string {
  const next = random(n + 307)
  return [...text]
    .map((char) => (next() < share ? '未末己已士土日曰人入'.charAt(Math.floor(next() * 10)) : char))
    .join('')
}

function shuffled(text: string, n: number): string {
  const next = random(n + 401)
  return text
    .split(/(?<=[。！？\n])/)
    .map((part) => ({ part, key: next() }))
    .sort((left, right) => left.key - right.key)
    .map(({ part }) => part)
    .join('')
}

/** Forms as schools hand them out, `#` where the lesson goes in. Written before the rule was tried on them. */
const FORMS = [
  `城关学区第三小学电子备课模板\n学科　年级　执教人　日期\n课题：#\n【课标要求】依据课程标准，结合本单元的语文要素和学生的认知特点确定教学要求，体现学科育人价值。\n【学习目标】1.通过自主阅读与合作探究，把握主要内容，提高概括能力。2.在交流分享中学会倾听与表达，发展思维的条理性。3.#\n【评价任务】能用自己的话说清楚；能完成课堂检测，正确率在百分之八十以上；能在小组内主动发言。\n【学习过程】环节一：唤醒经验，引出话题。教师出示图片，学生自由发言，教师相机板书。环节二：整体感知，理清脉络。#环节三：品读重点，深入体会。学生默读批注，小组交流，教师巡视并参与讨论，选取有代表性的想法全班分享。环节四：联系生活，迁移运用。环节五：总结回顾，布置作业。\n【作业与检测】基础作业：完成同步练习。拓展作业：自选一项，下节课展示。\n【教后记】本节课基本完成了预定目标，大部分学生能积极参与，少数学生还需课后辅导，时间分配有待优化。`,
  `2026 年春季学期单元质量调研（时间：60 分钟　满分：100 分）\n范围：#\n学校　班级　姓名　考号　得分\n温馨提示：亲爱的同学，请你认真审题，仔细作答，书写工整，卷面整洁，相信你一定能取得满意的成绩。答题前请先把密封线内的项目填写清楚；请用黑色字迹的签字笔或钢笔书写；不得使用涂改液；考试结束后只交答题卷。\n一、我会选（把正确答案的序号填在括号里，每题 3 分，共 24 分）\n#\n二、我会填（每空 2 分，共 26 分）\n三、我会判断（对的打“√”，错的打“×”，每题 2 分，共 10 分）\n四、按要求完成下列各题（共 40 分，要求写出必要的过程，只写结果不得分）\n#\n附加题（10 分，计入总分，但总分不超过 100 分）\n家长意见：　家长签名：　教师寄语：`,
  `班级主题班会活动记录\n主题：#\n时间：第　周星期　第　节　地点：本班教室　主持：班长　记录：学习委员　出席：全班同学\n活动目的：通过本次班会，使同学们进一步明确要求，增强集体观念和责任意识，养成良好的行为习惯，营造团结、友爱、向上的班级氛围。\n活动准备：收集有关的图片和事例，排练小品，布置黑板报，制作课件。\n活动过程：1.主持人宣布班会开始，介绍来宾。2.各小组代表依次发言：#3.观看视频，自由讨论，谈谈自己的感受。4.全班齐声朗读倡议书，并在横幅上签名。5.班主任讲话：同学们今天的表现让老师十分感动，希望大家说到做到，从身边的小事做起，让我们的班级变得更好。\n活动效果：气氛热烈，同学们深受教育，纷纷表示要用实际行动为班级增光添彩。`,
  `教师个人业务学习笔记\n学习内容：#\n学习时间　学习地点　主讲人　记录人\n一、学习要点摘录\n#\n二、心得体会\n通过这次学习，我深深感到作为一名教师，必须不断更新教育观念，认真钻研教材，改进教学方法，关注每一个学生的发展。在今后的工作中，我将把所学到的理论运用到教学实践中去，做到学以致用；坚持写教学反思，多向有经验的老师请教，取长补短；尊重学生的个体差异，因材施教，让每个孩子都能在原有的基础上得到提高。教育是一项需要耐心的事业，我愿意用爱心和责任心去浇灌，静待花开。\n三、学习考核\n教研组长评语：学习认真，笔记完整，体会深刻。等级：优　签名：`,
]

const PAIRS = 96

/** Pairs of texts that share a form and nothing else: what was written into it has 60, 150, 250 or 400 characters. */
export function formsOf(given: readonly string[]): [string, string][] {
  const texts = given.slice(0, PAIRS).map((text) => text.replace(/\n/g, '').slice(0, 500))
  return texts.flatMap((text, n): [string, string][] => {
    const form = FORMS[n % FORMS.length] ?? ''
    const length = [60, 150, 250, 400][Math.floor(n / FORMS.length) % 4] ?? 0
    const other = texts[(n + 37) % texts.length] ?? ''
    return [[fill(form, text, length), fill(form, other, length)]]
  })
}

function fill(form: string, text: string, length: number): string {
  const slots = form.split('#').length - 1
  const parts = [text.slice(0, 9)]
  const each = Math.floor((length - 9) / (slots - 1))
  for (let slot = 1; slot < slots; slot += 1) parts.push(text.slice(9 + (slot - 1) * each, 9 + slot * each))
  let at = -1
  return form.replaceAll('#', () => {
    at += 1
    return parts[at] ?? ''
  })
}
