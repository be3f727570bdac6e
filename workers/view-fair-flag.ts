import type { FairFlag, FlagSignal } from '#db/fairplay/tables.ts'
import type { Text, Translate } from '#kit/lang.ts'

/** As an administrator reads it; the people concerned never see a name of a signal or a number of one. */
export const SIGNAL_NAMES: Record<FlagSignal, Text> = {
  pair: { zh: '两人互相下载偏多', en: 'Two people mostly take each other’s' },
  ring: { zh: '几个人之间互相往来偏多', en: 'A few people mostly take each other’s' },
  burst: { zh: '短时间集中下载', en: 'Many downloads within minutes' },
  rating_burst: { zh: '短时间集中评分', en: 'Many ratings within minutes' },
  near_duplicate: { zh: '与他人资源很相近', en: 'Very like a colleague’s' },
  splitting: { zh: '同一单元拆成多份', en: 'One unit in several pieces' },
  rating_bomb: { zh: '评分明显偏离', en: 'Ratings far from the others' },
  favouritism: { zh: '审核尺度不一', en: 'Uneven reviews' },
  bounty: { zh: '悬赏往来', en: 'Bounties to and fro' },
  padding: { zh: '人数很少的活动', en: 'Events with few people' },
  case: { zh: '案卷', en: 'Case' },
}

/** What was seen, in one line. */
export function evidenceText(t: Translate, flag: Pick<FairFlag, 'signal' | 'evidence'>): string {
  return t(WORDS[flag.signal](flag.evidence))
}

type E = FairFlag['evidence']
const percent = (share: E[string] | undefined) => `${Math.round(Number(share ?? 0) * 100)} %`
const list = (ids: E[string] | undefined) => (Array.isArray(ids) ? ids.map((id) => `#${id}`).join(' ') : '')

const WORDS: Record<FlagSignal, (e: E) => Text> = {
  pair: (e) => ({
    zh: `${e.days} 天内互相下载 ${e.of_one} 次和 ${e.of_other} 次，占各自被下载的 ${percent(e.share_one)} 和 ${percent(e.share_other)}；互评先按一半计`,
    en: `${e.of_one} and ${e.of_other} downloads of each other in ${e.days} days, ${percent(e.share_one)} and ${percent(e.share_other)} of what each was downloaded; their ratings of each other weigh half meanwhile`,
  }),
  ring: (e) => ({
    zh: `${e.days} 天内彼此往来 ${e.events} 次，占这些人被使用的 ${percent(e.share)}；同事间平均约 ${percent(e.baseline)}`,
    en: `${e.events} downloads and ratings among themselves in ${e.days} days, ${percent(e.share)} of all theirs; ${percent(e.baseline)} would be usual`,
  }),
  burst: (e) => ({
    zh: `${e.downloads} 次下载间隔不到 ${e.minutes} 分钟，来自 ${e.people} 人、${e.departments} 个教研组；${percent(e.thin)} 的账号很新且没有别的活动`,
    en: `${e.downloads} downloads within minutes (${e.minutes}) of one another by ${e.people} people of ${e.departments} departments; ${percent(e.thin)} of the accounts are new and do nothing else`,
  }),
  rating_burst: (e) => ({
    zh: `${e.ratings} 个评分间隔不到 ${e.minutes} 分钟，${e.people} 人，${percent(e.share)} 来自同一组`,
    en: `${e.ratings} ratings within minutes (${e.minutes}) by ${e.people} people, ${percent(e.share)} of one group`,
  }),
  near_duplicate: (e) => ({
    zh: `与编号 ${e.of} 相近 ${percent(e.alike)}`,
    en: `${percent(e.alike)} like no. ${e.of}`,
  }),
  splitting: (e) => ({
    zh: `${e.hours} 小时内同一单元的小文件：${list(e.resources)}，共 ${e.pages} 页；建议合并为单元包`,
    en: `small files of one unit within ${e.hours} hours: ${list(e.resources)}, ${e.pages} pages in all; better as one unit pack`,
  }),
  rating_bomb: (e) => ({
    zh: `${e.far} 个评分明显偏离（最大 ${e.z} 个标准差，此前 ${e.history} 个评分），${e.unused} 个没有下载；先不计`,
    en: `${e.far} ratings far off (up to ${e.z} standard deviations from ${e.history} earlier ones), ${e.unused} without a download; they do not count meanwhile`,
  }),
  favouritism: (e) =>
    e.second_looks === undefined
      ? {
          zh: `对这位作者 ${e.decisions} 次审核通过 ${percent(e.share)}，对其他人 ${percent(e.share_others)}（z=${e.z}）`,
          en: `${percent(e.share)} of ${e.decisions} decisions on this author were a yes, ${percent(e.share_others)} on others (z=${e.z})`,
        }
      : {
          zh: `${e.second_looks} 次盲审复核中 ${percent(e.apart)} 意见不同`,
          en: `${percent(e.apart)} of ${e.second_looks} blind second looks disagreed`,
        },
  bounty: (e) => ({
    zh: `${e.requests} 个求助，其中 ${e.returned} 个在 ${e.days} 天内有回流，${e.beyond} 个超出同一对每月的次数`,
    en: `${e.requests} requests, ${e.returned} of them answered the other way round within ${e.days} days, ${e.beyond} beyond one pair’s share of a month`,
  }),
  padding: (e) => ({
    zh: `${e.days} 天内 ${e.events} 场，每场最多 ${e.most} 人`,
    en: `${e.events} events in ${e.days} days with at most ${e.most} people`,
  }),
  case: () => ({ zh: '见案卷', en: 'see the case' }),
}
