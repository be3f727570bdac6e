import { z } from 'zod'
import { translator } from '#kit/lang.ts'
import { sentence } from '#workers/view.ts'
import { defineCommand } from './command.ts'

export const language = defineCommand({
  name: 'language',
  aliases: ['语言', 'lang'],
  summary: { zh: '我和您说话用的语言', en: 'The language in which I answer you' },
  usage: { zh: '/language 中文 或 /language english', en: '/language english or /language 中文' },
  who: 'everyone',
  args: z.object({ lang: z.enum(['zh-CN', 'en']).optional() }),
  fromText(rest) {
    const word = rest.trim().toLowerCase()
    if (word === '') return {}
    if (/^(中文|汉语|简体|简体中文|zh|zh-cn|chinese)$/.test(word)) return { lang: 'zh-CN' }
    if (/^(英文|英语|en|english)$/.test(word)) return { lang: 'en' }
    return undefined
  },
  async run({ lang }, ctx) {
    if (lang === undefined) {
      const actions = [
        { label: '中文', command: 'language', args: { lang: 'zh-CN' } },
        { label: 'English', command: 'language', args: { lang: 'en' } },
      ]
      return { view: sentence(ctx.t({ zh: '用哪种语言？', en: 'Which language?' }), { actions }), to: 'member' }
    }
    await ctx.write((trx) =>
      trx
        .updateTable('member')
        .set({ locale: lang })
        .where('school_id', '=', ctx.school.id)
        .where('id', '=', ctx.member.id)
        .execute(),
    )
    const t = translator(lang)
    const other = lang === 'en' ? 'zh-CN' : 'en'
    return {
      view: sentence(t({ zh: '以后用中文回答您。', en: 'I will answer you in English.' }), {
        tone: 'good',
        actions: [
          { label: lang === 'en' ? '改回中文' : 'Back to English', command: 'language', args: { lang: other } },
        ],
      }),
    }
  },
})
