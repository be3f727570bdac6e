import { z } from 'zod'
import { listRefused } from '#db/rows/refused.ts'
import { chatSettings, schoolSettings } from '#db/settings.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import type { Block, View } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'

type Setting = {
  key: string
  where: 'school' | 'chat'
  label: Text
  words: readonly string[]
  hint: Text
  ok: RegExp
  values?: Record<string, string>
}

/** Messages that a platform would not take: so far back, and so many, are shown. */
const REFUSED_DAYS = 7
const REFUSED_SHOWN = 5

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const ON_OFF = { 开: 'on', 关: 'off', 开启: 'on', 关闭: 'off', on: 'on', off: 'off' }
const PICTURES = { 图文: 'both', 图片: 'picture', 文字: 'text', both: 'both', picture: 'picture', text: 'text' }
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

const SETTINGS: readonly Setting[] = [
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
    words: ['周榜星期', '星期'],
    values: Object.fromEntries(
      WEEKDAYS.flatMap((day, index) => [
        [day, String(index + 1)],
        [day.replace('周', '星期'), String(index + 1)],
      ]),
    ),
    label: { zh: '周榜星期', en: 'Board weekday' },
    hint: { zh: '1–7，1 是周一', en: '1–7, 1 is Monday' },
  },
  {
    key: 'board_time',
    where: 'school',
    ok: TIME,
    words: ['周榜时间', '时间'],
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

export const settings = defineCommand({
  name: 'settings',
  aliases: ['设置', '配置'],
  summary: { zh: '查看和修改本校、本群的设置', en: 'Shows and changes this school’s and this chat’s settings' },
  usage: {
    zh: '/settings；/settings 周榜 关；/settings 周榜时间 17:00',
    en: '/settings; /settings weekly_board off; /settings board_time 17:00',
  },
  examples: ['/settings 周榜 关'],
  who: ['admin'],
  args: z.object({ key: z.string().max(40).optional(), value: z.string().max(40).optional() }),
  fromText(rest) {
    const [key, ...value] = rest
      .trim()
      .split(/[\s=＝:：]+(?!\d\d$)/)
      .filter((word) => word !== '')
    if (key === undefined) return {}
    return value.length === 0 ? undefined : { key, value: value.join('') }
  },
  async run({ key, value }, ctx) {
    if (key === undefined || value === undefined) return { view: await show(ctx), to: 'member' }
    const setting = SETTINGS.find((one) => one.key === key.toLowerCase() || one.words.includes(key))
    if (!setting) {
      throw new UserFacingError('no_setting', {
        zh: `没有「${key}」这项设置。可设：${SETTINGS.map((one) => one.words[0]).join('、')}。`,
        en: `There is no setting “${key}”. Known: ${SETTINGS.map((one) => one.key).join(', ')}.`,
      })
    }
    const next =
      setting.values?.[value.toLowerCase()] ??
      (setting.ok.test(`0${value}`) && setting.ok === TIME ? `0${value}` : value)
    if (!setting.ok.test(next)) {
      throw new UserFacingError('wrong_value', {
        zh: `${setting.label.zh} 不能设为「${value}」，应为：${setting.hint.zh}。`,
        en: `${setting.label.en} cannot be “${value}”; it takes: ${setting.hint.en}.`,
      })
    }
    const before = current(setting, ctx)
    await ctx.write(async (trx) => {
      if (setting.where === 'school') {
        const all = { ...ctx.school.settings, [setting.key]: next }
        await trx
          .updateTable('school')
          .set({ settings: JSON.stringify(all) })
          .where('id', '=', ctx.school.id)
          .execute()
      } else {
        const all = { ...ctx.chat.settings, [setting.key]: next }
        await trx
          .updateTable('chat')
          .set({ settings: JSON.stringify(all) })
          .where('school_id', '=', ctx.school.id)
          .where('id', '=', ctx.chat.id)
          .execute()
      }
    })
    return { view: said(setting, before, next, ctx), replace: false }
  },
})

function current(setting: Setting, ctx: Context): string {
  const all: Record<string, unknown> =
    setting.where === 'school' ? schoolSettings.parse(ctx.school.settings) : chatSettings.parse(ctx.chat.settings)
  return String(all[setting.key])
}

function spoken(setting: Setting, value: string, { t }: Context): string {
  if (setting.key === 'board_weekday')
    return t({
      zh: WEEKDAYS[Number(value) - 1] ?? value,
      en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][Number(value) - 1] ?? value,
    })
  const names: Record<string, Text> = {
    on: { zh: '开', en: 'on' },
    off: { zh: '关', en: 'off' },
    checks: { zh: '检查通过即收录', en: 'accepted when checks pass' },
    all: { zh: '每份都审', en: 'everything is reviewed' },
    both: { zh: '图片加文字', en: 'a picture and text' },
    picture: { zh: '只发图片', en: 'the picture alone' },
    text: { zh: '只发文字', en: 'text alone' },
    school: { zh: '随学校', en: 'as the school' },
  }
  const name = names[value]
  return name ? t(name) : value
}

async function show(ctx: Context): Promise<View> {
  const { t } = ctx
  const toggle = SETTINGS.filter((one) => one.values === ON_OFF).map((one) => {
    const on = current(one, ctx) === 'on'
    return {
      label: t({ zh: `${on ? '关闭' : '开启'}：${one.label.zh}`, en: `${one.label.en}: turn ${on ? 'off' : 'on'}` }),
      command: 'settings',
      args: { key: one.key, value: on ? 'off' : 'on' },
    }
  })
  return {
    title: t({ zh: '设置', en: 'Settings' }),
    blocks: [
      {
        kind: 'fields',
        fields: SETTINGS.map((one) => ({
          label: t(one.label),
          value: spoken(one, current(one, ctx), ctx),
          note: one.where === 'chat' ? t({ zh: '本群', en: 'this chat' }) : t({ zh: '全校', en: 'whole school' }),
        })),
      },
      { kind: 'actions', actions: toggle },
      ...(await undelivered(ctx)),
      { kind: 'note', text: t({ zh: '修改：/settings 周榜时间 17:00', en: 'Change: /settings board_time 17:00' }) },
    ],
  }
}

/** What the platforms would not take lately: where, when and the platform's reason. Nothing when all went through. */
async function undelivered({ db, school, now, zone, lang, t }: Context): Promise<Block[]> {
  const since = new Date(now.getTime() - REFUSED_DAYS * 86_400_000)
  const refused = await listRefused(db, { schoolId: school.id, since, limit: REFUSED_SHOWN })
  if (refused.length === 0) return []
  const heading = t({ zh: '近 7 天没有送达的消息', en: 'Not delivered in the last 7 days' })
  return [
    { kind: 'text', text: heading, style: 'strong' },
    {
      kind: 'list',
      items: refused.map((one) => ({
        title: `${clockFace(one.at, zone, lang)} · ${one.chat}`,
        detail: showable(one.reason, 160),
      })),
    },
  ]
}

function said(setting: Setting, before: string, next: string, ctx: Context): View {
  const { t } = ctx
  return {
    tone: 'good',
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `${setting.label.zh}：${spoken(setting, before, ctx)} → ${spoken(setting, next, ctx)}（${setting.where === 'chat' ? '本群' : '全校'}）。`,
          en: `${setting.label.en}: ${spoken(setting, before, ctx)} → ${spoken(setting, next, ctx)} (${setting.where === 'chat' ? 'this chat' : 'whole school'}).`,
        }),
      },
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '改回去', en: 'Undo' }), command: 'settings', args: { key: setting.key, value: before } },
        ],
      },
    ],
  }
}
