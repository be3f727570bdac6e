/** More requests in sentences: about receipts, rules, settings and help. Notation: labelled.ts. */
export const ASKED_MORE = `
# direct why
为什么128只有3分 => 128
128为什么只给了8分 => 128
128号怎么才5分 => 128
#128 的积分明细 => 128
why did I get 12 points for #128 => 128
积分明细 =>
为什么扣我分 =>
# receipt why
为什么只有8分 => 128
怎么才3分 => 128
才3分啊 => 128
为啥没加分 => 128
why only 3 points? => 128
这12分怎么来的 => 128
# direct rate
给128打5分 => 128 5
128打四分 => 128 4
128 5分 => 128 5
给128号资源打5分，课件做得很细致 => 128 5 课件做得很细致
评 128 5 很好 => 128 5 很好
rate 128 5 stars => 128 5
give 128 5 stars => 128 5
给128评个五星 => 128 5
# receipt rate
5分 => 128 5
评4 很实用 => 128 4 很实用
打5分 => 128 5
五星好评 => 128 5
⭐⭐⭐⭐⭐ => 128 5
很实用，5分 => 128 5 很实用
给4分，例题再多点就好了 => 128 4 例题再多点就好了
我给满分 => 128 5
4星 => 128 4
5 stars => 128 5
评分5 => 128 5
# direct withdraw
撤回128 => 128
把128撤回 => 128
麻烦帮我撤回一下128，发错了 => 128
删掉128号 => 128
请把128号资源下架，谢谢 => 128
withdraw #128 => 128
delete 128 please => 128
# receipt withdraw
撤回 => 128
撤了吧 => 128
发错了，撤回一下 => 128
麻烦删除这份 => 128
帮我撤回 => 128
传错了 => 128
# direct restore
恢复128 => 128
把128恢复一下 => 128
restore 128 => 128
# receipt restore
撤错了，恢复吧 => 128
恢复 => 128
不撤了 => 128
# direct download
下载128 => 128
把128发我 => 128
128发我一份 => 128
download 128 => 128
send me #128 => 128
# receipt download
下载 => 128
发我一份 => 128
我要一份 => 128
给我发一下 => 128
# list download
下载第2个 => 第2
第二个发我 => 第2
2 => 第2
要第3个 => 第3
the second one please => 第2
# direct correct
把128改成教案 => 128 教案
128的年级改成四年级 => 128 年级 四年级
把128的标题改成《分数的意义》 => 128 标题 《分数的意义》
更正128 五年级上册 => 128 五年级上册
# receipt correct
改成教案 => 128 教案
应该是四年级 => 128 四年级
年级错了，是四年级 => 128 年级 四年级
这是课件不是教案 => 128 课件
不是数学，是科学 => 128 科学
类型改成试题 => 128 类型 试题
# direct review
待审核的有哪些 =>
看看待审列表 =>
通过128 => 128 通过
128通过 => 128 通过
退回128，内容不完整 => 128 退回 内容不完整
128不通过，原因是有水印 => 128 退回 有水印
approve #128 => 128 通过
reject 128 because it is incomplete => 128 退回 it is incomplete
# receipt review
通过 => 128 通过
审核通过 => 128 通过
退回 没有答案 => 128 退回 没有答案
# mention board
发一下周榜 => now
现在发周榜 => now
发布榜单 => now
post the weekly leaderboard now => now
# direct settings
打开设置 =>
settings =>
群设置 =>
# direct new
最新 =>
最近有什么新资源 =>
有什么新的吗 =>
今天新上传了什么 =>
what's new =>
最近更新了哪些课件 =>
# direct rules
积分规则 =>
积分怎么算 =>
怎么获得积分 =>
上传一个课件多少分 =>
下载一次加几分 =>
how are points calculated? =>
规则 =>
分享资料能得多少积分 =>
# direct mine
我的资源 =>
我上传过哪些资源 =>
我分享过什么 =>
看看我传的课件 =>
my uploads =>
what have I shared =>
# direct visibility
我不想上榜 => 不上榜
匿名上榜 => 匿名
隐身 => 不上榜 ||
不要显示我的名字 => 不上榜
改成实名 => 实名
don't show my name on the board => 不上榜
# direct language
切换成英文 => en
说中文 => zh-CN
switch to English => en
英文界面 => en
# mention help
 =>
？ =>
你好 =>
在吗 =>
你能做什么 =>
怎么用 =>
你是谁 =>
有什么功能 =>
怎么上传资料？ =>
help =>
what can you do =>
帮助 =>
早上好 =>
hi =>
怎么撤回 =>
# direct help
你好 =>
怎么用啊 =>
你会干什么 =>
帮助 =>
菜单 =>
? =>
使用说明 =>
how do I use this =>
# direct unclear
今天食堂吃什么 =>
我饿了 =>
帮我请个假 =>
帮我写一份教学反思 =>
讲个笑话 =>
明天几点上课 =>
# mention unclear
今天天气怎么样 =>
帮我订一下会议室 =>
你觉得校长怎么样 =>
# direct
排行板 => unknown 排行板 near top
serach 分数 => unknown serach near search
我的积份 => unknown 我的积份 near me
`
