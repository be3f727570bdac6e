import { MORE_NAMES } from './labelled-more.ts'
import { TEXTS } from './labelled-texts.ts'

/**
 * File names as teachers write them, with what a teacher would say they are. One line each:
 * `file name | subject | grade | volume | type`; `-` = must stay open, `?` = either is right.
 */
const NAMES = `
三年级数学上册《分数的初步认识》教案.docx | math | 3 | first | lesson_plan
三年級數學上冊《分數的初步認識》教案.docx | math | 3 | first | lesson_plan
八下一次函数课件.pptx | math | 8 | second | courseware
八（下）19.2一次函数第2课时 课件.pptx | math | 8 | second | courseware
2025-2026学年第一学期三年级语文期末试卷（A卷）.doc | chinese | 3 | first | exam
2025—2026学年度第二学期期中质量检测八年级物理试题.docx | physics | 8 | second | exam
部编版四上语文第一单元《观潮》第一课时教学设计.docx | chinese | 4 | first | lesson_plan
统编版语文五年级下册第二单元复习课件.ppt | chinese | 5 | second | courseware
人教PEP五年级上册Unit 3 What would you like A Let's talk教案.docx | english | 5 | first | lesson_plan
译林版7A Unit 2 Grammar 课件.pptx | english | 7 | first | courseware
外研版三起四年级下册M3U1.pptx | english | 4 | second | courseware
冀教版一起四上lesson5 how many do i have.ppt | english | 4 | first | courseware
英语（三年级起点）六年级上册单词表.xlsx | english | 6 | first | material
高一物理必修一 第四章 牛顿第二定律 导学案.docx | physics | 10 | required_1 | lesson_plan
人教版（2019）高中物理选择性必修第二册 1.1安培力 课件.pptx | physics | 11 | elective_2 | courseware
高中化学必修1氧化还原反应习题.pdf | chemistry | 10 | required_1 | exam
选必2 第三单元 小说阅读专题.docx | chinese | 11 | elective_2 | ?
高二政治《哲学与文化》期中考试卷及答案.pdf | politics | 11 | ? | exam
中外历史纲要（上）第5课 从三国两晋南北朝的政权更迭与民族交融.pptx | history | 10 | required_1 | courseware
高三二轮复习 圆锥曲线大题专练.docx | math | 12 | - | exam
2026年高考数学一轮复习讲义 第3讲 导数的应用.docx | math | 12 | - | ?
2025年江苏省南京市中考化学真题（解析版）.pdf | chemistry | 9 | - | exam
2024中考语文古诗文默写专项训练.doc | chinese | 9 | - | exam
小升初数学衔接练习题.doc | math | 6 | - | exam
初一上数学有理数的混合运算100题.docx | math | 7 | first | exam
初二下册生物期末复习提纲.doc | biology | 8 | second | review_plan
初三化学 酸碱盐知识点总结.docx | chemistry | 9 | - | review_plan
小三语文下册第三单元习作指导.pptx | chinese | 3 | second | courseware
G7 Math Linear Equations worksheet.pdf | math | 7 | - | exam
Grade 3 English Unit 4 My Family lesson plan.docx | english | 3 | - | lesson_plan
Grade 8 Physics - Newton's Laws slides final.pptx | physics | 8 | - | courseware
Unit 5 What's the matter 同步练习.docx | english | ? | ? | exam
My favourite season 说课稿.docx | english | ? | ? | lesson_plan
新建 Microsoft Word 文档.docx | - | - | - | ?
微信图片_20260312153022.jpg | - | - | - | material
IMG_1234.JPG | - | - | - | material
mmexport1712345678901.mp4 | - | - | - | video
文档1.docx | - | - | - | ?
副本.doc | - | - | - | ?
20260318_093000.mp4 | - | - | - | video
三年级下册音乐《放牛山歌》说课稿 - 副本.docx | music | 3 | second | lesson_plan
二年级美术上册《会动的线条》教案(1).doc | art | 2 | first | lesson_plan
五年级体育 蹲踞式跳远 教学设计最终版.docx | pe | 5 | - | lesson_plan
七年级体育与健康 篮球行进间运球 单元计划.doc | pe | 7 | - | ?
四年级信息技术 Scratch编程 猫捉老鼠 课件.pptx | it | 4 | - | courseware
高一信息技术必修1 数据与计算 第一章学案.docx | it | 10 | required_1 | lesson_plan
通用技术 结构与稳定性 教学设计.docx | general_tech | - | - | lesson_plan
六年级上册道德与法治《公民的基本权利和义务》教案.docx | politics | 6 | first | lesson_plan
九年级道法上册第二单元知识点清单.pdf | politics | 9 | first | review_plan
七下道德与法治期末试卷（含答案）.docx | politics | 7 | second | exam
五年级科学上册《光的反射现象》实验报告单.doc | science | 5 | first | lab
教科版科学三下《蚕的一生》课件.ppt | science | 3 | second | courseware
八年级上册地理 中国的气候 思维导图.png | geography | 8 | first | ?
七年级地理上册 地球的运动 微课.mp4 | geography | 7 | first | video
高二地理 气压带和风带对气候的影响 公开课教案.docx | geography | 11 | ? | lesson_plan
七年级生物上册 观察植物细胞实验报告.docx | biology | 7 | first | lab
高一生物 有丝分裂 教学反思.docx | biology | 10 | ? | reflection
初中生物 探究种子萌发的环境条件 实验方案.docx | biology | ? | ? | lab
九上历史第15课 探寻新航路 说课稿.docx | history | 9 | first | lesson_plan
八年级历史上册《鸦片战争》教学设计与反思.docx | history | 8 | first | lesson_plan
一年级主题班会《我是小学生啦》教案.docx | class_meeting | 1 | - | lesson_plan
防溺水安全教育主题班会课件.pptx | class_meeting | - | - | courseware
初三考前心理辅导讲座PPT.pptx | psychology | 9 | - | courseware
三年级劳动教育《整理书包》教学设计.docx | labour | 3 | - | lesson_plan
四年级综合实践活动《垃圾分类》活动方案.doc | practice | 4 | - | lesson_plan
书法 楷书基本笔画 横的写法.pptx | art | - | - | courseware
《荷塘月色》教案.docx | chinese | ? | ? | lesson_plan
《背影》课堂实录.doc | chinese | ? | ? | ?
《圆的面积》说课稿（全国一等奖）.doc | math | ? | ? | lesson_plan
《三角形的内角和》微课视频.mp4 | math | ? | ? | video
三角形的分类 练习.docx | math | ? | ? | exam
二元一次方程组 应用题专项.docx | math | ? | ? | exam
一次函数的图象和性质.pptx | math | ? | ? | courseware
二次函数y=ax²的图像与性质.pptx | math | ? | ? | courseware
四边形综合题.doc | math | ? | ? | exam
《三国演义》阅读交流课.pptx | chinese | ? | ? | courseware
九九乘法口诀表.xlsx | math | ? | ? | material
七上八下成语解释.docx | chinese | - | - | ?
一课一练：五上数学 小数除法.pdf | math | 5 | first | exam
5上数学小数除法易错题.docx | math | 5 | first | ?
3年级下册语文生字注音表.pdf | chinese | 3 | second | material
六下总复习 数与代数 练习卷.docx | math | 6 | second | exam
六下英语小升初复习资料.docx | english | 6 | second | review_plan
二年级口算天天练（100以内加减法）.docx | math | 2 | - | exam
一年级拼音卡片打印版.pdf | chinese | 1 | - | material
一上语文 识字1 天地人 教案.doc | chinese | 1 | first | lesson_plan
北师大版四年级数学下册第三单元《小数乘法》单元整体教学设计.docx | math | 4 | second | lesson_plan
苏教版数学六年级（上）长方体和正方体 测试卷.doc | math | 6 | first | exam
沪教版九年级化学上册 质量守恒定律 课件.pptx | chemistry | 9 | first | courseware
浙教版八年级科学下册第一章测试卷.doc | science | 8 | second | exam
湘教版高中地理必修一 地球的圈层结构.pptx | geography | 10 | required_1 | courseware
青岛版五年级数学上册期末试题.doc | math | 5 | first | exam
西师版一年级下册数学教案全册.doc | math | 1 | second | lesson_plan
冀教版英语九年级全一册单词表.doc | english | 9 | whole | material
三（2）班期末成绩统计表.xlsx | - | 3 | - | material
八(3)班数学成绩分析.docx | math | 8 | - | reflection
701班座位表.xlsx | - | 7 | - | material
2025-2026学年第二学期语文教研组工作计划.doc | chinese | - | second | material
2023级高一新生英语摸底测试.docx | english | 10 | - | exam
高2026届数学一诊模拟试题.pdf | math | ? | - | exam
李老师-四年级语文-《爬山虎的脚》-教学课件.pptx | chinese | 4 | ? | courseware
【推荐】人教版小学数学四年级上册第五单元《平行四边形和梯形》试题（含答案）.pdf | math | 4 | first | exam
[公众号资料]七年级英语上册期中复习知识点归纳.pdf | english | 7 | first | review_plan
实验小学五年级语文月考试卷.doc | chinese | 5 | - | exam
外国语实验学校八年级英语期中试卷.pdf | english | 8 | - | exam
校本课程《走进二十四节气》教材.pdf | ? | - | - | school_course
三年级数学听课记录.doc | math | 3 | - | reflection
期末试卷质量分析（六年级数学）.docx | math | 6 | - | reflection
参加新课标培训心得体会.docx | - | - | - | reflection
班主任工作总结.docx | ? | - | - | reflection
教学论文《小学数学计算教学策略》.docx | math | ? | - | reflection
三年级语文上册 全册备课资源包.zip | chinese | 3 | first | unit_pack
第三单元资料（教案+课件+练习）.zip | - | - | - | unit_pack
五年级英语听力音频.mp3 | english | 5 | - | material
Unit 1 听力原文.docx | english | ? | ? | exam
学习强国优质课链接.txt | ? | - | - | link
高考语文作文素材2026最新.docx | chinese | 12 | - | material
初中文言文实词虚词汇总.pdf | chinese | ? | - | review_plan
小学英语自然拼读课件.pptx | english | ? | - | courseware
高中数学公式大全.pdf | math | ? | - | review_plan
化学方程式配平练习.doc | chemistry | ? | ? | exam
物理实验题专题训练.docx | physics | ? | ? | exam
凸透镜成像规律 学案.doc | physics | ? | ? | lesson_plan
光合作用和呼吸作用比较.ppt | biology | ? | ? | courseware
国庆节手抄报模板.jpg | ? | - | - | material
课程表.xlsx | - | - | - | material
教学计划.doc | - | - | - | ?
yuwen sannianji jiaoan.docx | ? | ? | - | lesson_plan
Chapter 4 Photosynthesis notes.docx | biology | - | - | review_plan
fractions quiz grade 5.docx | math | 5 | - | exam
Lesson 12 The Silk Road.pptx | ? | - | - | courseware
高一上学期数学期末复习 三角函数 知识点+例题.pdf | math | 10 | first | review_plan
十二年级英语词汇手册.pdf | english | 12 | - | ?
初中三年级数学中考模拟卷（二）.docx | math | 9 | - | exam
高中二年级生物期中考试.pdf | biology | 11 | - | exam
小学一至六年级必背古诗75首.docx | chinese | - | - | review_plan
七~九年级英语不规则动词表.pdf | english | - | - | material
三、四年级体育教案.doc | pe | - | - | lesson_plan
２０２５秋 六年级数学上册 分数除法 教学设计.docx | math | 6 | first | lesson_plan
2026春四年级下册语文第5课琥珀ppt.pptx | chinese | 4 | second | courseware
%E4%B8%89%E5%B9%B4%E7%BA%A7%E6%95%B0%E5%AD%A6%E8%AF%95%E5%8D%B7.doc | math | 3 | - | exam
五年级 数学 下 第二单元 因数与倍数 教案 改2.docx | math | 5 | second | lesson_plan
（终稿）七年级下册地理第八章第四节澳大利亚教学设计.docx | geography | 7 | second | lesson_plan
五下数学第四单元《分数的意义和性质》作业设计.docx | math | 5 | second | exam
人教A版必修第二册 平面向量的数量积 同步作业.docx | math | 10 | required_2 | exam
必修上 第七单元 赤壁赋 学案.docx | chinese | 10 | required_1 | lesson_plan
必修下册《鸿门宴》课件.pptx | chinese | 10 | required_2 | courseware
九年级全一册物理 第十七章 欧姆定律 复习课教案.docx | physics | 9 | whole | lesson_plan
`

/** What a labelled file is; `undefined` = must stay open, `'?'` = either is right. */
export type Labelled = {
  fileName: string
  heading?: string
  text: string
  want: Readonly<Record<'subject' | 'grade' | 'volume' | 'type', string | undefined>>
}

export const LABELLED: readonly Labelled[] = [
  ...`${NAMES.trim()}\n${MORE_NAMES.trim()}`.split('\n').map((line) => ({ text: '', ...parse(line) })),
  ...TEXTS.map(({ line, heading, text }) => ({ heading, text, ...parse(line) })),
]

function parse(line: string): Pick<Labelled, 'fileName' | 'want'> {
  const [fileName = '', ...cells] = line.split(' | ').map((cell) => cell.trim())
  const [subject, grade, volume, type] = cells.map((cell) => (cell === '-' ? undefined : cell))
  return { fileName, want: { subject, grade, volume, type } }
}
