/**
 * A second blind set by the same hand, written after the first was put right and before any of it was run.
 * The first run, on 196: 1 silence decision wrong (none of 66 overheard answered), 7 intents wrong.
 * Notation: labelled.ts.
 */
export const STRANGERS = `
# group silence
谁那儿有五上语文第六单元的卷子，江湖救急
我这有，等会儿发群里
发了，查收
收到，谢谢张姐
这份答案第3题好像不对，应该选C
是的，标准答案错了，给分的时候注意一下
今天的评分我还没打完，明天再汇总
教务处刚通知，期中成绩分析周五前上传到平台
平台又崩了，半天传不上去
用手机搜一下就有了
积分商城里那个保温杯不错，我想换
我们组这周排第几啊
第二，差一组8分
可以可以，下周冲第一[奋斗]
谁撤回了一条消息？[吃瓜]
我，打错字了
搜搜看“教学反思模板”，网上一大堆
审核太慢了，都三天了
规则里写了要附答案
@赵老师 你那个课件下载下来是乱码
@小李 帮我找一下上学期的值日表
@所有人 请大家今天内完成网上评教，打分要客观公正
/:rose/:rose/:rose
/强/强/强
[强][强][强]
🎉🎉🎉
呵呵
。。。
100分！
5分钟后开会
二楼打印机又坏了
A3纸没有了，谁有
家长问能不能补考
下周一升旗仪式，三（2）班负责国旗下讲话
作业：1.抄写生字两遍 2.预习第8课 3.完成练习册P34-35
【每日一练】3/4+1/8=? 做完拍照
统计一下：语文缺交名单 王浩、刘洋
接龙 1 张伟 2 李娜 3 王芳 4 
我报名 +1
投票：秋游去哪里 A.植物园 B.科技馆
微信号：abc123，加我备注学校
@群助手 签到
help! 谁有U盘
rank A的班级有奖状
top 10的同学名单在黑板上
这个search功能真难用
"/search 分数"这样打就可以
老师们可以发 /help 看看怎么用
你试试打 /top，会出来排行榜
在群里输入/积分就能看到自己的分
他说要用/撤回 128
2024/2025学年第一学期期末复习计划
3/5是几分之几
http://192.168.1.1/search?q=1
C:\\Users\\admin\\Desktop\\课件.pptx
「李老师：/search 一次函数」⏎- - - - - - - - - - - - - - -⏎这样是不是就行了
「王主任：明天交评分表」⏎- - - - - - - - - - - - - - -⏎收到
晚上七点腾讯会议 会议号 123-456-789
我孩子今天请假一天，发烧38.5
唉，又要赛课了
小红书上找的，挺好看
你们的积分是怎么查的
小享是谁啊
那个小享机器人挺好玩的
我问小享了，它说没有
小享今天又涨分了哈哈

# group
/search 五上 语文 第六单元 试卷 => search 五上 语文 第六单元 试卷
/找 消防安全主题班会 => search 消防安全主题班会
/查找 小学英语语法 => search 小学英语语法
/s grade 5 reading => search grade 5 reading
/积分 => me
/我的积分 => me
/排行榜 本周 => top 本周
/top term department => top term department
/why 231 => why 231
/明细 231 => why 231
/rate 231 5 => rate 231 5
/评价 231 3 例题太少 => rate 231 3 例题太少
/download 231 => download 231
/下载231 => download 231
/withdraw 231 => withdraw 231
/恢复 231 => restore 231
/correct 231 五年级 => correct 231 五年级
/更正 231 学科 科学 => correct 231 学科 科学
/最新 => new
/规则 => rules
/我的资源 => mine
/匿名 => visibility||visibility 匿名
/language english => language en
/help rate => help rate
/帮助 => help
／搜索　分数 => search 分数
/Search 分数 => search 分数
/排名 => unknown 排名 near top||top
/seacrh 圆 => unknown seacrh near search||search 圆
/wihtdraw 231 => unknown wihtdraw near withdraw||withdraw 231
/积芬 => unknown 积芬 near me||me
@小享 /top => top
/排行 上月 => top 上月

# mention
在吗，找个东西，二年级上册的乘法口诀表有没有 => search 二年级上册 乘法口诀表
来几份高一物理的牛顿第二定律学案 => search 高一物理 牛顿第二定律学案
有人教版七年级历史的知识点总结吗 => search 人教版七年级历史 知识点总结
求五年级下册英语期末卷 => search 五年级下册英语期末卷
急！明天公开课要用，背影的课件 => search 背影 课件
能给我推荐几个关于端午节的活动方案不 => search 端午节 活动方案||search 端午节活动方案
想看看有啥好的家长会ppt => search 家长会ppt||search 好的家长会ppt
孔乙己 => search 孔乙己
《荷塘月色》教学设计 => search 《荷塘月色》教学设计
三角函数 => search 三角函数
我攒了几分了 => me
我还差多少分能上榜 => me||top||rules||unclear
看下我们语文组排第几 => top 教研组
上学期谁贡献最大 => top 上学期
这周前十名是谁 => top 本周
年度总排行 => top 学年
传一个课件能得多少分 => rules
下载要扣分吗 => rules
为什么我的分变少了 => why
我昨天传的怎么没给分 => why
231这份怎么只给了1分 => why 231
我觉得231值5星 => rate 231 5
231号资源一般般，给3分吧 => rate 231 3 一般般||rate 231 3 资源一般般
把231的学科改成科学 => correct 231 学科 科学||correct 231 科学
231不是教案，是试卷 => correct 231 试卷
231标题打错了，改成《分数的初步认识》 => correct 231 标题 《分数的初步认识》||correct 231 标题 分数的初步认识
231撤了吧，版权有问题 => withdraw 231
刚刚撤回的231能恢复吗 => restore 231
把231发我 => download 231
我都上传过啥 => mine
最近一周有什么新资料 => new
你有什么功能 => help
教教我怎么传资料 => help
命令有哪些 => help
我不想上榜 => visibility 不上榜
以后用花名显示我 => visibility 花名
Please speak English => language en
换成中文吧 => language zh-CN
有哪些还没审的 => review
231通过 => review 231 通过
退回231，没有答案 => review 231 退回 没有答案
发一下本周榜单 => board now
打开设置 => settings
好嘞，多谢 => silence
[OK] => silence
你真棒！ => silence
今天星期几 => unclear||help
给我讲个笑话 => unclear||help
帮我写一份教学反思 => unclear||help||search 教学反思
你吃饭了吗 => unclear||help||silence
别烦我 => silence||unclear

# direct
早上好 => help
有没有适合一年级小朋友的拼音小游戏 => search 适合一年级小朋友 拼音小游戏||search 一年级 拼音小游戏||search 一年级小朋友 拼音小游戏
马上期末了，我想要点复习资料，八年级生物的 => search 复习资料 八年级生物||search 八年级生物 复习资料
looking for a phonics song for kids => search phonics song for kids||search phonics song
Could you please find some grade 4 math word problems? => search grade 4 math word problems
who is in first place this month => top month||top 本月
how many points have I got => me
Please withdraw 231 => withdraw 231
rate 231 4 => rate 231 4
what can you do? => help
Why did I get 2 points for 231? => why 231
我要下载231 => download 231
231 评 4 分 讲解清楚 => rate 231 4 讲解清楚
给231好评 => rate 231 5||rate 231 5 好评||rate 231 好评||rate 231||unclear
取消我对231的评分 => rate 231 0||rate 231||unclear
恢复实名 => visibility 实名
我传的东西都有哪些 => mine
嗯嗯好的 => silence
👌 => silence
打错了，不用管 => silence
找到了谢谢 => silence

# list
第三份给我 => download 第3
3 => download 第3
把第一个发过来 => download 第1
换成五年级的 => search 分数 五年级||search 五年级 分数
只要教案 => search 三年级分数 教案
再来几个 => search 三年级 分数 下一页
谢谢，够了 => silence
这个好 => silence
more => search 三年级 分数 下一页

# receipt
5星 => rate 128 5
不错，给4分 => rate 128 4 不错||rate 128 4
撤回 => withdraw 128
发错了，撤掉吧 => withdraw 128
恢复 => restore 128
类型错了，是教案 => correct 128 类型 教案||correct 128 教案
应该是六年级上册 => correct 128 六年级上册
怎么才1分啊 => why 128
通过 => review 128 通过
退回，缺答案 => review 128 退回 缺答案
发我一份 => download 128
哇，这么快 => silence
王老师厉害 => silence
这个我也有一份 => silence
上课用正好 => silence
学生做完反馈说有点难 => silence
`
