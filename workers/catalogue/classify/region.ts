import { type Finding, found } from './evidence.ts'

const PROVINCES =
  '北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾'
/** Cities that papers are named after without 市 behind them. */
const CITIES =
  '石家庄|唐山|保定|邯郸|太原|大同|呼和浩特|包头|沈阳|大连|长春|哈尔滨|南京|苏州|无锡|常州|南通|徐州|扬州|镇江|泰州|盐城|淮安|连云港|宿迁|杭州|宁波|温州|嘉兴|湖州|绍兴|金华|台州|丽水|衢州|舟山|合肥|芜湖|安庆|福州|厦门|泉州|漳州|南昌|赣州|九江|济南|青岛|烟台|潍坊|临沂|淄博|济宁|泰安|威海|郑州|洛阳|开封|南阳|信阳|许昌|武汉|黄冈|宜昌|襄阳|荆州|长沙|株洲|湘潭|衡阳|岳阳|常德|广州|深圳|佛山|东莞|珠海|中山|惠州|汕头|江门|湛江|茂名|肇庆|南宁|桂林|柳州|海口|三亚|成都|绵阳|德阳|宜宾|泸州|南充|达州|贵阳|遵义|昆明|拉萨|西安|咸阳|宝鸡|兰州|西宁|银川|乌鲁木齐'
const UNIT =
  '(?!地区|社区|小区|校区|城区|园区|功能区|保护区|开发区)\\p{Script=Han}{1,4}?(?:自治州|自治县|新区|区|县|市|旗)'
/** 浙江省杭州市西湖区, 北京海淀, 广西壮族自治区: a province with what is named below it. */
const WITH_PROVINCE = new RegExp(
  `(?:${PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?(?:(?:${CITIES})(?:市)?|${UNIT})?(?:${UNIT})?(?!卷|版|人|话|菜|大学)`,
  'gu',
)
const CITY = new RegExp(`(?:${CITIES})(?:市)?(?:${UNIT})?(?!版|人|话|菜|大学|的|长江)`, 'gu')
/** 武汉市江岸区, 浦东新区, 海淀区: where a place begins at a boundary or behind a year. */
const WITH_SUFFIX = new RegExp(
  `(?<=^|[^\\p{L}]|[年届级度度期]|学期|学年|精品解析:)(?!\\p{Script=Han}{0,2}[地社小校城园]区)\\p{Script=Han}{2,4}(?:新区|市|区|县)(?:${UNIT})?(?!域|别|分|间|级|场|民|长|委|内|外)`,
  'gu',
)
/** 全国甲卷, 新高考Ⅰ卷, 浙江卷, 八省联考: papers of several provinces, or named by one. */
const PAPER = new RegExp(
  `全国(?:统一|新课标|新高考)?[甲乙丙一二三123ⅰⅱⅲi]{0,3}卷|新(?:高考|课标)(?:全国)?\\s*[ⅰⅱ一二12i]{1,2}\\s*卷|(?:${PROVINCES})卷|[三四五六七八九十]省(?:\\p{Script=Han}{0,3})联考|(?:${CITIES})卷|长三角|珠三角|京津冀`,
  'gu',
)
/** Words that make a name a paper's: a bare place counts only beside one of them. */
const PAPER_WORDS =
  /中考|高考|联考|统考|模拟|[一二三]模|[一二三]诊|期[中末终]|质检|质量|调研|试[卷题]|真题|卷|学业|月考|抽测|检测|诊断|摸底|会考|竞赛|质监/u

/**
 * The region a paper comes from, as its name states it: 山东省青岛市市南区, 海淀区, 全国甲卷, 新高考I卷. `open` and `shown` are
 * the same text as `sourceOf` reads it and as people see it; editions such as 青岛版 are no places.
 */
export function regionIn(open: string, shown: string): Finding<string> | undefined {
  const place = named(open, WITH_PROVINCE, 0.9) ?? named(open, WITH_SUFFIX, 0.85) ?? named(open, CITY, 0.82)
  const paper = [...open.matchAll(PAPER)][0]
  if (!PAPER_WORDS.test(open)) return undefined
  const best = paper ? found(paper, '', 0.93) : place
  if (!best) return undefined
  const value = shown.slice(best.start, best.end).trim()
  return { ...best, value, quote: value }
}

function named(text: string, pattern: RegExp, confidence: number): Finding<string> | undefined {
  const match = [...text.matchAll(pattern)].find(
    (one) => !/^(?:版|出版)/u.test(text.slice(one.index + one[0].length)) && !/学区|年区|考区$/u.test(one[0]),
  )
  return match ? found(match, '', confidence) : undefined
}
