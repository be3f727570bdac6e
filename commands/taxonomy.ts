import { z } from 'zod'
import {
  addOwnTerm,
  mergedTerms,
  OWN_FIELDS,
  type OwnField,
  type OwnTerm,
  ownTerms,
  removeOwnTerm,
} from '#db/own-terms.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { type Action, type Block, sentence, type View } from '#workers/view.ts'
import { type Context, defineCommand } from './command.ts'

export const taxonomy = defineCommand({
  name: 'taxonomy',
  aliases: ['分类用词', '用词'],
  summary: { zh: '学校自己的学科、类型和用词', en: 'The school’s own subjects, types and words' },
  usage: {
    zh: '/taxonomy，/taxonomy 加 学科 围棋 弈棋，/taxonomy 去掉 学科 围棋',
    en: '/taxonomy, /taxonomy add subject Chess gambit, /taxonomy remove subject Chess',
  },
  examples: ['/taxonomy', '/taxonomy 加 类型 教案 备课稿'],
  who: ['admin'],
  args: z.object({
    do: z.enum(['list', 'add', 'remove', 'back']).default('list'),
    field: z.enum(OWN_FIELDS).optional(),
    name: z.string().trim().min(1).max(40).optional(),
    /** Separated by `、`; a word may hold blanks. */
    words: z.string().max(400).optional(),
  }),
  fromText(rest) {
    const [verb = '', field = '', name, ...words] = rest.trim().split(/[\s,，、]+/)
    if (verb === '') return {}
    const asked = VERBS[verb.toLowerCase()]
    if (asked === 'list') return { do: asked }
    const about = FIELDS[field.toLowerCase()]
    if (!asked || !about || name === undefined) return undefined
    return { do: asked, field: about, name, words: words.join('、') }
  },
  async run(args, ctx) {
    const { t, school } = ctx
    const own = await ownTerms(ctx.db, school.id)
    const { field, name } = args
    if (args.do === 'list' || field === undefined || name === undefined) return { view: listed(own, ctx), to: 'member' }
    const words = (args.words ?? '').split('、').filter((word) => word !== '')
    if (args.do === 'remove') return { view: await remove(field, name, ctx), to: 'member' }
    const { term, before } = await ctx.write(async (trx) => {
      const kept = await ownTerms(trx, school.id)
      if (args.do === 'back') await removeOwnTerm(trx, school.id, field, name)
      const after = await addOwnTerm(trx, school.id, { field, name, words })
      return { term: after, before: kept.find((one) => one.field === field && one.key === after.key) }
    })
    const what = nameOf(field, term.key)
    return {
      view: sentence(
        t({
          zh: `${NAMES[field].zh}「${what.zh}」的用词：${term.words.join('、')}。之后收录的文件就会用到。`,
          en: `Words of the ${NAMES[field].en} “${what.en}”: ${term.words.join(', ')}. Files shared from now on use them.`,
        }),
        { tone: 'good', actions: [undoOf(field, term.key, before, ctx), listAction(ctx)] },
      ),
      to: 'member',
    }
  },
})

const NAMES: Readonly<Record<OwnField, Text>> = {
  subject: { zh: '学科', en: 'subject' },
  type: { zh: '类型', en: 'type' },
}
const FIELDS: Readonly<Record<string, OwnField>> = {
  学科: 'subject',
  科目: 'subject',
  subject: 'subject',
  类型: 'type',
  type: 'type',
}
const VERBS: Readonly<Record<string, 'list' | 'add' | 'remove'>> = {
  列表: 'list',
  list: 'list',
  加: 'add',
  添加: 'add',
  增加: 'add',
  add: 'add',
  去掉: 'remove',
  删: 'remove',
  删除: 'remove',
  remove: 'remove',
}

async function remove(field: OwnField, name: string, ctx: Context): Promise<View> {
  const { t, school } = ctx
  const gone = await ctx.write(async (trx) => {
    const kept = await ownTerms(trx, school.id)
    if (!(await removeOwnTerm(trx, school.id, field, name))) return undefined
    const left = await ownTerms(trx, school.id)
    return kept.find((one) => !left.some(({ field: other, key }) => other === one.field && key === one.key))
  })
  if (!gone) {
    throw new UserFacingError(
      'no_term',
      {
        zh: `学校没有加过${NAMES[field].zh}「${name}」。`,
        en: `The school has not added a ${NAMES[field].en} “${name}”.`,
      },
      { zh: '用 /taxonomy 查看加过的。', en: '/taxonomy shows what it added.' },
    )
  }
  const what = nameOf(field, gone.key)
  return sentence(
    t({
      zh: `已去掉学校为${NAMES[field].zh}「${what.zh}」加的用词，已收录的资源不变。`,
      en: `What the school added for the ${NAMES[field].en} “${what.en}” is removed; resources stay as they are.`,
    }),
    { tone: 'good', actions: [undoOf(field, gone.key, gone, ctx), listAction(ctx)] },
  )
}

/** Back to what the school had under this name, or to nothing. */
function undoOf(field: OwnField, key: string, before: OwnTerm | undefined, { t }: Context): Action {
  const label = t({ zh: '改回去', en: 'Undo' })
  if (!before) return { label, command: 'taxonomy', args: { do: 'remove', field, name: key } }
  return { label, command: 'taxonomy', args: { do: 'back', field, name: key, words: joined(before.words) } }
}

const listAction = ({ t }: Context): Action => ({
  label: t({ zh: '全部用词', en: 'All words' }),
  command: 'taxonomy',
  args: {},
})

function listed(own: readonly OwnTerm[], { t, lang }: Context): View {
  const blocks: Block[] = []
  if (own.length > 0) {
    blocks.push({
      kind: 'list',
      items: own.map(({ field, key, words }) => ({
        title: t({
          zh: `${NAMES[field].zh}：${nameOf(field, key).zh}`,
          en: `${NAMES[field].en}: ${nameOf(field, key).en}`,
        }),
        detail: words.join(lang === 'en' ? ', ' : '、'),
        actions: [
          {
            label: t({ zh: '去掉', en: 'Remove' }),
            command: 'taxonomy',
            args: { do: 'remove', field, name: key },
          },
        ],
      })),
    })
  } else {
    blocks.push({ kind: 'text', text: t({ zh: '学校还没有加过用词。', en: 'The school has not added any.' }) })
  }
  blocks.push({
    kind: 'fields',
    fields: OWN_FIELDS.map((field) => ({
      label: t(NAMES[field]),
      value: mergedTerms(field, own)
        .map((term) => t(term.label))
        .join(lang === 'en' ? ', ' : '、'),
    })),
  })
  blocks.push({
    kind: 'note',
    text: t({
      zh: '新学科：/taxonomy 加 学科 围棋 弈棋；给已有的加用词：/taxonomy 加 类型 教案 备课稿',
      en: 'A new subject: /taxonomy add subject Chess gambit; more words: /taxonomy add type lesson_plan scheme',
    }),
  })
  return { title: t({ zh: '分类用词', en: 'Words of the taxonomy' }), blocks }
}

/** How a term is called; the school's own are called by their name. */
function nameOf(field: OwnField, key: string): Text {
  return mergedTerms(field, []).find((term) => term.key === key)?.label ?? { zh: key, en: key }
}

/** Words may hold blanks; `、` never. */
const joined = (words: readonly string[]) => words.join('、')
