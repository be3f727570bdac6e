import { type Finding, found } from './evidence.ts'
import { remembered } from './remembered.ts'

/** Publishers' short names as teachers write them; longer before shorter. What each is known for, when it is one thing. */
const EDITIONS: readonly { name: string; subjects?: readonly string[] }[] = [
  { name: '人教A', subjects: ['math'] },
  { name: '人教B', subjects: ['math'] },
  { name: '人教PEP', subjects: ['english'] },
  { name: '人教新课标' },
  { name: '人教新目标', subjects: ['english'] },
  { name: '新目标', subjects: ['english'] },
  { name: '人教' },
  { name: 'PEP', subjects: ['english'] },
  { name: '统部编' },
  { name: '部编' },
  { name: '统编' },
  { name: '部统编' },
  { name: '北师大' },
  { name: '北京师大' },
  { name: '北师' },
  { name: '苏教' },
  { name: '苏科' },
  { name: '苏人' },
  { name: '苏少' },
  { name: '外研社', subjects: ['english'] },
  { name: '外研', subjects: ['english'] },
  { name: '沪教牛津', subjects: ['english'] },
  { name: '牛津上海', subjects: ['english'] },
  { name: '牛津译林', subjects: ['english'] },
  { name: '译林牛津', subjects: ['english'] },
  { name: '牛津', subjects: ['english'] },
  { name: '译林', subjects: ['english'] },
  { name: '沪外教', subjects: ['english'] },
  { name: '沪教' },
  { name: '沪科教' },
  { name: '沪科' },
  { name: '沪粤', subjects: ['physics'] },
  { name: '粤沪', subjects: ['physics'] },
  { name: '粤教' },
  { name: '粤人' },
  { name: '浙教' },
  { name: '浙美', subjects: ['art'] },
  { name: '湘教' },
  { name: '湘少', subjects: ['english'] },
  { name: '湘鲁', subjects: ['english'] },
  { name: '湘美', subjects: ['art'] },
  { name: '湘艺', subjects: ['music'] },
  { name: '湘文艺', subjects: ['music'] },
  { name: '冀教' },
  { name: '冀美', subjects: ['art'] },
  { name: '青岛' },
  { name: '西师大' },
  { name: '西南师大' },
  { name: '西师' },
  { name: '鲁教' },
  { name: '鲁科' },
  { name: '鲁人' },
  { name: '鄂教' },
  { name: '川教' },
  { name: '华师大', subjects: ['math'] },
  { name: '华东师大' },
  { name: '华师' },
  { name: '岳麓', subjects: ['history'] },
  { name: '中图', subjects: ['geography'] },
  { name: '商务星球', subjects: ['geography'] },
  { name: '星球', subjects: ['geography'] },
  { name: '晋教' },
  { name: '仁爱', subjects: ['english'] },
  { name: '人音', subjects: ['music'] },
  { name: '花城', subjects: ['music'] },
  { name: '人美', subjects: ['art'] },
  { name: '岭南', subjects: ['art'] },
  { name: '赣美', subjects: ['art'] },
  { name: '桂美', subjects: ['art'] },
  { name: '教科' },
  { name: '大象', subjects: ['science'] },
  { name: '河大' },
  { name: '济南', subjects: ['biology'] },
  { name: '北京课改' },
  { name: '京改' },
  { name: '长春' },
  { name: '语文S' },
  { name: '语文A' },
  { name: '语文' },
  { name: '闽教' },
  { name: '陕旅', subjects: ['english'] },
  { name: '重庆大学' },
  { name: '重大', subjects: ['english'] },
  { name: '辽师大' },
  { name: '辽海' },
  { name: '接力', subjects: ['english'] },
  { name: '科普', subjects: ['english'] },
  { name: '科粤', subjects: ['chemistry'] },
  { name: '北京' },
  { name: '清华', subjects: ['it'] },
  { name: '桂教' },
  { name: '皖教' },
  { name: '滇人' },
  { name: '新世纪' },
  { name: '浙科', subjects: ['biology'] },
  { name: '湘科', subjects: ['science'] },
  { name: '粤科', subjects: ['science'] },
  { name: '冀少', subjects: ['biology'] },
  { name: '冀人', subjects: ['science'] },
  { name: '鲁湘', subjects: ['english'] },
  { name: '人教精通', subjects: ['english'] },
  { name: '人教新起点', subjects: ['english'] },
  { name: '人教鄂教', subjects: ['science'] },
  { name: '粤教粤科', subjects: ['science'] },
  { name: '精通', subjects: ['english'] },
  { name: '新起点', subjects: ['english'] },
  { name: '沪音', subjects: ['music'] },
  { name: '沪书画', subjects: ['art'] },
  { name: '沪教深圳', subjects: ['english'] },
  { name: '牛津深圳', subjects: ['english'] },
  { name: '人教五四' },
  { name: '地质', subjects: ['it'] },
  { name: '中地', subjects: ['geography'] },
  { name: '桂科', subjects: ['it'] },
  { name: '西泠', subjects: ['art'] },
  { name: '朗文', subjects: ['english'] },
  { name: '剑桥', subjects: ['english'] },
  { name: '仁爱科普', subjects: ['english'] },
  { name: '上外', subjects: ['english'] },
  { name: '北外', subjects: ['english'] },
  { name: '人民', subjects: ['history'] },
  { name: '中华书局', subjects: ['history'] },
  { name: '浙摄', subjects: ['it'] },
  { name: '苏美', subjects: ['art'] },
  { name: '上教' },
  { name: '蒙教' },
  { name: '辽教' },
  { name: '陕教' },
  { name: '赣教' },
  { name: '黑教' },
  { name: '龙教' },
  { name: '粤美', subjects: ['art'] },
  { name: '广东' },
]
/** Short names that are also places or common words: they count only with 版 behind them. */
const NEEDS_BAN = new Set(
  '广东|华师|语文A|河大|上外|北外|人民|中华书局|苏美|上教|蒙教|辽教|陕教|赣教|黑教|龙教|粤美|精通|新起点|地质|西泠|沪音|中地|语文|青岛|北京|重庆大学|重大|长春|济南|清华|岭南|花城|大象|星球|接力|科普|牛津|新世纪|教科|辽海|剑桥|朗文|仁爱|新目标|中图|晋教|苏人|滇人|粤人|鲁人'.split(
    '|',
  ),
)

/** 北师大附中, 华师大三附中, 岳麓区, 外研社杯 are schools, places and contests; 苏教小学数学 is a book. */
const SCHOOL_BEHIND =
  '\\p{Script=Han}{0,3}(?:附[中小属]|(?:实验|外国语)(?:中学|小学|学校))|(?:中学|小学|学校)(?!语|数|英|物|化|生|历|地|道|政|科|信|音|美|体|劳)|[区县市路](?!域)|杯|集团|大学|学院'

/** Of those, the ones that are no place: 教科八上 and 岭南四下 are books. */
const BESIDE_A_GRADE = new Set(
  '教科|岭南|花城|接力|仁爱|中图|晋教|大象|河大|苏人|滇人|粤人|鲁人|科普|新目标|蒙教|上教'.split('|'),
)

/** Longer names first; an expression is tried only where its name stands in the text at all. */
const ORDERED = [...EDITIONS]
  .sort((a, b) => b.name.length - a.name.length)
  .map(({ name, subjects }) => ({
    name,
    subjects,
    low: name.toLowerCase(),
    pattern: patternOf(name.toLowerCase(), name, subjects),
  }))

export type Edition = { edition: string; subjects: readonly string[] }

/**
 * The publisher as the teacher named it, with 版: 人教 → 人教版, PEP → PEP. 部编 and 统编 stay as written. `text` as `plain`
 * gives it. New and old book (新人教版, 2024新版) are not told apart.
 */
export const editionIn = remembered((text: string): Finding<Edition> | undefined => {
  let best: Finding<Edition> | undefined
  for (const { name, subjects, low, pattern } of ORDERED) {
    const match = text.includes(low) ? pattern.exec(text) : null
    if (!match) continue
    if (best && best.start <= match.index && best.end >= match.index + match[0].length) continue
    const shown = name === 'PEP' ? 'PEP' : name === '人教PEP' ? '人教PEP' : `${name.replace('外研社', '外研')}版`
    const value = { edition: shown, subjects: subjects ?? [] }
    const isLatin = /[a-z]$/.test(low)
    if (!best || match.index < best.start) best = found(match, value, match[0].includes('版') || isLatin ? 0.95 : 0.85)
  }
  return best
})

function patternOf(low: string, name: string, subjects: readonly string[] = []): RegExp {
  // 人教部编 is the 部编 book, which 人教 prints; 仁爱英语 and 新起点英语 are books.
  const joint = name === '人教' ? '(?!部编|统编)' : ''
  const english = subjects.includes('english') ? '|(?=英语)' : ''
  const bare = !NEEDS_BAN.has(name)
    ? `|(?!版|社|本|${SCHOOL_BEHIND})`
    : `${BESIDE_A_GRADE.has(name) ? '|(?=[一二三四五六七八九][上下年])' : ''}${english}`
  const before = /^[a-z]/.test(low) ? '(?<![a-z])' : ''
  const after = /[a-z]$/.test(low) ? '(?![a-z])' : ''
  return new RegExp(`${before}${low}${joint}${after}(?:[(]?(?:新课标|五四制?)[)]?)?教?(?:版(?!社|本)${bare})`, 'u')
}
