import type { Answer } from '#commands/command.ts'
import { shownAbout } from '#db/rows/cards.ts'
import { type LockedIntake, memberOfIntake } from '#db/rows/intake.ts'
import { findByRef, insertMessage, type NewMessage, setNeeded } from '#db/rows/messages.ts'
import { directChat, langOf } from '#db/rows/people.ts'
import type { Chat, Intake, Member, Message, School, Trx } from '#db/schema.ts'
import { type Lang, type Translate, translator } from '#kit/lang.ts'
import { type About, sentence, type View } from '#workers/view.ts'
import type { Bot } from './app.ts'
import { incoming } from './incoming.ts'
import type { Handled } from './platform.ts'

/** A refusal that is to be a toast is posted to the presser after this, when nobody says that it was seen. */
const UNSEEN_MS = 6_000

/** Everything that is known when an event is handled, and what must happen once its transaction has committed. */
export type Scene = {
  bot: Bot
  trx: Trx
  intake: Intake
  school: School
  member: Member
  chat: Chat
  lang: Lang
  t: Translate
  now: Date
  /** Runs after the commit; never before, never when it failed. */
  after: (() => void)[]
  /** The answer, once there is one, and its message: that is committed with the mark on the event. */
  said?: Handled
  answer?: NewMessage
}

export function openScene(bot: Bot, trx: Trx, locked: LockedIntake, after: (() => void)[]): Scene {
  const { intake, school, chat, member } = locked
  if (!member) throw new Error('an event without a member')
  const lang = langOf(school, chat, member)
  return { bot, trx, intake, school, member, chat, lang, t: translator(lang), now: bot.clock.now(), after }
}

/** The message of ours that a reply answers or whose button was pressed, and what it is about. */
export async function ourMessage(
  scene: Scene,
  ref: string | undefined,
): Promise<{ message: Message; about: About | undefined } | undefined> {
  if (ref === undefined) return undefined
  const message = await findByRef(scene.trx, scene.school.id, scene.chat.id, ref)
  if (!message) return undefined
  const { about } = message.view as View
  if (about?.burst !== undefined) return { message, about }
  // A press may have turned the page: what is said now is about that one.
  const shown = (await shownAbout(scene.trx, scene.school.id, scene.chat.id, ref)) as About | undefined
  return { message, about: shown ?? about }
}

/** Where an answer goes and how: to the chat, in place of the pressed card, or privately to the asker. */
export async function answer(
  scene: Scene,
  given: Answer,
  event: { messageRef: string; isButton: boolean; isRefusal?: boolean },
): Promise<void> {
  const put = (message: NewMessage) => {
    scene.answer = message
  }
  const platform = scene.bot.platforms.get(scene.chat.platform)
  const says = (where: Handled['where']) => {
    scene.said = { view: given.view, lang: scene.lang, where }
  }
  const base = { schoolId: scene.school.id, key: `in:${scene.intake.id}`, lang: scene.lang, intakeId: scene.intake.id }
  if (event.isRefusal && event.isButton && platform?.can.toasts) {
    // The presser is told at once, and nobody else needs to know. The row is for when they could not be told in time.
    const place = await privatePlace(scene)
    const inTime = scene.intake.attempts === 0
    says(inTime ? 'toast' : 'private')
    if (place === undefined) return
    const unseenAt = new Date(scene.now.getTime() + UNSEEN_MS)
    put({ ...base, chatId: place, view: given.view, ...(inTime && { notBefore: unseenAt }) })
    if (scene.said && inTime) scene.said.toasted = (wasSeen) => toasted(scene, place, wasSeen)
    return
  }
  if (await mayReplace(scene, given, event)) {
    says('replaced')
    put({ ...base, chatId: scene.chat.id, kind: 'edit', target: event.messageRef, view: given.view })
    return
  }
  if (given.to === 'member' && scene.chat.kind === 'group') {
    says('private')
    const place = await privatePlace(scene)
    if (place === undefined) {
      const typed = typedOfPress(scene)
      const view = sentence(
        scene.t({
          zh: `这是只给您看的内容，请私聊我${typed ? `发送 ${typed}` : '再发一次这个命令'}。`,
          en: `This is for your eyes only: send me ${typed ?? 'the command'} in a direct message.`,
        }),
      )
      put({ ...base, chatId: scene.chat.id, view, replyTo: event.messageRef })
      return
    }
    put({ ...base, chatId: place, view: given.view })
    return
  }
  says('chat')
  // An event without a message, such as the bot's arrival, has nothing to reply to.
  const replyTo = platform?.can.replies && !event.isButton && event.messageRef !== '' ? event.messageRef : undefined
  put({ ...base, chatId: scene.chat.id, view: given.view, ...(replyTo !== undefined && { replyTo }) })
}

/** How one types what a press asked for; undefined for what was typed, or takes more than a number. */
function typedOfPress({ intake }: Scene): string | undefined {
  const event = incoming.parse(intake.payload)
  if (event.kind !== 'button') return undefined
  const { id, ...more } = event.args
  if (Object.keys(more).length > 0) return undefined
  return id === undefined ? `/${event.command}` : `/${event.command} ${id}`
}

async function toasted({ bot, school, intake }: Scene, place: number, wasSeen: boolean): Promise<void> {
  await setNeeded(bot.db, school.id, `in:${intake.id}`, !wasSeen, bot.clock.now())
  // What stands behind it in the presser's chat has waited too.
  bot.wake(school.id, place)
}

async function mayReplace(
  scene: Scene,
  given: Answer,
  event: { messageRef: string; isButton: boolean },
): Promise<boolean> {
  const { bot, trx, chat, school, member } = scene
  if (!given.replace || !event.isButton || !bot.platforms.get(chat.platform)?.can.edits) return false
  if (given.replace !== 'own') return true
  const ours = await ourMessage(scene, event.messageRef)
  const asker = await memberOfIntake(trx, school.id, ours?.message.intake_id ?? null)
  return asker === undefined || asker === member.id
}

/** Puts a message in the outbox, behind the answer if there is one, and wakes the sender after the commit. */
export async function post(scene: Scene, message: NewMessage): Promise<void> {
  const { answer } = scene
  if (answer) {
    delete scene.answer
    await post(scene, answer)
  }
  if (await insertMessage(scene.trx, message)) scene.after.push(() => scene.bot.wake(message.schoolId, message.chatId))
}

async function privatePlace(scene: Scene): Promise<number | undefined> {
  const platform = scene.bot.platforms.get(scene.chat.platform)
  const payload = scene.intake.payload as { sender: { id: string } }
  const place = platform?.can.direct ? await platform.direct(payload.sender.id) : undefined
  return place && directChat(scene.trx, scene.school.id, scene.chat.platform, scene.member, place.id)
}
