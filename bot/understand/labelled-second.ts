/** A second set, first run without tuning: 0 of 206 silences and 14 intents were wrong. Notation: labelled.ts. */
export const SECOND = `
# mention search
谁有五年级数学下册长方体体积那课的课件啊，下午就要上了 => 五年级数学下册长方体体积那课的课件
有没有现成的家长会ppt模板 => 现成的家长会ppt模板
麻烦找找初二物理浮力的实验报告单 => 初二物理浮力的实验报告单
在不在 帮我找个东西 三年级英语unit3的听力音频 => 三年级英语unit3的听力音频
四下数学 三角形内角和 教案 => 四下数学 三角形内角和 教案
想找一篇《背影》的教学反思，要部编版的 => 《背影》的教学反思 部编版
我们年级下周要做单元检测，有没有五上第三单元的卷子 => 五上第三单元的卷子
高二数学选必一圆锥曲线的导学案能发我一份吗 => 高二数学选必一圆锥曲线的导学案
帮我查找一下有关中秋节的班会资料，越多越好 => 中秋节的班会资料
请给我找几道关于相遇问题的应用题 => 相遇问题的应用题
两位数乘两位数的课件还有吗 => 两位数乘两位数的课件
小学三年级的科学实验视频哪儿有？ => 小学三年级的科学实验视频
七年级道法期末复习提纲求分享🙏🙏 => 七年级道法期末复习提纲
帮忙推荐一些适合一年级的绘本课件 => 适合一年级的绘本课件
语文园地五的ppt => 语文园地五的ppt
能找到2025年的中考数学真题吗 => 2025年的中考数学真题
急！！求九上化学第三单元测试卷 => 九上化学第三单元测试卷
有小学英语自然拼读的视频没 => 小学英语自然拼读的视频
给个圆柱体积的动画呗 => 圆柱体积的动画
I need a lesson plan about photosynthesis for grade 7 please => lesson plan about photosynthesis for grade 7
any good slides on the water cycle? => slides on the water cycle
looking for past papers, grade 9 math => past papers, grade 9 math
搜下期末质量分析报告 => 期末质量分析报告
查一查《论语》十二章的课件 => 《论语》十二章的课件
我想要一下那个除法竖式的练习 => 那个除法竖式的练习 || 除法竖式的练习
找一份学生成长档案袋的模板，谢谢啦～ => 学生成长档案袋的模板
# direct search
你好，我是新来的张老师，想找一些二年级语文的课件 => 二年级语文的课件
三下 位置与方向 => 三下 位置与方向
分数除法应用题专项练习有没有 => 分数除法应用题专项练习
小数乘法 练习题 带答案 => 小数乘法 练习题 带答案
班主任工作计划 => 班主任工作计划
帮我找《草船借箭》 => 《草船借箭》
草船借箭 => 草船借箭
二次函数 => 二次函数
现在有没有六年级的毕业复习卷呀？ => 六年级的毕业复习卷
麻烦搜一下“双减”作业设计案例 => “双减”作业设计案例
作业设计 => 作业设计
嗯 那个 帮我看看有没有认识钟表的教具图片 => 认识钟表的教具图片
past simple worksheet => past simple worksheet
grade 8 physics buoyancy => grade 8 physics buoyancy
查找 高中历史 辛亥革命 => 高中历史 辛亥革命
听课记录表有吗，给我一份 => 听课记录表
我要找前几天王老师发的那个观潮课件 => 前几天王老师发的那个观潮课件
# mention top
看一下本学期积分排行 => 本学期
这个月哪个组排第一？ => 本月 教研组
咱们组现在第几名了 => 教研组
上周谁是第一名啊 => 上周
给大家看看现在的排行榜吧 =>
本年度贡献榜 => 学年
最近谁上传得最多 =>
which department has the most points this month? => month department
年度排名 => 学年
# direct me
我现在积分是多少？ =>
帮我看看我有几分了 =>
我攒了多少积分 =>
查询积分 =>
what's my score? =>
# direct why
129那份怎么只有2分？ => 129
为什么我的积分少了 =>
我想知道130号为什么没有加分 => 130
# receipt why
怎么这么少，才2分 => 128
凭什么只给3分呀 => 128
为什么是这个分数 => 128
# direct rate
给135打3分吧，字太小了 => 135 3 字太小了
我给128打5颗星 => 128 5
128号五分好评 => 128 5
# receipt rate
打个5分 => 128 5
必须五星 => 128 5
3分，答案有错 => 128 3 答案有错
5分！非常好用 => 128 5 非常好用
我打四星吧 => 128 4
# receipt withdraw
这个传重复了，撤回吧 => 128
删了吧 => 128
帮我把这个撤下来 => 128
# direct withdraw
128我传错版本了，帮忙撤回 => 128
请撤回 #131 => 131
撤回刚才那个 =>
# direct restore
131恢复吧 => 131
把刚撤回的131恢复 => 131
# direct download
把131发给我 => 131
我要下载131 => 131
# list download
第一个发给我 => 第1
我要第二个 => 第2
下载第1份 => 第1
3 => 第3
# receipt correct
不是三年级，应该是四年级下册 => 128 四年级下册
学科改成科学 => 128 学科 科学
把标题改为《圆的认识》教案 => 128 标题 《圆的认识》教案
分类错了，应该是课件 => 128 类型 课件
# direct review
还有哪些没审核的 =>
131 通过 => 131 通过
驳回131，图片模糊 => 131 退回 图片模糊
# direct new
最近上传了什么好东西 =>
有没有新的资源 =>
今天有什么更新 =>
# direct rules
积分是怎么来的，有什么规则 =>
别人下载我的课件我能得几分 =>
怎么样才能加分 =>
how do I earn points? =>
# direct mine
我一共传了多少份资料 =>
我发过的课件有哪些 =>
show me my files =>
# direct visibility
我想隐身 => 不上榜
排行榜上别显示我 => 不上榜
用花名显示 => 花名
# direct language
能说英文吗 => en
please speak English => en
# mention help
在吗？ =>
hello =>
你都会些什么呀 =>
请问这个机器人怎么使用 =>
怎么把文件分享出来 =>
？？ =>
# mention silence
谢谢小享，找到了
好嘞，谢谢
真好用！
收到👌
不用回复我
刚才打错了
没事，不用了
👏👏👏
已下载，非常感谢
哈哈，小享真聪明
辛苦小享啦
刚刚手滑了
# direct silence
收到谢谢
嗯嗯好的
谢谢哈
ok thx
行，那不用了
没事没事
已经找到了，谢谢
🤝
[OK]
# receipt silence
感谢分享，正好要用
这个太及时了
王老师辛苦了，收藏学习
涨姿势了
我上次也发过一个差不多的
小王这个课件做得可以啊
大家都来给王老师点赞
我们班学生肯定喜欢
下周教研用得上
期待更多
这分也太高了吧😂
恭喜张老师又得5分
同问
马克一下
# list silence
这个我用过
第二个是我传的哈哈
# group silence
小张，排行榜你看了吗
今晚8点前把128份试卷改完
找王老师签字
@教务处 请问积分怎么算
有没有人一起拼车
求一个U盘
评分标准在附件里，请各位评委打分
我给三班打5分，他们卫生最好
上午撤回的那条消息是什么内容
@张老师 /search 分数
重要的事情说三遍：别忘了上传！别忘了上传！别忘了上传！
/偷笑 /偷笑
/捂脸 我也不会
/强
/色/色
[捂脸]
第一组 / 第二组 / 第三组
12/25 元旦彩排
/~
/...
/** 注释 */
本周周榜：一班 98，二班 97
【通知】关于评选优秀课例的通知⏎一、评选规则⏎二、评分办法⏎三、排行公布
说明：本表只填红色部分
下载国家反诈中心APP的截图发群里
最新消息！明天正常上课
help! 打印机卡纸了
@all 下班前交规则学习心得
把刚才的通知撤回重新发一下，日期写错了
搜狗输入法怎么打拼音
帮助一下小李搬桌子
老师们，谁找到了期中卷的答案？分享一下
# group
／Help => help
/search   三年级   分数  => search 三年级 分数
/搜索：期中 => search 期中
/SEARCH三年级 => search 三年级
/排行 上周 => top 上周
/top 学校 本学期 => top 学校 本学期 || top 本学期 学校
/评分128 5分 => rate 128 5
/我的 积分 => me
/撤回　128 => withdraw 128
@共享助手 /top => top
/serch分数 => unknown serch near search
/ranking => unknown ranking near top
/排形榜 => unknown 排形榜 near top
/帮住 => unknown 帮住 near help
/jifen => unknown jifen near me
/xiazai 128 => unknown xiazai near download
/chehui 128 => unknown chehui near withdraw
/dowload => unknown dowload near download
/hellp => unknown hellp near help
/searching 分数 => unknown searching near search
/ruls => unknown ruls near rules
/打分128 4 => rate 128 4
/hi => unknown hi
/点名 => unknown 点名
`
