import type { Text } from '#kit/lang.ts'

/**
 * The taxonomy of R02 and R03: stage × grade × subject × volume × type. `key` is what rows hold, `label` what people
 * read, `words` what they write, longest first where one contains another. Shared by classification and search.
 */
export type Term = { key: string; label: Text; words: readonly string[] }

/** 学段 */
export const STAGES: readonly Term[] = [
  { key: 'primary', label: { zh: '小学', en: 'Primary' }, words: ['小学', 'primary school', 'primary'] },
  { key: 'junior', label: { zh: '初中', en: 'Junior secondary' }, words: ['初中', 'junior high', 'junior secondary'] },
  { key: 'senior', label: { zh: '高中', en: 'Senior secondary' }, words: ['高中', 'senior high', 'senior secondary'] },
]

/** 学科: the national curriculum's subjects for primary, junior and senior secondary school. */
export const SUBJECTS: readonly Term[] = [
  { key: 'chinese', label: { zh: '语文', en: 'Chinese' }, words: ['语文', 'chinese'] },
  { key: 'math', label: { zh: '数学', en: 'Mathematics' }, words: ['数学', 'mathematics', 'maths', 'math'] },
  { key: 'english', label: { zh: '英语', en: 'English' }, words: ['英语', '英文', 'english'] },
  { key: 'physics', label: { zh: '物理', en: 'Physics' }, words: ['物理', 'physics'] },
  { key: 'chemistry', label: { zh: '化学', en: 'Chemistry' }, words: ['化学', 'chemistry'] },
  { key: 'biology', label: { zh: '生物', en: 'Biology' }, words: ['生物学', '生物', 'biology'] },
  { key: 'history', label: { zh: '历史', en: 'History' }, words: ['历史', 'history'] },
  { key: 'geography', label: { zh: '地理', en: 'Geography' }, words: ['地理', 'geography'] },
  {
    key: 'politics',
    label: { zh: '道德与法治', en: 'Morality and law' },
    words: ['道德与法治', '思想政治', '思想品德', '道法', '政治', '品德与社会', '品德与生活', 'politics', 'civics'],
  },
  { key: 'science', label: { zh: '科学', en: 'Science' }, words: ['科学', 'science'] },
  {
    key: 'it',
    label: { zh: '信息科技', en: 'Information technology' },
    words: ['信息科技', '信息技术', '编程', 'computing'],
  },
  { key: 'general_tech', label: { zh: '通用技术', en: 'General technology' }, words: ['通用技术'] },
  { key: 'music', label: { zh: '音乐', en: 'Music' }, words: ['音乐', 'music'] },
  { key: 'art', label: { zh: '美术', en: 'Art' }, words: ['美术', '书法', 'fine art', 'art'] },
  { key: 'arts', label: { zh: '艺术', en: 'Arts' }, words: ['艺术', 'arts'] },
  {
    key: 'pe',
    label: { zh: '体育与健康', en: 'Physical education' },
    words: ['体育与健康', '体育', 'physical education', 'pe'],
  },
  { key: 'labour', label: { zh: '劳动', en: 'Labour' }, words: ['劳动教育', '劳动技术', '劳动'] },
  { key: 'psychology', label: { zh: '心理健康', en: 'Mental health' }, words: ['心理健康', '心理'] },
  { key: 'practice', label: { zh: '综合实践', en: 'Integrated practice' }, words: ['综合实践活动', '综合实践'] },
  { key: 'class_meeting', label: { zh: '班会', en: 'Class meeting' }, words: ['主题班会', '班会', '班队会'] },
]

/** 年级 1–12; 7–9 are junior, 10–12 senior secondary. */
export const GRADES: readonly { grade: number; stage: string; label: Text }[] = Array.from(
  { length: 12 },
  (_, index) => {
    const grade = index + 1
    const zh =
      [
        '一年级',
        '二年级',
        '三年级',
        '四年级',
        '五年级',
        '六年级',
        '七年级',
        '八年级',
        '九年级',
        '高一',
        '高二',
        '高三',
      ][index] ?? ''
    return {
      grade,
      stage: grade <= 6 ? 'primary' : grade <= 9 ? 'junior' : 'senior',
      label: { zh, en: `Grade ${grade}` },
    }
  },
)

/** 册次. `elective` volumes carry their number in the title. */
export const VOLUMES: readonly Term[] = [
  { key: 'first', label: { zh: '上册', en: 'Volume 1' }, words: ['上册', '上学期', '第一学期', '(上)', '（上）'] },
  { key: 'second', label: { zh: '下册', en: 'Volume 2' }, words: ['下册', '下学期', '第二学期', '(下)', '（下）'] },
  { key: 'whole', label: { zh: '全一册', en: 'Whole year' }, words: ['全一册', '全册'] },
  {
    key: 'required_1',
    label: { zh: '必修一', en: 'Required 1' },
    words: ['必修第一册', '必修一', '必修1', '必修上册'],
  },
  {
    key: 'required_2',
    label: { zh: '必修二', en: 'Required 2' },
    words: ['必修第二册', '必修二', '必修2', '必修下册'],
  },
  { key: 'required_3', label: { zh: '必修三', en: 'Required 3' }, words: ['必修第三册', '必修三', '必修3'] },
  {
    key: 'elective_1',
    label: { zh: '选择性必修一', en: 'Elective 1' },
    words: ['选择性必修第一册', '选择性必修上册', '选择性必修一', '选择性必修1', '选必一', '选必1'],
  },
  {
    key: 'elective_2',
    label: { zh: '选择性必修二', en: 'Elective 2' },
    words: ['选择性必修第二册', '选择性必修中册', '选择性必修二', '选择性必修2', '选必二', '选必2'],
  },
  {
    key: 'elective_3',
    label: { zh: '选择性必修三', en: 'Elective 3' },
    words: ['选择性必修第三册', '选择性必修下册', '选择性必修三', '选择性必修3', '选必三', '选必3'],
  },
]

/** 类型: the keys of the policy's `type_base`. */
export const TYPES: readonly Term[] = [
  {
    key: 'excellent_lesson',
    label: { zh: '优秀课例', en: 'Excellent lesson' },
    words: ['优秀课例', '优质课例', '课例'],
  },
  { key: 'unit_pack', label: { zh: '单元包', en: 'Unit pack' }, words: ['单元资源包', '单元包', '资源包'] },
  { key: 'school_course', label: { zh: '校本课程', en: 'School course' }, words: ['校本课程', '校本教材'] },
  {
    key: 'lesson_plan',
    label: { zh: '教案', en: 'Lesson plan' },
    words: ['教学设计', '教学教案', '教案', '导学案', '学案', '说课稿', '说课', '备课', 'lesson plan'],
  },
  {
    key: 'courseware',
    label: { zh: '课件', en: 'Courseware' },
    words: ['教学课件', '课件', 'ppt', '幻灯片', '演示文稿', 'courseware', 'slides'],
  },
  {
    key: 'exam',
    label: { zh: '试题', en: 'Test paper' },
    words: [
      '试题',
      '试卷',
      '卷子',
      '检测卷',
      '检测',
      '测试卷',
      '测试',
      '测验',
      '月考',
      '期中',
      '期末',
      '单元卷',
      '真题',
      '模拟题',
      '练习题',
      '练习',
      '作业',
      '答案',
      'test paper',
      'exam',
      'quiz',
    ],
  },
  {
    key: 'review_plan',
    label: { zh: '复习方案', en: 'Review plan' },
    words: ['复习方案', '复习计划', '复习提纲', '复习资料', '知识点总结', '知识点', '复习', 'revision'],
  },
  {
    key: 'reflection',
    label: { zh: '教学反思', en: 'Reflection' },
    words: ['教学反思', '教学心得', '心得体会', '反思', '心得', '教学随笔', '教学总结', 'reflection'],
  },
  { key: 'lab', label: { zh: '实验', en: 'Lab' }, words: ['实验报告', '实验方案', '实验单', '实验', 'lab'] },
  {
    key: 'video',
    label: { zh: '教学视频', en: 'Video' },
    words: ['微课视频', '教学视频', '微课', '录像', '视频', '录课', 'video'],
  },
  { key: 'link', label: { zh: '链接', en: 'Link' }, words: ['链接', '网址', 'link'] },
  { key: 'material', label: { zh: '素材', en: 'Material' }, words: ['素材', '图片', '音频', '资料', 'material'] },
]

/** The label of a key in one of the lists above; the key itself when it is not in the list. */
export function labelOf(terms: readonly Term[], key: string): Text {
  return terms.find((term) => term.key === key)?.label ?? { zh: key, en: key }
}

/** 三年级 / Grade 3. */
export function gradeLabel(grade: number): Text {
  return GRADES.find((row) => row.grade === grade)?.label ?? { zh: String(grade), en: String(grade) }
}

/** The stage that a grade belongs to: primary 1–6, junior 7–9, senior 10–12. */
export function stageOfGrade(grade: number): string {
  return grade <= 6 ? 'primary' : grade <= 9 ? 'junior' : 'senior'
}
