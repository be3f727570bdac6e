/** More lines of `labelled.ts`, written after the rules were done: what they found first was measured, then mended. */
export const MORE_NAMES = `
人教版小学数学三年级上册第八单元《分数的初步认识》单元测试卷.doc | math | 3 | first | exam
三上数学期末模拟卷1（含答案）.pdf | math | 3 | first | exam
3上 分数的初步认识 ppt.pptx | math | 3 | first | courseware
三数上第四单元 万以内的加法和减法.docx | math | 3 | first | ?
二（1）班家长会发言稿.docx | class_meeting | 2 | - | reflection
五（3）班语文期中成绩.xls | chinese | 5 | - | material
六年级毕业班数学复习计划.doc | math | 6 | - | review_plan
7下英语Unit8 Is there a post office near here 导学案.doc | english | 7 | second | lesson_plan
八上物理 第二章 声现象 单元检测.docx | physics | 8 | first | exam
八年级物理下册 浮力 实验报告.docx | physics | 8 | second | lab
初二物理《大气压强》教学设计（第一稿）.docx | physics | 8 | second | lesson_plan
九上化学氧气的制取微课.mp4 | chemistry | 9 | first | video
九下语文 出师表 课件.pptx | chinese | 9 | second | courseware
初三语文文言文复习：岳阳楼记.docx | chinese | 9 | ? | review_plan
高一必修上第三单元《短歌行》教案.docx | chinese | 10 | required_1 | lesson_plan
高一英语必修第一册Unit 2 Travelling Around reading课件.pptx | english | 10 | required_1 | courseware
高二英语选择性必修一 Unit 1 词汇.docx | english | 11 | elective_1 | ?
选择性必修3 生物技术与工程 发酵工程 学案.pdf | biology | ? | elective_3 | lesson_plan
高二化学选必1 化学反应速率 课后作业.docx | chemistry | 11 | elective_1 | exam
高三生物一轮复习 遗传的基本规律.pptx | biology | 12 | - | courseware
2025届高三地理二模试卷.pdf | geography | 12 | - | exam
2025高考政治主观题答题模板.docx | politics | 12 | - | review_plan
历史必修中外历史纲要下第10课影响世界的工业革命.ppt | history | 10 | required_2 | courseware
高中信息技术必修二信息系统与社会教案.docx | it | 10 | required_2 | lesson_plan
高中音乐鉴赏《草原放牧》教学设计.docx | music | - | - | lesson_plan
高一体育 排球正面双手垫球 教案.doc | pe | 10 | - | lesson_plan
美术五下《色彩的对比》.pptx | art | 5 | second | courseware
人美版一年级上册美术《让大家认识我》课件.ppt | art | 1 | first | courseware
音乐一下《小青蛙找家》教学反思.doc | music | 1 | second | reflection
四年级心理健康教育《做情绪的主人》教案.docx | psychology | 4 | - | lesson_plan
六年级心理 考前减压.pptx | psychology | 6 | - | courseware
一年级劳动课《我会系鞋带》.docx | labour | 1 | - | ?
五年级劳动 番茄炒蛋 教学视频.mov | labour | 5 | - | video
综合实践五年级《家乡的桥》活动设计.doc | practice | 5 | - | lesson_plan
三年级信息科技 认识键盘 学习单.pdf | it | 3 | - | lesson_plan
Python编程入门 第3讲 循环.pptx | it | - | - | courseware
品德与社会四年级上册教案.doc | politics | 4 | first | lesson_plan
道法三下第二单元 我在这里长大 作业单.docx | politics | 3 | second | exam
科学六上第三单元 能量 知识点.doc | science | 6 | first | review_plan
小学科学四年级下册《种植凤仙花》教案.docx | science | 4 | second | lesson_plan
二年级下册语文看图写话范文20篇.docx | chinese | 2 | second | material
一年级语文上册第三单元拼音过关检测.pdf | chinese | 1 | first | exam
小学语文古诗词背诵打卡表.xlsx | chinese | - | - | material
《小英雄雨来》第二课时教学实录.docx | chinese | ? | ? | ?
《卖火柴的小女孩》说课课件.ppt | chinese | ? | ? | courseware
《慈母情深》公开课逐字稿.docx | chinese | ? | ? | lesson_plan
《记承天寺夜游》知识点梳理.pdf | chinese | ? | ? | review_plan
《平行四边形的面积》教学反思.doc | math | ? | ? | reflection
《勾股定理》说课稿.docx | math | ? | ? | lesson_plan
《欧姆定律》教案.wps | physics | ? | ? | lesson_plan
《百家争鸣》课件.pptx | history | ? | ? | courseware
《人的由来》教案.docx | biology | ? | ? | lesson_plan
椭圆及其标准方程（第1课时）.pptx | math | ? | ? | courseware
氧化还原反应.ppt | chemistry | ? | ? | courseware
等差数列前n项和 学案.docx | math | ? | ? | lesson_plan
一般过去时 语法专项练习.doc | english | - | - | exam
过去完成时讲解.pptx | english | - | - | courseware
英语听力训练 track 01.mp3 | english | - | - | material
Module 3 My school life 教案.doc | english | ? | ? | lesson_plan
How to Train Your Vocabulary 高中.pptx | english | - | - | courseware
G5 Science Water Cycle.pptx | science | 5 | - | courseware
Year 9 Chemistry Test Paper.pdf | chemistry | 9 | - | exam
Grade 10 History - The Opium War worksheet (1).docx | history | 10 | - | exam
algebra homework 2.pdf | math | - | - | exam
第四单元测试.docx | - | - | - | exam
期中考试.pdf | - | - | - | exam
教案.docx | - | - | - | lesson_plan
新建文本文档 (2).txt | - | - | - | ?
WeChat Image_20251118101533.png | - | - | - | material
Screenshot_2025-11-18-10-15-33-12.jpg | - | - | - | material
扫描全能王 2025-11-18 10.15.pdf | - | - | - | ?
无标题演示文稿.pptx | - | - | - | courseware
a1b2c3d4e5f60718.pdf | - | - | - | ?
录音 003.m4a | - | - | - | material
八年級下冊物理《浮力》教學設計.docx | physics | 8 | second | lesson_plan
國中七年級英語文法練習題.pdf | english | 7 | - | exam
五年級國語朗讀錄音.mp3 | chinese | 5 | - | material
２年级　数学　上册　第三单元　角的初步认识　课件．pptx | math | 2 | first | courseware
三年级（下）语文 第7单元《火烧云》 教学设计【定稿】.docx | chinese | 3 | second | lesson_plan
【名师课堂】高中数学人教A版选择性必修第一册 3.1 椭圆 优质课件.pptx | math | 11 | elective_1 | courseware
★重点★九年级数学中考复习——圆的综合题.docx | math | 9 | - | exam
张三_三年级_英语_教案_20251010.docx | english | 3 | - | lesson_plan
20251118三年级数学周测.docx | math | 3 | - | exam
2025.11.18四年级语文听评课记录.docx | chinese | 4 | - | reflection
24-25学年第一学期七年级数学教学进度表.xlsx | math | 7 | first | material
2024学年第二学期高一年级物理期末考试.pdf | physics | 10 | second | exam
2025年秋季学期一年级语文教学计划.docx | chinese | 1 | first | ?
2025春五年级英语期末复习资料.zip | english | 5 | second | review_plan
寒假作业 初一语文.pdf | chinese | 7 | - | exam
暑假预习 新八年级物理.docx | physics | 8 | - | ?
新初一衔接 数学 有理数.docx | math | 7 | ? | ?
高一升高二 暑期数学衔接讲义.pdf | math | ? | - | ?
提高三年级学生计算能力的策略研究.docx | math | 3 | - | reflection
浅谈初中物理实验教学.doc | physics | - | - | reflection
浅谈小学语文作文教学.docx | chinese | - | - | reflection
学校体育节方案.docx | ? | - | - | material
期末家长会PPT.pptx | class_meeting | - | - | courseware
开学第一课 安全教育.pptx | class_meeting | - | - | courseware
中秋节主题班会教案.docx | class_meeting | - | - | lesson_plan
三年级下学期期末考试成绩分析.docx | ? | 3 | second | reflection
六年级数学第二次月考试卷及答案解析.pdf | math | 6 | - | exam
语文园地五 课件.pptx | chinese | ? | ? | courseware
数学广角——鸡兔同笼 教学设计.docx | math | ? | ? | lesson_plan
口语交际：我们与环境.pptx | chinese | ? | ? | courseware
习作：推荐一个好地方 教案.docx | chinese | ? | ? | lesson_plan
整本书阅读《骆驼祥子》导读课.pptx | chinese | ? | ? | courseware
快乐读书吧 中国古代寓言.pptx | chinese | ? | ? | courseware
分数应用题专项训练60题.docx | math | ? | ? | exam
小数乘除法竖式计算100道.pdf | math | ? | ? | exam
圆柱和圆锥 整理和复习.pptx | math | ? | ? | courseware
用计算器探索规律.docx | math | ? | ? | ?
牛顿第三定律.mp4 | physics | ? | ? | video
细胞膜的结构和功能 课时练.docx | biology | ? | ? | exam
秦统一中国 教案.doc | history | ? | ? | lesson_plan
世界的气候类型 读图练习.docx | geography | ? | ? | exam
小学三年级数学分数的认识教学设计人教版.docx | math | 3 | ? | lesson_plan
人教三上分数单元教学反思.doc | math | 3 | first | reflection
3(上)数学期中卷.docx | math | 3 | first | exam
三年级第一学期数学期末考试卷.docx | math | 3 | first | exam
四年级下学期语文第四单元作文课件.ppt | chinese | 4 | second | courseware
五年级语文（上册）《圆明园的毁灭》优秀教案.docx | chinese | 5 | first | lesson_plan
小学五年级下册英语Unit1 My day 单元测试题.doc | english | 5 | second | exam
六年级英语下册Unit 3 Where did you go 知识点汇总.pdf | english | 6 | second | review_plan
初一英语上册期末作文范文.doc | english | 7 | first | material
初一历史上册 隋唐 复习.docx | history | 7 | first | review_plan
初二数学下册期末压轴题（平行四边形）.pdf | math | 8 | second | exam
初二地理会考复习资料.pdf | geography | 8 | - | review_plan
初三物理电学专题.docx | physics | 9 | - | ?
九年级上学期化学期中考试质量分析.doc | chemistry | 9 | first | reflection
高1物理匀变速直线运动练习.doc | physics | 10 | ? | exam
高一上数学集合单元检测.doc | math | 10 | first | exam
高一下学期化学有机化合物教案.doc | chemistry | 10 | second | lesson_plan
高二上生物稳态与调节期末复习提纲.docx | biology | 11 | first | review_plan
高三语文作文讲评课件.pptx | chinese | 12 | - | courseware
高三英语听力原文及答案.docx | english | 12 | - | exam
高考英语3500词.xlsx | english | 12 | - | ?
中考物理公式汇总.pdf | physics | 9 | - | review_plan
中考数学压轴题精讲.mp4 | math | 9 | - | video
小升初英语语法专题课件.pptx | english | 6 | - | courseware
必修一 Unit 1 Teenage life 导学案.docx | english | 10 | required_1 | lesson_plan
必修二 立体几何初步 章末检测.docx | math | 10 | required_2 | exam
选择性必修中册 记念刘和珍君 教案.doc | chinese | 11 | elective_2 | lesson_plan
选必三 计数原理 教学课件.pptx | math | 11 | elective_3 | courseware
苏科版八年级上册物理第四章光的折射 透镜 学案.docx | physics | 8 | first | lesson_plan
鲁教版六年级下册地理.ppt | geography | 6 | second | courseware
粤教版高中信息技术必修1教案.doc | it | 10 | required_1 | lesson_plan
北师大版八年级下册数学因式分解练习.pdf | math | 8 | second | exam
华师大版七年级数学下册第8章一元一次不等式课件.pptx | math | 7 | second | courseware
人音版三年级音乐下册教案.doc | music | 3 | second | lesson_plan
岭南版美术六年级上册教学计划.doc | art | 6 | first | ?
商务星球版八年级上册地理全册教案.doc | geography | 8 | first | lesson_plan
仁爱版九年级英语上册Unit 1 topic 1 课件.ppt | english | 9 | first | courseware
语文版七年级上册期末试卷.doc | chinese | 7 | first | exam
幼小衔接数学练习题20以内加减法.pdf | math | 1 | ? | exam
302班学生名单.xlsx | - | 3 | - | material
六(4)班英语默写情况登记表.xls | english | 6 | - | material
高二（12）班学习小组评价表.doc | - | 11 | - | material
初三1班家长会课件.pptx | class_meeting | 9 | - | courseware
七年级上数学 3.1从算式到方程.pptx | math | 7 | first | courseware
第二十一章 一元二次方程 单元复习卷.doc | math | ? | ? | exam
第十三章 轴对称 章末测试.pdf | math | ? | ? | exam
第5课 动荡的春秋时期 学案.docx | history | ? | ? | lesson_plan
第二节 光合作用的原理和应用（第二课时）.ppt | biology | ? | ? | courseware
专题三 议论文阅读 训练.docx | chinese | ? | ? | exam
课题2 氧气 实验视频.mp4 | chemistry | ? | ? | video
Lesson 5 Can I help you 教学设计与反思.docx | english | ? | ? | lesson_plan
Unit 2 Wildlife Protection Period 1 教案.docx | english | ? | ? | lesson_plan
Starter Unit 1 Hello 课件.pptx | english | ? | ? | courseware
英语绘本 The Very Hungry Caterpillar.pdf | english | - | - | material
How to be a good teacher 培训心得.docx | ? | - | - | reflection
Photosynthesis_Lab_Report.docx | biology | - | - | lab
Newton's Second Law.pptx | physics | - | - | courseware
World War II timeline grade 9.pptx | history | 9 | - | courseware
grade-6 fractions lesson-plan v2.docx | math | 6 | - | lesson_plan
senior 2 english final exam.pdf | english | 11 | - | exam
《将进酒》诵读音频.mp3 | chinese | ? | ? | material
《我的叔叔于勒》教案设计及反思.doc | chinese | ? | ? | lesson_plan
《长方形和正方形的周长》教学课例.doc | math | ? | ? | excellent_lesson
优秀课例：三年级科学《水结冰了》.docx | science | 3 | ? | excellent_lesson
校本教材 剪纸.pdf | art | - | - | school_course
国家中小学智慧教育平台链接.txt | - | - | - | link
五年级上册语文第二单元备课包.rar | chinese | 5 | first | unit_pack
课间操音乐.mp3 | ? | - | - | material
校园安全手抄报.png | ? | - | - | material
班规.docx | ? | - | - | ?
通知.docx | - | - | - | material
学生评语大全.docx | ? | - | - | ?
八年级上道德与法治教案（全册）.docx | politics | 8 | first | lesson_plan
思想政治必修3 政治与法治 第一课 思维导图.pdf | politics | ? | required_3 | review_plan
高中思政课《伟大的改革开放》说课稿.docx | politics | - | - | lesson_plan
日常生活中的化学 校本课程纲要.doc | chemistry | - | - | school_course
分数线预测.docx | - | - | - | ?
二次备课模板.docx | - | - | - | ?
语数英三科期末安排表.xlsx | - | - | - | material
科学家的故事阅读课.pptx | ? | - | - | courseware
劳动节放假通知.docx | - | - | - | material
人物心理描写方法指导.pptx | chinese | - | - | courseware
艺术节活动方案.docx | ? | - | - | ?
等一下我去上课.docx | - | - | - | ?
大年初一的习俗.pptx | - | - | - | courseware
三角函数.docx | math | ? | ? | ?
四年级第六册 小数的意义.doc | math | 4 | ? | ?
一次性筷子的危害 综合实践.pptx | practice | - | - | courseware
五四青年节演讲稿.docx | ? | - | - | ?
六一儿童节主持稿.docx | ? | - | - | ?
九一八事变.pptx | history | ? | ? | courseware
七夕 古诗鉴赏.docx | chinese | - | - | ?
第四单元 认识分数 单元整体设计（三上苏教）.docx | math | 3 | first | lesson_plan
分数的简单应用——教学实践与反思.doc | math | ? | ? | reflection
【课件】五上 小数除法 整理与复习.pptx | math | 5 | first | courseware
五年级上学期数学错题集.docx | math | 5 | first | exam
人教版 四上 数学 角的度量 练习题 有答案.pdf | math | 4 | first | exam
一年级数学期末乐考游园方案.docx | math | 1 | - | ?
二下 数学 有余数的除法 课后反思.docx | math | 2 | second | reflection
6年级上 百分数应用题.doc | math | 6 | first | exam
小学奥数 行程问题.pdf | math | ? | - | ?
七下 平面直角坐标系 学历案.docx | math | 7 | second | lesson_plan
2024-2025学年八年级（上）期末数学试卷.pdf | math | 8 | first | exam
初中数学几何模型大全.pdf | math | ? | - | review_plan
高一数学第一次月考.pdf | math | 10 | - | exam
高二数学下学期 排列组合 限时训练.docx | math | 11 | second | exam
2026届高三数学开学摸底考.docx | math | 12 | - | exam
语文 二年级下册 识字3 《贝的故事》.pptx | chinese | 2 | second | courseware
部编三下第四单元习作《我做了一项小实验》教案.docx | chinese | 3 | second | lesson_plan
四年级上册语文课内阅读（附答案）.pdf | chinese | 4 | first | exam
六年级语文上册按课文内容填空.docx | chinese | 6 | first | exam
小古文100篇.pdf | chinese | - | - | material
七年级语文名著导读《朝花夕拾》《西游记》.pptx | chinese | 7 | ? | courseware
九年级语文专题复习：病句辨析.ppt | chinese | 9 | - | courseware
高二语文选必上《大学之道》学案.doc | chinese | 11 | elective_1 | lesson_plan
高三文言文断句专项训练.doc | chinese | 12 | - | exam
四年级英语上册Unit6 Meet my family B Read and write 公开课.pptx | english | 4 | first | courseware
PEP6上 U4 I have a pen pal 单元卷.docx | english | 6 | first | exam
5B Unit 2 How do you come to school? (Grammar time) 教案.docx | english | 5 | second | lesson_plan
8B U3 Online tours 单词默写.doc | english | 8 | second | exam
九年级英语 阅读理解专练.docx | english | 9 | - | exam
高一英语必修三 U1 Festivals and celebrations 课件.pptx | english | ? | required_3 | courseware
九年级物理第十四章 内能的利用 复习学案.docx | physics | 9 | ? | lesson_plan
物理八上 探究平面镜成像特点 实验视频.mp4 | physics | 8 | first | video
高二物理 带电粒子在匀强磁场中的运动.pptx | physics | 11 | ? | courseware
化学 高一 钠及其化合物 课时作业.docx | chemistry | 10 | ? | exam
初三化学实验操作考试评分标准.xlsx | chemistry | 9 | - | ?
九下化学 第十单元 酸和碱 知识梳理.pdf | chemistry | 9 | second | review_plan
八年级生物上册细菌和真菌教案.docx | biology | 8 | first | lesson_plan
高三生物易错点归纳.docx | biology | 12 | - | review_plan
八下历史第11课 为实现中国梦而努力奋斗.pptx | history | 8 | second | courseware
初中历史年代尺.docx | history | ? | - | material
七下地理 第六章 亚洲 单元测试.docx | geography | 7 | second | exam
地理八年级上 中国的地形.pptx | geography | 8 | first | courseware
一年级道德与法治下册 教学计划.doc | politics | 1 | second | ?
高一政治必修一《中国特色社会主义》期末测试.docx | politics | 10 | required_1 | exam
六年级信息科技《人工智能初体验》教学设计.docx | it | 6 | - | lesson_plan
五年级音乐《让我们荡起双桨》.mp3 | music | 5 | - | material
七年级美术《在校园中健康成长》课件.pptx | art | 7 | - | courseware
水平二 篮球运球 体育教案.doc | pe | - | - | lesson_plan
二年级体育游戏教案集.doc | pe | 2 | - | lesson_plan
四年级劳动与技术《缝沙包》.pptx | labour | 4 | - | courseware
六年级毕业季主题班会.pptx | class_meeting | 6 | - | courseware
八年级心理健康课 青春期的烦恼.pptx | psychology | 8 | - | courseware
五年级研学旅行手册.pdf | practice | 5 | - | ?
三年级四班学生花名册.xls | - | 3 | - | material
教研组活动记录.docx | - | - | - | ?
师德师风学习心得.doc | - | - | - | reflection
新老教师结对协议.docx | - | - | - | ?
IMG_20251118_101533.jpg | - | - | - | material
PPT模板 蓝色简约.pptx | - | - | - | ?
New Microsoft PowerPoint Presentation.pptx | - | - | - | courseware
`
