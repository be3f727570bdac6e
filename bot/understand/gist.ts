import type { Want } from './intent.ts'
import { isSpecific } from './topic.ts'
import { topTokens } from './wants.ts'

/**
 * The second look at a sentence that carries a command's gist among words that no vocabulary holds: 「看看咱校这个月谁贡献
 * 最大」, 「这玩意怎么用」. Only short sentences that name nothing taught in a lesson, and nothing of pupils and exams.
 */
export function gistOf(text: string): Want | undefined {
  const plain = text.replace(/[\s\p{P}\p{S}]+/gu, '')
  if (plain.length > 28 || isSpecific(plain) || OTHER_WORLDS.test(plain)) return undefined
  const found = GISTS.find(([, pattern]) => pattern.test(plain))?.[0]
  if (!found) return undefined
  if (found === 'visibility') {
    const shown = /取消|恢复|实名|真名|想上榜|要上榜/.test(plain)
    return {
      name: found,
      rest: shown ? '实名' : /匿名/.test(plain) ? '匿名' : /花名|昵称/.test(plain) ? '花名' : '不上榜',
    }
  }
  if (found === 'language') return { name: found, rest: /英|english/i.test(plain) ? 'en' : 'zh-CN' }
  return { name: found, rest: found === 'top' ? topTokens(plain) : found === 'board' ? 'now' : '' }
}

/** Points, ranks and rules that are not the bot's: pupils, classes, exams, sport. */
const OTHER_WORLDS =
  /学生|孩子|同学|班级|班里|全班|我们班|[一二三四五六\d]班|考试|月考|期中|期末|成绩|比赛|竞赛|运动会|课堂|模板|方案|量表|制度$|活动|选举|家长|高考|中考|微信|手机|电脑|打印机|希沃|钉钉|投影/

const HOW = '(?:怎么|如何|怎样|咋)(?:样)?(?:才能|去|能|可以)?'

const GISTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['board', /(?:发|推送|发布|公布|贴)(?!现|展).{0,6}(?:周榜|榜单)(?!.*(?:时间|几点))/],
  [
    'visibility',
    /(?:别|不要|不想|不愿|甭).{0,4}(?:把)?我.{0,8}(?:榜|排行|公开|显示)|我.{0,6}(?:别|不要|不想|不愿).{0,8}(?:榜|排行|排名|公开名字|显示名字)|(?:隐藏|不显示).{0,4}(?:我|名字|姓名)|^我.{0,4}(?:想|要)(?:匿名|隐身|上榜)|(?:榜|排行).{0,6}(?:别|不要).{0,4}(?:写|放|出现|显示|有)我/,
  ],
  [
    'settings',
    /(?:打开|修改|更改|调整|改|进).{0,6}设置|设置.{0,4}(?:在哪|页面|怎么|界面)|(?:周榜|发榜|榜单).{0,6}(?:时间|几点)/,
  ],
  [
    'help',
    new RegExp(
      `${HOW}(?:跟你|和你)?(?:用|使用|操作|玩|搞|弄|说话|聊天?|交流|沟通|对话)(?:你|它|的|法)?(?:啊|呢|呀|哦)?$|(?:你|它|这玩意|这东西|这机器人|这个)?(?:都)?(?:能|会|可以)(?:干|做)(?:些|点)?(?:什么|啥|嘛|哪些)|有(?:什么|啥|何)(?:用|功能|本事|能耐|作用)|${HOW}.{0,8}(?:查|看|搜|传|上传|发布|下载|撤回|评分|打分|改|分享|删除|上榜|入库).{0,8}(?:积分|排行|资料|资源|文件|课件|教案|东西|名字|分类|分)?(?:啊|呢|呀)?$`,
    ),
  ],
  [
    'rules',
    new RegExp(
      `积分.{0,6}(?:规则|规定|怎么算|怎么来|怎么得|怎么拿|怎么赚|怎么计)|${HOW}.{0,6}(?:得|拿|赚|加|涨|挣|多拿|获得|刷).{0,4}积?分|(?:上传|下载|分享|评价|评分|传).{0,10}(?:多少|几)分|(?:规则|细则).{0,4}(?:是|有|说|看|发|介绍|讲)`,
    ),
  ],
  [
    'why',
    /(?:为什么|为啥|怎么|咋|凭啥|凭什么).{0,10}(?:积分|加分|扣分|给分|没分|少分|掉分|[少扣没]了?.{0,3}分)|积分.{0,6}(?:为什么|为啥|怎么).{0,3}(?:少|没|变|不)/,
  ],
  ['mine', /我.{0,8}(?:上传|分享|传|发|共享|贡献)(?:过|了|的).{0,8}(?:哪些|什么|啥|几|多少)/],
  ['me', /我.{0,8}(?:多少|几)个?(?:积分|分(?!钟)|点)|我的?积分|(?:查|看).{0,6}我.{0,4}积?分/],
  [
    'top',
    /排行榜|谁.{0,6}分.{0,2}[高多]|积分.{0,6}(?:排名|排行|第一|前[三五十])|排名.{0,6}积分|(?:教研组|学科组|备课组|各组|部门|老师|教师).{0,6}(?:排名|排行)|(?:谁|哪个|哪位|哪些).{0,10}(?:贡献|积分|分享|上传|资源|分).{0,6}最[多高大]|(?:谁|哪个组|哪位老师|哪个老师).{0,8}(?:第一|领先|榜首)|我.{0,8}(?:排名|排第几|第几名|名次)|(?:本|这个?|上个?)(?:周|月|学期).{0,6}(?:榜|排名|排行)/,
  ],
  [
    'new',
    /(?:什么|啥|哪些|点|没有|有没).{0,2}新.{0,4}(?:资料|资源|东西|文件|内容|课件|教案|货)|新(?:上传|增|入库|收录)的?(?:资料|资源|文件)/,
  ],
  ['review', /待审|(?:没|未|要|需要|等着?)我?(?:去)?审(?:核|批)?的|哪些.{0,6}审核/],
  ['language', /(?:切换|换|改|说|用|讲|显示).{0,4}(?:中文|英文|英语|english|chinese)(?!.{0,2}(?:课|写|名|版))/i],
]
