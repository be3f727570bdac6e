/**
 * A sixth and last blind set by the same hand, mixed as a school's chat is.
 * The first run, on 132: 6 silence decisions wrong (2 of 63 overheard or told about the bot answered), 7 intents wrong.
 * Notation: labelled.ts.
 */
export const LAST = `
# group silence
大家早
谁看到我的红笔了
期末卷子谁出，五年级数学的
我出吧，上次的卷子我还留着，改改就行
格式按学校模板来，标题三号黑体
知道了，下班前发你
校长说要查教案，大家准备好
查几份啊
每人五份，带反思
评分表呢
在共享文件夹里，自己下载
密码多少
撤回得真快，没看清
网上找的课件质量不行
积分我都不看的
第一名是不是有奖啊
想多了哈哈
@刘老师 恢复了吗？身体要紧
@陈静 规则第五条什么意思
@周老师 帮我审核一下报销单
@全体成员 今晚八点线上教研，链接稍后发
https://meeting.tencent.com/dm/abc
#腾讯会议：888-888-888
会议主题：学科素养研讨⏎会议时间：2026/11/21 19:00-20:00
搜狗输入法真难用
老师好，小明今天的数学作业是第几页
P45第3、4题
家长您好，孩子最近上课不太专心
三年级下册的书到了，来领
有没有人要拼车回市区
分数低的同学留下补课
排行版谁在弄
榜样的力量
教研组长群里说一下
下周评课，名单如下
为什么又要交材料
怎么又停电了
我的水杯呢
我的课被占了
帮助孩子从认识自己开始
/doge
/捂脸 我错了
/赞/赞
[Facepalm]
10086
128
5星好评返现
「小李：明天几点」⏎- - - - - - - - - - - - - - -⏎七点半
已老实，求放过
xswl
u1s1 这卷子真难
啊啊啊啊啊
好家伙
收
1
同意
不同意
退回给教务处了
通过了通过了
我匿名说一句，食堂太难吃
老师们辛苦了，记得上@小享 看看自己的积分
昨天@小享 给我发的课件挺好
谁把@小享 拉进来的

# mention
五上科学《光的反射》课件 => search 五上科学《光的反射》课件
找个英语字母歌的音频 => search 英语字母歌的音频
有没有高中政治必修三的背诵提纲呀 => search 高中政治必修三的背诵提纲
请推荐一些适合六年级的课外阅读题 => search 适合六年级的课外阅读题||search 六年级的课外阅读题
初三化学推断题 => search 初三化学推断题
哪里有小升初真题 => search 小升初真题
想要一个心理健康班会的教案，最好有ppt => search 心理健康班会的教案 ppt
我想问问有没有美术课剪纸的视频 => search 美术课剪纸的视频
三年级上册数学卷子，要新版的 => search 三年级上册数学卷子 新版||search 三年级上册数学卷子
我排第几名了现在 => top
这学期排行榜 => top 本学期
哪个组积分最多 => top 教研组
我有多少分 => me
查查我的积分够不够 => me
上传试卷得几分 => rules
积分规则 => rules
128怎么给我扣分了 => why 128
128很好，5分 => rate 128 5 很好
给128打2分，答案错太多 => rate 128 2 答案错太多
改一下128的年级，是高一 => correct 128 年级 高一||correct 128 高一
128是语文不是英语 => correct 128 语文
128发错了，撤回吧 => withdraw 128
把128恢复 => restore 128
请把128发给我 => download 128
我分享的文件列表 => mine
最新资源有什么 => new
怎么评分 => help||help 评分||help rate
你好呀小享 => help
我不想让名字上榜 => visibility 不上榜||visibility 匿名
切换到中文 => language zh-CN
待审核的列表 => review
通过128 => review 128 通过
发周榜 => board||board now
设置里怎么改时间 => settings||help
太棒了，谢谢小享 => silence
OK => silence
不找了 => silence
今天好累 => unclear||help||silence
你几岁了 => unclear||help

# direct
给我一份四年级下册语文期中试卷，谢谢 => search 四年级下册语文期中试卷
有没有教师节的黑板报 => search 教师节的黑板报
找不到之前传的教案了 => mine||search 之前传的教案||search 教案
my rank => top
points rules => rules
find fractions lesson plan => search fractions lesson plan
cancel => silence
good job => silence
128下载不了 => unclear||download 128||help
我要改128的标题 => correct 128 标题
128几分 => why 128||unclear||rate 128||search 128几分
把周榜时间改到周一早上八点 => settings||settings 周榜时间 周一 08:00||settings 周榜时间 8:00
今天谁上传得最多 => top 今天
嗯 => silence
好的，明天再说 => silence

# receipt
谢谢 => silence
给个4星，挺好 => rate 128 4 挺好||rate 128 4
是七年级的 => correct 128 七年级
英语不是语文 => correct 128 英语
不要了，撤回 => withdraw 128
才2分？ => why 128
孩子们喜欢这个 => silence
@张老师 看看这份 => silence
我这有更好的版本 => silence

# list
第一个 => download 第1
下载第三个 => download 第3
翻页 => search 三年级 分数 下一页
不错不错 => silence
有没有练习题 => search 三年级 分数 练习题||search 练习题||search 分数 练习题
这些都是谁传的 => silence||unclear
`
