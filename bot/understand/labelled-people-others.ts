/**
 * Ten people typing, written without a look at the grammar or the other tables: the other five of them.
 * Notation: labelled.ts.
 */
export const PEOPLE_OTHERS = `
# group silence
https://mp.weixin.qq.com/s/8xKjLmQwErTyUiOp 中考改革最新消息，转给身边的老师
http://zxxk.com/soft/12345678.html 这个要积分下载，谁有号
分享一个好用的网站 www.zxxk.com 搜课件很方便
【腾讯文档】七年级听课评分表 https://docs.qq.com/sheet/DABCdef
链接：https://pan.baidu.com/s/1abcDEF 提取码：8k2d⏎复制这段内容打开百度网盘App即可查看
帮忙给我家孩子投票 12号 https://vote.example.com/v?id=12 一天可以投三次
拼多多 砍一刀 谢谢各位
这个视频讲得真好，找了很久：https://v.douyin.com/abc123/
各位家长转发一下规则，别让孩子白参加了
#接龙⏎参加周六研学的请接龙⏎1. 小明妈妈⏎2. 朵朵爸爸
家长会几点开始？在哪个教室？
看到评分了，孩子这次进步很大，谢谢老师们
老师辛苦了[鲜花][鲜花]
/tmp/file 这个路径打不开怎么办
（转）三年级孩子必背古诗75首，建议收藏
/

# mention
https://www.zxxk.com/soft/999.html => unclear||help||silence||search https://www.zxxk.com/soft/999.html
孩子三年级，有没有数学口算练习 => search 三年级数学口算练习||search 孩子三年级数学口算练习
怎么下载文件啊 => help||download||help download||help 下载
下载128号 => download 128
看看最近大家都传了什么 => new
分享资料有什么好处吗 => rules

# direct
找人教版四年级上册语文全套课件 => search 人教版四年级上册语文全套课件||search 人教版四年级上册语文课件
我下载不了128 => download 128||unclear||help
你好，请问这个机器人怎么使用 => help
行，知道了 => silence
不客气 => silence

# list
第二个怎么下载 => download 第2
都不是我要的 => silence||unclear
最后一个 => download 第5||download 最后||silence||unclear||download 最后一个

# group silence
我的分怎么没了sos
谁有没有那个那个就是分数的ppt给我一下xiexie
zhaobudao 那个文件了
今天tiku更新了没有啊
上传了俩次 有一个忘记撤会了
老师们 帮网查一下 学生名单
呢个排行傍好像不对
haode shoudao
@小张 吧教案在发我一便
/:strong
打错了打错了
是搜索还是搜锁来着哈哈

# group
/serach 分数 => search 分数||unknown serach near search
/souso 圆 => unknown souso near search||unknown souso||search 圆
/downlaod 128 => download 128||unknown downlaod near download
/hlep => help||unknown hlep near help
/排行傍 => top||unknown 排行傍 near top
/搜锁 圆的面积 => search 圆面积||unknown 搜锁 near search
/ top => top
/tpo => top||unknown tpo near top
/撤会 128 => withdraw 128||unknown 撤会 near withdraw

# mention
bangwo找一下三年级的教按 => search 三年级教案||search 三年级教按
有每有五年级数学的卷字 => search 五年级数学卷子||search 五年级数学试卷||search 五年级数学卷字
排行傍 => top||unknown 排行傍 near top
wo de jifen => unknown wo de jifen near me||me
jifen => unknown jifen near me||me
我的及分 => me||unknown 我的及分 near me
查一下8年级物里浮力的克件 => search 8年级物理浮力课件||search 8年级物里浮力课件||search 八年级物理浮力课件||search 8年级物理浮力克件
bangzhu => unknown bangzhu near help||help
xiexie => silence

# direct
撤会128 => withdraw 128||unknown 撤会128 near withdraw
sousuo 分数 => search 分数||unknown sousuo near search
paihang => top||unknown paihang near top
给128大5分 => rate 128 5
ni hao => help
找以下小数的意义 => search 小数的意义||search 小数意义

# receipt
呢级错了 是5年级 => correct 128 5年级||correct 128 五年级
不是数学是雨文 => correct 128 雨文||correct 128 语文
撤灰 => withdraw 128

# group silence
各位老師早安，今天段考請準時監考
誰有八年級的講義可以分享一下
這次的評分規則改了嗎
排行榜上怎麼沒有我們組
我幫你找找看，應該在舊電腦裡
剛剛那則訊息我收回了，傳錯群
積分可以換什麼？好奇問一下
@林老師 檔案下載好了，謝謝
沒問題，我來審核
搜尋了很久都沒有
大家辛苦了，晚安

# group
/搜尋 分數 => search 分數||search 分数||unknown 搜尋 near search||unknown 搜尋
/積分 => me
/排行 本週 => top 本週||top 本周||top week
/幫助 => help
/撤回 128 => withdraw 128

# mention
請問有沒有國中二年級的一次函數講義 => search 国中二年级一次函数讲义||search 國中二年級一次函數講義
我的積分 => me
幫我看看本月的排行榜 => top 本月
這個怎麼用 => help
我傳的128要收回 => withdraw 128
請改成匿名上榜 => visibility 匿名
下載128 => download 128
辛苦你了 => silence
積分是怎麼計算的 => rules

# direct
給128打四分，例題有點少 => rate 128 4 例题有点少||rate 128 4 例題有點少
找五年級的閱讀測驗 => search 五年级阅读测验
為什麼128只有兩分 => why 128
我上傳過哪些檔案 => mine
最新資源 => new
把語言改成中文 => language zh-CN||language 中文

# receipt
學科應該是自然不是數學 => correct 128 科学||correct 128 自然||correct 128 自然科学||correct 128 学科自然||correct 128 学科 自然
很實用，五顆星 => rate 128 5 很实用||rate 128 5 很實用||rate 128 5

# group silence
各位尊敬的领导、亲爱的同事，大家下午好，打扰各位了，麻烦有空的老师帮忙填一下问卷，万分感谢
不好意思打扰一下，请问哪位老师方便的话能否分享一下五年级下册第三单元的测试卷，感激不尽🙏
非常感谢王老师的无私分享，这份资源太实用了，给您点赞👍
麻烦@王主任 方便的时候帮我审核一下，辛苦您了
不好意思发错群了，已撤回，请忽略
请问一下积分规则在哪里可以看到呢？谢谢各位老师
向排行榜上的各位老师学习！🌹🌹🌹
恭喜恭喜，实至名归
好的好的，辛苦领导了

# mention
您好，不好意思打扰您了，麻烦您方便的时候帮我查找一下四年级上册数学的单元测试卷，谢谢您 => search 四年级上册数学单元测试卷||search 四年级上册数学的单元测试卷
不好意思，能不能麻烦您告诉我一下，我目前的积分是多少呢？非常感谢！ => me
辛苦您啦，想请问一下本周的排行榜出来了吗 => top 本周||top
麻烦您把我刚才上传的128号撤回一下，实在抱歉 => withdraw 128
请问可以教教我怎么使用吗？不好意思哈 => help
太感谢您了，您真是帮了大忙🙏🙏 => silence
打扰了，想请教一下128这份为什么没有加满分呢 => why 128
您先忙，不着急 => silence||unclear

# direct
您好，请问有没有关于"中华传统美德"的主题班会课件呢，麻烦您了 => search 中华传统美德主题班会课件||search 关于中华传统美德的主题班会课件||search “中华传统美德”主题班会课件||search "中华传统美德"主题班会课件||search "中华传统美德"的主题班会课件
非常抱歉，我把年级填错了，128应该是五年级，麻烦您帮忙改一下，谢谢 => correct 128 年级 五年级||correct 128 五年级
冒昧问一下，积分可以兑换礼品吗 => rules 兑换||rules||unclear||help
麻烦您给128号资源评个5星，内容非常详实，谢谢王老师 => rate 128 5 内容非常详实||rate 128 5 内容非常详实谢谢王老师
请问我分享过的资源可以在哪里查看呢 => mine
好的，谢谢您，祝您工作顺利 => silence
请问能否把我的名字隐藏起来，不在榜单上显示，谢谢 => visibility 不上榜||visibility 匿名||visibility

# receipt
非常抱歉传错了，麻烦撤回一下，谢谢 => withdraw 128
内容很好，非常感谢分享 => silence
请问这份资料的学科可以改为科学吗，谢谢 => correct 128 学科 科学||correct 128 科学

# group silence
嗯
行
搜了
撤了
在
?
。
改好了
榜呢
找到了
1
下载中
评了
没分

# mention
榜 => top
帮助 => help
分 => me||unclear||search 分
新的 => new
我的 => me||mine
小数教案 => search 小数教案
撤128 => withdraw 128
规则 => rules
? => help||unclear
滚 => silence||unclear||help
设置 => settings

# direct
? => help||unclear
1 => silence||unclear||help
卷子 => search 卷子||search 试卷
明细 => why
英文 => language en||language english||search 英文||unclear||search 英语
取128 => download 128
年榜 => top 学年||top year||top 本学年
组榜 => top 教研组||top department
教案 七上 => search 教案七上||search 七上教案

# receipt
5 => rate 128 5
下 => download 128||silence
删 => withdraw 128
？ => silence||why 128||help||unclear
`
