import { z } from 'zod'
import { findMembers } from '#db/rows/find-member.ts'
import { listRefused } from '#db/rows/refused.ts'
import { chatSettings, schoolSettings } from '#db/settings.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { quietEnd } from '#kit/quiet.ts'
import { showable } from '#kit/text.ts'
import { clockFace, clockOn, dayOf } from '#kit/zone.ts'
import { type Block, sentence, type View } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'
import { ON_OFF, SETTINGS, type Setting, settingNamed, settingValue, WEEKDAYS } from './settings-list.ts'

/** Messages that a platform would not take: so far back, and so many, are shown. */
const REFUSED_DAYS = 7
const REFUSED_SHOWN = 5

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
    const [, key, value = ''] = /^([^\s=＝:：]+)[\s=＝:：]*(.*)$/s.exec(rest.trim()) ?? []
    if (key === undefined) return {}
    return value === '' ? { key } : { key, value: value.replace(/\s+/g, '') }
  },
  async run({ key, value }, ctx) {
    if (key === undefined) return { view: await show(ctx), to: 'member' }
    const setting = settingNamed(key)
    if (!setting) {
      throw new UserFacingError('no_setting', {
        zh: `没有「${key}」这项设置。可设：${SETTINGS.map((one) => one.words[0]).join('、')}。`,
        en: `There is no setting “${key}”. Known: ${SETTINGS.map((one) => one.key).join(', ')}.`,
      })
    }
    if (value === undefined) return { view: oneOf(setting, ctx), to: 'member' }
    const next = settingValue(setting, value)
    if (next === undefined) {
      throw new UserFacingError('wrong_value', {
        zh: `${setting.label.zh} 不能设为「${value}」，应为：${setting.hint.zh}。`,
        en: `${setting.label.en} cannot be “${value}”; it takes: ${setting.hint.en}.`,
      })
    }
    await refuse(setting, next, ctx)
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

/** What only this chat and this school can tell: where it makes no sense, and who there is. */
async function refuse(setting: Setting, next: string, { db, school, chat }: Context): Promise<void> {
  if (setting.key === 'weekly_board' && chat.kind !== 'group') {
    throw new UserFacingError('only_groups', {
      zh: '周榜只发到群里，请在那个群里设置：/settings 周榜 关。',
      en: 'The weekly board is posted to groups only: say /settings weekly_board off in that group.',
    })
  }
  if (setting.key !== 'principal' || next === '—') return
  const found = await findMembers(db, school.id, next)
  if (found.some((one) => one.role === 'admin' && one.name === next)) return
  throw new UserFacingError('no_principal', {
    zh: `没有叫「${next}」的管理员，审批没有改。请写一位管理员的姓名，或「不指定」。`,
    en: `No administrator is called “${next}”; nothing was changed. Give the name of one, or “none”.`,
  })
}

/** One setting: what it is and how it is changed. */
function oneOf(setting: Setting, ctx: Context): View {
  const { t } = ctx
  const where = setting.where === 'chat' ? { zh: '本群', en: 'this chat' } : { zh: '全校', en: 'whole school' }
  const now = spoken(setting, current(setting, ctx), ctx)
  return sentence(
    t({ zh: `${setting.label.zh}：${now}（${where.zh}）。`, en: `${setting.label.en}: ${now} (${where.en}).` }),
    {
      note: t({
        zh: `修改：/settings ${setting.words[0]} 值；值为：${setting.hint.zh}`,
        en: `Change: /settings ${setting.key} value; it takes: ${setting.hint.en}`,
      }),
    },
  )
}

/** A board that would be posted in the quiet hours waits for their end: that is said when either is set. */
function quietNote(setting: Setting, next: string, { school, zone, now, t }: Context): Block[] {
  if (!['board_time', 'quiet_from', 'quiet_to'].includes(setting.key)) return []
  const all = schoolSettings.parse({ ...school.settings, [setting.key]: next })
  const [hour = 0, minute = 0] = all.board_time.split(':').map(Number)
  if (quietEnd(all, zone, clockOn(dayOf(now, zone), { hour, minute }, zone)) === undefined) return []
  return [
    {
      kind: 'note',
      text: t({
        zh: `周榜时间 ${all.board_time} 在免打扰（${all.quiet_from}–${all.quiet_to}）里，周榜会等到 ${all.quiet_to} 才发。`,
        en: `The board’s time, ${all.board_time}, lies in the quiet hours (${all.quiet_from}–${all.quiet_to}): it waits until ${all.quiet_to}.`,
      }),
    },
  ]
}

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
      ...quietNote(setting, next, ctx),
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '改回去', en: 'Undo' }), command: 'settings', args: { key: setting.key, value: before } },
        ],
      },
    ],
  }
}
