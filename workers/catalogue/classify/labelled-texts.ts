/** Files whose name says little: the heading and the text must tell. The line is as in `labelled.ts`. */
export const TEXTS: readonly { line: string; heading?: string; text: string }[] = [
  {
    line: '新建 Microsoft Word 文档.docx | math | 3 | first | lesson_plan',
    heading: '三年级上册《分数的初步认识》教学设计',
    text: '三年级上册《分数的初步认识》教学设计\n教学目标\n1. 认识几分之一，会读写简单的分数。\n教学重难点：理解平均分。\n教学过程\n一、情境导入 把一个月饼平均分成两份，每份是它的二分之一。\n板书设计',
  },
  {
    line: '文档1.docx | chinese | 4 | first | lesson_plan',
    text: '观潮\n年级：四年级上册  学科：语文\n教学目标：1. 认识本课生字，正确流利有感情地朗读课文。\n教学重点：感受大潮的壮观。\n教学过程：一、谈话导入',
  },
  {
    line: '1.docx | physics | 8 | ? | exam',
    text: '2025-2026学年度八年级物理期中试题\n满分100分 考试时间90分钟\n姓名：____ 班级：____\n一、选择题（每小题3分，共30分）\n1. 下列关于声音的说法正确的是（ ）\nA. 声音可以在真空中传播 B. 物体振动产生声音',
  },
  {
    line: '微信图片_20251118.docx | chemistry | 9 | ? | exam',
    text: '九年级化学质量守恒定律练习\n一、选择题\n1. 下列化学方程式书写正确的是\n二、填空题（共12分）\n2. 在空气中点燃镁条，反应后固体质量增加。\n参考答案',
  },
  {
    line: '第5课.pptx | history | ? | ? | courseware',
    heading: '百家争鸣',
    text: '百家争鸣\n老子 孔子 墨子 韩非子\n春秋战国时期社会大变革\n史料阅读：道可道，非常道\n课堂小结',
  },
  {
    line: '课件.pptx | biology | ? | ? | courseware',
    heading: '光合作用',
    text: '光合作用\n叶绿体是光合作用的场所\n二氧化碳+水 → 有机物+氧气\n探究绿叶在光下制造淀粉的实验\n课堂练习',
  },
  {
    line: '教案.doc | english | 5 | - | lesson_plan',
    heading: 'Unit 4 When is Easter?',
    text: "Unit 4 When is Easter? A Let's talk\n五年级\nTeaching aims: students can ask and answer about dates.\nTeaching procedures: Step 1 Warm-up. Step 2 Lead-in. Step 3 Presentation.\n板书设计 homework",
  },
  {
    line: 'IMG_0032.docx | math | - | - | reflection',
    text: '《平均数》一课的教学反思\n本节课我从学生熟悉的投篮比赛引入平均数。不足之处是练习层次不够分明，今后的教学中我要留给学生更多思考时间。',
  },
  {
    line: '新建文本文档.txt | - | - | - | reflection',
    text: '培训心得\n通过这次培训，我认识到课堂应当以学生为中心。听了三位专家的讲座，受益匪浅，收获很多。',
  },
  {
    line: 'Book1.xlsx | - | 3 | - | material',
    text: '三年级2班 学号 姓名 性别 成绩 名次\n1 学生甲 男 95 1\n2 学生乙 女 93 2\n平均分 94',
  },
  {
    line: '20251118.docx | biology | 7 | first | lab',
    text: '七年级上册 生物实验报告\n实验名称：观察人的口腔上皮细胞\n实验目的：学会制作临时装片\n实验器材：显微镜、载玻片、碘液\n实验步骤\n实验现象\n实验结论',
  },
  {
    line: '复习.docx | geography | 7 | first | review_plan',
    text: '七年级上册地理期末复习\n知识点一 经线和纬线 经纬网\n知识点二 地球的自转和公转\n考点 等高线地形图的判读\n易错点：时区与地方时',
  },
  {
    line: '无标题.docx | politics | 8 | second | lesson_plan',
    heading: '坚持宪法至上 公民权利的保障书',
    text: '公民权利的保障书\n八年级下册道德与法治第一课\n教学目标：理解宪法是公民权利的保障书。\n教学过程：导入新课\n板书设计',
  },
  {
    line: 'download.docx | chinese | ? | ? | exam',
    text: '课外文言文阅读训练\n阅读下面的文言文，完成下列小题。（共15分）\n1. 解释下列加点词语。（4分）\n2. 翻译下列句子。（每小题3分）\n参考答案',
  },
  {
    line: 'untitled.docx | english | - | - | exam',
    text: 'Multiple choice. Choose the best answer.\n1. ---What ____ you ____ yesterday? A. do; do B. did; do C. are; doing\nFill in the blanks with the correct form of the verbs given in the brackets. Read the passage and answer the questions. Total: 100 points. Grammar and vocabulary part one. He went to the park with his friends and they played football together.',
  },
  {
    line: '资料.docx | music | 3 | second | lesson_plan',
    heading: '《嘀哩嘀哩》教学设计',
    text: '《嘀哩嘀哩》教学设计\n三年级下册 音乐\n教学目标：用轻快活泼的声音演唱歌曲。\n教学重点：八六拍的节拍感觉。\n教学过程：发声练习，学唱歌曲，旋律接龙。',
  },
  {
    line: '3.pdf | math | 7 | second | exam',
    text: '七年级下学期数学第一次月考\n考试时间：120分钟 满分：120分\n一、选择题\n1. 下列图形中，∠1与∠2是对顶角的是\n2. 已知直线平行线被第三条直线所截\n三、解答题',
  },
  {
    line: '稿子.docx | class_meeting | - | - | lesson_plan',
    heading: '“珍爱生命，预防溺水”主题班会教案',
    text: '“珍爱生命，预防溺水”主题班会教案\n活动目标：增强防溺水安全意识。\n活动准备：视频、图片\n活动过程：一、导入 二、讨论',
  },
]
