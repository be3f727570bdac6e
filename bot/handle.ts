import { commands } from '#commands/index.ts'
import { failIntake, finishIntake, type IntakeKey, lockIntake, postponeIntake } from '#db/rows/intake.ts'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import { errorNumber } from '#kit/ids.ts'
import { sentence } from '#workers/view.ts'
import type { Bot } from './app.ts'
import { mergesFirst } from './burst-unsent.ts'
import { runPressed, runTyped, tooLong, unclear, unknownCommand } from './desk.ts'
import { onFile, onRecalled } from './files.ts'
import { onJoined, onLeft } from './greet.ts'
import { incoming } from './incoming.ts'
import { askedLink, onLink } from './links.ts'
import type { Handled } from './platform.ts'
import { answer, openScene, ourMessage, type Scene } from './scene.ts'
import { understand } from './understand/understand.ts'

/** Tries of an event that failed for a reason of ours, before the person is told a number. */
const MAX_TRIES = 3
/** A text longer than this is no request; in a group it is not looked at. */
const MAX_TEXT = 4_000
/** How the bot may be called in a sentence, where a platform does not resolve mentions. */
export const BOT_NAMES = ['共享', '共享助手', 'gongxiang', '小享'] as const

/** `busy`: another process is at work in this chat, or about to be; nothing was done, and it is to be asked again soon. */
export type Outcome = { is: 'done'; said: Handled | undefined } | { is: 'busy' }

/** Handles an event, and before it those of its chat that others have left behind. */
export async function handleIntake(bot: Bot, key: IntakeKey): Promise<Outcome> {
  for (;;) {
    const { outcome, id } = await handleFirst(bot, key)
    if (outcome.is === 'busy' || id === key.id) return outcome
  }
}

/**
 * The event whose turn it is, start to end, in one transaction: what a command changed, its answer and the event's mark
 * are committed together, so a crash anywhere repeats all of it or nothing. Answers which one it was.
 */
async function handleFirst(bot: Bot, wanted: IntakeKey): Promise<{ outcome: Outcome; id: number }> {
  const after: (() => void)[] = []
  let key = wanted
  let outcome: Outcome
  try {
    outcome = await bot.db.transaction().execute(async (trx): Promise<Outcome> => {
      const turn = await lockIntake(trx, wanted, bot.clock.now())
      if (turn.is !== 'taken') return turn.is === 'busy' ? turn : { is: 'done', said: undefined }
      key = { ...wanted, id: turn.locked.intake.id }
      const scene = openScene(bot, trx, turn.locked, after)
      await finish(scene, key, await route(scene))
      return { is: 'done', said: scene.said }
    })
  } catch (error) {
    after.length = 0
    outcome = await refuse(bot, key, error, after).catch(async (cause) => {
      // What can not even be refused must not stand before its chat for ever.
      if (key.id !== wanted.id) await postponeIntake(bot.db, key, new Date(bot.clock.now().getTime() + 1_000))
      throw cause
    })
  }
  for (const effect of after) effect()
  return { outcome, id: key.id }
}

/** The event's mark and its answer, if any; the sender is woken when they have committed. */
async function finish(scene: Scene, key: IntakeKey, status: 'done' | 'ignored'): Promise<void> {
  const { bot, trx, now, answer } = scene
  if (!(await finishIntake(trx, key, status, now, answer)) || !answer) return
  scene.after.push(() => bot.wake(answer.schoolId, answer.chatId))
}

async function route(scene: Scene): Promise<'done' | 'ignored'> {
  const event = incoming.parse(scene.intake.payload)
  switch (event.kind) {
    case 'text': {
      // An answer hours after the question helps nobody.
      if (event.late) return 'ignored'
      const direct = scene.chat.kind === 'direct'
      const ours = await ourMessage(scene, event.replyTo)
      if (event.text.length > MAX_TEXT) {
        if (!direct && !event.mentionsBot && !/^\s*[/／]/.test(event.text)) return 'ignored'
        throw tooLong()
      }
      const link = askedLink(event.text, { direct, mentionsBot: event.mentionsBot }, BOT_NAMES)
      if (link) return onLink(scene, event, link)
      const intent = understand(
        {
          text: event.text,
          mentionsBot: event.mentionsBot,
          direct,
          repliesToBot: ours !== undefined,
          about: ours?.about,
        },
        commands.filter((command) => !command.internal),
        BOT_NAMES,
      )
      const to = { messageRef: event.messageRef, isButton: false }
      switch (intent.kind) {
        case 'silence':
          return 'ignored'
        case 'unclear':
          await answer(scene, { view: unclear(scene) }, to)
          return 'done'
        case 'unknown_command':
          // Other programs listen in such groups too, and each message counts.
          if (!direct && !event.mentionsBot && intent.near === undefined && isSparing(scene)) return 'ignored'
          await answer(scene, { view: unknownCommand(scene, intent.word, intent.near) }, to)
          return 'done'
        case 'command':
          await answer(scene, await runTyped(scene, intent.name, intent.rest, ours?.about), to)
          return 'done'
        default:
          return intent satisfies never
      }
    }
    case 'button': {
      const ours = await ourMessage(scene, event.messageRef)
      const given = await runPressed(scene, event.command, event.args, ours?.about)
      await answer(scene, given, { messageRef: event.messageRef, isButton: true })
      return 'done'
    }
    case 'file':
      return onFile(scene, event)
    case 'recalled':
      return onRecalled(scene, event)
    case 'joined':
      return onJoined(scene, event)
    case 'left':
      return onLeft(scene)
    case 'reaction':
      return 'ignored'
    default:
      return event satisfies never
  }
}

/** Whether the chat's platform takes few messages and changes none. */
function isSparing({ bot, chat }: Scene): boolean {
  const platform = bot.platforms.get(chat.platform)
  return platform !== undefined && mergesFirst(platform)
}

/** The one place where an error becomes words in a chat. The event is finished with its refusal in a new transaction. */
async function refuse(bot: Bot, key: IntakeKey, error: unknown, after: (() => void)[]): Promise<Outcome> {
  if (error instanceof RetryLater) {
    await postponeIntake(bot.db, key, new Date(bot.clock.now().getTime() + error.afterMs))
    return { is: 'done', said: undefined }
  }
  if (error instanceof UserFacingError) {
    bot.log.info({ intake: key.id, code: error.code }, 'refused')
    return say(bot, key, after, 'done', (scene) =>
      sentence(scene.t(error.sentence), { tone: 'warn', ...(error.hint && { note: scene.t(error.hint) }) }),
    )
  }
  const tries = await postponeIntake(bot.db, key, new Date(bot.clock.now().getTime() + 1_000))
  if (tries < MAX_TRIES) {
    bot.log.warn({ err: error, intake: key.id, tries }, 'an event failed, will retry')
    return { is: 'done', said: undefined }
  }
  const number = errorNumber()
  bot.log.error({ err: error, intake: key.id, number }, 'an event failed for good')
  return say(
    bot,
    key,
    after,
    'failed',
    (scene) =>
      sentence(
        scene.t({
          zh: `出错了，编号 ${number}。请稍后再试；还不行就把编号告诉管理员。`,
          en: `Something went wrong, number ${number}. Try again later; if it persists, tell an administrator the number.`,
        }),
        { tone: 'bad' },
      ),
    number,
  )
}

async function say(
  bot: Bot,
  key: IntakeKey,
  after: (() => void)[],
  status: 'done' | 'failed',
  view: (scene: Scene) => ReturnType<typeof sentence>,
  number?: string,
): Promise<Outcome> {
  return bot.db.transaction().execute(async (trx): Promise<Outcome> => {
    const turn = await lockIntake(trx, key, bot.clock.now())
    if (turn.is !== 'taken') return turn.is === 'busy' ? turn : { is: 'done', said: undefined }
    // An older event has become everybody's meanwhile: it is first, and this one comes again.
    if (turn.locked.intake.id !== key.id) return { is: 'busy' }
    const scene = openScene(bot, trx, turn.locked, after)
    const event = incoming.parse(turn.locked.intake.payload)
    const isButton = event.kind === 'button'
    const isRefusal = status === 'done'
    await answer(scene, { view: view(scene) }, { messageRef: event.messageRef, isButton, isRefusal })
    await finish(scene, key, 'done')
    if (status === 'failed') await failIntake(trx, key, number ?? '', scene.now)
    return { is: 'done', said: scene.said }
  })
}
