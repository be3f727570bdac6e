import type { Answer } from '#db/search/ask.ts'
import type { Action, View } from '#workers/view.ts'
import type { Context } from './command.ts'
import { actionsBlock, again, filterChips, type SearchArgs } from './search-args.ts'

/** What can be done when nothing was found: take something off, or say to everybody that it is wanted. */
export function nothingView(args: SearchArgs, found: Answer, ctx: Context): View {
  const { t } = ctx
  const chips = filterChips(args, ctx)
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
      ...actionsBlock([wanted(args, ctx)]),
      {
        kind: 'note',
        text: t({
          zh: '发布需求后，有人应答就会私聊告诉您；别人在找什么：/asks',
          en: 'Ask for it and you are told when somebody answers; what others look for: /asks',
        }),
      },
    ],
  }
}

/** Near misses: the same without one of its words, facets first, since they are found almost anywhere. */
function fewer(args: SearchArgs, { operators, chips }: Answer, { t }: Context): Action[] {
  const words = operators.text.split(/\s+/).filter((word) => word !== '')
  const facets = new Set(chips.map(({ typed }) => typed))
  const kinds = words.filter((word) => facets.has(word))
  const options = words.length > 1 ? words.map((word) => words.filter((other) => other !== word).join(' ')) : []
  const all = kinds.length > 0 && kinds.length < words.length ? [kinds.join(' '), ...options] : options
  return [...new Set(all)].slice(0, 3).map((q) => ({
    label: t({ zh: `只找「${q}」`, en: `Only “${q}”` }),
    command: 'search',
    args: again(args, { q }),
  }))
}

/** A button that puts the question on the demand board. */
export function wanted(args: SearchArgs, { t }: Context): Action {
  return {
    label: t({ zh: '发布需求，请同事帮忙', en: 'Ask colleagues for it' }),
    command: 'ask',
    args: { text: args.q.slice(0, 100), op: 'post' },
    confirm: t({ zh: '把这个需求发布到求助列表？', en: 'Put this on the list of requests?' }),
  }
}
