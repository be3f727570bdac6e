import type { Text } from '#kit/lang.ts'

export type Setting = {
  key: string
  where: 'school' | 'chat'
  label: Text
  words: readonly string[]
  hint: Text
  ok: RegExp
  values?: Record<string, string>
}

export const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const ENGLISH_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
/** What people call the days: 周一, 星期天, 礼拜五, friday, fri. */
const DAYS = Object.fromEntries([
  ...WEEKDAYS.flatMap((day, index) =>
    ['周', '星期', '礼拜'].map((week) => [day.replace('周', week), String(index + 1)] as const),
  ),
  ...['周天', '星期天', '礼拜天'].map((day) => [day, '7'] as const),
  ...ENGLISH_DAYS.flatMap((day, index) => [day, day.slice(0, 3)].map((name) => [name, String(index + 1)] as const)),
])
export const ON_OFF = { 开: 'on', 关: 'off', 开启: 'on', 关闭: 'off', on: 'on', off: 'off' }
const PICTURES = { 图文: 'both', 图片: 'picture', 文字: 'text', both: 'both', picture: 'picture', text: 'text' }
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

export const SETTINGS: readonly Setting[] = [
  {
    key: 'weekly_board',
    where: 'chat',
    ok: /^(on|off)$/,
    values: ON_OFF,
    words: ['周榜', '排行榜'],
    label: { zh: '本群发周榜', en: 'Weekly board here' },
    hint: { zh: '开 / 关', en: 'on / off' },
  },
  {
    key: 'catalogue',
    where: 'chat',
    ok: /^(on|off)$/,
    values: ON_OFF,
    words: ['收录'],
    label: { zh: '本群收录文件', en: 'Catalogue files here' },
    hint: { zh: '开 / 关', en: 'on / off' },
  },
  {
    key: 'pictures_here',
    where: 'chat',
    ok: /^(school|both|picture|text)$/,
    values: { ...PICTURES, 随学校: 'school', 学校: 'school' },
    words: ['本群图片'],
    label: { zh: '本群榜单图片（微信）', en: 'Pictures of boards here (WeChat)' },
    hint: { zh: '图文 / 图片 / 文字 / 随学校', en: 'both / picture / text / school' },
  },
  {
    key: 'pictures',
    where: 'school',
    ok: /^(both|picture|text)$/,
    values: PICTURES,
    words: ['图片', '榜单图片'],
    label: { zh: '榜单图片（微信）', en: 'Pictures of boards (WeChat)' },
    hint: {
      zh: '图文 = 图片加文字；图片 = 只发图片；文字 = 只发文字',
      en: 'both = a picture and text; picture = the picture alone; text = text alone',
    },
  },
  {
    key: 'board_weekday',
    where: 'school',
    ok: /^[1-7]$/,
    words: ['周榜星期', '发榜星期', '发榜日', '星期'],
    values: DAYS,
    label: { zh: '周榜星期', en: 'Board weekday' },
    hint: { zh: '1–7，1 是周一', en: '1–7, 1 is Monday' },
  },
  {
    key: 'board_time',
    where: 'school',
    ok: TIME,
    words: ['周榜时间', '发榜时间', '时间'],
    label: { zh: '周榜时间', en: 'Board time' },
    hint: { zh: '例如 16:30', en: 'such as 16:30' },
  },
  {
    key: 'quiet_from',
    where: 'school',
    ok: TIME,
    words: ['免打扰开始'],
    label: { zh: '免打扰开始', en: 'Quiet from' },
    hint: { zh: '例如 21:30', en: 'such as 21:30' },
  },
  {
    key: 'quiet_to',
    where: 'school',
    ok: TIME,
    words: ['免打扰结束'],
    label: { zh: '免打扰结束', en: 'Quiet until' },
    hint: { zh: '例如 07:00', en: 'such as 07:00' },
  },
  {
    key: 'principal',
    where: 'school',
    ok: /^.{1,20}$/,
    words: ['校长'],
    values: { 不指定: '—', none: '—' },
    label: { zh: '兑换由哪位校长审批', en: 'Principal who approves rewards' },
    hint: { zh: '一位管理员的姓名；不指定 = 任一管理员', en: 'the name of an administrator; none = any' },
  },
  {
    key: 'review',
    where: 'school',
    ok: /^(checks|all)$/,
    words: ['审核方式', '审核'],
    values: { 检查: 'checks', 检查通过即收录: 'checks', 全部: 'all', 全部审核: 'all' },
    label: { zh: '审核方式', en: 'Review' },
    hint: {
      zh: '检查 = 检查通过即收录；全部 = 每份都审',
      en: 'checks = accepted when checks pass; all = everything is reviewed',
    },
  },
]

/** The setting of a name, as it is typed or as a button gives it. */
export function settingNamed(name: string): Setting | undefined {
  return SETTINGS.find((one) => one.key === name.toLowerCase() || one.words.includes(name))
}

/** A typed value as it is kept; undefined when the setting does not take it. */
export function settingValue(setting: Setting, typed: string): string | undefined {
  const word = typed.normalize('NFKC').trim()
  const value = setting.values?.[word.toLowerCase()] ?? (setting.ok === TIME ? clockOf(word) : word)
  return setting.ok.test(value) ? value : undefined
}

/** `8:05`, `8点半`, `下午4点`, `4:30pm` as `16:30`; what is no time stays. */
function clockOf(word: string): string {
  const match = /^(上午|早上|中午|下午|晚上)?(\d{1,2})(?:[:点时.](\d{1,2}|半)?分?)?\s*(am|pm)?$/i.exec(word)
  if (!match || (match[1] ?? match[3] ?? match[4] ?? /[:点时]/.exec(word)) === null) return word
  const late = /下午|晚上|pm/i.test(`${match[1]}${match[4]}`)
  const hour = Number(match[2]) + (late && Number(match[2]) < 12 ? 12 : 0)
  const minute = match[3] === '半' ? '30' : (match[3] ?? '00')
  return `${String(hour).padStart(2, '0')}:${minute.padStart(2, '0')}`
}
