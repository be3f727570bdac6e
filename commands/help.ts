import { z } from 'zod'
import type { Action, Block, View } from '#workers/view.ts'
import { type Command, type Context, defineCommand, examplesOf } from './command.ts'
import { EVERYDAY, TOPICS, type Topic } from './topics.ts'

/** /help needs the list that it is part of, so the list hands itself over. */
export function helpCommand(list: () => readonly Command[]) {
  return defineCommand({
    name: 'help',
    aliases: ['帮助', '说明', '菜单', '使用说明'],
    summary: { zh: '看我能做什么', en: 'What I can do' },
    usage: { zh: '/help [命令或主题]', en: '/help [command or topic]' },
    examples: ['/help search', '/help 积分'],
    who: 'everyone',
    args: z.object({ name: z.string().max(40).default('') }),
    fromText: (rest) => ({ name: rest.trim().replace(/^[/／]/, '') }),
    async run({ name }, ctx) {
      const mine = list().filter((command) => mayUse(command, ctx))
      const wanted = name.toLowerCase()
      if (wanted === '') return { view: overview(mine, ctx) }
      const topic = TOPICS.find((one) => one.key === wanted || one.words.includes(wanted))
      if (topic) return { view: topicView(topic, mine, ctx), replace: 'own' }
      const one = list().find((command) => command.name === wanted || command.aliases.includes(wanted))
      if (one) return { view: detail(one, ctx) }
      const view = overview(mine, ctx)
      const missing = ctx.t({
        zh: `没有 /${wanted} 这个命令，全部命令如下。`,
        en: `There is no /${wanted}; these are all commands.`,
      })
      return { view: { ...view, blocks: [{ kind: 'text', text: missing }, ...view.blocks] } }
    },
  })
}

function mayUse(command: Command, { member }: Context): boolean {
  const shown = command.shownTo ?? command.who
  return !command.internal && (shown === 'everyone' || shown.includes(member.role))
}

/** The commands of every day with a line each, all others by name under their topic: it fits a phone. */
function overview(mine: readonly Command[], ctx: Context): View {
  const { t } = ctx
  const everyday = EVERYDAY.flatMap((name) => mine.filter((command) => command.name === name))
  const topics = TOPICS.map((topic) => ({ topic, commands: inTopic(topic, mine) })).filter(
    ({ commands }) => commands.length > 0,
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
      listOf(everyday, ctx),
      {
        kind: 'fields',
        fields: topics.map(({ topic, commands }) => ({
          label: t(topic.label),
          value: commands.map((command) => `/${command.name}`).join(' '),
        })),
      },
      { kind: 'actions', actions: topics.map(({ topic }) => topicButton(topic, ctx)) },
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

function topicView(topic: Topic, mine: readonly Command[], ctx: Context): View {
  const others = TOPICS.filter((one) => one !== topic && inTopic(one, mine).length > 0)
  return {
    title: ctx.t(topic.label),
    blocks: [
      listOf(inTopic(topic, mine), ctx),
      { kind: 'actions', actions: others.map((one) => topicButton(one, ctx)) },
    ],
  }
}

function inTopic(topic: Topic, mine: readonly Command[]): Command[] {
  return topic.commands.flatMap((name) => mine.filter((command) => command.name === name))
}

function topicButton(topic: Topic, { t }: Context): Action {
  return { label: t(topic.label), command: 'help', args: { name: topic.key } }
}

function listOf(commands: readonly Command[], { t }: Context): Block {
  return {
    kind: 'list',
    items: commands.map((command) => ({
      title: `/${command.name}${command.aliases[0] ? `　/${command.aliases[0]}` : ''}`,
      detail: t(command.summary),
    })),
  }
}

function detail(command: Command, { t, lang }: Context): View {
  const examples = examplesOf(command, lang)
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
          ...(examples.length > 0 ? [{ label: t({ zh: '例如', en: 'Examples' }), value: examples.join('　') }] : []),
        ],
      },
    ],
  }
}
