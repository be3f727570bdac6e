/**
 * Takes the courtesy off a clause, from both ends: 「麻烦您帮我找一下三年级小数的课件有吗」 → 「三年级小数的课件」, asked.
 * Each pattern eats one layer; the loop ends when none applies, and every layer makes the text shorter.
 */
export function peel(clause: string): Peeled {
  let core = clause.trim()
  let asked: Asked = 'no'
  const question = /(?:[吗么]|没有?|不|[?？])[\s?？!！~～呀啊]*$/.test(core)
  for (let round = 0; round < 24; round++) {
    const layer: Layer | undefined =
      peelFront(core, asked, question) ?? peelBack(core) ?? (asked === 'no' ? undefined : peelAmount(core))
    if (!layer) break
    core = layer.rest
    if (layer.asked && (asked === 'no' || asked === 'help' || layer.asked === 'find')) asked = layer.asked
  }
  return { core: core.replace(/^(?:关于|有关)(?=.{2})/, '').replace(EDGES, ''), asked }
}

/**
 * How the thing was asked for: `find` a verb of searching, `have` 有没有, `get` 发我/下载/要, `show` 看看; `help` 帮我
 * without such a verb; `no`: it was only named.
 */
export type Asked = 'find' | 'have' | 'get' | 'show' | 'help' | 'no'
export type Peeled = { core: string; asked: Asked }
type Layer = { rest: string; asked?: Asked }

/** Words that begin like a verb of searching and are content: 找规律, 查字典, 求平均数, 整数, 发现. */
const CONTENT =
  /^(?:找(?:规律|春天|朋友|次品|骆驼|不同|质数|因数|倍数|最[大小]|单位|等量|关键|错误|主旨|中心|近义|反义|对手|影子|座位|妈妈|宝藏|秋天|夏天|冬天|家|自己|位置|中位|重心)|查(?:字典|词典|资料(?:的)?方法|漏补缺|理|干|尔斯)|求(?:平均|根|导|和|解|证|职|知|真|未知|阴影|比|一个数|几个|近似|生|救|索|面积|体积|周长|最|积|商|差|异|学|雨|仙|值|公|函|助信)|搜(?:集|身|救|狗)|要(?:点|素|塞|领|诀|是你|不|么|求)|来(?:历|源|信|自|往|临|之不易)|整(?:数|式|理和|十|百|千|除|体|本|合|形)|发(?:现|展|明|电|芽|热|音|言|散|射|酵|育|动|生|光|挥|达)|传(?:统|说|播|感|染|承|递|记|奇|热|导)|推(?:理|导|断|敲|销|荐信|论|广)|给予|有(?:的|理数|序|机|余数|趣|意思|效|限|感|志|教无类|朋自|声|氧|丝|关系|你真好|家真好|教养|性|为)|取(?:样|近似|代|材|经|暖|舍|水|长补短)|看(?:图|云|不见|戏|月|书|电视|日出|雪|社戏|花|拼音|一看|望|待|病)|下载安装|调(?:查|和|研|理|频)|弄(?:堂|潮|巧)|借(?:景|物|鉴|助|代)|想(?:象|一想|飞的|北平)|能(?:量|源|力|被|干|工巧匠)|帮(?:助|教)|请(?:柬|帖|求|你支持|假条)|可(?:能性|爱|持续|贵|逆)|问(?:题|号|卷|答|候|路|刘十九)|那(?:一年|时|片|山|达慕|树)|就(?:业|是它)|再(?:见|生|别康桥|塑)|还(?:原|是人间)|对(?:称|数|比|应|联|韵歌|话|角)|我(?:的|们的|是|爱|和|与|选择我|为少男少女|看|变成|会)(?!找|搜|查|给我)|说(?:课|明文|理|话|写|一说)|看看.{0,2}说|老师(?:您好|的))/

const TAIL =
  '(?:[\\s:：]*(?:一下子?|一?下(?![册学半午列载周个面雨雪课])|一?些|[一两几二三][份个套篇张本批组条首节道](?!单元|年级|人|好|数|字|性|别|体|位|季|方面|大(?!单元)|小(?!学|数|升)|半|因数|苹果|星期|问号|粗瓷|家|中国)|份|个(?![位人性体别])|套(?!装)|篇(?!章)|张(?=[^\\u4e00-\\u9fff]|[\\u4e00-\\u9fff]{0,12}[卷图表])|点(?![的线和到评数阵])(?=儿|[\\u4e00-\\u9fff])儿?|出来|出(?![版师塞国处示现题入])|到(?!了|不)|过来|看看|看有没有|(?:分享|上传|传|发)过的?(?=.{2})|看|来(?=[\\u4e00-\\u9fff《\\ue000-\\ue0c7])|(?:有)?关于))*[\\s:：]*'
const ME = '(?:我们?|咱们?|俺|大家|大伙|老师们?|群里|到群里|过来|出来)*'
const VERB =
  '(?:帮|给|替|找|搜|查|检索|寻|发|传|推荐|下载|提供|分享|看|列|来|把|显示|告诉|麻烦|请|求|要|需要|取|切换|撤|恢复|打|评|改|更正|审|有没有|知道|了解|问|展示|打开|调|弄|整)'

const FRONT: readonly { pattern: RegExp; asked?: Asked; unless?: RegExp; question?: true }[] = [
  { pattern: /^[\s,，.。!！?？:：;；、~～…\-—–·|*'’_+=>》】)）\]]+/ },
  {
    pattern:
      /^(?:你好|您好|哈[喽啰罗]|嗨(?=[\s，,~!！])|(?:各位|大家|老师)们?好|(?:各位|大家|老师)?(?:早上|上午|中午|下午|晚上|早|晚)好|早安|(?:hello|hey|hi)(?![a-z])|在吗|在不在)(?:呀|啊|哈|呢)?/i,
  },
  {
    pattern:
      /^(?:小?助手|小?机器人|智能助手|bot(?![a-z])|亲爱的|亲(?=[\s，,])|同学|各位老师|大家|(?:各位)?(?:大佬|大神|老师们|同仁们?|亲们|同事们|前辈|专家))(?=[\s，,!！~]|请|麻烦|帮|能|可|有没|我|给|找|查|搜)/i,
  },
  { pattern: /^(?:嗯+|呃+|唉|哎呀?|诶|欸|哦|噢|喔|啊|额)(?=[\s，,。…]|那|我|请|帮|麻烦|有没|你|就|这|三|能)/ },
  {
    pattern:
      /^(?:do you have|have you got|is there|are there|i need|i want|need|looking for|show me|send me|give me)\s+(?:any |some |an? |the )*/i,
    asked: 'find',
  },
  {
    pattern:
      /^(?:我)?(?:怎么|为什么|为啥|咋)?(?:还是|都|老是|一直)?(?:找不到|搜不到|查不到|没找到|没搜到|搜不出来?|找不着)(?:有没有|有关|关于)?(?=.{3})/,
    asked: 'find',
  },
  { pattern: /^(?:就|还|怎么|难道)?没有(?=.{2,30}(?:吗|么|[?？])$)/, asked: 'have' },
  { pattern: /^(?:我们?|咱们?|想|我们?想)要点儿?(?=[^的和是，,\s])/, asked: 'get' },
  {
    pattern: /^(?:东西|点东西|个?资料|文件)(?=[\s，,:：])/,
  },
  {
    pattern:
      /^(?:那个(?!星期天)|那什么|就是(?:说|想|那个)?(?!它|这|我$)|然后呢?|话说|对了|另外|顺便(?:问一?下)?|是这样(?:子)?的?|是不是(?=可以|能))/,
  },
  {
    pattern: new RegExp(
      `^(?:那么?|再|重新?|另|也|还|这个|所以|因为|但是|不过|快点?|赶紧|尽快|先|现在|今天|就|刚)(?=${VERB}|你|您|我|能|可以|麻烦|想|有没)`,
    ),
    unless: CONTENT,
  },
  {
    pattern:
      /^(?:请问(?:一下|下)?|想?请教(?:一下|下|个问题)?|(?:我?想?要?)问(?:一下|下|问)(?:看)?|打扰(?:了|一下|您|你|大家)*|打搅(?:了|一下)*|不好意思|抱歉|劳驾|劳烦(?:您|你)?|麻烦(?:您|你|大家|各位|老师)?(?:了)?|辛苦(?:您|你|了)*|拜托(?:您|你|了)*|烦请|有劳(?:您|你)?|求求(?:你|您)了?|(?:please|pls|plz)(?![a-z]))/i,
  },
  { pattern: new RegExp(`^请(?:您|你)?(?=${VERB})`), unless: CONTENT },
  {
    pattern: new RegExp(
      `^(?:你|您|你们|系统)?(?:能不能|可不可以|能否|可否|是否可以|是否能|能|可以|会不会|方便)(?:麻烦)?(?:您|你)?(?:也|再|先|顺便|现在|快点|尽快|直接)*(?=${VERB})`,
    ),
    unless: CONTENT,
  },
  { pattern: /^(?:老师|领导|校长|主任|组长|学校|教研员)(?:让|叫|要)我(?:去|来)?(?=找|搜|查)/ },
  { pattern: /^(?:我们?)?(?:想|要|准备|打算|正在)(?:上|讲|教)(?:一[节课]|这课)?(?=[《\ue000-\ue0c7])/ },
  { pattern: /^(?:can|could|would) (?:you|u) (?:please |pls |plz )?(?:help (?:me )?)?/i },
  { pattern: /^(?:谁|哪位(?:老师)?|有没有人|有人)(?:能|可以|愿意|来|会)*(?=给我|帮|发|找|分享|提供)/ },
  { pattern: /^(?:如果|要是)?有的话[，,\s]*/ },
  { pattern: /^(?:你|您)(?=帮|给|找|搜|查|再|先|看看|有没有|推荐)/ },
  { pattern: /^帮(?!助|教|扶)(?:我们?|俺|咱们?|忙|大家|大伙儿?|一下|下|个忙|着)*/, asked: 'help' },
  {
    pattern: new RegExp(`^(?:替|给|为)(?:我们?|俺|咱们?|大家|群里|(?=找|搜|查|推荐))(?=${VERB}|[一几两]|个|份|点)`),
    asked: 'help',
  },
  { pattern: /^给(?:我们?|俺|咱们?)(?=.{2})(?!打|评)/, asked: 'get' },
  {
    pattern: new RegExp(
      `^(?:我们?|咱们?|俺|本人|老师)?(?:现在|今天|明天|这周|这节课|也|还|就|正|刚|是|只|最近|马上|急|特别|很)*(?:想要?|需要|急需|要|急着|打算|准备|希望能?)(?:您|你)?(?:请|先|去|再)?(?=${VERB}|在|到)`,
    ),
    unless: CONTENT,
  },
  {
    pattern:
      /^(?:我们?|咱们?|俺|本人)?(?:现在|今天|明天|这周|也|还|就|正|刚|最近|马上|特别|很|急)*(?:想要|急需|需要|急求|想(?=[一几两][份个套些]))/,
    asked: 'get',
    unless: CONTENT,
  },
  { pattern: /^(?:我们?|咱们?)(?:也|还|就|只)*要(?!上|去|开|讲|考|交|用|是|不|怎|回|请|吃|走)/, asked: 'get' },
  {
    pattern: new RegExp(`^要(?!点|素|求|塞|领|诀|不|是|么|上|去|开|讲|考|交|用)(?:的是)?${TAIL}`),
    asked: 'get',
    unless: CONTENT,
  },
  { pattern: /^(?:我们?)?(?:来|先|再)?(?=(?:找|搜|查)(?:一下|一些|一?[个份]|点|找))/ },
  { pattern: /^(?:我们?|咱们?)?(?:正)?在(?=找|搜|查|寻)/ },
  {
    pattern: new RegExp(
      `^(?:有没有(?:人|谁|哪位(?:老师)?)|谁(?:那里?|手里|手头)?|哪位(?:老师|同事|亲|大神|大佬|好心人|朋友)?|(?:在)?哪里|(?:在)?哪儿|什么地方)(?:手里|手头|那里|那|能|可以|会|还)*(?:有(?!关)|分享|上传|传|发|找到?|下载到?|搜到?)(?:过|的|了|没有)?${TAIL}`,
    ),
    asked: 'have',
  },
  {
    pattern: new RegExp(
      `^(?:(?:你|您)们?|咱们?|我们|(?:这|那)(?:里|儿|边)?|群里?|(?:资源|资料)?库里?|系统|平台|学校|网盘|里面|里|上|中|现在|目前|还|都|到底|知道|看看?|查查?)*(?:有没有|有木有|有无|是否有|可有(?!可无)|有什么(?!用|意|问题)|有哪些|有啥|是不是有)${TAIL}`,
    ),
    asked: 'have',
  },
  {
    pattern: new RegExp(
      `^(?:(?:你|您)们?|咱们?|我们|(?:这|那)(?:里|儿|边)?|群里?|(?:资源|资料)?库里?|系统|平台|学校|上|里|中|现在|还|都)*有${TAIL}`,
    ),
    asked: 'have',
    unless: CONTENT,
    question: true,
  },
  {
    pattern: new RegExp(
      `^(?:找找|找一找|找寻|寻找|查找|查询|查一查|查查|检索|搜索|搜一搜|搜搜|搜寻|收索|搜所|搜锁|收集|搜一搜|推荐|求助|求购?|急求|跪求|在线求|蹲|找|搜|查|寻|search(?: for)?(?![a-z])|find(?![a-z]))(?!了|过|到了|不到|不着|错|来找去)${ME}${TAIL}`,
      'i',
    ),
    asked: 'find',
    unless: CONTENT,
  },
  {
    pattern: new RegExp(
      `^(?:下载|发送|提供|分享|发给|传给)(?!.*给(?:大家|你|您|各位)|了|过|的|量|次数|榜)${ME}${TAIL}`,
    ),
    asked: 'get',
    unless: CONTENT,
  },
  {
    pattern: new RegExp(
      `^(?!.*给(?:大家|你|您|各位))(?:发|传|拿|取|弄|搞|整|来|调|上|分享|给)(?=我们?|给|一|个|份|些|点|下|到群|群里|几|两|套|出)(?:给)?${ME}${TAIL}`,
    ),
    asked: 'get',
    unless: CONTENT,
  },
  {
    pattern: new RegExp(
      `^(?:看看|看一看|看一?下|查看|瞧瞧|瞅瞅|看|显示|展示|列一?下|列出|列|打开|告诉(?:我|大家)?|说说|说一?下|公布|晒|了解|知道|想?知道)(?!了|过|的)${ME}${TAIL}`,
    ),
    asked: 'show',
    unless: CONTENT,
  },
]

const SOON =
  '(?:我们?|老师|孩子们?|学生)?(?:(?:明|今|后)[天晚早]|今天|下午|上午|晚上|下周.?|这周.?|本周.?|周[一二三四五六日]|马上|等会儿?|一会儿?|待会儿?|下节课|下下?周|最近|正好)'

const BACK: readonly { pattern: RegExp; asked?: Asked }[] = [
  { pattern: /[\s,，.。!！?？:：;；、~～…\-—*'’_+=|（(【[<]+$/ },
  {
    pattern:
      /(?:非常感谢|多谢|感谢|谢谢|(?<![致酬凋花代])谢)(?:你们?|您|大家|各位|老师|啦|了|哈|哦|啊|呀|咯|先|小助手)*$/,
  },
  {
    pattern: /(?:thanks(?: a lot| so much| in advance)?|thank you(?: so much| very much)?|thx|ty|3q|please|pls|plz)$/i,
  },
  { pattern: /(?:辛苦|麻烦|拜托|打扰|有劳|劳驾)(?:你们?|您|大家|各位)?(?:了|啦|咯)?$/ },
  { pattern: /(?<=.)(?<!什|怎|这|那|多)(?:[吗嘛呢吧呀啊哈哦噢喔哟啦呗捏咯]|么)+$/ },
  {
    pattern:
      /(?:(?<=.{4})可以|行不行|好不好|可不可以|能不能|成不成|可以不|行不|好不|好吗|可以吗|行吗|中不中|(?:^|(?<=[\s，,]))(?:可以|行|好))$/,
  },
  { pattern: /(?:在)?(?:哪里|哪儿|哪)(?:可以|能|有|找|下载|看|搜|得到|到)*$/, asked: 'have' },
  { pattern: /(?<=.)(?:可以|能)?(?:怎么|如何|咋)(?:找|搜|下载|获取|得到|查)(?:到)?$/, asked: 'have' },
  {
    pattern:
      /(?<=.)(?:(?:哪里|哪儿|哪|谁|你这里?|群里|库里|你们|谁那里?|咱们|现在|都|还)*(?:有没有|有木有|有没|有不))$/,
    asked: 'have',
  },
  { pattern: /(?<=.{2})(?:哪里|哪儿|谁|你这里?|群里|库里|谁那里?|你们|咱们|都|还)+有$/, asked: 'have' },
  { pattern: /(?<=.{2})(?<![没具享拥富还])有$/, asked: 'have' },
  { pattern: /(?<=.{2})(?:都|还)?有(?:哪些|什么|啥)$/, asked: 'have' },
  {
    pattern:
      /(?<=.{2})(?:帮我|给我|麻烦|请|再|帮忙)*(?:找找|查查|搜搜|找|搜|查|推荐)(?:给我|出来|一?下|看看?|一?[份个些套])*$/,
    asked: 'find',
  },
  {
    pattern:
      /(?<=.{2})(?:能不能|可不可以|可以|能|方便|帮我|给我|麻烦|请|再|帮忙)*(?:发|传|拿|来|给|分享|下载)(?:给)?(?:我们?|大家|到?群里|过来)*(?:一?下|一?[份个些套]|看看)*(?<=我|们|群里|下|份|个|些|套|过来|下载)$/,
    asked: 'get',
  },
  { pattern: /(?<=.{2})(?:给|帮)(?:我|一?下)$/, asked: 'help' },
  { pattern: /(?<=.{2})(?<=[的件案卷料题书源材频表])[一几两](?:份|个|套|些|篇|张)(?:即可|就行|就好|就够了)?$/ },
  {
    pattern: new RegExp(
      `${SOON}(?:就|急|着急|都|正好)*(?:要|得|需要|等着)?(?:上课|上公开课|公开课|讲课|讲|开会|交|备课|考试|考|赛课|打印|用|要|急用)+(?:用|要用)?(?:的|了|到|上)?$`,
    ),
  },
  {
    pattern:
      /(?<=.{2})[，,\s]?(?:(?:比较|挺|很|特别|有点|我)*(?:急用|急需|着急|很急|急|要用|等着用|在线等)(?:的|啊|呢|了)?)$/,
  },
  { pattern: /(?<=.{2})的$/ },
  { pattern: /(?<=.{3})(?:求分享|求发|求推荐|求资源|求助攻?|求)$/, asked: 'find' },
  { pattern: /(?<=.{2})\s(?:for|4) (?:me|us)$/i },
  { pattern: /(?<=.{2})有无$/, asked: 'have' },
  { pattern: /(?<=.{4})没有?$/ },
  { pattern: /(?<=[的案件卷题料频])不$/ },
]

/** Brackets of a copied usage line, and punctuation, around what is left. */
const EDGES = /^[\s,，.。:：;；、!！?？~～…\-—·<>【】[\]]+|[\s,，.。:：;；、!！?？~～…\-—·<>【】[\]]+$/g

function peelFront(text: string, asked: Asked, asks: boolean): Layer | undefined {
  for (const { pattern, asked: how, unless, question } of FRONT) {
    const match = pattern.exec(text)
    if (!match || match[0].length === 0 || (question && !asks) || unless?.test(text)) continue
    // One verb is enough: what follows 找 belongs to the thing looked for, unless it is again a courtesy.
    if (how && how !== 'help' && (asked === 'find' || asked === 'have') && how !== 'have') continue
    return { rest: text.slice(match[0].length), ...(how && { asked: how }) }
  }
  return undefined
}

/** 「一份消防安全…」 after 需要. */
function peelAmount(text: string): Layer | undefined {
  const match = new RegExp(`^${TAIL}`).exec(text)
  return match && match[0].trim() !== '' && match[0].length < text.length
    ? { rest: text.slice(match[0].length) }
    : undefined
}

function peelBack(text: string): Layer | undefined {
  for (const { pattern, asked } of BACK) {
    const match = pattern.exec(text)
    if (!match || match[0].length === 0) continue
    return { rest: text.slice(0, match.index), ...(asked && { asked }) }
  }
  return undefined
}
