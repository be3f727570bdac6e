/**
 * Words that name the kind of a resource. `strength` 3 names it for sure, 2 usually, 1 only leans. The last such word
 * of a Chinese name is its head (期末复习教案 is a 教案), so position breaks ties.
 */
export type TypeWord = { type: string; pattern: RegExp; strength: number }

export const TYPE_WORDS: readonly TypeWord[] = [
  {
    type: 'lesson_plan',
    strength: 3,
    pattern:
      /教案|教学设计|教学设汁|教学详案|详案|简案|导学案|导学单|学案|学习任务单|任务单|学习单|学历案|预习单|预习案|说课稿|说课(?!课件)|课时计划|备课(?!组|包|资料包)(?:稿|笔记|教案|记录)?|教学方案|教学预案|大单元设计|单元整体设计|单元设计|作业设计方案|课堂设计|活动设计|活动教案|试讲稿|逐字稿|讲课稿|授课稿|教学过程|教学活动方案|微课脚本|微课设计|教材分析|学情分析|lesson[\s_-]*plans?|teaching[\s_-]*(?:plan|design)|jiaoan|jiaoxuesheji/gu,
  },
  {
    type: 'lesson_plan',
    strength: 2,
    pattern:
      /教学计划|教学进度计划|教学安排|讲义|集体备课|主备|二次备课|教学设想|授课计划|班会方案|活动方案|设计方案|主持稿|串词/gu,
  },
  {
    type: 'courseware',
    strength: 3,
    pattern: /课件|幻灯片|演示文稿|courseware|(?<![a-z])slides?(?![a-z])|slideshow|kejian|希沃白板/gu,
  },
  { type: 'courseware', strength: 2.4, pattern: /(?<![a-z])pptx?(?![a-z])|powerpoint/gu },
  {
    type: 'exam',
    strength: 3,
    pattern:
      /试题|试卷|卷子|测试卷|测试题|检测卷|检测题|测评卷|测评题|评价卷|调研卷|月考卷|期末卷|期中卷|单元卷|模拟卷|模拟题|预测卷|押题卷|密卷|冲刺卷|真题|考卷|考题|练习题|练习卷|练习册|习题|作业本|作业单|题库|题集|题型训练|课课练|天天练|同步练习?|同步训练|随堂练习?|课时练习?|课时作业|分层作业|课后作业|课后练习|单元测试|单元检测|单元练习|专项练习?|专练|大题|综合题|培优题?|提升练习?|专项训练|专题训练|强化训练|巩固练习?|口算练习|周测|周练|周考|日练|小测|小练|测验|答题卡|参考答案|寒假作业|暑假作业|假期作业|作业设计|双休作业|周末作业|每日一练|一课一练|过关检测|达标检测|达标测试|质量检测|质量监测|质量调研|学业水平(?:考试|测试)|听力原文|听力测试|听力训练|易错题|错题|变式训练|刷题|[一二三]模(?!型|块|式|拟)|模拟考试?|摸底考?|摸底测试|联考|开学考|竞赛题|[^\p{L}]卷[一二三ab]?$|[a-d]卷|\d+[道题]|shijuan|(?<![a-z])(?:exam|exams|examination|test|tests|quiz|quizzes|worksheets?|exercises?|homework|assignment|past paper|mock)(?![a-z])/gu,
  },
  {
    type: 'exam',
    strength: 2,
    pattern:
      /测试|检测|测评|月考|段考|练习|训练|答案|考试|统考|会考|竞赛|选择题|填空题?|判断题|计算题|应用题|阅读题|解答题|压轴题|实验题|作图题|解析版|原卷版|卷(?=$|[^\p{L}])|默写/gu,
  },
  { type: 'exam', strength: 1.2, pattern: /期中|期末|单元测|作业|学考|中考(?!链接)|高考(?!链接)|小升初/gu },
  {
    type: 'review_plan',
    strength: 3,
    pattern:
      /复习方案|复习计划|复习提纲|复习资料|复习要点|复习材料|复习讲义|复习手册|复习指导|备考方案|备考计划|备考策略|备考指南|备考资料|知识点|知识清单|知识梳理|知识归纳|知识总结|知识汇总|知识要点|知识框架|知识结构|知识网络|知识树|考点(?:归纳|清单|梳理|汇总|总结|解析|精讲|透析)|必背|必记|背诵清单|背诵篇目|背诵资料|归纳总结|总结归纳|要点归纳|要点梳理|易错点|易混点|重点归纳|重难点归纳|公式大全|公式汇总|公式表|公式总结|考前(?:必看|指导|冲刺)|思维导图|答题模板|答题技巧|解题技巧|晨读晚诵|提纲|revision|study[\s_-]*guide|review[\s_-]*(?:notes|guide|plan)/gu,
  },
  {
    type: 'review_plan',
    strength: 1.9,
    pattern:
      /[一二三]轮(?:总)?复习|总复习|专题复习|复习专题|期[中末]复习|单元复习|备考|考点|冲刺|重难点|汇总|大全|笔记(?!本)|整理(?!和复习|房间|书包)|(?<![a-z])(?:notes|review)(?![a-z])/gu,
  },
  { type: 'review_plan', strength: 1.5, pattern: /复习|归纳/gu },
  {
    type: 'reflection',
    strength: 3.1,
    pattern:
      /教学反思|课后反思|反思|教学心得|心得体会|心得|体会|感悟|教学随笔|随笔|教学总结|工作总结|学期总结|期末总结|期中总结|年度总结|个人总结|研修总结|培训总结|教研总结|教学叙事|教育叙事|教学故事|教育故事|教学案例|教育案例|案例分析|德育案例|教学论文|(?<!议)论文|^浅[谈析议]|评课稿?|听课记录|听课笔记|听评课|观课|议课|研修日志|试卷分析|质量分析|成绩分析|考试分析|学情反馈|教学札记|读书笔记|读后感受|经验交流|经验材料|述职报告|课题(?:研究)?报告|结题报告|调研报告|教后记|(?<![a-z])reflections?(?![a-z])/gu,
  },
  {
    type: 'reflection',
    strength: 1.8,
    pattern:
      /总结(?=$|[^\p{L}])|发言稿|交流材料|案例|感想|初探|探析|刍议|之我见|(?:策略|实践|应用|教学|培养)(?:与思考|的?研究|探究|探索)|的研究$|的思考$|研讨记录|教研记录/gu,
  },
  {
    type: 'lab',
    strength: 3,
    pattern:
      /实验报告(?:单|册)?|实验方案|实验单|实验记录(?:单|表)?|实验操作|实验设计|实验手册|实验指导|实验步骤|实验教程|实验清单|学生实验|演示实验|分组实验|探究实验|实验探究(?!题)|lab[\s_-]*(?:report|sheet|manual|guide)|experiments?(?![a-z])/gu,
  },
  {
    type: 'lab',
    strength: 1.4,
    pattern:
      /(?<!外国语|师范|师大|附属|[市区县省]|第[一二三四五六七八九十])实验(?!小|中学|学校|班|高|教育|区|幼儿|外国语|[一二三四五]小|版|教[材科]|稿|题|专题|初|二|一中|\d班|集团)/gu,
  },
  {
    type: 'video',
    strength: 2.6,
    pattern:
      /微课视频|教学视频|课堂视频|录像课?|视频|录课|直播回放|回放|空中课堂|动画|(?<![a-z])videos?(?![a-z])|flash/gu,
  },
  { type: 'video', strength: 2.2, pattern: /微课(?!脚本|设计|教案|课件|学案|任务单)|微视频/gu },
  {
    type: 'excellent_lesson',
    strength: 3,
    pattern: /优秀课例|优质课例|精品课例|课例|一师一优课|部级优课|省级优课|获奖课/gu,
  },
  { type: 'excellent_lesson', strength: 1.7, pattern: /课堂实录|教学实录/gu },
  {
    type: 'unit_pack',
    strength: 3,
    pattern: /单元资源包|单元包|资源包|备课包|资料包|教学资料包|备课资料包|全套资料|大礼包|打包|unit[\s_-]*pack/gu,
  },
  {
    type: 'school_course',
    strength: 3.1,
    pattern: /校本课程|校本教材|校本读本|校本课|校本纲要|校本研发|拓展课程|社团课程|课后服务课程/gu,
  },
  { type: 'link', strength: 3.1, pattern: /链接$|网址|网盘|下载地址|(?<![a-z])(?:links?|url)(?![a-z])/gu },
  {
    type: 'material',
    strength: 2.6,
    pattern:
      /素材|音频|录音|朗读(?:音频|录音|mp3)|课文朗读|伴奏|歌谱|曲谱|简谱谱|挂图|字帖|手抄报|小报|范文|课程表|课表|作息(?:时间)?表|座位表|名单|花名册|成绩单|成绩表|成绩册|成绩统计表?|成绩汇总|登分表|分数统计|期[中末]成绩|成绩(?=$)|通知|进度表|登记表|(?<!复式|单式|条形)统计表(?!的)|签到表|安排表|申请表|记录表|评价表|量化表|一览表|值日表|课程标准|新课标|教学大纲|评语|教科书|电子课本|电子教材|电子书|课本|教师用书|教参|单词表|词汇表|词语表|生字表|单词卡片?|字卡|卡片|模板|背景图|背景音乐|奖状|工作计划|班级计划|公约|制度|听力音频|听力mp3|学习资料|教学资料|绘本|读物|插图|图集|(?<![a-z])(?:materials?|syllabus|timetable|templates?|flashcards?|word list|pictures?|photos?|songs?)(?![a-z])/gu,
  },
  {
    type: 'material',
    strength: 1.6,
    pattern: /资料|材料|作文(?=$)|习作(?=$)|课文翻译|翻译(?=$)|图片|照片|图表|教材|计划|方案|表(?=$)|mp3/gu,
  },
]
