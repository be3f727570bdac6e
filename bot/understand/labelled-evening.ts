/**
 * A third blind set by the same hand: replies, mentions in talk, and what tired people type in the evening.
 * The first run, on 180: 7 silence decisions wrong (3 of 57 overheard or told about the bot answered), 10 intents wrong.
 * Notation: labelled.ts.
 */
export const EVENING = `
# reply silence
哈哈又是王老师第一
恭喜语文组
我们组怎么掉到第三了，大家加油啊
这个榜挺好的，有动力
下周我也冲一冲
上榜的请客
@李老师 你又上榜了
数学组太卷了
奖品什么时候发
鼓掌
这榜单准吗
看到我了哈哈
积分能换奶茶就好了
我才传了两份，哪能跟你们比
明天继续

# reply
我排第几 => top
我多少分了 => me
看看上周的 => top 上周||silence
积分怎么算的 => rules||why
有没有分数的课件 => search 分数 课件
怎么上传资料 => help
我不想上榜 => visibility 不上榜
教研组的排行呢 => top 教研组

# receipt silence
这份我上学期用过，孩子们很喜欢
可以打印吗
字体有点小
辛苦李老师整理
第8题答案好像有误
正好明天要上这课
+1
[强]
感谢分享！
已下载，谢谢
好快啊
下次我也传一份
这版本是去年的吧
@王老师 这个有配套练习吗
我们班学生肯定做不完
太难了吧，三年级做这个
先收藏
改天试试
学到了
来晚了
传的不错

# receipt
年级不对，是五年级下册 => correct 128 年级 五年级下册||correct 128 五年级下册
科目错了 => correct 128 科目||correct 128 学科
这是课件不是教案 => correct 128 课件||correct 128 类型 课件
标题改成 圆的周长练习 => correct 128 标题 圆的周长练习
打4分，题目质量高 => rate 128 4 题目质量高
3星吧，有错别字 => rate 128 3 有错别字
给满分 => rate 128 5
这份撤了吧 => withdraw 128
帮我删掉 => withdraw 128
点错了，恢复一下 => restore 128
为什么没给分 => why 128
怎么算出来的 => why 128
发我 => download 128
同意 => review 128 通过||silence
不通过，图片不清楚 => review 128 退回 图片不清楚
改成英语 => correct 128 英语||correct 128 学科 英语

# list silence
谢谢，有用
没有我要的
这几个我都有了
@王老师 第二个是你传的吧
哈哈都是老资料
这么多
慢慢看

# list
下载第2个 => download 第2
1号 => download 第1||silence||download 1
第5份发我谢谢 => download 第5
要六年级的 => search 分数 六年级||search 六年级 分数
有课件吗 => search 三年级 分数 课件||search 课件
下一页 => search 三年级 分数 下一页
继续 => search 三年级 分数 下一页
换一批 => search 三年级 分数 下一页
重新搜 圆的面积 => search 圆的面积

# mention silence
谢谢
收到，谢谢
哈哈你太可爱了
辛苦啦
[玫瑰]
不用了，我找到了
没事了
你真聪明
好用

# group silence
大家有问题直接@小享 就行
@小享 是个机器人，大家别跟它聊天
可以让@小享 帮你找
你@小享 试一下
以后上传资料统一发群里，@小享 会自动收录，各位知悉
我刚才@小享 了，它没理我
明早7:40到校
3班的班主任在吗
周五大扫除，请各班自带抹布
今天谁值班
监考表出来了，见附件
九年级二模成绩已发各班主任邮箱
平均分78.5，优秀率31%，及格率92%
我班倒数第一😭
找不到教室了，204在哪
帮我看下我班学生有没有打架
分数线划多少
老师，作文评分标准发一下
公开课打分表在我桌上
这次排名不公布，请老师们不要传
学生排行榜不要贴出来啊，违反规定的
资源教室的钥匙在谁那
下载钉钉的时候注意别下错
麻烦删一下群里那张照片
我把通知撤回了，以新发的为准
请审核一下我的年假申请
请大家搜索“校园安全”公众号并关注
查一下水电费
积极分子名单报我
规则很简单，每人限投三票
分享一首歌给大家
上传健康码
最新通知
我的天
我的妈呀
帮助贫困学生填表
语言文字规范化检查明天来
设置一下考场
匿名问卷，放心填
排行第三的那个同学是谁家的
dd
cy
wow
hh
OK👌
嗯呢
1️⃣
/
//
/ /
-/-
1/2
/:8-)
/aa/bb.jpg
/home 目录满了
/(ㄒoㄒ)/~~
¯\\_(ツ)_/¯

# mention
找教案 => search 教案
要一份五年级语文上册第三单元的测试卷带答案 => search 五年级语文上册第三单元测试卷带答案
高三地理一轮复习 => search 高三地理一轮复习
有关于地震的科普资料么 => search 地震的科普资料||search 关于地震的科普资料
体育课准备活动视频 => search 体育课准备活动视频
音乐欣赏课《二泉映月》有没有课件 => search 音乐欣赏课《二泉映月》课件||search 音乐欣赏课《二泉映月》 课件
我们学校积分第一的是谁 => top
给我看看积分榜 => top
我的分数 => me
还有多少积分 => me
积分规则发一下 => rules
怎么加分快 => rules
128为什么只给了2分 => why 128
评128五星 非常棒 => rate 128 5 非常棒||rate 128 5
撤回128 => withdraw 128
128号撤销 => withdraw 128
我要128 => download 128
今天有人传新东西吗 => new
待审核 => review
我上传的资料 => mine
匿名 => visibility 匿名||visibility
切换英文 => language en
怎么撤回 => help||help withdraw||help 撤回
使用说明 => help

# direct
我要一个二年级数学期中试卷 => search 二年级数学期中试卷
请问八下物理第十章有课件吗？ => search 八下物理第十章课件
老师让我找一篇关于诚信的演讲稿 => search 诚信的演讲稿||search 关于诚信的演讲稿
three digit multiplication => search three digit multiplication
积分查询 => me
排名 => top||unknown 排名 near top
我这周得了几分 => me
发错群了不好意思 => silence
128改成六年级 => correct 128 六年级
把128给我 => download 128
打128 4分 => rate 128 4
规则是什么 => rules
不想用真名 => visibility 匿名||visibility 花名||visibility
开启周榜 => settings||settings 周榜 开
`
