import { z } from 'zod'
import { findResource, findVisible, type ResourceCard } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { familyOf, findKin, type Kin } from '#db/similar/kin.ts'
import { KIN_STATES, type KinState } from '#db/similar/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import { type Action, type ListItem, sentence, type View } from '#workers/view.ts'
import { decideAction, type KinShown, kinActions, kinText } from '#workers/view-versions.ts'
import { notFound, refuseStranger, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'
import { decide } from './versions-decide.ts'

/** What people write for each decision. */
const WORDS: [RegExp, KinState][] = [
  [
    /^(?:作为|是|设为|算)?\s*(?:新版本?|更新版?|替换|取代|new(?: version)?(?: of)?|version(?: of)?|replaces?)/i,
    'version',
  ],
  [/^(?:两份都留|都留|并存|保留两份|both|keep both)/i, 'both'],
  [/^(?:标为|作为|是)?\s*(?:改编自?|adapted(?: from)?)/i, 'adapted'],
  [/^(?:无关|不相关|没关系|unrelated|not related)/i, 'unrelated'],
  [/^(?:撤销|取消|undo)/i, 'found'],
]

export const versions = defineCommand({
  name: 'versions',
  aliases: ['版本', '历史版本', '新版本'],
  summary: {
    zh: '一份资源的各个版本；把新的一份设为新版本',
    en: 'The versions of a resource; make a newer one replace it',
  },
  usage: {
    zh: '/versions 编号；/versions 新的编号 新版本 旧的编号；/versions 编号 改编 原作编号、两份都留、无关 或 撤销',
    en: '/versions number; /versions new-number new old-number; /versions number adapted original-number, both, unrelated or undo',
  },
  examples: ['/versions 128', '/versions 128 新版本 101'],
  who: 'everyone',
  args: z.object({ id: resourceId, as: z.enum(KIN_STATES).optional(), of: resourceId.optional() }),
  fromText(rest, about) {
    const taken = takeId(rest, about)
    if (!taken) return undefined
    if (taken.rest === '') return { id: taken.id }
    const found = WORDS.map(([words, as]) => ({ as, match: words.exec(taken.rest) })).find(({ match }) => match)
    if (!found?.match) return undefined
    const after = taken.rest.slice(found.match[0].length).trim()
    const of = takeId(after, undefined)
    if (after !== '' && of?.rest !== '') return undefined
    return { id: taken.id, as: found.as, ...(of && { of: of.id }) }
  },
  async run({ id, as, of }, ctx) {
    if (as === undefined) return { view: await list(id, ctx) }
    const { member, school, t } = ctx
    const resource = await findResource(ctx.db, school.id, id)
    if (!resource || !mayDecide(resource, ctx)) {
      return refuseStranger(ctx, id, {
        zh: '只有分享者本人或审核老师可以决定这是谁的版本。',
        en: 'Only the person who shared it, or a reviewer, decides whose version it is.',
      })
    }
    const kin = await findKin(ctx.db, school.id, id)
    const earlier = of ?? kin?.of_id
    if (earlier === undefined) {
      throw new UserFacingError('no_kin', {
        zh: `没有发现编号 ${id} 和哪一份相近。请写上另一份的编号，例如：/versions ${id} 新版本 101`,
        en: `Nothing like no. ${id} was found. Name the other one: /versions ${id} new 101`,
      })
    }
    const other = await seenOther(earlier, ctx)
    const before = kin?.of_id === earlier ? kin.state : 'unrelated'
    const done = await ctx.write((trx) => decide(trx, { resource, other, as, member, now: ctx.now }))
    return {
      view: sentence(t(done.text), {
        tone: 'good',
        about: { resource: id },
        actions: [
          ...(before === as ? [] : [decideAction(t, id, before, earlier, { zh: '撤销', en: 'Undo' })]),
          listAction(id, ctx),
        ],
        ...(done.note && { note: t(done.note) }),
      }),
      replace: ctx.pressed && as === 'found',
    }
  },
})

/** Authors decide about their own, heads and administrators about all. */
function mayDecide(resource: ResourceCard, { member }: Context): boolean {
  return resource.member_id === member.id || member.role === 'head' || member.role === 'admin'
}

/** The other resource: what the asker may see, or own in any state. */
async function seenOther(id: number, ctx: Context): Promise<ResourceCard> {
  const own = await findResource(ctx.db, ctx.school.id, id)
  if (own && (own.member_id === ctx.member.id || ctx.member.role === 'admin')) return own
  const visible = await findVisible(ctx.db, viewerOf(ctx.member), id)
  if (!visible) throw notFound(id)
  return visible
}

async function list(id: number, ctx: Context): Promise<View> {
  const { t, school, member } = ctx
  const viewer = viewerOf(member)
  const asked = await findVisible(ctx.db, viewer, id)
  if (!asked) throw notFound(id)
  const family = await familyOf(ctx.db, school.id, id)
  const cards = (await Promise.all(family.map((one) => findVisible(ctx.db, viewer, one)))).filter(
    (card) => card !== undefined,
  )
  if (cards.length < 2) {
    return sentence(t({ zh: `${named(asked.title)}只有这一份。`, en: `“${asked.title}” has no other version.` }), {
      about: { resource: id },
      note: t({
        zh: `有新的一份？发到群里，再写 /versions 新的编号 新版本 ${id}`,
        en: `A newer one? Send it, then /versions new-number new ${id}`,
      }),
    })
  }
  const items = await Promise.all(cards.map((card) => item(card, cards, ctx)))
  return {
    title: t({ zh: `${named(asked.title)}的各个版本`, en: `Versions of “${asked.title}”` }),
    blocks: [{ kind: 'list', items }],
    about: { resource: id },
  }
}

async function item(card: ResourceCard, all: ResourceCard[], ctx: Context): Promise<ListItem> {
  const { t, zone, lang, school } = ctx
  const kin = await findKin(ctx.db, school.id, card.id)
  const shown = kin && shownKin(kin, card, all, ctx)
  const place =
    card.superseded_by === null
      ? t({ zh: '现行', en: 'in force' })
      : t({ zh: `已由编号 ${card.superseded_by} 取代`, en: `replaced by no. ${card.superseded_by}` })
  const actions: Action[] = [
    { label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(card.id) } },
    ...(shown && mayDecide(card, ctx) ? choices(shown, ctx) : []),
  ]
  return {
    title: card.title,
    detail: `#${card.id} · ${card.author_name} · ${clockFace(card.shared_at, zone, lang)} · ${place}`,
    ...(shown && { why: t(kinText(shown)) }),
    actions,
  }
}

function shownKin(kin: Kin, card: ResourceCard, all: ResourceCard[], { member }: Context): KinShown | undefined {
  const of = all.find((one) => one.id === kin.of_id)
  if (!of || kin.state === 'unrelated') return undefined
  // "Yours" is the reader's word: to anybody else the author is named.
  return { kin, of, own: of.member_id === card.member_id && of.member_id === member.id }
}

function choices(shown: KinShown, { t }: Context): Action[] {
  if (shown.kin.state === 'found') return kinActions(t, shown)
  return [decideAction(t, shown.kin.resource_id, 'found', shown.kin.of_id)]
}

function listAction(id: number, { t }: Context): Action {
  return { label: t({ zh: '各个版本', en: 'All versions' }), command: 'versions', args: { id: String(id) } }
}
