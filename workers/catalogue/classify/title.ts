import { promisedBy } from '../read/formats.ts'
import { plain } from './plain.ts'

const EXTENSION =
  /\.(?:docx?|docm|dotx?|pptx?|ppsx?|pptm|xlsx?|xlsm|xlsb|csv|tsv|odt|ods|odp|rtf|pdf|txt|md|markdown|html?|mhtml?|wps|et|dps|wpt|zip|rar|7z|tar|gz|jpe?g|png|gif|bmp|webp|heic|tiff?|svg|psd|mp3|m4a|wav|wma|ogg|flac|aac|amr|mp4|m4v|mov|avi|wmv|mkv|flv|webm|mpe?g|3gp|swf|enbx?|gsp|ggb|flipchart|notebook|epub|mobi|caj|url|webloc|lnk|key|pages|numbers|xmind|emmx|sb[23]|py|tmp|crdownload|bak|uof|uo[tsp])$/iu

const VERSION =
  '最终版?|终版|终稿|定稿版?|final(?:\\s*版)?|修改[版稿]|改后|初稿|[一二三四两]稿|第[一二三四五\\d]稿|打印版|word版|pdf版|最新版|完整版|(?:最)?终极版|备份|bak|未命名|v\\d{1,2}(?:\\.\\d+)*'

/** Marks of copies, versions, senders and download sites. They say nothing about the content. */
const NOISE: readonly RegExp[] = [
  /^[★☆◆●▲※]+(?:[^★☆◆●▲※]{1,6}[★☆◆●▲※]+)?/u,
  /^(?:转发|fwd?|fw|回复|re)\s*[:：]\s*/iu,
  /^(?:copy of|copy|复件|副本)[\s_-]+(?:\(\d+\)\s*)?/iu,
  /^[【[](?:推荐|精品|免费|最新|热门|原创|必备|收藏|word版|可编辑)[^】\]]{0,4}[】\]]\s*/iu,
  /[【[](?:www\.|http|公众号|微信|qq|关注|学科网|菁优网|21世纪)[^】\]]*[】\]]/giu,
  /[\s_-]*(?:百度文库|道客巴巴|豆丁网?|学科网|菁优网|21世纪教育网?|莲山课件|第一ppt)$/giu,
  /[\s_-]*(?:[-–—_\s](?:副本|复制|拷贝|copy))(?:\s*[(（]?\d*[)）]?)?$/iu,
  /(?:的?副本|复件)(?:\s*[(（]?\d*[)）]?)?$/iu,
  /[(（\s_-](?:副本|copy)\s*\d*[)）]?$/iu,
  /\s*\(\d{1,2}\)$/u,
  new RegExp(`[(（【]\\s*(?:${VERSION})\\s*\\d{0,2}\\s*[)）】]$`, 'iu'),
  new RegExp(`[\\s_-]*(?:${VERSION})\\s*\\d{0,2}$`, 'iu'),
  /[\s_-]+改\d*$/u,
  /(?:^|[\s_(（-]+)20\d{2}[-._年]?(?:0[1-9]|1[0-2])[-._月]?(?:[0-2]\d|3[01])日?(?:[\s_-]*\d{2}[-_:.时]?\d{2}(?:[-_:.分]?\d{2})?)?秒?[)）]?$/u,
  /^20\d{2}[-._]?(?:0[1-9]|1[0-2])[-._]?(?:[0-2]\d|3[01])(?:[\s_-]+|(?=\p{L}))/u,
  /[\s_-]+1[67]\d{8}(?:\d{3})?$/u,
]

const OFFICE = 'word|excel|powerpoint|ppt|pptx|office|wps|xls|xlsx|doc|docx|文本|rtf|pdf|压缩|zip|文字|表格|演示'
const KIND =
  '文档|文件|演示文稿|工作表|工作簿|幻灯片|压缩文件|文件夹|document|presentation|worksheet|workbook|text document|folder|file|text'
const COUNTER = '[\\s_()\\-.]*\\d*[\\s_()\\-.]*'
const CAMERA =
  '微信图片|微信视频|微信截图|微信文件|微信|wechatimg|wechat(?: ?image)?|weixin|mmexport|wx[_ ]?camera|qq图片|qq截图|qq录屏|qq浏览器截图|企业微信截图|企业微信|钉钉|钉钉录屏|dingtalk|飞书|飞书文档|lark|img|image|dsc[fn]?|p|pic|vid|video|mvi|mov|pxl|dji|gopr|screenshot|screen shot|screenrecord(?:ing)?|screen recording|屏幕截图|截图|截屏|录屏|屏幕录制|屏幕录像|photo|picture|图片|照片|相片|拍照|扫描|扫描件|扫描全能王|全能扫描王|夸克扫描王|scan|scanned|scanner|camscanner|adobe scan|cam|新录音|录音|新建录音|recording|new recording|record|audio|ptt|aud|voice|语音|wps图片|wps拼图|lv[_ ]?0?|share|tmp|temp|cache|download|下载|未命名|无标题|untitled|unnamed|new|default|export|output|附件|attachment|att|文件|文档|资料|新文件|新文档|1ppt|lqqpt|faceu|meitu|mtxx|tt|dy|抖音|快手'
const JUNK: readonly RegExp[] = [
  /^[\d\s_().,:+~·-]*$/u,
  new RegExp(
    `^(?:新建|新的?|未命名|无标题|untitled|new|unnamed)?\\s*(?:microsoft)?\\s*(?:office)?\\s*(?:${OFFICE})?\\s*(?:${KIND})?${COUNTER}$`,
    'u',
  ),
  new RegExp(`^(?:新建|新)?(?:${KIND}|book|sheet|doc|slide|slides|${OFFICE})${COUNTER}$`, 'u'),
  new RegExp(`^(?:${CAMERA})(?:[\\d\\s_().:,x年月日时分秒上下午am-]|pm|to|edit(?:ed)?|hdr|wa\\d|burst|cover|~)*$`, 'u'),
  /^[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}$/u,
  /^(?:asdf?|qwer?t?y?|aaa+|xxx+|abc|test|111+|123+|haha|ok|a|b|x|\p{L})\d*$/u,
  /^[?？_#*�\s]+$/u,
  /^(?:副本|复件|拷贝|copy|备份|定稿|终稿|最终版?|final)[\d\s()]*$/u,
]
const JUNK_PROPERTY =
  /powerpoint|幻灯片\s*\d*$|slide\s*\d*$|单击此处|点击(?:此处)?添加|副?标题|^主题|模板|template|第一ppt|1ppt|51ppt|ppt中国|21世纪教育|学科网|zxxk|xkb1|新课标第一网|莲山|绿色圃|www\.|http|公众号|qq\s*[:群]|版权所有|仅供|下载|^(?:user|admin|administrator|windows|lenovo|微软|雨林木风|番茄花园|deepbbs)|微软用户|ms office|文库/u

/** A school, or a group of its teachers, and nothing else: what stands above a heading on every page. */
const LETTERHEAD =
  /^(?!.*[的我你他她是在了参走想爱上进回怀])[\p{Script=Han}\d()（）·]{2,20}(?:小学|中学|学校|教育集团|幼儿园|教育局)$|^[\p{Script=Han}\d]{0,16}(?:教研组|备课组|教研室|年级组|(?:语文|数学|英语|物理|化学|生物|历史|地理|政治|科学|音乐|美术|体育|信息)组)$/u

/**
 * The file name as a teacher would say it: no path, no extension, no copy, version or date marks, `_` as a space.
 * 《》 and the writer's own characters stay. Empty when nothing is left.
 *
 *     cleanName('【推荐】三年级数学上册《分数的初步认识》教案 - 副本 (2).docx') // 三年级数学上册《分数的初步认识》教案
 */
export function cleanName(fileName: string): string {
  let name = stem(fileName)
  for (let before = ''; before !== name; ) {
    before = name
    for (const noise of NOISE) {
      const next = name.replace(noise, '').trim()
      if (next !== '') name = next
    }
  }
  return name
    .replace(/_+/gu, ' ')
    .replace(/\s*\+\s*/gu, '+')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s\-–—·.,，、;；★☆●◆※~～]+|[\s\-–—·,，、;；★☆~～.]+$/gu, '')
    .trim()
}

/** The last part of a path-like name without its extension (or extensions), visible characters only. */
export function stem(fileName: string): string {
  let name = decoded(fileName.split(/[/\\]/u).pop() ?? '')
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .trim()
  name = name
    .replace(/[．.][a-z0-9ａ-ｚＡ-Ｚ０-９]{2,5}$/iu, (ending) => ending.normalize('NFKC'))
    .replace(/(\.[a-z0-9]{2,5})\s*[(（]\d+[)）]$/iu, '$1')
  for (let left = 3; left > 0 && hasEnding(name); left--) name = name.replace(/\.[a-z0-9]{1,9}$/iu, '').trim()
  return name
}

/** An ending that the readers know, or one of the programs that nobody reads. What is run (1.com) may be part of a name. */
function hasEnding(name: string): boolean {
  return EXTENSION.test(name) || (promisedBy(name)?.family ?? 'executable') !== 'executable'
}

/** 新建 Microsoft Word 文档, 微信图片_2026…, IMG_1234, 文档1, a hash, only digits: names that machines gave. */
export function isJunk(name: string): boolean {
  const one = plain(name).trim()
  return JUNK.some((pattern) => pattern.test(one))
}

/** A document's title property, cleaned; undefined when it is a template's or a program's. */
export function usableProperty(title: string): string | undefined {
  const one = cleanName(title.replace(/^microsoft (?:word|powerpoint|excel)\s*-\s*/iu, ''))
  if (one.length < 2 || one.length > 80 || isJunk(one) || JUNK_PROPERTY.test(plain(one))) return undefined
  return one
}

/** A first heading or line, cleaned of numbering and form fields; undefined when it is no title. */
export function usableHeading(line: string): string | undefined {
  const one = line
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^(?:课题|题目|标题|教学内容|课文题目|主题|名称|title|topic)\s*[:：]\s*/iu, '')
    .replace(/^[#*\s>]+/u, '')
    .trim()
  if (one.length < 2 || one.length > 60) return undefined
  if (isJunk(one) || JUNK_PROPERTY.test(plain(one))) return undefined
  // A form's fields and sentences are no headings.
  if (/^(?:姓名|班级|学校|学号|日期|时间|年月日|考号|得分|绝密|注意事项|第\d+页|目录|contents)/u.test(one))
    return undefined
  if (/学号|性别|姓名[\s:：]/u.test(one)) return undefined
  if (LETTERHEAD.test(one.replace(/\s+/gu, ''))) return undefined
  // A question of a paper is none either.
  if (/^[（(]?\d{1,3}\s*[.．、)）].*(?:下列|如图|下图|已知|的是|_{2,}|[（(]\s*[)）])/u.test(one)) return undefined
  if (/[。;；]$/u.test(one) || (one.match(/[,，。]/gu)?.length ?? 0) > 2) return undefined
  return one
}

/** `%E4%B8%89` as people see it; the name itself when it is not percent-encoded UTF-8. */
function decoded(name: string): string {
  if (!/%[0-9a-f]{2}/iu.test(name)) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
