/**
 * Characters that sound alike, for slips of the pinyin keyboard: `/搜所`, `/帮组`. Syllables are folded (zh ch sh → z c s,
 * ang eng ing → an en in), the way southern speakers mix them up. Only syllables that occur in command names. Made from
 * the GB 2312 level-1 characters and their first reading (pinyin-pro, MIT; readings from Unihan).
 */
const SOUNDS: Record<string, string> = {
  ban: '帮榜斑班搬扳般颁板版扮拌伴瓣半办绊邦梆膀绑棒磅蚌镑傍谤',
  ca: '查擦插叉茬茶碴搽察岔差诧刹',
  cai: '菜猜裁材才财睬踩采彩蔡拆柴豺',
  ce: '撤厕策侧册测车扯掣彻澈',
  da: '打搭达答瘩大',
  dai: '待呆歹傣戴带殆代贷袋逮怠',
  dan: '单耽担丹郸掸胆旦氮但惮淡诞蛋当挡党荡档',
  de: '的德得',
  fa: '发罚筏伐乏阀法珐',
  fan: '方藩帆番翻樊矾钒繁凡烦反返范贩犯饭泛坊芳肪房防妨仿访纺放',
  fen: '分芬酚吩氛纷坟焚汾粉奋份忿愤粪丰封枫蜂峰锋风疯烽逢冯缝讽奉凤',
  fu: '复夫敷肤孵扶拂辐幅氟符伏俘服浮涪福袱弗甫抚辅俯釜斧腑府腐赴副覆赋傅付阜父腹负富讣附妇缚咐',
  gai: '改该概钙盖溉',
  gen: '更根跟耕庚羹埂耿梗',
  gui: '规瑰圭硅归龟闺轨鬼诡癸桂柜跪贵刽',
  han: '行酣憨邯韩含涵寒函喊罕翰撼捍旱憾悍焊汗汉夯杭航',
  he: '核呵喝荷菏禾和何合盒阂河涸赫褐鹤贺',
  hui: '回恢灰挥辉徽蛔毁悔慧卉惠晦贿秽会烩汇讳诲绘',
  ji: '积击圾基机畸稽箕肌饥迹激讥鸡姬绩缉吉极棘辑籍集及急疾汲即嫉级挤几脊己蓟技冀季伎祭剂悸济寄寂计记既忌际妓继纪',
  jia: '价嘉枷夹佳家加荚颊贾甲钾假稼架驾嫁',
  me: '么',
  min: '明民抿皿敏悯闽螟鸣铭名命',
  pai: '排拍牌徘湃派',
  pin: '评拼频贫品聘乒坪苹萍平凭瓶屏',
  qu: '取趋区蛆曲躯屈驱渠娶龋趣去',
  san: '上三叁伞散桑嗓丧珊苫杉山删煽衫闪陕擅赡膳善汕扇缮墒伤商赏晌尚裳栅',
  se: '设瑟色涩奢赊蛇舌舍赦摄射慑涉社',
  sen: '什审身森僧砷申呻伸深娠绅神沈婶甚肾慎渗声生甥牲升绳省盛剩胜圣',
  si: '式师失狮施湿诗尸虱十石拾时食蚀实识史矢使屎驶始示士世柿事拭誓逝势是嗜噬适仕侍释饰氏市恃室视试斯撕嘶思私司丝死肆寺嗣四伺似饲巳',
  sou: '搜收手首守寿授售受瘦兽艘擞嗽',
  suo: '说索硕朔烁蓑梭唆缩琐锁所',
  wei: '为威巍微危韦违桅围唯惟潍维苇萎委伟伪尾纬未蔚味畏胃喂魏位渭谓尉慰卫',
  wo: '我挝蜗涡窝斡卧握沃',
  xi: '细昔熙析西硒矽晰嘻吸锡牺稀息希悉膝夕惜熄烯溪汐犀檄袭席习媳喜洗系隙戏',
  xia: '下瞎虾匣霞辖暇峡侠狭夏吓',
  xian: '享铣掀锨先仙鲜纤咸贤衔舷闲涎弦嫌显险现献县腺馅羡宪陷限线相厢镶香箱襄湘乡翔祥详想响项巷橡像向象',
  xiao: '销萧硝霄削哮消宵淆晓小孝校肖啸笑效',
  xin: '新薪芯锌欣辛忻心信衅星腥猩惺兴刑型形邢醒幸杏性姓',
  xiu: '修休羞朽嗅锈秀袖绣',
  yan: '言焉咽阉烟淹盐严研蜒岩延颜阎炎沿奄掩眼衍演艳堰燕厌砚雁唁彦焰宴谚验殃央鸯秧杨扬佯疡羊洋阳氧仰痒养样漾',
  yin: '隐茵荫因殷音阴姻吟银淫寅饮尹引印英樱婴鹰应缨莹萤营荧蝇迎赢盈影颖硬映',
  yu: '语迂淤于盂榆虞愚舆余俞逾鱼愉渝渔隅予娱雨与屿禹宇羽玉域芋郁遇喻峪御愈欲狱育誉浴寓裕预豫驭',
  yuan: '源鸳渊冤元垣袁原援辕园员圆猿缘远苑愿怨院',
  zai: '载翟栽哉灾宰再在摘斋宅窄债寨仔',
  zao: '找遭糟凿藻枣早澡蚤躁噪造皂灶燥招昭沼赵照罩兆肇召',
  ze: '则责择泽遮折哲蛰辙者锗蔗这浙着',
  zen: '正怎增憎赠珍斟真甄砧臻贞针侦枕疹诊震振镇阵蒸挣睁征狰争怔整拯政帧症郑证',
  zi: '置资芝枝支吱蜘知肢脂汁之织职直植殖执值侄址指止趾只旨纸志挚掷至致帜峙制智秩稚质炙痔滞治窒兹咨姿滋淄孜紫籽滓子自渍字',
  zou: '周舟州洲诌粥轴肘帚咒皱宙昼骤邹走奏揍',
  zu: '助珠株蛛朱猪诸诛逐竹烛煮拄瞩嘱主著柱蛀贮铸筑住注祝驻租足卒族祖诅阻组',
  zui: '最咀椎锥追赘坠缀嘴醉罪',
}

const SOUND_OF = new Map<string, string>()
for (const [sound, chars] of Object.entries(SOUNDS)) for (const char of chars) SOUND_OF.set(char, sound)

/** The folded syllables of a Chinese word, or undefined when one character's sound is in no command name. */
export function soundOf(word: string): string[] | undefined {
  const sounds: string[] = []
  for (const char of word) {
    const sound = SOUND_OF.get(char)
    if (!sound) return undefined
    sounds.push(sound)
  }
  return sounds
}

/** Latin letters folded in the same way: `paihang` → `paihan`, `shezhi` → `sezi`. */
export function foldPinyin(letters: string): string {
  return letters.replace(/([zcs])h/g, '$1').replace(/([aeiu])ng/g, '$1n')
}
