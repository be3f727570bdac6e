/**
 * Words that mean the same kind of thing, finer than the taxonomy's types: a 导学案 and a 教案 are both lesson plans,
 * yet whoever types 导学案 wants that one. `type` is the taxonomy key the group belongs to. Within a group the words
 * find each other.
 */
export type Form = { key: string; type: string; words: readonly string[] }

export const FORMS: readonly Form[] = [
  {
    key: 'plan',
    type: 'lesson_plan',
    words: ['教学设计', '教案设计', '教学教案', '备课教案', '教案', '备课', 'lesson plan'],
  },
  {
    key: 'guide',
    type: 'lesson_plan',
    words: ['导学案', '导学单', '预习单', '学习任务单', '任务单', '学习单', '学案'],
  },
  { key: 'talk', type: 'lesson_plan', words: ['说课稿', '说课'] },
  {
    key: 'slides',
    type: 'courseware',
    words: ['教学课件', '演示文稿', '幻灯片', '课件', 'pptx', 'ppt', 'courseware', 'slides'],
  },
  {
    key: 'paper',
    type: 'exam',
    words: [
      '检测试卷',
      '检测卷',
      '测试卷',
      '测试题',
      '考试题',
      '检测题',
      '单元卷',
      '模拟题',
      '模拟卷',
      '试卷',
      '试题',
      '卷子',
      '真题',
      '检测',
      '测试',
      '测验',
      '考试',
      '考卷',
      'test paper',
      'exam',
      'quiz',
    ],
  },
  {
    key: 'exercise',
    type: 'exam',
    words: [
      '同步练习',
      '随堂练习',
      '随堂练',
      '一课一练',
      '课后练习',
      '课时练',
      '练习题',
      '练习册',
      '练习',
      '习题',
      '作业',
      '专项训练',
      'exercises',
      'homework',
    ],
  },
  { key: 'midterm', type: 'exam', words: ['期中考试', '期中试卷', '期中'] },
  { key: 'final', type: 'exam', words: ['期末考试', '期末试卷', '期末'] },
  { key: 'monthly', type: 'exam', words: ['月考卷', '月考'] },
  {
    key: 'points',
    type: 'review_plan',
    words: [
      '知识点总结',
      '知识点归纳',
      '知识点梳理',
      '知识点',
      '知识清单',
      '知识梳理',
      '复习资料',
      '复习提纲',
      '考点',
      '归纳',
    ],
  },
  { key: 'revision', type: 'review_plan', words: ['复习方案', '复习计划', '总复习', '复习', 'revision'] },
  {
    key: 'reflection',
    type: 'reflection',
    words: ['教学反思', '教学心得', '教学随笔', '心得体会', '反思', '心得', 'reflection'],
  },
  { key: 'clip', type: 'video', words: ['微课视频', '教学视频', '微课', '视频', '录像', '录课', 'video'] },
  { key: 'lab', type: 'lab', words: ['实验报告', '实验方案', '实验单'] },
  { key: 'answers', type: 'exam', words: ['参考答案', '答案解析', '答案'] },
]

/** Editions of textbooks by the first word, which is the lexeme; the others lead to it. 版 follows each of them. */
export const EDITIONS: readonly (readonly string[])[] = [
  ['人教', '人民教育', '人教新课标', 'pep'],
  ['人教a'],
  ['人教b'],
  ['人教精通', '精通'],
  ['人教新起点', '新起点'],
  ['人教五四', '五四', '五四制'],
  ['新目标', '人教新目标'],
  ['部编', '统编', '部统编', '统部编'],
  ['北师大', '北师', '北京师大', '北京师范大学'],
  ['苏教', '苏教育'],
  ['外研', '外研社'],
  ['译林', '牛津译林', '译林牛津'],
  ['牛津', '沪教牛津', '牛津上海', '牛津深圳', '沪教深圳'],
  ['西师', '西师大', '西南师大'],
  ['华师大', '华东师大', '华师'],
  ['湘艺', '湘文艺'],
  ['沪粤', '粤沪'],
  ['重大', '重庆大学'],
  ['星球', '商务星球'],
  ...(
    '沪教 沪科 沪外教 浙教 浙科 浙美 冀教 冀少 冀人 冀美 青岛 鲁教 鲁科 鲁人 湘教 湘少 湘美 湘科 湘鲁 教科 仁爱 粤教 粤科 粤人 苏科 ' +
    '苏少 苏人 鄂教 川教 晋教 闽教 桂教 皖教 陕旅 辽师大 辽海 岳麓 中图 人音 花城 人美 岭南 赣美 桂美 大象 济南 科普 科粤 接力 清华 ' +
    '北京课改 北京 长春 语文a 语文s'
  )
    .split(' ')
    .map((name) => [name]),
]
