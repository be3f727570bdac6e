/** A fourth set, first run without tuning: 3 of 197 silences and 9 intents were wrong. Notation: labelled.ts. */
export const FOURTH = `
# group silence
今天的升旗仪式因雨取消
@王芳 你的积分是不是算错了
谁有空帮我代一节课
分数线出来了吗？今年一中多少分
这道应用题怎么找等量关系呀
班级积分榜我放在后黑板了，大家记得更新
排名不分先后哈
搜集一下大家的身份证复印件
评课时间改到下午第一节
下载链接失效了，哪位老师补一下
/爱心 /爱心 谢谢大家
/拥抱 欢迎新同事
/:handclap
/::P
/^o^/
/(^_^)/~~
/Users/laoshi/Desktop
/c/Windows
/2班家长请到门口接孩子
/ / / 分割线 / / /
1/3 + 1/6 = ?
2026/12/01前交
双休日/节假日加班登记
https://v.qq.com/x/page/abc.html 大家看看
ftp://10.0.0.1/课件
km/h和m/s的换算孩子们总错
#接龙⏎12月研讨课报名⏎1. 陈静 三年级 数学⏎2. 何伟 四年级 语文
【温馨提示】请各位老师于今日17:00前完成期中考试分数录入，逾期系统关闭。
亲爱的家长朋友们，周末作业：1.读课文找中心句 2.查资料了解蚂蚁 3.完成评价表
@所有人 各教研组把待审核的试卷放我桌上
@所有人 最新规则见附件
撤回了什么？我没看到
刚撤回的那张图再发下呗
我的我的，忘了回复
帮助栏里有写
设置里面把群消息免打扰关掉
@小赵 /me 这个命令你试过没
那个机器人叫小享吧？
为什么又停电
咱们群的规则：不发广告
👍👍👍
[玫瑰][玫瑰]
666
ok
嗯
# mention silence
谢啦！
感谢小享，课件收到了
好的，明白
[鲜花]
不必找了，同事发我了
打扰了，找着了
太牛了👍
没事，按错了
thank you 小享
大家以后查积分就@小享，别问我了
# direct silence
非常感谢！！
好的谢谢老师
收到收到
嗯呢
哈哈哈哈哈
没问题
行，谢谢啦
✌️
/抱拳 /抱拳
先这样吧，谢谢
good night
# receipt silence
漂亮！
感谢胡老师，太及时了
向胡老师学习
这套卷子我们上周刚考过
啥时候能出六年级的呀胡老师
哈哈胡老师又霸榜了
求带
OK，存了
真是雪中送炭
这课不好上
@胡老师 第三页有个错别字
已转给备课组
点赞点赞
# mention search
有没有三年级上册《大青树下的小学》的导学单 => 三年级上册《大青树下的小学》的导学单
帮我找几个关于爱国主义的演讲稿 => 爱国主义的演讲稿
请问咱们库里有人教版七年级生物的实验报告吗 => 人教版七年级生物的实验报告
给我搜一份幼小衔接的家长会PPT => 幼小衔接的家长会PPT
小享，麻烦查找一下高二地理选必三的思维导图，谢谢 => 高二地理选必三的思维导图
我想要个长方形周长的练习题，基础一点的 => 长方形周长的练习题
初一新生入学班会课件，有的话发我一下 => 初一新生入学班会课件
下周三要赛课，求《圆明园的毁灭》优质课课件 => 《圆明园的毁灭》优质课课件
谁能给我发一份六年级数学百分数的单元卷？急 => 六年级数学百分数的单元卷
帮帮忙，找下八年级英语上册unit4的音频 => 八年级英语上册unit4的音频
四年级下册 数学 期中 => 四年级下册 数学 期中
化学方程式配平专项训练 => 化学方程式配平专项训练
有没有“小小的船”这课的动画视频 => “小小的船”这课的动画视频
想找点儿写字教学的资料 => 写字教学的资料
查一下王维的诗歌赏析课件 => 王维的诗歌赏析课件
Could you find me some slides about the solar system? Thanks! => slides about the solar system
any exam papers for grade 6 math => exam papers for grade 6 math
find 三年级 英语 worksheet => 三年级 英语 worksheet
麻麻烦烦，来个五年级体育课的教案 => 五年级体育课的教案
库里有音乐欣赏课《茉莉花》吗 => 音乐欣赏课《茉莉花》
# direct search
部编版五年级上册第八单元作文 => 部编版五年级上册第八单元作文
有没有秋季运动会方案 => 秋季运动会方案
杠杆 实验 => 杠杆 实验
帮我找一份新教师培训的ppt => 新教师培训的ppt
背影 朱自清 => 背影 朱自清
数学广角——搭配 => 数学广角——搭配 || 数学广角 搭配
给我推荐几本适合五年级的阅读书单 => 适合五年级的阅读书单
请问七年级上册地球和地球仪的课件在哪儿下载 => 七年级上册地球和地球仪的课件
我需要三下英语期末复习卷，最好有听力 => 三下英语期末复习卷 听力 || 三下英语期末复习卷
能给我找找二年级的看图写话吗 => 二年级的看图写话
i'm looking for a lesson plan on poetry => lesson plan on poetry
角的初步认识 => 角的初步认识
教师节活动方案有吗 => 教师节活动方案
中国古代史 => 中国古代史
# mention top
本月谁的积分最高 => 本月
榜单发我看看 =>
这学期的排名情况怎么样 => 本学期
我们数学组这周排名多少 => 本周 教研组
前三名是谁 =>
top 10 this month => month
看下各教研组的月度排名 => 本月 教研组
# direct me
查我的分 =>
我的积分还有多少 =>
积分查询 =>
show my points =>
我这学期拿了多少积分 =>
# direct why
135为什么是6分 => 135
为什么我这周没积分 =>
why was 135 only worth 3 points? => 135
# receipt why
才1分？ => 128
这个分怎么算出来的 => 128
为什么比别人少 => 128
# direct rate
给135打5星 => 135 5
135，4分，排版不错 => 135 4 排版不错
我要给135评3分 => 135 3
# receipt rate
满分！ => 128 5
5分，谢谢分享 => 128 5
打3分吧，没有答案 => 128 3 没有答案
# direct withdraw
135撤了吧 => 135
帮我删除135号资源，谢谢 => 135
# receipt withdraw
这份不要了，帮我撤回 => 128
撤回撤回 => 128
删除 => 128
# direct restore
恢复一下135 => 135
# receipt restore
恢复一下 => 128
# direct download
135发给我 => 135
我想下载135号资源 => 135
# receipt download
发我 => 128
给我来一份 => 128
# list download
第三个 => 第3
我要第1个，谢谢 => 第1
# receipt correct
这不是课件，是教案 => 128 教案
应该是二年级上册 => 128 二年级上册
# direct correct
把135的学科改成美术 => 135 学科 美术
# direct review
待审 =>
同意135 => 135 通过
135退回，版权不清 => 135 退回 版权不清
# mention board
公布一下本周榜单 => now
# direct new
最近有新的吗 =>
有没有新上传的资源 =>
# direct rules
怎么赚积分啊 =>
传一份试卷给几分 =>
我想看看积分规则 =>
# direct mine
我传过的文件 =>
我分享了多少东西 =>
# direct visibility
排行榜里不要出现我的名字 => 不上榜
# direct language
请说中文 => zh-CN
# mention help
怎么跟你说话 =>
你都能干啥 =>
帮助一下 =>
hi there =>
请问怎么传资料到库里 =>
# direct help
在么 =>
有哪些指令 =>
能介绍一下你自己吗 =>
# direct unclear
帮我打印一份通知 =>
今天几号 =>
帮忙叫一下张老师 =>
# group
/搜索三年级上册 => search 三年级上册
/S 期末 => search 期末
／排行　本学期　教研组 => top 本学期 教研组
/帮助 => help
/rate 135 5 非常好 => rate 135 5 非常好
/ 排行榜 => top
/me。 => me
@小享/search 浮力 => search 浮力
/待审 => review
/榜单 上周 => top 上周
/saerch 分数 => unknown saerch near search
/搜素 分数 => unknown 搜素 near search
/排行邦 => unknown 排行邦 near top
/downlaod 12 => unknown downlaod near download
/hel => unknown hel near help
/settngs => unknown settngs near settings
/woде => unknown woде || silence
/chaxun => unknown chaxun
/pingfen 12 5 => unknown pingfen near rate
/haha => unknown haha
`
