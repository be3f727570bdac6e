import { STAGES, SUBJECTS, TYPES, VOLUMES } from '#db/taxonomy.ts'
import { MASK } from './clean.ts'

const MORE_MATERIALS =
  '资源|素材|动画|模板|方案|计划|总结|听课|评课|教研|习题|题库|题型|讲义|笔记|范文|作文|日记|阅读|古诗|古文|文言文|诗词|公式|单词|词汇|语法|听力|课文|生字|拼音|口算|竖式|应用题|思维导图|板书|手抄报|黑板报|量表|评价表|表格|模版|说课|公开课|' +
  '优质课|赛课|教材|课本|教参|练习册|大纲|提纲|思维|预习|单元|课时|专题|错题|压轴|中考|高考|小升初|家长会|班主任|班规|德育|安全教育|少先队|国旗下|演讲稿|主持稿|发言稿|课程标准|新课标|课标|核心素养|分层|微课|游戏|导入|课例|实录|逐字稿|任务单|评语|教具|学具|' +
  '函数|方程|几何|分数|小数|百分数|除法|乘法|加法|减法|加减|乘除|图形|面积|周长|体积|统计|概率|三角|圆柱|圆锥|平行四边形|长方体|正方体|负数|比例|整数|数列|向量|导数|不等式|电路|电学|力学|浮力|压强|光合|细胞|元素|离子|氧化|方位|时态|语态|从句|定语|句型|修辞|病句|标点|鸡兔同笼|植树问题|' +
  'worksheet|lesson|slides?|fractions?|decimals?|reading|writing|grammar|vocabulary|geometry|algebra|equations?|poems?|textbook|homework|curriculum|template|syllabus|midterm|final|unit|grade|year \\d'

const taxonomyWords = [...STAGES, ...SUBJECTS, ...TYPES, ...VOLUMES]
  .flatMap((term) => term.words)
  .map((word) => (/^[a-z ]+$/.test(word) ? `\\b${word}s?\\b` : word.replace(/[()（）]/g, '\\$&')))
  .sort((a, b) => b.length - a.length)

const GRADE =
  '[一二三四五六七八九1-9]年级|[小初高][一二三四五六123]|[一二三四五六七八九]上(?:册|期|学期)?(?![来去班课午周面])|[二三四五六七八九]下(?:册|期|学期)?(?![来去班课午周子])|一下(?=册|期|学期|数学|语文|英语|科学|第|道法|单元)|(?<!\\d)[1-9][上下](?=[册期学数语英物化\\s]|$)|(?:grade|year) ?\\d{1,2}|\\bg\\d\\b'
const EDITION =
  '人教|部编|统编|北师大?|苏教|沪教|沪科|冀教|青岛版|外研|译林|湘教|鲁教|浙教|教科版|[\\u4e00-\\u9fff]{1,4}版'

const EVIDENCE = new RegExp(
  `${MASK}|${GRADE}|${EDITION}|第[一二三四五六七八九十\\d]+[课单章节]|${taxonomyWords.join('|')}|${MORE_MATERIALS}`,
  'i',
)
/** Words of the taxonomy that say nothing of a lesson's content: a command may speak of them. */
const GENERAL =
  /^(?:资料|素材|课件|教案|教学课件|视频|图片|链接|网址|试卷|卷子|答案|音频|ppt|作业|练习|测试|检测|link|material|video|art|pe)$/
const SPECIFIC = new RegExp(
  `${MASK}|${GRADE}|${EDITION}|第[一二三四五六七八九十\\d]+[课单章节]|${[...STAGES, ...SUBJECTS, ...TYPES]
    .flatMap((term) => term.words)
    .filter((word) => !GENERAL.test(word) && /[\u4e00-\u9fff]/.test(word))
    .join('|')}|${MORE_MATERIALS.replace(/^资源\|素材\|/, '').replace('|统计', '')}`,
  'i',
)

/** Names a grade, a subject, a title or something taught; 课件 and 资料 alone do not count. */
export function isSpecific(text: string): boolean {
  return SPECIFIC.test(text)
}

/** A thing that lessons know stands at the beginning: 「三年级…」, not 「改一下作文」. */
export function startsTopical(text: string): boolean {
  return (EVIDENCE.exec(text)?.index ?? 99) <= 1
}

const FACETS_ONLY = new RegExp(
  `^(?:${GRADE}|${EDITION}|${taxonomyWords.join('|')}|版本?|配套|带?答案|电子版|word版?|pdf|[的和与及 、上下册期])+$`,
  'i',
)

/** A word of the taxonomy, a title in brackets, a textbook edition, or a word that only lessons know. */
export function isTopical(text: string): boolean {
  return EVIDENCE.test(text)
}

/** Nothing but grade, volume, subject, type, edition: `四年级上册的`, `课件`. It narrows another query. */
export function isFacet(text: string): boolean {
  return FACETS_ONLY.test(text)
}

/** Grades, types and so on of an earlier query that a narrower one replaces. */
export function withoutFacetsOf(query: string, narrower: string): string {
  let left = query
  for (const kind of [
    new RegExp(GRADE, 'gi'),
    new RegExp(TYPES.flatMap((type) => type.words).join('|'), 'gi'),
    new RegExp(EDITION, 'gi'),
  ]) {
    kind.lastIndex = 0
    if (!kind.test(narrower)) continue
    kind.lastIndex = 0
    left = left.replace(kind, ' ')
  }
  return left
    .replace(/的? +的?/g, ' ')
    .replace(/的$/, '')
    .trim()
}

/** People telling or asking about their lives, not naming a thing to find. */
export function isNarrative(text: string): boolean {
  return NARRATIVE.test(text)
}

const NARRATIVE = new RegExp(
  [
    '(?:^|[，,。\\s])(?:我们?|咱们?|俺|他们?|她们?|你们?|您|大家|领导|校长|主任|孩子们?|家长|学生们?)(?!的)(?:[^，,。的和]{0,8})(?:了|要|得|会|在|去|来|说(?!课|明)|觉得|认为|教(?!案|学|材|参|具|研|辅)|上(?!册|学期|下)|喜欢|没|不|是不是|刚|想(?!象)|用|听(?!力|写)|考(?!试|点|卷)|讲(?!义|稿)|忘|该|怕|能(?!力|量)|把|被|让|有(?!余|理))',
    '(?:今天|明天|昨天|刚才|刚刚|后天|今晚|昨晚|早上|中午|下午|晚上|上周|下周|这周|周[一二三四五六日]|下节课|放学|课间)(?!的)[^，,。]*(?:了|要|去|开|吃|上课|考|交|放|有|在|来|会|不)',
    '[考得拿讲教批改开收交找搜查]了',
    '[了吗呢吧啊呀嘛哦哈](?:[!！。.?？~～]*)$',
    '(?:怎么办|怎么样|几点|多少钱|什么时候|是谁|几号|多久|天气|星期几|几月|[好很真太超](?:累|困|烦|饿|冷|热(?!爱|带)|忙|无聊|难过|郁闷|生气|紧张)(?![A-Za-z\\u4e00-\\u9fff])|吃饭|吃什么|下班|放假|加班|请假|开会|堵车|下雨|食堂|外卖|工资|奖金|笑话|唱歌|聊天|股票|电影)',
  ].join('|'),
)

/**
 * Work that no command does: 「帮我写一份反思」, 「帮我请个假」. Without a 帮我 in front (`helped`) the verb needs an
 * amount, because 写景作文, 计算题 and 统计图 are things to find.
 */
export function isOtherWork(core: string, helped: boolean): boolean {
  if (/^(?:预约|订(?!正)|报名(?!表)|打印|复印|转告|联系(?!生活|实际)|借用)/.test(core)) return true
  const verb = WORK.exec(core)?.[0]
  if (!verb || CONTENT_VERB.test(core)) return false
  return helped || /^(?:[一两几]?[份个张首篇下点道套次]|完|我|给|好)/.test(core.slice(verb.length))
}

const WORK =
  /^(?:写|做|制作|画|翻译|生成|编|批改|改(?=(?:一?下|改)?(?:我的|孩子的|学生的)?(?:作文|论文|卷|稿|错别字))|出(?=一?[份套张道]|几[份套张道]|卷|题)|打印|印|复印|订|预约|借|请(?=个?假)|排(?=个?课)|通知|提醒|统计|计算|算|叫|喊|联系|打电话|转告|投票|报名|讲|唱|念|背|设计|润色|拍|买|点(?=个?外卖|个?名)|汇总|修理|修(?=一?下)|搬|占|代课|监考|p(?=个?图)|录(?=一下|个))/
const CONTENT_VERB =
  /^(?:写(?:作|景|人|字|信|话|实|意|事|物|法)|做(?:题|人|家务)|画(?:家|面|展|杨桃|蛋|龙|廊|鸡|角|垂|圆|平行)|翻译(?:技巧|题|练习)|编(?:程|织|者|钟)|批改符号|印(?:度|刷|象|章)|借(?:条|景)|请假条|通知(?:单|书|模板)|统计(?:图|表|与|量|学|案)|计算(?:题|方法|能力|机|练习|单|竖)|算(?:式|法|术|理|24)|叫卖|报名表|讲(?:述|义|稿|评|练|道理)|唱(?:歌|山歌|脸谱|响)|念奴娇|背(?:影|诵|景|默)|设计(?:稿|方案|图|思路|意图)|拍手|买(?:东西|卖)|汇总表)/

/** Short and plain enough to be the name of something: `荷塘月色`, `小数的意义`. */
export function looksLikeTitle(core: string): boolean {
  const size = [...core.replace(/[\s\p{P}]/gu, '')].length
  return (
    (size >= 2 || /^[圆角山家秋春夏冬雪草船桥日月水火土木花鸟雨风云星海]$/.test(core)) &&
    size <= 14 &&
    !isNarrative(core) &&
    !NOT_A_TITLE.test(core)
  )
}

const NOT_A_TITLE =
  /[?？!！]|^(?:[哈嘻呵嘿]{2}|马上|立刻|这就|等会|一会|稍后|待会|你|您|他|她|不|没|怎|为什么|干|喂|啥|是|都|又|还|再|快|行|等|来|去|算|好|真|太|哪|谁|几|多少|如何|可|能)|(?:什么|怎么|等于|多少|哪里|没有|不了|死了|一下)|^[a-z0-9]{1,3}$|^(?:签到|打卡|客服|投诉|转?人工|教教|报错|有?bug|登录|注册|绑定|解绑|上传|发你|发给你|文件发|兑换|抽奖|预约|申诉|换一批|开启|关闭|取消|停止|再见|救命)|快乐$|^[\d\s.,:+*/=-]+$|^(.)\1+$|测试|^test/i
