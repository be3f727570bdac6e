import { z } from 'zod'
import { interestsOf } from '#db/discover/interests.ts'
import { ownTermIn, ownTerms } from '#db/own-terms.ts'
import { listFeatured } from '#db/redeem/featured.ts'
import { listNewest, type ResourceCard } from '#db/rows/resources.ts'
import { facetsIn } from '#db/search/facets.ts'
import { normalise } from '#db/search/normal.ts'
import { viewerOf } from '#db/sharing.ts'
import { labelOf, SUBJECTS } from '#db/taxonomy.ts'
import { addDays, clockFace } from '#kit/zone.ts'
import { type Action, type ListItem, sentence, type View } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { type Context, defineCommand } from './command.ts'
import { moreWords, notUsed } from './not-used.ts'

const SHOWN = 10
const FEATURED = 4

export const newest = defineCommand({
  name: 'new',
  aliases: ['最新', '上新', '新资源'],
  summary: { zh: '最近一周，我的学科的新资源', en: 'What is new this week in my subjects' },
  usage: {
    zh: '/new（全部学科：/new 全部；一个学科：/new 数学）',
    en: '/new (all subjects: /new all; one: /new math)',
  },
  examples: ['/new', '/new 全部', '/new 数学'],
  who: 'everyone',
  args: z.object({
    all: z.literal('1').optional(),
    subject: z.string().max(40).optional(),
    words: z.string().max(40).optional(),
  }),
  fromText(rest) {
    return /^(全部|所有|all)$/i.test(rest.trim()) ? { all: '1' } : { words: rest.trim().slice(0, 40) }
  },
  async run({ all, subject: chosen, words = '' }, ctx) {
    const subject = chosen ?? (await subjectIn(words, ctx))
    const { more } = subject === undefined ? moreWords(words, COVERED) : {}
    const said = (view: View): View => ({ ...view, blocks: [...notUsed(more, ONE_WEEK, ctx), ...view.blocks] })
    const since = addDays(ctx.now, -7, ctx.zone)
    const own = await interestsOf(ctx.db, ctx.school.id, ctx.member.id, ctx.now)
    const subjects = subject === undefined ? own.subjects : [subject]
    const viewer = viewerOf(ctx.member)
    const mine = all || subjects.length === 0 ? [] : await listNewest(ctx.db, viewer, since, SHOWN, subjects)
    const featured = await listFeatured(ctx.db, viewer, ctx.now, FEATURED)
    if (mine.length > 0 || subject !== undefined) {
      return { view: said(withFeatured(mineView(mine, subjects, ctx), featured, ctx)), replace: ctx.pressed && 'own' }
    }
    const everything = await listNewest(ctx.db, viewer, since, SHOWN)
    return { view: said(withFeatured(allView(everything, ctx), featured, ctx)), replace: ctx.pressed && 'own' }
  },
})

/** Words for what is shown anyway. */
const COVERED =
  /^(?:的|上传|分享|资源|资料|文件|东西|内容|课件|最近|一周|本周|这周|最新|有什么|吗|resources?|files?|uploads?|recent|this|week|new)+$/i
const ONE_WEEK = {
  zh: '这里是最近一周的新资源；可以写一个学科，如 /new 数学；找别的用 /search。',
  en: 'This is what came in the last seven days; name a subject, such as /new math, or search: /search.',
}

/** The subject that words name, also one of the school's own. */
async function subjectIn(words: string, { db, school }: Context): Promise<string | undefined> {
  if (words === '') return undefined
  const own = ownTermIn(words, 'subject', await ownTerms(db, school.id))
  return own?.key ?? facetsIn(normalise(words)).facets.find(({ field }) => field === 'subject')?.key
}

/** Resources at the top because their authors redeemed points for it. */
function withFeatured(view: View, featured: ResourceCard[], ctx: Context): View {
  if (featured.length === 0) return view
  const heading = ctx.t({ zh: '推荐', en: 'Featured' })
  const items = featured.map((card) => item(card, ctx))
  return {
    ...view,
    blocks: [{ kind: 'text', text: heading, style: 'strong' }, { kind: 'list', items }, ...view.blocks],
  }
}

function mineView(cards: ResourceCard[], subjects: readonly string[], ctx: Context): View {
  const { t } = ctx
  const names = subjects.map((subject) => t(labelOf(SUBJECTS, subject))).join(t({ zh: '、', en: ', ' }))
  if (cards.length === 0) {
    return sentence(
      t({ zh: `最近一周，${names}还没有新资源。`, en: `Nothing new in ${names} in the last seven days.` }),
      { actions: [allSubjects(ctx)] },
    )
  }
  return {
    title: t({ zh: `最近一周：${names}`, en: `The last seven days: ${names}` }),
    blocks: [
      { kind: 'list', items: cards.map((card) => item(card, ctx)) },
      { kind: 'actions', actions: [allSubjects(ctx)] },
    ],
  }
}

function allSubjects({ t }: Context): Action {
  return { label: t({ zh: '全部学科', en: 'All subjects' }), command: 'new', args: { all: '1' } }
}

function allView(cards: ResourceCard[], ctx: Context): View {
  const { t } = ctx
  if (cards.length === 0)
    return sentence(t({ zh: '最近一周还没有新资源。', en: 'Nothing new in the last seven days.' }))
  return {
    title: t({ zh: '最近一周', en: 'The last seven days' }),
    blocks: [{ kind: 'list', items: cards.map((card) => item(card, ctx)) }],
  }
}

function item(card: ResourceCard, { t, zone, lang }: Context): ListItem {
  return {
    title: card.title,
    detail: `${card.author_name} · ${clockFace(card.shared_at, zone, lang)} · ${shortClassification(t, card)} · #${card.id}`,
    actions: [{ label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(card.id) } }],
  }
}
