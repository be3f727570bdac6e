import type { Answer } from '#db/search/ask.ts'
import type { Action, Block, View } from '#workers/view.ts'
import type { Context } from './command.ts'
import { actionsBlock, again, filterChips, LAST_PAGE, operatorChips, PAGE, type SearchArgs } from './search-args.ts'

/** What can be done when nothing was found: take something off, or say to everybody that it is wanted. */
export function nothingView(args: SearchArgs, found: Answer, ctx: Context): View {
  const { t } = ctx
  const chips = [...filterChips(args, ctx), ...operatorChips(args, found.operators, ctx)]
  if (found.total > 0) return noMoreView(args, found, ctx)
  if (args.q === '' && chips.length === 0) {
    return {
      title: t({ zh: '库里还是空的', en: 'The library is empty' }),
      blocks: [
        {
          kind: 'text',
          text: t({
            zh: '往群里发一份教学文件，就能在这里找到。',
            en: 'Drop a teaching file in the group and it can be found here.',
          }),
        },
      ],
    }
  }
  return {
    title: t({ zh: `没有找到「${args.q}」`, en: `Nothing for “${args.q}”` }),
    blocks: [
      {
        kind: 'text',
        text:
          chips.length > 0
            ? t({ zh: '可以去掉下面的筛选再找。', en: 'Take a filter off and look again.' })
            : t({ zh: '可以换个说法，或少写几个词，只留课题。', en: 'Try other words, or fewer: the topic alone.' }),
      },
      ...actionsBlock([...chips, ...fewer(args, found, ctx)]),
      ...actionsBlock(wanted(args, ctx)),
      ...demandNote(ctx),
    ],
  }
}

/** Somebody turned past the last page. */
function noMoreView(args: SearchArgs, { total }: Answer, { t }: Context): View {
  const last = String(Math.min(LAST_PAGE, Math.ceil(total / PAGE)))
  return {
    title:
      args.q === ''
        ? t({ zh: '没有更多了', en: 'No more' })
        : t({ zh: `「${args.q}」没有更多了`, en: `No more for “${args.q}”` }),
    blocks: [
      { kind: 'text', text: t({ zh: `共 ${total} 份，前面都列出来了。`, en: `${total} in all; you have seen them.` }) },
      ...actionsBlock([
        { label: t({ zh: '看最后一页', en: 'The last page' }), command: 'search', args: again(args, { page: last }) },
      ]),
    ],
  }
}

/** Near misses: the same without one of its words, facets first, since they are found almost anywhere. */
function fewer(args: SearchArgs, { operators, chips }: Answer, { t }: Context): Action[] {
  // What is only left out finds nothing that is wanted, so it goes first and never stays alone.
  const all = operators.text.split(/\s+/).filter((word) => word !== '')
  const words = all.filter((word) => !/^[-－]/.test(word))
  const wanted = words.length < all.length && words.length > 0 ? [words.join(' ')] : []
  const facets = new Set(chips.map(({ typed }) => typed))
  const kinds = words.filter((word) => facets.has(word))
  const options =
    words.length > 1
      ? words.map((word) => words.filter((other) => other !== word).join(' ')).filter((q) => q !== '')
      : []
  const facetsFirst = kinds.length > 0 && kinds.length < words.length ? [kinds.join(' '), ...options] : options
  return [...new Set([...wanted, ...facetsFirst])].slice(0, 3).map((q) => ({
    label: t({ zh: `只找「${q}」`, en: `Only “${q}”` }),
    command: 'search',
    args: again(args, { q }),
  }))
}

/** A button that puts the question on the demand board, which pupils do not have. */
export function wanted(args: SearchArgs, { t, member }: Context): Action[] {
  if (member.role === 'pupil') return []
  return [
    {
      label: t({ zh: '发布需求，请同事帮忙', en: 'Ask colleagues for it' }),
      command: 'ask',
      args: { text: args.q.slice(0, 100), op: 'post' },
      confirm: t({ zh: '把这个需求发布到求助列表？', en: 'Put this on the list of requests?' }),
    },
  ]
}

function demandNote({ t, member }: Context): Block[] {
  if (member.role === 'pupil') return []
  return [
    {
      kind: 'note',
      text: t({
        zh: '发布需求后，有人应答就会私聊告诉您；别人在找什么：/asks',
        en: 'Ask for it and you are told when somebody answers; what others look for: /asks',
      }),
    },
  ]
}
