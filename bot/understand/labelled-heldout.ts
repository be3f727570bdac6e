/** The last set, first run without tuning: 1 of 187 silences and 9 intents were wrong. Notation: labelled.ts. */
export const HELD_OUT = `
# group silence
这次联考咱们学校排行全区第三
孩子的积分卡弄丢了找谁补
谁看见我红色的评分笔了
小数除法学生老是错，有什么好办法
麻烦各位填一下问卷
上课铃坏了，请后勤处理
帮我顶一节课，下午第三节
@李梅 你搜到那个课件了吗
@刘强老师 撤回一下，发错群了
转：教育局关于规范评价工作的通知
分数 = 分子/分母
8:00/9:00两场
/撇嘴
/流泪 流泪了
/鼓掌/鼓掌/鼓掌
/:,@f
/:@)
/tmp/a.txt
/var/log
/p/123
/5楼会议室
/-/-/
//www.example.com
http://192.168.1.5:3000/search?q=a
找人：三年级的数学老师请速到教务处
下载APP后按规则注册
明细表已发邮箱
设置路障，请绕行
语言文字达标检查在下周
更正：会议时间为15:30
恢复网络了吗
最新的课程表见附件
审核截止今天
说明一下，这不是我改的
排行靠后的班级要加油
各位，评价表谁那里有电子版
1.李明 2.王刚 3.赵丽⏎收到请按顺序接龙
【转发】⏎@所有人⏎1、搜集优秀课例⏎2、推荐评选
共享助手是谁拉进来的？
好的主任
[强]
🎉🎉🎉
「陈主任：请交评分表」⏎- - - - - - - - - - - - - - -⏎已交
# mention silence
好的谢谢小享
谢谢啊，帮大忙了
收到～
nice，谢谢
不用啦，已经有了
不好意思，@错人了
取消，不找了
😂😂
真不错
各位家长，以后可以@小享 查资料
# direct silence
谢谢您
嗯嗯，谢谢
好嘞
辛苦你了
明白，多谢
行行行
🌹
[合十]
不找了
ok 谢谢
先这样，回头再说
# receipt silence
妥妥的干货
谢谢高老师，解了燃眉之急
又学到一招
我们组都说好
高老师什么时候来我们校区讲课
哈哈哈这名字起得
这份我期中用过
质量很高
先存着
给高老师加鸡腿
👍👍👍👍
下次集体备课就用这个
发错了吧高老师
666
# list silence
李老师那份不错，可以参考
好，我挨个看看
# reply silence
厉害了数学组
又没进前十，唉
# mention search
找一下五年级下册《军神》的课堂实录 => 五年级下册《军神》的课堂实录
谁有七年级下册英语unit6的教案，麻烦发一下 => 七年级下册英语unit6的教案
请问有没有初中物理电路图的练习 => 初中物理电路图的练习
我们明天集体备课，帮忙找找《落花生》的教案呗 => 《落花生》的教案
有没有圆柱的表面积这节课的ppt啊 => 圆柱的表面积这节课的ppt
帮我搜：二年级乘法口诀表打印版 => 二年级乘法口诀表打印版
能帮我看看有没有适合六一的主持稿吗 => 适合六一的主持稿
跪求高三英语二模卷 => 高三英语二模卷
美术课《梵高的星空》课件 => 美术课《梵高的星空》课件
小享小享，帮我找八上数学全等三角形的试卷 => 八上数学全等三角形的试卷
我要做一个关于垃圾分类的班会，有现成的课件吗 => 垃圾分类的班会课件 || 课件 || 现成的课件
来点高一化学离子方程式的习题 => 高一化学离子方程式的习题
语文要素 教学策略 讲座ppt => 语文要素 教学策略 讲座ppt
帮找一下去年的期末质量检测，三年级科学 => 去年的期末质量检测 三年级科学
is there any courseware for grade 1 pinyin? => courseware for grade 1 pinyin
can u find unit 7 listening audio pls => unit 7 listening audio
需要几个小学数学游戏化教学的案例 => 小学数学游戏化教学的案例
《背影》导学案，谢谢 => 《背影》导学案
有没有找规律的练习 => 找规律的练习
# direct search
三年级下册 年月日 => 三年级下册 年月日
我想要四年级语文的习作教案 => 四年级语文的习作教案
有《将相和》的教案不 => 《将相和》的教案
初二物理电学复习 => 初二物理电学复习
帮我查查有没有防溺水的宣传片 => 防溺水的宣传片
平移和旋转 => 平移和旋转
小学语文阅读策略单元的课件，有的话给我 => 小学语文阅读策略单元的课件
请帮我找一些关于阅读理解的资料，谢谢！ => 阅读理解的资料
秦始皇 => 秦始皇
hello, I'm looking for chemistry lab sheets => chemistry lab sheets
求助：六年级比例尺的练习 => 六年级比例尺的练习
开学第一课 => 开学第一课
# list search
有五年级的吗 => 分数 五年级
只要课件 => 三年级 分数 课件
后面还有吗 => 三年级 分数 下一页
# mention top
这个月的积分排行榜发一下 => 本月
这学期谁分享最多呀 => 本学期
上周各组排名 => 上周 教研组
我的排名 =>
看看榜 =>
show the ranking of this month => month
# direct me
我有几个积分了 =>
帮我查一下积分余额 =>
看看我的总分 =>
# direct why
129怎么扣分了 => 129
为什么我只有20分 =>
# receipt why
怎么给这么低 => 128
为什么是3分不是5分 => 128
# direct rate
对129打2分 => 129 2
129 5星 非常棒 => 129 5 非常棒
# receipt rate
评5 => 128 5
给五星，辛苦了 => 128 5
值5分 => 128 5
# direct withdraw
我要撤回129 => 129
129号传错了，请撤回 => 129
# receipt withdraw
请撤回 => 128
不想分享了，删掉吧 => 128
# direct restore
129还是恢复了吧 => 129
# direct download
给我下载129 => 129
# receipt download
给我也发一份 => 128
下载这个 => 128
# list download
下载第五个 => 第5
# receipt correct
改为五年级下册 => 128 五年级下册
分类应该是试卷 => 128 类型 试卷 || 128 试卷
# direct correct
请把129的年级改为三年级 => 129 年级 三年级
# direct review
看看有没有要审核的 =>
批准129 => 129 通过
129不通过 缺少答案 => 129 退回 缺少答案
# mention board
推送一下周榜 => now
# direct settings
设置在哪里 =>
# direct new
今天有新资源吗 =>
最近大家都传了什么 =>
# direct rules
积分是按什么规则算的 =>
评价一次得几分 =>
# direct mine
我自己传了哪些资料 =>
我的上传记录 =>
# direct visibility
我不想让别人看到我的排名 => 不上榜
# direct language
切成英语 => en
# mention help
你好小享 =>
有什么用法 =>
我该怎么用你 =>
怎样下载资源 =>
# direct help
help me =>
你是干什么的 =>
怎么搜资料 =>
# direct unclear
我想请假 =>
帮我算一下平均分 =>
明天会下雨吗 =>
# group
/search三年级 语文 => search 三年级 语文
/找《军神》 => search 《军神》
／ＴＯＰ => top
/排行 学校 => top 学校
/Points => me
/撤回129 => withdraw 129
/打分 129 5 => rate 129 5
/规则 => rules
@小享 /待审 => review
/ help => help
/seacrh 课件 => unknown seacrh near search
/排行傍 => unknown 排行傍 near top
/白榜 => unknown 白榜
/评份 12 5 => unknown 评份 near rate
/heelp => unknown heelp near help
/sousou => unknown sousou
/donwload 8 => unknown donwload near download
/讲个笑话 => unknown 讲个笑话
`
