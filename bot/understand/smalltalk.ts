import { withoutEmoji } from './clean.ts'
import { withoutEmoticons } from './emoticons.ts'

/** What a text is when it asks for nothing. `content`: it may ask for something. */
export type Talk = 'nothing' | 'thanks' | 'greeting' | 'content'

/** Reads a whole text, or one clause of it. `nothing`: only emoji, punctuation, or no text at all. */
export function smallTalk(text: string, botNames: readonly string[] = []): Talk {
  const bare = withoutEmoji(withoutEmoticons(text.replace(/[\ue000-\ue0c7]/g, '字字字')))
  let left = bare.toLowerCase()
  for (const name of botNames) left = left.split(name.toLowerCase()).join(' ')
  if (left.replace(PUNCTUATION, '') === '') return emptyKind(text, bare)
  if (left.search(GREETING) >= 0 && covered(left, GREETING)) return 'greeting'
  if (covered(left, THANKS)) return 'thanks'
  if (covered(left.replace(GREETING, ' '), THANKS)) return 'greeting'
  return 'content'
}

/** A question mark alone, or only the bot's name, is a call; emoji are applause. */
function emptyKind(text: string, bare: string): Talk {
  if (/^[?？\s]+$/.test(bare) && bare !== '') return 'greeting'
  if (/[\p{L}\p{N}]/u.test(bare)) return 'greeting'
  return /[\p{L}\p{N}\p{Extended_Pictographic}\])）/]/u.test(text) ? 'thanks' : 'nothing'
}

const PUNCTUATION = /[\s\p{P}\p{S}]+/gu

function covered(text: string, words: RegExp): boolean {
  return text.replace(words, ' ').replace(PARTICLES, ' ').replace(PUNCTUATION, '') === ''
}

const PARTICLES = /[了啦哈呀啊哦噢喔呢吧嘛么的哒滴咯呗嘞哟耶嘿呵嗷捏]/g

const THANKS = new RegExp(
  [
    '(?:非常|十分|万分|太|真是|真心|多多|再次|先|也|还是|特别|实在)?(?:感谢|感恩|感激|谢谢|谢|多谢)(?:你们|你|您|大家|各位|老师|老师们|分享|帮忙|支持|提醒|推荐|整理|提供|小助手|机器人|主任|校长|组长)*',
    '(?:你们|你|您|大家|老师们?)?(?:真是|实在是|太)?辛苦(?:你们|你|您|大家|老师)?',
    '麻烦(?:你|您|大家)',
    '3q',
    '3ks',
    'thx',
    'thanks?(?: (?:you|a lot|so much|very much|again))*',
    'many thanks',
    'ty',
    'cheers',
    'much appreciated',
    'appreciate it',
    '祝(?:你们?|您|大家|各位|老师们?)*(?:工作|生活|身体|万事|一切|学习|教学|天天|阖家|周末|节日|新年)*(?:顺利|愉快|健康|如意|快乐|开心|安好|幸福|平安)',
    'xie ?xie(?: ?(?:ni|nin|la|le))?|hao ?de|shou ?dao|xin ?ku(?: ?le)?|zai ?jian|bu ?ke ?qi',
    '晚安|再见|拜拜|拜|bye(?: ?bye)?|see you|good night|明天见|回见|周末愉快|(?:节日|新年|生日|教师节|元旦|国庆|中秋|周末|假期)快乐',
    '哇塞|哇哦?|天[呐哪]|我的天|我去|绝绝子|妙啊?|咦|诶|欸',
    '稍等|等一?下|等会儿?|下次|回头|晚点|改天|以后|明天|明早|后天|再(?:说|弄|找你|来|问你?|联系)|(?:让我|我|先|再)+(?:看看|想想|想一下|看一下|看下)|原来如此|原来是?这样|这样|怪不得|难怪|真的吗?|不行|不好(?!意思)|不是|没有|行吧',
    '不好意思|抱歉|对不起|打扰了?|sorry',
    '收到|已收|已阅|已读|已知悉|知悉|悉知|明白|知道|了解|懂了?|晓得|记下|记住|学到|学习|好的?|好滴|好哒|好嘞|好呢|行|可以|没问题|没事|不客气|不用谢|中|成|得嘞|妥|妥妥|对|对对|是|是的|嗯|恩|唔|哦|噢|喔|嘻嘻|呵呵|哈哈|嘿嘿',
    '(?:真是|真|太|好|很|非常|挺|蛮|超级?|实在|这么|确实|果然|还|也|更|特别|相当)?(?:棒|赞|牛|强|厉害|优秀|给力|不错|及时|好用|实用|方便|有用|快|高效|贴心|智能|聪明|靠谱|精彩|完美|漂亮|开心|高兴|惊喜|丰富|全面?|详细|神|感动|期待|可爱|有趣|有意思|好玩|搞笑|逗|萌|乖|懂事|能干(?!嘛|什么|啥|点))',
    '点个?赞|为你点赞|手动点赞|鼓掌|加油|膜拜|佩服|爱了|绝了|秀|牛[逼bx掰]|yyds|nb|666+|233+|大赞|赞赞|顶|支持|(?:帮|解决)了?(?:我)?(?:的)?(?:大忙|燃眉之急)|帮大忙|就是(?:这个|它)|正是我(?:要|需要|想要)的?|正好需要|太及时|效率(?:真|好|太)?高?|辛苦|恭喜|祝贺|同喜',
    '(?:小|大)?(?:助手|机器人|宝|可爱|天使|伙伴|朋友|家伙)',
    '老师们?|主任|校长|组长|各位|大家|你们|你|您|我|这个?|一下|先|下次|回头|马上|已经|都|又|再',
    '(?:下载|保存|拿走|收藏|转发|打开|看(?:到|过|见)?|找到|用(?:上)?|学会)(?:好|完|到)?(?:了|啦)|收藏',
    'ok+a?y?|okk|oki|k+|roger|got it|noted|sure|yes|yep|yeah|no problem|np|fine|alright|right|great|nice|cool|good(?: job| bot| work)?|well done|awesome|perfect|excellent|wonderful|amazing|brilliant|lovely|helpful|useful|very|so|really|that|this|is|it|was|works?|love|you|so much|the best|wow|haha+|lol|lmao|understood|received|copy|i see',
    '[+]?1{1,5}',
  ].join('|'),
  'gi',
)

const GREETING = new RegExp(
  [
    '(?:大家|各位|老师们?|你|您|小助手|机器人)?(?:早上|上午|中午|下午|晚上|早|晚)好',
    '你好|您好|您们好|大家好|各位好|老师好|早安|早(?=$|[\\s，,！!。~]|啊|呀)|哈[喽啰罗]|嗨+|嘿|在吗|在不在|在不|在么|有人吗|在线吗|忙吗|好久不见|初次见面',
    '[nN]i ?hao(?![a-z])|zai ?ma(?![a-z])',
    'hello|hi+|hey+|hallo|good (?:morning|afternoon|evening|day)|are you (?:there|here|online)|anybody here|you there|yo|morning',
    '我?想?(?:请教|请问|咨询|问)(?:一?[个下点]?)?(?:事情?|问题)?儿?|喂|小助手|助手|机器人|亲|同学|there|bot|呼叫|出来|测试|test(?:ing)?|试试|试一下|试',
  ].join('|'),
  'gi',
)

/** Warm words around nothing that is asked: `太好了，正是我要的，下午就用上`. Call it only when no request was found. */
export function soundsPleased(text: string): boolean {
  return PLEASED.test(text) && !/[?？]|怎么|为什么|(?:到|成功)了?没|没有(?:啊|呀|呢)?$|吗(?:$|[\s，。])/.test(text)
}

const PLEASED =
  /谢|感恩|辛苦了|太[棒好赞强牛厉方及给]|真[棒好赞强牛厉方不快给]|厉害|点赞|给力|好用|很(?:棒|赞|实用|有用|方便|好)|不错|帮了?大忙|正是我|正好(?:需要|用上|要用)|收到|知道了|明白了|找到了|已(?:下载|收到|保存)|下载(?:好|到|成功)?了|\b(?:thanks?|thank you|thx|appreciate)\b|^(?:(?:this|that|it|you)(?:'s|'re| is| was| are)?|so|very|really|wow|oh|what an?|such an?|absolutely|\s|,)*\s?\b(?:great|awesome|perfect|helpful|nice|love|well done|good (?:bot|job|work))\b/i

/**
 * Takes back a request or tells the bot to stay out: `不用找了`, `别搜了`, `刚才搜错了，不用管`. What is merely unwanted
 * about a thing (`不要答案`, `不带拼音`) is no refusal.
 */
export function isRefusal(clause: string): boolean {
  return REFUSAL.test(clause.trim())
}

const REFUSAL = new RegExp(
  [
    '^(?:那|哦|好的?|现在|已经|先|刚才的?|我|就|你|小助手|机器人|还是|那就|暂时|请|麻烦)*(?:都|也)*(?:不用|不必|不需要|无需|甭|不劳|别|不要|先别|不|没必要|莫)(?:再|给我|帮我|帮忙|麻烦(?:你|您)?|去|了|继续|老是|总是?|一直|乱)*(?:找|搜|查|检索|发|推荐|管|理|回复?|答|麻烦|插嘴|插话|说话|吵|烦|刷屏|处理|帮|算|弄|看|提醒)(?!上|一篇|不到)',
    '^(?:那|哦|还是)*(?:算了|罢了|没事(?:了|儿)?|没什么|不用了|不需要了|不要了|不必了|打扰了|取消(?:吧|了)?$)',
    '^(?:我|已经|自己|都|刚|哦|现在)*(?:找着|找到|搜到|查到|解决|搞定|弄好|弄明白|会|有|借到|拿到|收到)(?:了|啦)$',
    '^(?:我)?(?:已经|自己)+(?:找到|搜到|有|解决|下载)(?:到|好)?了?',
    '^(?:刚才|刚刚|我|上面|前面|这条|这个|那条|那个|那句|不好意思|抱歉|是)*(?:搜错|找错|发错群|@错|艾特错|按错|点错|打错|输错|叫错|弄错|搞错|手滑|误触|误发|手误|说错)',
    '^(?:刚才|上面|前面)?(?:那条|那个|这条|这个)?(?:请)?(?:忽略|无视|当我没说|别管|勿理|勿回|请勿回复|不作数|不算)',
    '^(?:我)?(?:不是|没)(?:在)?(?:叫|喊|问|跟|和|找|说|@)(?:你|您)',
    '^(?:只是)?(?:测试|试)(?:一下)?(?:而已|别理|勿理|勿回)',
    '^你?(?:闭嘴|安静|别吵|退下|走开)',
    "^(?:no need|never ?mind|forget (?:it|that)|don'?t (?:search|look|find|bother|worry|reply|answer)|no thanks|no thank you|not you|stop(?: it| searching)?$|ignore (?:that|this|it)|cancel(?: that)?$|sorry,? wrong|wrong (?:chat|group)|(?:i(?:'ve| have)? )?(?:already |just )?found (?:it|one|them)|my mistake)",
  ].join('|'),
  'i',
)
