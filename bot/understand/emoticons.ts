/**
 * Emoticon codes that WeChat and QQ write as a slash and a name: `/微笑`, `/抱拳`. Names from the two panels as of 2026;
 * `/:strong` and the old `/::)` start with a symbol and need no list.
 */
const NAMES =
  '微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 龇牙 惊讶 难过 酷 冷汗 抓狂 吐 偷笑 可爱 愉快 白眼 傲慢 饥饿 困 惊恐 流汗 憨笑 大兵 悠闲 奋斗 ' +
  '咒骂 疑问 嘘 晕 折磨 衰 骷髅 敲打 再见 擦汗 抠鼻 鼓掌 糗大了 坏笑 左哼哼 右哼哼 哈欠 鄙视 委屈 快哭了 阴险 亲亲 吓 可怜 菜刀 西瓜 啤酒 篮球 乒乓 咖啡 饭 猪头 玫瑰 凋谢 ' +
  '示爱 爱心 心碎 蛋糕 闪电 炸弹 刀 足球 瓢虫 便便 月亮 太阳 礼物 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 差劲 爱你 NO OK 爱情 飞吻 跳跳 发抖 怄火 转圈 磕头 回头 跳绳 挥手 ' +
  '激动 街舞 献吻 左太极 右太极 笑脸 生病 脸红 破涕为笑 恐惧 失望 无语 嘿哈 捂脸 奸笑 机智 皱眉 耶 吃瓜 加油 汗 天啊 Emm 社会社会 旺柴 好的 打脸 哇 翻白眼 666 让我看看 叹气 ' +
  '苦涩 裂开 嘴唇 合十 庆祝 红包 福 发 烟花 爆竹 双喜 鞭炮 灯笼 K歌 喝彩 祈祷 棒棒糖 面条 香蕉 飞机 开车 高铁 钞票 熊猫 青蛙 泪奔 喷血 doge 无奈 托腮 卖萌 斜眼笑 惊喜 骚扰 ' +
  '小纠结 我最美 茶 蜡烛 赞 蛋 菊花 大笑 不开心 冷漠 呃 好棒 拜托 点赞 无聊 托脸 吃 送花 害怕 花痴 小样儿 飙泪 我不看 敬礼 面无表情 比心 哦哟 摸鱼 魔鬼笑 喷脸 惊吓 舔屏 ' +
  '拒绝 打call 变形 仔细分析 菜汪 崇拜 加一 你真棒 酸Q 我酸了 太阳 暗中观察 狗头 鲜花 花 笑哭 汗颜 doge orz'
/** QQ's two-letter shorthands that teachers still type out of habit. */
const SHORT =
  'wx pz fd dy ll hx bz dk gg fn tp cy jy ng kuk lengh zk tuu tx ka baiy am kun jk lh hanx fendou zhm yiw yun zhem kl qiao zj kb gz qd huaix bs wq kk yx qq xig qiang ruo ws shl bq gy qt cj aini'

const LONGEST_FIRST = NAMES.toLowerCase()
  .split(' ')
  .sort((a, b) => b.length - a.length)
const SHORTHANDS = new Set(SHORT.split(' '))

/** True when `word`, what follows a slash, starts with an emoticon's name: `微笑`, `强/强`, `玫瑰谢谢老师`. */
export function isEmoticon(word: string): boolean {
  const lower = word.toLowerCase()
  if (SHORTHANDS.has(lower) || /^([\u4e00-\u9fff])\1/.test(lower)) return true
  return LONGEST_FIRST.some((name) =>
    /^[a-z]+$/.test(name) ? lower === name || lower.startsWith(`${name}/`) : lower.startsWith(name),
  )
}

/** Takes `/强/强` and `/:rose` out of a text. */
export function withoutEmoticons(text: string): string {
  if (!text.includes('/')) return text
  const codes = text.replace(/\/:[a-z@<>*&|$!:()~'"-]{1,12}/gi, ' ')
  return codes.replace(/\/([\u4e00-\u9fff]{1,5})/g, (whole, word: string) => {
    const name = LONGEST_FIRST.find((one) => word.startsWith(one))
    return name ? ` ${whole.slice(name.length + 1)}` : whole
  })
}
