import { z } from 'zod'
import { decidePrivacy, undoPrivacy } from '#db/findings/decide.ts'
import { lastDecision, listFindings, PRIVACY_CHOICES, type PrivacyChoice } from '#db/findings/findings.ts'
import { findResource, lockResource, type ResourceCard } from '#db/rows/resources.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { sentence, type View } from '#workers/view.ts'
import { findingsBlock, PRIVACY_SAID, personalOf, personalView } from '#workers/view-personal.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'

const WORDS: Record<string, PrivacyChoice | 'undo'> = {
  没有: 'none',
  无: 'none',
  公开: 'none',
  none: 'none',
  同意: 'consent',
  已同意: 'consent',
  已征得同意: 'consent',
  consent: 'consent',
  自己: 'self',
  自己看: 'self',
  只给自己看: 'self',
  self: 'self',
  撤销: 'undo',
  undo: 'undo',
}

/** The author of a file that seems to hold personal data decides about it; reviewers can look. */
export const personal = defineCommand({
  name: 'personal',
  aliases: ['个人信息', '隐私确认'],
  summary: { zh: '确认文件里的个人信息怎么处理', en: 'Decides about personal data in what you shared' },
  usage: {
    zh: '/personal 编号；/personal 编号 没有、同意、自己看 或 撤销',
    en: '/personal number; /personal number none, consent, self or undo',
  },
  examples: ['/personal 128', '/personal 128 没有'],
  who: 'everyone',
  args: z.object({ id: resourceId, choice: z.enum([...PRIVACY_CHOICES, 'undo']).optional() }),
  fromText(rest, about) {
    const taken = takeId(rest, about)
    if (!taken) return undefined
    if (taken.rest === '') return { id: taken.id }
    const choice = WORDS[taken.rest.toLowerCase()]
    return choice && { id: taken.id, choice }
  },
  async run({ id, choice }, ctx) {
    const card = await findResource(ctx.db, ctx.school.id, id)
    const mine = card?.member_id === ctx.member.id
    const mayLook = mine || ctx.member.role === 'head' || ctx.member.role === 'admin'
    if (!card || !mayLook || card.status === 'withdrawn') throw notFound(id)
    if (choice === undefined) return { view: await look(card, mine, ctx), to: 'member' }
    if (!mine) {
      throw new UserFacingError('not_yours', {
        zh: '这由分享者自己决定；审核请用 /review。',
        en: 'Its author decides this; to review it use /review.',
      })
    }
    if (choice === 'undo') return { view: await undo(card, ctx), to: 'member', replace: privately(ctx) }
    return { view: await decide(card, choice, ctx), to: 'member', replace: privately(ctx) }
  },
})

/** A card in a group is never replaced by something private. */
function privately(ctx: Context): boolean {
  return ctx.pressed && ctx.chat.kind === 'direct'
}

async function look(card: ResourceCard, mine: boolean, ctx: Context): Promise<View> {
  const { t } = ctx
  const findings = await listFindings(ctx.db, ctx.school.id, [card.id])
  if (mine && card.status === 'review' && personalOf(card.flags).length > 0) {
    return personalView(
      t,
      card,
      findings.filter(({ flag }) => personalOf([flag]).length > 0),
    )
  }
  const decision = await lastDecision(ctx.db, ctx.school.id, card.id)
  if (findings.length === 0) {
    return sentence(
      t({ zh: `${named(card.title)}里没有发现个人信息。`, en: `No personal data was found in “${card.title}”.` }),
    )
  }
  return {
    title: card.title,
    blocks: [
      findingsBlock(t, findings),
      ...(decision ? [{ kind: 'text' as const, text: t(PRIVACY_SAID[decision.choice]) }] : []),
      ...(mine && decision ? [{ kind: 'actions' as const, actions: [undoAction(card.id, ctx)] }] : []),
    ],
    about: { resource: card.id },
  }
}

async function decide(card: ResourceCard, choice: PrivacyChoice, ctx: Context): Promise<View> {
  const { t, school, member } = ctx
  const outcome = await ctx.write(async (trx) => {
    const resource = await lockResource(trx, school.id, card.id)
    if (resource?.status !== 'review' || personalOf(resource.flags).length === 0) return undefined
    return decidePrivacy(trx, { resource, choice, by: member.id, authorName: card.author_name, now: ctx.now })
  })
  if (outcome === undefined) {
    throw new UserFacingError('decided', {
      zh: `编号 ${card.id} 已经处理过了。`,
      en: `No. ${card.id} has been decided already.`,
    })
  }
  if (outcome === 'live') ctx.ring('fact.settle', { schoolId: school.id })
  const done: Record<typeof outcome, Text> = {
    live: {
      zh: `已收录${named(card.title)}，现在能搜到了。您的确认已留下记录。积分见 /why ${card.id}`,
      en: `“${card.title}” is catalogued and findable now. Your word was recorded. Points: /why ${card.id}`,
    },
    review: {
      zh: `${named(card.title)}交审核老师看，通过前别人搜不到。`,
      en: `“${card.title}” waits for a reviewer; until then nobody else finds it.`,
    },
    self: {
      zh: `${named(card.title)}只有您自己能搜到，不计分。`,
      en: `Only you find “${card.title}”; it earns no points.`,
    },
  }
  return sentence(t(done[outcome]), {
    tone: 'good',
    actions: [undoAction(card.id, ctx)],
    about: { resource: card.id },
  })
}

async function undo(card: ResourceCard, ctx: Context): Promise<View> {
  const { school, member } = ctx
  const done = await ctx.write(async (trx) => {
    const resource = await lockResource(trx, school.id, card.id)
    return resource !== undefined && (await undoPrivacy(trx, resource, member.id, ctx.now))
  })
  if (!done) {
    throw new UserFacingError('nothing_to_undo', {
      zh: `编号 ${card.id} 没有可以撤销的决定。`,
      en: `There is no decision about no. ${card.id} to take back.`,
    })
  }
  ctx.ring('fact.settle', { schoolId: school.id })
  const again = await findResource(ctx.db, school.id, card.id)
  if (!again) throw notFound(card.id)
  return look(again, true, ctx)
}

const undoAction = (id: number, { t }: Context) => ({
  label: t({ zh: '撤销', en: 'Undo' }),
  command: 'personal',
  args: { id: String(id), choice: 'undo' },
})
