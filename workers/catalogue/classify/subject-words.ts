/**
 * Words that show what a text is about, as regular expressions. Left: a word that hardly any other subject uses;
 * right: a word that leans to the subject. Subject names themselves are in db/taxonomy.ts.
 */
export const SUBJECT_WORDS: Readonly<Record<string, { sure: string; lean: string }>> = {
  chinese: {
    sure: '语文园地|古诗|古诗词|古诗文|诗词|文言文|文言|现代文|阅读理解|作文|习作|写作|看图写话|看图说话|写话|识字|生字|拼音|声母|韵母|笔画|偏旁|部首|多音字|形近字|近义词|反义词|成语|修辞|比喻句|拟人句|病句|名著导读|整本书阅读|课文|字词|词语|默写|口语交际|日积月累|快乐读书吧|古文|散文|小说阅读|记叙文|议论文|说明文|应用文|读后感|仿写|扩句|缩句|宋词|唐诗|绝句|律诗|诗歌鉴赏|字帖|练字|关联词|句式|实词|虚词|通假字|朗读课文|作者简介|阅读训练|课内阅读|课外阅读|小古文|课外文言|歇后语|名人名言|童话故事|交流平台|词句段|初试身手|习作例文|演讲稿|三国演义|西游记|水浒传?|红楼梦|朝花夕拾|骆驼祥子|海底两万里|昆虫记|红星照耀中国|傅雷家书|钢铁是怎样炼成的|儒林外史|简·?爱|安徒生|格林童话|伊索寓言|鲁滨逊|鲁迅|朱自清|老舍|李白|杜甫|苏轼|论语|诗经|山海经|十万个为什么|笠翁对韵|弟子规|三字经|千字文|国学',
    lean: '诗人|作者|段落|中心思想|朗读|感情|意境|体裁|文体|标点|句子|汉字|书写|阅读|诗|词|赏析|寓言|神话|名著|文学',
  },
  math: {
    sure: '口算|笔算|竖式|加减法|乘法口诀|乘除法|四则运算|应用题|解决问题|分数(?!线|段|统计|表|排|登|查)|小数(?!民族|点后)|百分数|方程(?!式)|不等式|函数(?!库)|几何|代数|三角形|四边形|平行四边形|长方形|正方形|梯形|圆柱|圆锥|圆心|半径|直径|周长|面积|体积|表面积|角度|平行线|垂线|数轴|有理数|无理数|实数|整式|分式|因式分解|勾股定理|概率|统计图|平均数|中位数|众数|方差|数列|向量|导数|集合的|复数的|立体几何|解析几何|排列组合|二项式|质数|合数|公因数|公倍数|因数|倍数|约分|通分|鸡兔同笼|植树问题|数学广角|速算|奥数|进位加法|退位减法|计算题|竖式计算|脱式计算|直接写得数|比例尺|正比例|反比例|二次根式|相似三角形|全等三角形|证明题|定义域|值域|单调性|奇偶性|椭圆|双曲线|抛物线|四舍五入|混合运算|简便计算|一元一次|一元二次|二元一次|单位换算|厘米|公顷|人民币的|加法|减法|乘法|除法|几分之',
    lean: '计算|运算|数字|求证|解析式|坐标|图形|对称|平移|旋转|统计|单位1|数量关系|等量关系|已知|圆|线段|直线|角|巧算|数独|千克|认识时间|认识钟表',
  },
  english: {
    sure: '单词|听力|完形填空|完型填空|完形|语法填空|音标|自然拼读|时态|一般现在时|一般过去时|一般将来时|现在进行时|现在完成时|定语从句|状语从句|宾语从句|非谓语|书面表达|读后续写|短文改错|七选五|词汇表|单项选择题?英|介词|冠词|不定式|被动语态|新概念|字母歌|绘本阅读英|句型转换|口语测试|听写单词|英汉|汉译英|英译汉|情态动词|名词所有格|形容词比较级|比较级',
    lean: "grammar|vocabulary|phonics|listening|speaking|reading|writing|dialogue|unit|module|lesson|let's|story time|words|sentence|词组|句型|短语|对话|课文翻译|词汇|大小写字母",
  },
  physics: {
    sure: '牛顿|欧姆|电阻|电压|电流|电路|电功率|焦耳|浮力|压强|密度|摩擦力|重力|弹力|杠杆|滑轮|凸透镜|凹透镜|平面镜|光的反射|光的折射|声现象|光现象|物态变化|熔化|凝固|汽化|液化|升华|凝华|比热容|内能|机械能|动能|势能|电磁感应|磁场|电场|匀变速|加速度|自由落体|平抛|圆周运动|万有引力|动量|受力分析|力的合成|机械波|光电效应|机械效率|安培力|洛伦兹|电容器|传感器的|匀速直线|测力计|电学|力学|热学|光学|声学|阿基米德|伏安法|电动势',
    lean: '速度|位移|质量|能量|做功|功率|运动|实验器材|受力|温度计|磁体|磁极|导体|小灯泡|电流表|电压表',
  },
  chemistry: {
    sure: '化学方程式|化学式|化合价|元素周期|离子反应|离子方程式|氧化还原|物质的量|摩尔|酸碱|酸和碱|中和反应|溶液|溶解度|溶质|溶剂|盐酸|硫酸|硝酸|氢氧化钠|二氧化碳的制|制取氧气|氧气的|质量守恒|催化剂|反应速率|化学平衡|电解质|电解池|原电池|有机物|有机化学|烷烃|乙烯|乙醇|苯|官能团|同分异构|金属活动性|化学反应|原子结构|化学键|电子式|钠及其|氯气|滴定|焓变|共价键|推断题|燃烧的条件|酯化|水解平衡|高锰酸钾',
    lean: '氧气|氢气|二氧化碳|金属|反应|试剂|试管|酒精灯|沉淀|气体|分子|原子|离子|元素|粗盐',
  },
  biology: {
    sure: '细胞|光合作用|呼吸作用|有丝分裂|减数分裂|基因|遗传|染色体|dna|rna|孟德尔|生态系统|食物链|种群|群落|显微镜|叶绿体|线粒体|酶的|蛋白质的合成|植物的蒸腾|人体的|消化系统|神经系统|反射弧|免疫|激素|内环境|稳态|进化|物种|生物圈|病毒|细菌|真菌|种子的萌发|血液循环|呼吸道|心脏|无性生殖|杂交|育种|生态位|生长素|胚胎',
    lean: '动物|植物|器官|营养|组织|血液|昆虫|鸟类|传染病|青春期|根尖|洋葱',
  },
  history: {
    sure: '朝代|秦始皇|秦统一|汉武帝|丝绸之路|唐太宗|贞观|明清|鸦片战争|辛亥革命|戊戌变法|洋务运动|五四运动|抗日战争|解放战争|新中国成立|改革开放史|工业革命|文艺复兴|启蒙运动|法国大革命|世界大战|一战|二战|冷战|罗斯福新政|明治维新|古希腊|古罗马|中外历史|封建|君主专制|中国古代史|中国近代史|中国近现代史|世界史|历史事件|历史人物|科举|夏商周|春秋战国|隋唐|宋元|三国鼎立|魏晋南北朝|郑和|马克思主义的诞生|十月革命|史料|甲午|长征',
    lean: '战争|条约|皇帝|变法|革命|王朝|文明|公元前|起义|殖民|帝国|考古|史学',
  },
  geography: {
    sure: '经纬|经线|纬线|等高线|板块|气候类型|季风|地形图|地形区|降水|气温曲线|洋流|自转|公转|地球仪|区域地理|人文地理|自然地理|世界地理|中国地理|大洲|大洋|城市化|城镇化|人口迁移|产业结构|农业区位|工业区位|水循环|热力环流|地貌|喀斯特|黄土高原|青藏高原|长江三角洲|珠江三角洲|撒哈拉|东南亚|读图题|锋面|气压带|亚洲|欧洲西部|南方地区|北方地区|时区|晨昏线|交通运输布局|地域差异|比例尺和图例',
    lean: '地图|气候|河流|地形|高原|平原|盆地|人口|资源|区域|城市|农业|工业|环境|海洋|岩石|土壤',
  },
  politics: {
    sure: '宪法|公民|权利与义务|权利和义务|社会主义核心价值观|依法治国|法治|未成年人保护|道德与|诚信|思政|时政|习近平|新思想|党的|人民代表大会|民主|唯物|辩证|认识论|市场经济|宏观调控|生活与哲学|文化生活|经济生活|政治生活|哲学与文化|政治与法治|经济与社会|逻辑与思维|法律与生活|中国特色社会主义|青春时光|情绪管理|网络生活|国家利益|公共秩序|消费者|学生读本',
    lean: '法律|责任|规则|国家|社会|集体|友谊|家庭|生命|自信|尊重|合作|品德|文明礼仪|家风',
  },
  science: {
    sure: '科学课|科学实验|小科学|凤仙花|蚕的|蚕宝宝|磁铁|简单电路|养蚕|溶解了|水的蒸发|声音是怎样|光是怎样|小车运动|月相|科学探究单|科学观察',
    lean: '观察|种子|植物的|动物的|天气|空气|声音|磁|光|影子|太阳系|地球',
  },
  it: {
    sure: '编程|scratch|python|c\\+\\+|图形化编程|算法|程序设计|电子表格|excel(?:表格)?(?:操作|公式|函数|制作)|wps表格|演示文稿制作|ppt制作|word排版|画图软件|计算机|互联网|局域网|人工智能|机器人|物联网|数据与计算|信息系统|信息社会|二进制|flash动画|网页制作|photoshop|打字|键盘|鼠标|micro:?bit|创客|ai技术|网络安全法|电脑绘画|3d打印|大数据',
    lean: '文件夹|变量|循环结构|选择结构|网络|数据|程序|软件|输入法|开源硬件',
  },
  general_tech: {
    sure: '技术与设计|流程与设计|结构与设计|系统与设计|控制与设计|榫卯|三视图绘制|草图绘制',
    lean: '工艺|设计方案|模型制作',
  },
  music: {
    sure: '歌曲|唱歌|合唱|欣赏曲|音乐欣赏|音乐鉴赏|乐理|五线谱|简谱|视唱|节奏训练|节拍|竖笛|口风琴|葫芦丝|陶笛|民歌|京剧选段|交响曲|钢琴|二胡|唱游|听赏|旋律|音阶|演唱|国歌|茉莉花|让我们荡起双桨|歌唱祖国|学唱',
    lean: '演奏|乐器|乐曲|民族音乐|戏曲|歌词|舞蹈|曲式',
  },
  art: {
    sure: '绘画|水彩|水墨|国画|素描|剪纸|泥塑|折纸|色彩|三原色|冷暖色|版画|手工课|儿童画|写生|工笔|油画|设计应用|造型表现|欣赏评述|黑白灰|透视(?!表)|书法|软笔|硬笔|篆刻|毛笔|楷书|行书|手抄报设计|美术作品|简笔画|纸艺|彩泥|蜡笔|线描',
    lean: '画家|构图|线条|图案|装饰|名画|手工|创意设计',
  },
  arts: { sure: '艺术节|艺术实践|戏剧表演', lean: '戏剧|影视' },
  pe: {
    sure: '篮球|足球|排球|乒乓球|羽毛球|跳绳|跑步|短跑|长跑|接力跑|跳远|跳高|立定跳远|前滚翻|后滚翻|实心球|铅球|田径|广播操|广播体操|武术|体能|体测|体质健康|投掷|障碍跑|队列队形|韵律操|健美操|快速跑|耐久跑|运球|传接球|垫球|体操|大课间|游泳|仰卧起坐|引体向上|蹲踞式|太极拳|五步拳|足球课|运动会',
    lean: '准备活动|放松|热身|游戏比赛|运动损伤|锻炼',
  },
  labour: {
    sure: '家务|整理书包|包饺子|种植(?:实践|活动|体验)|烹饪|钉纽扣|缝纫|收纳|值日|劳动(?:实践|周|任务|清单|技能)|编织|木工|番茄炒蛋|洗衣服|系鞋带|叠衣服',
    lean: '厨房|工具|收获|种菜',
  },
  psychology: {
    sure: '心理(?:辅导|课|活动|疏导|调适|团辅)?|情绪调节|压力管理|考前减压|人际交往|团体辅导|自我认知|挫折教育|沙盘|生涯规划|正念|抗逆力',
    lean: '情绪|压力|焦虑|自信|沟通|青春期|考前',
  },
  practice: {
    sure: '综合实践|研学|社会实践|研究性学习|项目式学习|小课题|社区服务|职业体验|考察探究|垃圾分类(?:活动|实践)',
    lean: '调查|活动方案|参观|小组展示',
  },
  class_meeting: {
    sure: '班会|队会|家长会|班队|晨会|国旗下|开学第一课|安全教育|防溺水|防震|消防|反诈|禁毒|防欺凌|校园欺凌|文明班级|班级管理|班主任|爱国主义教育|少先队|团课|入团|雷锋精神|感恩教育|开学典礼|励志教育',
    lean: '班级|安全|感恩|习惯养成|文明',
  },
}

/** English words by subject, for names and texts in English. Word boundaries are added. */
export const ENGLISH_WORDS: Readonly<Record<string, string>> = {
  math: 'fractions?|decimals?|algebra|geometry|equations?|polynomials?|trigonometry|calculus|multiplication|division|addition|subtraction|percentages?|quadratic|pythagoras|pythagorean|probability|statistics|angles?|perimeter|triangles?|linear functions?|functions?|vectors?|derivatives?|sequences?',
  physics:
    "newton'?s?|circuits?|ohm'?s?|electricity|magnetism|kinematics|optics|momentum|gravity|buoyancy|refraction|forces? and motion|velocity|acceleration|thermodynamics",
  chemistry:
    'periodic table|acids?|bases?|chemical|titration|stoichiometry|redox|covalent|ionic|organic chemistry|molecules?|moles?|electrolysis',
  biology:
    'photosynthesis|cells?|mitosis|meiosis|genetics|ecosystems?|dna|evolution|human body|digestive|respiration|heredity',
  history: 'dynasty|dynasties|world war|revolution|ancient|civilization|silk road|opium war|renaissance|empire',
  geography: 'climate|plate tectonics|rivers?|maps? skills|population|monsoon|latitude|longitude|landforms?',
  it: 'scratch|python|coding|programming|algorithms?|html|computer|robotics|micro:?bit',
  music: 'songs?|rhythm|melody|choir|orchestra|recorder',
  art: 'painting|drawing|sketch|watercolou?r|origami',
  pe: 'basketball|football|soccer|volleyball|athletics|gym',
  english:
    "unit|module|lesson|grammar|vocabulary|phonics|listening|speaking|spelling|tense|dialogue|story time|let'?s|my|your|what|where|how|who|when|is|are|do|you|the|welcome|reading|writing|words",
}
