/**
 * A third set, written after the second and first run without tuning: 5 of 194 silences and 16 intents were wrong.
 * Notation: labelled.ts.
 */
export const THIRD = `
# group silence
各位老师早上好，今天第二节课后到录播教室集合
期中考试质量分析会改到周四，请带上班级分数段统计
我们班这次语文平均分排行第二
谁能帮忙找一下上次开会的签到表
求助！希沃白板登不上去怎么办
家长群里有人问分数是怎么算的，大家统一口径：不公布排名
刚才那条通知撤回了吗
麻烦把昨天的听课记录发一下 @赵组长
@孙悦 帮我搜一下这个视频
课题组积分登记表已经放群文件
7/8是不是写反了
甲/乙/丙三个等第
周三/周五下午社团
https://pan.baidu.com/s/1a2b3c 提取码 5566
/害羞 被夸了
/嘿嘿 今天发工资
/::D 哈哈
/(≧▽≦)/ 放假啦
\\(^o^)/ 终于改完卷子了
/opt/data
/mnt/share/教务处
/*
/---/
/2026秋季/课表
通知：请全体教师下载“学习强国”并完成本周积分任务
评价手册本周五前收齐
审核通过的老师名单如下：⏎张敏⏎李强
最新课表⏎周一 语文⏎周二 数学
我的资源库又满了，谁有大点的U盘
恢复正常上课，收到请回复
1 收到
已收到，二年级组
#接龙 周末值班⏎1. 周洁⏎2. 吴昊⏎例 姓名+时间
@全体成员 排行榜已经更新，请各班查看
小享能查资料吗
有没有人带了充电器？
「小王：今天的课件在哪」⏎- - - - - - - - - - - - - - -⏎在群文件里
语音：那个那个你们谁看到我的评分表了找了半天没找到
search一下就知道了呗
top 10的学生明天领奖
可以用 /搜索 试试看
# mention silence
多谢小享！
明白了，谢谢哈
好哒👌
不好意思点错了
行，不用找啦
哇塞，好厉害呀
先不用了，自己找到了
good bot
感谢感谢🙏🙏🙏
新来的老师看这里：要找课件就直接@小享 就行
# direct silence
多谢！
好滴，收到啦
哈哈哈哈好的
嗯，我知道了
没事了
OK👌
不麻烦你了
[愉快]
辛苦辛苦
搞定了，谢谢
# receipt silence
哇，这个太好了，收走
刘老师出品，必属精品
我们平行班都可以用
🌹🌹
谢谢刘老师的无私分享！
已存
这个是去年那版吧
不错不错
厉害了我的哥
张姐的课件一直很棒
好东西要分享
# list silence
第一个就很好
咦，居然真的有
# mention search
小享你好，想找一下六年级上册《少年闰土》的教学设计 => 六年级上册《少年闰土》的教学设计
有没有人教版八年级物理下册第九章压强的课件 => 人教版八年级物理下册第九章压强的课件
帮我推荐几份适合低年级的心理健康教案吧 => 适合低年级的心理健康教案
麻烦给找一套高三一轮复习的生物卷子，要带答案解析的 => 高三一轮复习的生物卷子 带答案解析 || 高三一轮复习的生物卷子 答案解析 || 高三一轮复习的生物卷子
需要一份消防安全主题班会的PPT，谢谢！ => 消防安全主题班会的PPT
三上科学空气占据空间吗 课件 => 三上科学空气占据空间吗 课件
一年级下册识字《小青蛙》有课件没有 => 一年级下册识字《小青蛙》课件 || 一年级下册识字《小青蛙》有课件
明天听课，急求《坐井观天》ppt => 《坐井观天》ppt
老师们推荐的《三打白骨精》教案有吗 => 老师们推荐的《三打白骨精》教案 || 《三打白骨精》教案
帮查一下英语四年级上unit2的单词表 => 英语四年级上unit2的单词表
能不能发一份中考化学方程式汇总给我 => 中考化学方程式汇总
想看看有没有关于传统节日的手抄报 => 传统节日的手抄报
我要一个分数乘法的微课视频 => 分数乘法的微课视频
搜一下 "有余数的除法" 教案 => "有余数的除法" 教案
please search for a PPT on Newton's first law => PPT on Newton's first law
can you help me find some reading worksheets for grade 2? => reading worksheets for grade 2
高中数学 导数 压轴题 => 高中数学 导数 压轴题
九上第二十二章二次函数单元测试 => 九上第二十二章二次函数单元测试
嗯那个我想问一下咱们库里有没有那个四年级下册数学小数加减法的练习啊 => 四年级下册数学小数加减法的练习 || 那个四年级下册数学小数加减法的练习
找资料：端午节的由来 => 端午节的由来 || 资料：端午节的由来
# direct search
五年级下册口语交际 => 五年级下册口语交际
苏教版四年级数学下册期末试卷有吗？ => 苏教版四年级数学下册期末试卷
求毛笔书法入门教程 => 毛笔书法入门教程
帮忙找下《掌声》说课稿 谢谢🙏 => 《掌声》说课稿
观潮 => 观潮
圆的周长 教学反思 => 圆的周长 教学反思
有没有适合家长会用的PPT背景 => 适合家长会用的PPT背景
past perfect tense exercises => past perfect tense exercises
小数点移动规律 => 小数点移动规律
七下历史 唐朝 => 七下历史 唐朝
给我来几套六年级的小升初真题 => 六年级的小升初真题
我想看看别人写的班主任工作总结 => 别人写的班主任工作总结
# reply search
再帮我找找五年级的 => 五年级
有没有配套的课件呀 => 配套的课件
# list search
要教案 => 三年级 分数 教案
有没有北师大版的 => 三年级 分数 北师大版
# mention top
这周排行榜出来了吗 => 本周
看看咱校这个月谁贡献最大 => 本月
学科组排名 => 学科组
上个月谁是第一 => 上月
本学期教研组榜单 => 本学期 教研组
我现在排第几名呀 =>
weekly ranking please => week
show me this year's leaderboard => year
# direct me
我的分 =>
我现在一共有多少分 =>
帮我查下我还剩多少积分 =>
what is my balance =>
# direct why
131为什么没给分 => 131
我的积分怎么变少了 =>
131号的明细看一下 => 131
# receipt why
为什么才给这么点分 => 128
怎么只有1.5分 => 128
why so few points? => 128
# direct rate
131 打4分 => 131 4
给131号五星好评，孩子很喜欢 => 131 5 孩子很喜欢
评131 3分 => 131 3
# receipt rate
我给5分 => 128 5
4分，版面有点乱 => 128 4 版面有点乱
五颗星 => 128 5
# direct withdraw
请帮我把131撤掉 => 131
131撤回一下谢谢 => 131
# receipt withdraw
撤下来吧，里面有错 => 128
不好意思发错了，帮我撤回 => 128
# receipt restore
还是恢复吧 => 128
# direct restore
刚才撤回的131帮我恢复 => 131
# direct download
请把131发给我一下 => 131
下载131号 => 131
# list download
把第四个发我 => 第4
下第1个 => 第1
# receipt correct
应该是教案 => 128 教案
年级改成五年级 => 128 年级 五年级
不是语文，是道法 => 128 道法
# direct correct
131改成六年级下册 => 131 六年级下册
# direct review
有几份待审的？ =>
131审核通过 => 131 通过
退回131 缺封面 => 131 退回 缺封面
# mention board
把本周榜单发到群里 => now
# direct settings
我要改一下设置 =>
# direct new
这两天有啥新资料 =>
最新资源 =>
# direct rules
怎么样可以多拿积分 =>
评分能加几分 =>
积分规则说一下 =>
# direct mine
看看我上传的资源 =>
我都分享了哪些课件 =>
# direct visibility
别把我放到排行榜上 => 不上榜
我想匿名 => 匿名
# direct language
换成中文 => zh-CN
# mention help
你有啥用 =>
这玩意怎么用 =>
怎么查自己的积分 =>
能干嘛 =>
您好 =>
# direct help
你能帮我做什么？ =>
有使用说明吗 =>
how does this bot work? =>
# direct unclear
帮我改一下作文 =>
中午吃啥 =>
老公今天不回家吃饭 =>
# group
/搜索　《桂林山水》 => search 《桂林山水》
/s 浮力 => search 浮力
/查：期末卷 => search 期末卷
/TOP本周 => top 本周
/排行榜，本月 => top 本月
@小享 ／我的积分 => me
/评128 4 => rate 128 4
/恢复131 => restore 131
/Why 131 => why 131
/帮助 搜索 => help 搜索
/serch 课件 => unknown serch near search
/leaderbaord => unknown leaderbaord near top
/wiithdraw 3 => unknown wiithdraw near withdraw
/朋分 => unknown 朋分
/平分 128 => unknown 平分 near rate
/下仔 128 => unknown 下仔 near download
/guize => unknown guize near rules
/shezhi => unknown shezhi near settings
/rsetore 131 => unknown rsetore near restore
/xyz => unknown xyz
`
