import { z } from 'zod'
import type { View } from '#workers/view.ts'
import { type Command, type Context, defineCommand } from './command.ts'

/** /help needs the list that it is part of, so the list hands itself over. */
export function helpCommand(list: () => readonly Command[]) {
  return defineCommand({
    name: 'help',
    aliases: ['帮助', '说明', '菜单', '使用说明'],
    summary: { zh: '看我能做什么', en: 'What I can do' },
    usage: { zh: '/help [命令]', en: '/help [command]' },
    examples: ['/help search'],
    who: 'everyone',
    args: z.object({ name: z.string().max(40).default('') }),
    fromText: (rest) => ({ name: rest.trim().replace(/^[/／]/, '') }),
    async run({ name }, ctx) {
      const wanted = name.toLowerCase()
      const one = list().find((command) => command.name === wanted || command.aliases.includes(wanted))
      if (one && wanted !== '') return { view: detail(one, ctx) }
      const view = overview(list(), ctx)
      if (wanted === '') return { view }
      const missing = ctx.t({
        zh: `没有 /${wanted} 这个命令，全部命令如下。`,
        en: `There is no /${wanted}; these are all commands.`,
      })
      return { view: { ...view, blocks: [{ kind: 'text', text: missing }, ...view.blocks] } }
    },
  })
}

function overview(list: readonly Command[], ctx: Context): View {
  const { t } = ctx
  const mine = list.filter(
    (command) => !command.internal && (command.who === 'everyone' || command.who.includes(ctx.member.role)),
  )
  return {
    title: t({ zh: '共享助手', en: 'Gongxiang' }),
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: '往群里发教学文件就行：我会收录、计分，大家用 /search 就能找到。',
          en: 'Just drop teaching files in the group: I catalogue them, count points, and everybody finds them with /search.',
        }),
      },
      {
        kind: 'list',
        items: mine.map((command) => ({
          title: `/${command.name}${command.aliases[0] ? `　/${command.aliases[0]}` : ''}`,
          detail: t(command.summary),
        })),
      },
      {
        kind: 'note',
        text: t({
          zh: '也可以 @我 直接说，例如「帮我找三年级分数的教案」。/help search 看某个命令的用法。',
          en: 'Or mention me and say it: “find grade 3 math lesson plans”. /help search explains one command.',
        }),
      },
    ],
  }
}

function detail(command: Command, { t }: Context): View {
  const names = [command.name, ...command.aliases].map((name) => `/${name}`).join('　')
  return {
    title: `/${command.name}`,
    blocks: [
      { kind: 'text', text: t(command.summary) },
      {
        kind: 'fields',
        fields: [
          { label: t({ zh: '用法', en: 'Usage' }), value: t(command.usage) },
          { label: t({ zh: '也可以写', en: 'Also' }), value: names },
          ...(command.examples?.length
            ? [{ label: t({ zh: '例如', en: 'Examples' }), value: command.examples.join('　') }]
            : []),
        ],
      },
    ],
  }
}
