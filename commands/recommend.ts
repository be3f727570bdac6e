import { z } from 'zod'
import { hideRecommended } from '#db/discover/hidden.ts'
import { type Recommended, recommend as recommendTo } from '#db/discover/recommend.ts'
import { choicesOf, choose } from '#db/search-log/choices.ts'
import { viewerOf } from '#db/sharing.ts'
import { type ListItem, sentence, type View } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { resourceId } from './args.ts'
import { type Context, defineCommand } from './command.ts'

const SHOWN = 5

export const recommend = defineCommand({
  name: 'recommend',
  aliases: ['推荐', '猜我需要'],
  summary: { zh: '可能对您有用的资源，写明为什么', en: 'What may be of use to you, and why' },
  usage: { zh: '/recommend（不想要：/recommend 关）', en: '/recommend (to stop: /recommend off)' },
  examples: ['/recommend', '/recommend 关'],
  who: 'everyone',
  args: z.object({ set: z.enum(['on', 'off']).optional(), hide: resourceId.optional() }),
  fromText(rest) {
    const word = rest.trim().toLowerCase()
    if (/^(关|关闭|不要|停|off)$/.test(word)) return { set: 'off' }
    if (/^(开|开启|打开|on)$/.test(word)) return { set: 'on' }
    return word === '' ? {} : undefined
  },
  async run({ set, hide }, ctx) {
    const { school, member } = ctx
    if (set !== undefined) {
      await ctx.write((trx) => choose(trx, school.id, member.id, 'recommend', set === 'on'))
      if (set === 'off') return { view: turnedOff(ctx), to: 'member' }
    }
    if (hide !== undefined) await ctx.write((trx) => hideRecommended(trx, school.id, member.id, hide))
    if (!(await choicesOf(ctx.db, school.id, member.id)).recommend) return { view: turnedOff(ctx), to: 'member' }
    const viewer = { ...viewerOf(member), memberId: member.id }
    const found = await recommendTo(ctx.db, viewer, { limit: SHOWN, now: ctx.now })
    return { view: found.length > 0 ? view(found, ctx) : nothing(ctx), to: 'member', replace: ctx.pressed && 'own' }
  },
})

function view(found: readonly Recommended[], ctx: Context): View {
  const { t } = ctx
  return {
    title: t({ zh: '可能对您有用', en: 'You may want' }),
    blocks: [
      {
        kind: 'list',
        numbered: true,
        items: found.map(
          (one): ListItem => ({
            title: one.title,
            detail: `${shortClassification(t, one)} · ${one.authorName} · #${one.id}`,
            why: t(one.why),
            actions: [
              { label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(one.id) } },
              { label: t({ zh: '不需要', en: 'Not for me' }), command: 'recommend', args: { hide: String(one.id) } },
            ],
          }),
        ),
      },
      {
        kind: 'actions',
        actions: [{ label: t({ zh: '不再推荐', en: 'Turn off' }), command: 'recommend', args: { set: 'off' } }],
      },
      {
        kind: 'note',
        text: t({
          zh: '只依据您分享、取过和评过的资源；别人看不到，也不会说出是谁取过。',
          en: 'From what you shared, took and rated; nobody else sees it, and nobody is named.',
        }),
      },
    ],
    about: { list: found.map(({ id }) => id) },
  }
}

function nothing({ t }: Context): View {
  return sentence(
    t({
      zh: '眼下没有可推荐的。您分享、下载或评过几份，同事又有新的以后，再来看看。',
      en: 'Nothing to recommend now: come back when you have shared, taken or rated a few and colleagues have new ones.',
    }),
  )
}

function turnedOff({ t }: Context): View {
  return sentence(t({ zh: '已关闭推荐。', en: 'Recommendations are off.' }), {
    actions: [{ label: t({ zh: '重新打开', en: 'Turn on again' }), command: 'recommend', args: { set: 'on' } }],
  })
}
