import { type Answer, type Command, type Context, examplesOf } from '#commands/command.ts'
import { commands } from '#commands/index.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { type About, sentence, type View } from '#workers/view.ts'
import { ASKED_QUERY } from './incoming.ts'
import type { Scene } from './scene.ts'

/** Longer texts to the bot are refused with a sentence; a query of a teacher has a few dozen characters. */
export const MAX_COMMAND_LENGTH = 1_000

const byName = new Map(commands.map((command) => [command.name, command]))

export function findCommand(name: string): Command | undefined {
  return byName.get(name)
}

/** Runs a command from typed words: parses them, checks who asks, answers. */
export async function runTyped(scene: Scene, name: string, rest: string, about: About | undefined): Promise<Answer> {
  const command = byName.get(name)
  if (!command) return { view: unknownCommand(scene, name) }
  refuseOthers(scene, command)
  if (rest.length > MAX_COMMAND_LENGTH) throw tooLong()
  const given = command.fromText(rest, about)
  const parsed = given && command.args.safeParse(given)
  if (!parsed?.success) return { view: usage(scene, command) }
  return command.run(parsed.data, contextOf(scene, about, false))
}

/** Runs a command from a button. Its arguments came through the client: they are parsed and judged like typed ones. */
export async function runPressed(
  scene: Scene,
  name: string,
  args: Record<string, string>,
  about: About | undefined,
): Promise<Answer> {
  const command = byName.get(name)
  const given = Object.entries(args).map(([key, value]) => [key, value === ASKED_QUERY ? (about?.query ?? '') : value])
  const parsed = command?.args.safeParse(Object.fromEntries(given))
  if (!command || !parsed?.success) {
    throw new UserFacingError('button_gone', {
      zh: '这个按钮已经失效，请发送 /help 查看现在可用的命令。',
      en: 'This button no longer works. Send /help to see what does.',
    })
  }
  refuseOthers(scene, command)
  return command.run(parsed.data, contextOf(scene, about, true))
}

function contextOf(scene: Scene, about: About | undefined, pressed: boolean): Context {
  const { expected } = scene.bot
  const asked = { schoolId: scene.school.id, memberId: scene.member.id, now: scene.now }
  return {
    db: scene.trx,
    write: (work) => work(scene.trx),
    ring: (name, payload) => {
      scene.after.push(() => void scene.bot.ring(name, payload))
    },
    ...(expected && { expected: () => expected(scene.trx, asked) }),
    school: scene.school,
    member: scene.member,
    chat: scene.chat,
    lang: scene.lang,
    t: scene.t,
    now: scene.now,
    zone: scene.school.time_zone,
    eventKey: `in:${scene.intake.id}`,
    about,
    pressed,
  }
}

function refuseOthers(scene: Scene, command: Command): void {
  if (command.who === 'everyone' || command.who.includes(scene.member.role)) return
  const roles: Record<string, Text> = {
    teacher: { zh: '老师', en: 'teachers' },
    head: { zh: '教研组长', en: 'heads of department' },
    admin: { zh: '管理员', en: 'administrators' },
    pupil: { zh: '学生', en: 'pupils' },
  }
  const who = command.who.map((role) => roles[role] ?? { zh: role, en: role })
  throw new UserFacingError('not_for_you', {
    zh: `/${command.name} 只有${who.map((one) => one.zh).join('、')}可以用。`,
    en: `Only ${who.map((one) => one.en).join(' and ')} can use /${command.name}.`,
  })
}

export function tooLong(): UserFacingError {
  return new UserFacingError(
    'too_long',
    {
      zh: `内容太长，我只读前 ${MAX_COMMAND_LENGTH} 字以内的请求。`,
      en: `That is too long: I read requests of up to ${MAX_COMMAND_LENGTH} characters.`,
    },
    {
      zh: '请用几个关键词，例如：/search 三年级 分数 教案',
      en: 'Use a few keywords, such as: /search grade 3 fractions',
    },
  )
}

export function usage(scene: Scene, command: Command): View {
  const lines: View = sentence(scene.t({ zh: `用法：${command.usage.zh}`, en: `Usage: ${command.usage.en}` }), {
    tone: 'warn',
  })
  const shown = examplesOf(command, scene.lang).join('　')
  const examples =
    shown === ''
      ? []
      : [{ kind: 'note' as const, text: scene.t({ zh: `例如：${shown}`, en: `For example: ${shown}` }) }]
  return {
    ...lines,
    blocks: [...lines.blocks, { kind: 'text', text: scene.t(command.summary), style: 'quiet' }, ...examples],
  }
}

export function unknownCommand(scene: Scene, word: string, near?: string): View {
  const shown = word.slice(0, 40)
  if (near) {
    return sentence(
      scene.t({
        zh: `没有 /${shown} 这个命令。您要找的是不是 /${near}？`,
        en: `There is no /${shown}. Did you mean /${near}?`,
      }),
      {
        tone: 'warn',
        note: scene.t({ zh: '发送 /help 查看全部命令。', en: 'Send /help to see all commands.' }),
      },
    )
  }
  return sentence(scene.t({ zh: `没有 /${shown} 这个命令。`, en: `There is no /${shown}.` }), {
    tone: 'warn',
    note: scene.t({ zh: '发送 /help 查看全部命令。', en: 'Send /help to see all commands.' }),
  })
}

export function unclear(scene: Scene): View {
  return sentence(
    scene.t({
      zh: '没有听懂。想找资料，直接说要找什么就行；发送 /help 看我能做什么。',
      en: 'I did not understand. To find something, just say what; send /help to see what I can do.',
    }),
  )
}
