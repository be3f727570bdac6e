/**
 * A fourth blind set by the same hand, as an examiner would write it: every way of asking, and traps beside each.
 * The first run, on 165: 1 silence decision wrong (`/aixin`, since asked back like any unknown name), 11 intents wrong.
 * Notation: labelled.ts.
 */
export const EXAMINER = `
# group silence
谁有初二物理光的折射的课件，借我用用
帮忙找一下上次教研的会议记录，谢谢
有没有老师知道期末考试时间
搜了一圈没找到合适的教案
下载了好几个都不能用
我给学生打了5分，是不是太高了
这次月考的排行榜贴在公告栏了
积分制管理班级效果不错，推荐大家试试
学生把作业撤回了，说要重写
评分标准：内容40分，表达30分，书写30分
审核表找王主任签字
班级规则第三条改一下
积分不够换不了笔记本，心疼学生
明细账要月底对一下
恢复线下教学的通知收到了
语言表达占10分
英文班会谁主持
最新的课表发了
设置密码别太简单
匿名信的事校长知道了
隐身衣那篇课文谁上过
帮助中心电话多少
help me grade these papers lol
Does anyone have a stapler?
The search committee meets at 3pm
My rank in the marathon was 128
rate of pay went up
Top floor meeting room is booked
restore the chairs to their places please
@Mike can you download the video for me
@王芳 你搜一下你邮箱
@李强 128份卷子够不够
@教研组长 规则发我
@张三 @李四 帮我打5分
#期末加油#
#数学 打卡第128天
1、搜集错题 2、整理笔记 3、查漏补缺
一、查找差距 二、改正不足
「排行榜」三个字写错了
老师在群里发“/search”是什么意思
有人输/top没反应吗
我输的是 /me 啊
应该打 /withdraw 加编号吧
/呲牙 辛苦了
/拥抱
/ok
/:handclap
[Smile]
[庆祝][庆祝]
(｡･ω･｡)
orz
QAQ
~~~
????
？
好叭
冲
666
8
2333
5分
4星级酒店，可以
打5星
下载第二个
我的积分
排行榜
搜索 分数
撤回
帮我找一下分数的课件
有没有五年级的卷子
小享 找一下分数
gongxiang is down?
共享单车又涨价了
共享助手是学校买的吗

# group
/aixin => unknown aixin
/search怎么用啊 => help||search 怎么用啊||search 怎么用||help search||search 怎么用啊

# mention
有一元一次方程应用题的专项训练吗 => search 一元一次方程应用题专项训练
需要一个关于环境保护的英语作文范文 => search 环境保护 英语作文范文||search 关于环境保护的英语作文范文||search 环境保护英语作文范文
谁有水的净化实验视频 => search 水的净化实验视频||search 水净化实验视频
三下语文《燕子》的公开课教案和课件 => search 三下语文《燕子》公开课教案和课件
高二 化学平衡 习题 带解析 => search 高二 化学平衡 习题 带解析
找找幼小衔接的资料 => search 幼小衔接资料
可以帮忙搜索有余数除法的练习题吗 => search 有余数除法练习题
想找一些适合低年级的绘本 => search 适合低年级的绘本||search 低年级绘本
秋天的雨 课堂实录 => search 秋天的雨 课堂实录
国庆节手抄报模板 => search 国庆节手抄报模板
doc格式的班主任工作总结 => search doc格式的班主任工作总结
i need a lesson plan on photosynthesis => search lesson plan on photosynthesis||search lesson plan photosynthesis||search photosynthesis lesson plan
do we have any midterm papers for grade 6 english? => search midterm papers for grade 6 english||search midterm papers grade 6 english
积分多少 => me
查积分 => me
我这学期的积分 => me
我和李老师谁分高 => top||me||unclear
top10 => top
榜单发出来看看 => top||board now||board
哪个教研组这个月最厉害 => top 本月 教研组
看看学校排行 => top||top 学校
上周的排行榜 => top 上周
加分规则是怎样的 => rules
评价别人的资源有分吗 => rules
怎么改年级 => help||help correct||help 更正
怎么看我的排名 => help||top
能查到我上传的记录吗 => mine
新上架的课件有哪些 => new
打个分：128，4分 => rate 128 4
128给个五星好评 => rate 128 5
给128评3分 内容太旧 => rate 128 3 内容太旧
128的年级错了，应该是初一 => correct 128 年级 初一||correct 128 初一
把128从数学改到物理 => correct 128 物理||correct 128 学科 物理
128重复了，删除 => withdraw 128
恢复我撤回的128 => restore 128
128怎么得的分 => why 128
128下载一下 => download 128
审核128 => review 128
驳回128 格式不对 => review 128 退回 格式不对
我要隐身 => visibility 不上榜||visibility 隐身
改回实名 => visibility 实名
用英文回复我 => language en
每周榜单几点发 => settings||board||rules||help||unclear
你能干啥 => help
菜单 => help
人呢 => help||unclear||silence
你好笨 => unclear||silence||help
搞错了，当我没说 => silence
嗯，知道了 => silence
感恩 => silence
👍👍 => silence
明天会下雨吗 => unclear||help
能不能帮我叫个外卖 => unclear||help
1+1等于几 => unclear||help

# direct
找几个关于浮力的实验 => search 浮力的实验||search 关于浮力的实验
麻烦发一份三年级上册英语单词表 => search 三年级上册英语单词表
我想看看别的老师怎么讲《背影》的 => search 《背影》||unclear||search 别的老师怎么讲《背影》||help||search 怎么讲《背影》
我需要128号文件 => download 128
show my points => me
show me my uploads => mine
undo the withdrawal of 128 => restore 128
128 is for grade 5, not grade 4 => correct 128 grade 5
what are the rules => rules
make me anonymous => visibility 匿名
top teachers this week => top week
approve 128 => review 128 通过
why 128 => why 128
unit 5 test => search unit 5 test
请把我的名字从排行榜上拿掉 => visibility 不上榜||visibility 匿名
最近传了啥 => new
积分为什么没涨 => why
审核 => review
撤128、129 => withdraw 128 129
再见啦 => silence
收到，马上改 => silence||unclear

# receipt
打五星 => rate 128 5
一星，打不开 => rate 128 1 打不开
不是我传的 => silence
这是三年级的，不是四年级的 => correct 128 三年级
删除这个 => withdraw 128
取消撤回 => restore 128
明细 => why 128
下载 => download 128
凭什么扣分 => why 128

# list
就第一个吧 => download 第1
第10个 => download 第10
没有ppt吗 => search 三年级 分数 ppt||search ppt
还有别的吗 => search 三年级 分数 下一页
北师大版的有吗 => search 三年级 分数 北师大版||search 北师大版
`
