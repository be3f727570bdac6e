/**
 * Words that teaching documents share whatever they are about: the heads and phrases of forms, lesson plans, papers,
 * reports, and the grammar between them. What two files have in common must be more than these, which is what keeps a
 * school's template from being taken for a copy when the library is too young to know the template by its frequency.
 */
const WORDS = `
教案 教学 教学设计 教学目标 教学重点 教学难点 重难点 教学重难点 重点 难点 教学准备 教学过程 教学内容 教学方法 教学环节 教学步骤 教学反思 课后反思 教学后记
教学用具 教学资源 教学课时 教材分析 学情分析 学法指导 教法学法 教法 学法 板书设计 板书 作业设计 作业布置 布置作业 课后作业 课堂作业 家庭作业 分层作业 必做题 选做题
课题 课型 课时 新授课 复习课 练习课 第一课时 第二课时 授课教师 授课班级 授课时间 授课日期 授课年级 主备人 备课人 使用人 审核人 执教者 备课组 教研组 教研组长 任课教师
知识与技能 过程与方法 情感态度与价值观 情感态度 价值观 核心素养 语言能力 思维品质 文化意识 学习能力 学科素养 设计意图 设计理念 设计思路 预设 生成 课前准备 课前预习 预习
导入 导入新课 情境导入 谈话导入 复习导入 激趣导入 创设情境 揭示课题 引入新课 新课 新知 探究 探究新知 自主探究 合作探究 自主学习 小组合作 合作交流 小组讨论 小组交流 汇报 汇报交流 展示 全班交流
巩固 巩固练习 巩固提升 拓展 拓展延伸 拓展提高 课堂练习 当堂检测 达标检测 当堂练习 课堂小结 课堂总结 总结 小结 归纳总结 总结全课 回顾 反馈 评价 教学评价 学习评价 自我评价
教师 老师 学生 同学 同学们 师生 小组 全班 班级 年级 学校 学科 姓名 学号 组长 组员 家长 活动 教师活动 学生活动 教师行为 学生行为 师生活动 环节 步骤 时间 分钟 备注 内容 目标 要求 说明
引导 指导 组织 启发 鼓励 提问 追问 点拨 讲解 示范 演示 出示 播放 课件 多媒体 多媒体课件 投影 黑板 练习本 学习单 导学案 任务单 任务 问题 思考 讨论 交流 回答 观察 发现 归纳 概括 分析 比较 判断 尝试 动手 操作 实践 体验 感受 感悟 体会 理解 掌握 了解 认识 知道 学会 运用 应用 解决 解决问题 实际问题 培养 提高 激发 发展 形成 养成 增强 渗透 落实 突破 突出 兴趣 习惯 能力 方法 技能 知识 思维 意识 精神 态度 情感 品质 素养 创新 积极 主动 乐于 善于 正确 准确 熟练 独立 完成 进行 通过 根据 结合 利用 围绕 针对 按照 采用 开展 参与 学习 生活 生活实际 实际 联系 情况 过程 结果 效果 作用 意义 价值 基础 基本 关键 主要 重要 具体 相关 有效 进一步 初步 充分 及时 认真 注意 仔细 大胆 共同 不同 各种 一定 本节课 本课 这节课 本单元 单元 教材 课本 课文 课程 课程标准 新课标 标准 课堂 课后 课前 课中 上课 下课 备课 听课 评课 说课
试卷 试题 考试 测试 检测 期中 期末 月考 模拟 质量检测 满分 总分 得分 评分 评卷人 阅卷人 考试时间 考生 注意事项 答题卡 答题 答案 参考答案 选择题 单项选择题 多项选择题 填空题 判断题 解答题 计算题 简答题 应用题 阅读题 非选择题 本大题 本题 小题 每小题 每题 题 分值 请将 填写 横线上 括号里 正确的 错误的 下列 下面 选项 符合题意 写出 回答下列问题 密封线 不要答题 装订线 准考证号 座位号 考号 学年 学年度 学期 第一学期 第二学期 上学期 下学期 上册 下册 人教版 部编版 统编版 北师大版 苏教版 一年级 二年级 三年级 四年级 五年级 六年级 七年级 八年级 九年级 高一 高二 高三 初一 初二 初三 小学 初中 高中 中学 实验 语文 数学 英语 物理 化学 生物 历史 地理 政治 道德与法治 科学 音乐 美术 体育 信息技术
计划 工作计划 工作总结 方案 活动方案 报告 记录 记录表 登记表 评价表 汇总表 通知 指导思想 工作目标 具体措施 措施 安排 活动目的 活动时间 活动地点 活动过程 参加人员 主持人 记录人 会议 会议记录 主题 班会 主题班会 目的 流程 负责人 日期 地点 年 月 星期 周次 节次 序号 项目 类别 等级 优秀 良好 合格 签名 签字 意见 建议 不足 改进 改进措施 优点 收获 反思 存在问题 今后 努力方向
第一 第二 第三 首先 其次 最后 然后 接着 如果 因为 所以 但是 以及 并且 或者 为了 对于 关于 由于 可以 能够 应该 需要 必须 什么 怎么 怎样 为什么 哪些 哪个 如何 我们 你们 他们 大家 自己 这个 那个 这些 那些 一个 一些 没有 不是 就是 还是 已经 同时 其中 之间 之后 之前 以上 以下 左右 还有 让学生 使学生 请同学们 学生自主 学生独立 学生汇报 教师总结 教师小结 教师巡视 指名回答 指名 齐读 朗读 自读 默读 通读
教研 集体 集体备课 孩子 儿童 今天 本次 本周 下周 每周 上午 下午 各位 语言 语言表达 表达 练习 提升 体现 工作 家长 家长朋友 朋友 理念 素质 规范 层次 结构 气氛 氛围 想法 收获 疑问 情境 情景 经历 获取 补充 质疑 互相 检查 订正 表扬 进步 节课 板书工整 面向全体 主体 主体地位 主导 主动性 积极性 差异 个别 部分 大部分 活跃 倾听 灵活 简单 复杂 适时 给予 肯定 帮助 支持 配合 理由 原因 想一想 说一说 做一做 试一试 读一读 写一写 练一练 填一填 算一算 看一看 议一议 画一画 选出 选择 给出 其中 文字 过程 证明 步骤 演算 上交 交回 结束 答卷 作答 无效 涂黑 铅笔 橡皮擦 签字笔 规定 区域 时量 卷面 书写 工整 整洁 学业 水平 学业水平 诊断 调研 联考 质量 质量监测 单元测试 期中考试 期末考试 附加题 附加分 资料 材料 资源 共享 上传 下载 文件 附件 打印 整理 编辑 第页 共页 实验学校 中心小学 中心学校 第一小学 第二小学 第一中学 第二中学 附属 校长 主任 班主任 教务处 政教处 德育处 办公室 学生会 团委 学生会 领导 主持 签到 发言 讲话 宣布 研讨 讨论发言 磨课 存档 归档 装订 特此 此致 敬礼 尊敬的 您好 感谢 理解与支持 告知 如下 事项 有关事项 请您 及时联系 祝您 工作顺利 身体健康 阖家幸福 回执 安全 安全教育 健康 成长 健康成长 教育 督促 遵守 保证
teaching plan lesson period aims objectives students student teacher class grade unit module steps step procedure homework blackboard design key points difficult points warming leadin presentation practice production consolidation summary activity group work pair listen read speak write answer question questions following according choose correct complete sentences passage words phrases
`

/** Characters that carry grammar and counting. */
const CHARS =
  '的了和在是与及中能会对将把被从到为以于并且而或也都很再又就还个们地得着过其之这那有不一二三四五六七八九十两第几'

/** The words by the code of their first character, the longest first. */
const byFirst = new Map<number, string[]>()
for (const word of new Set(WORDS.split(/\s+/).filter((one) => one !== ''))) {
  const first = word.charCodeAt(0)
  byFirst.set(first, [...(byFirst.get(first) ?? []), word])
}
for (const words of byFirst.values()) words.sort((left, right) => right.length - left.length)
const chars = new Set(Array.from(CHARS, (char) => char.charCodeAt(0)))

/** Marks the places of a normalised text that such words cover: 1 = says nothing about the topic. */
export function genericIn(text: string): Uint8Array {
  const marks = new Uint8Array(text.length)
  let at = 0
  while (at < text.length) {
    const first = text.charCodeAt(at)
    const word = byFirst.get(first)?.find((one) => text.startsWith(one, at))
    const length = word?.length ?? 1
    if (word !== undefined || chars.has(first)) marks.fill(1, at, at + length)
    at += length
  }
  return marks
}
