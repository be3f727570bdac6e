import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sentence, type View } from '#workers/view.ts'
import type { ChatRef, Mark, Outgoing, Platform } from '../platform.ts'
import { type Ear, openEar } from './ear.ts'

/** A message as people on the platform see it. */
export type Shown = { ref: string; view?: View; text?: string; replyTo?: string; mark?: Mark; edited: boolean }

/** An adapter with the other side in the test's hands: the platform's own server, or a stand-in that speaks its protocol. */
export type Rig = {
  platform: Platform
  group: ChatRef
  person: { id: string; name: string }
  /** What a person does; each returns the platform's id of the message. */
  says(chat: ChatRef, text: string, replyTo?: string): Promise<string>
  uploads(chat: ChatRef, name: string, bytes: Uint8Array): Promise<string>
  presses(chat: ChatRef, ref: string, command: string, args: Record<string, string>): Promise<void>
  recalls(chat: ChatRef, ref: string): Promise<void>
  reacts(chat: ChatRef, ref: string, emoji: string): Promise<void>
  /** How the bot is addressed in a text. */
  mention: string
  /** What the chat shows, oldest first. */
  transcript(chat: ChatRef): Promise<Shown[]>
  /** A second adapter over the same platform, as after the process was killed; the first one hears nothing any more. */
  restart(): Promise<Platform>
  close(): Promise<void>
}

/** Abilities without which a test of the suite has nothing to look at. */
const TESTED = ['replies', 'edits', 'marks', 'buttons', 'direct'] as const
/** `history`: what was said before the start can be had. `reactions`: people can put a sign on a message. */
export type Ability = (typeof TESTED)[number] | 'history' | 'reactions'

/**
 * The suite that every adapter passes: what is handed over and when, what is shown once, and that stop stops.
 * `make` builds a fresh platform for each test. `lacks` names the abilities that the adapter does not have: their tests
 * are not part of its suite, and an adapter that lacks another, or has one of these, fails.
 */
export function platformContract(name: string, make: () => Promise<Rig>, lacks: readonly Ability[] = []): void {
  const needs = (ability: Ability) => (fact: string, run: () => Promise<void>) => {
    if (!lacks.includes(ability)) test(fact, run)
  }

  describe(`${name} keeps the platform contract`, () => {
    let rig: Rig
    let ear: Ear
    const card = (text: string, key: string, more: Partial<Outgoing> = {}): Outgoing => ({
      view: sentence(text, { actions: [{ label: '好', command: 'help', args: { page: '2' } }] }),
      lang: 'zh-CN',
      key,
      ...more,
    })

    beforeEach(async () => {
      rig = await make()
      ear = openEar()
    })
    afterEach(() => rig.close())

    test('a text is handed over with its chat, sender, time and id', async () => {
      await rig.platform.start(ear.on)
      const ref = await rig.says(rig.group, '今天的教研活动改到三点')
      const event = await ear.until('text')
      expect(event).toMatchObject({
        platform: rig.platform.name,
        chat: { id: rig.group.id, kind: 'group' },
        sender: rig.person,
        messageRef: ref,
        text: '今天的教研活动改到三点',
        mentionsBot: false,
      })
      expect(Number.isNaN(Date.parse(event.sentAt))).toBe(false)
    })

    test('a text that names the bot says so', async () => {
      await rig.platform.start(ear.on)
      await rig.says(rig.group, `${rig.mention} 找一下分数的课件`)
      expect((await ear.until('text')).mentionsBot).toBe(true)
    })

    needs('history')('what was said before the bot started is handed over when it starts', async () => {
      await rig.says(rig.group, '早上好')
      await rig.platform.start(ear.on)
      expect((await ear.until('text')).text).toBe('早上好')
    })

    if (lacks.includes('history')) {
      test('what was said before the bot started is lost, and says so by being absent', async () => {
        await rig.says(rig.group, '早上好')
        await rig.platform.start(ear.on)
        await rig.says(rig.group, '下午好')
        expect((await ear.until('text')).text).toBe('下午好')
        expect(ear.heard).toHaveLength(1)
      })
    }

    test('a file is handed over and its bytes are exactly those that were sent', async () => {
      await rig.platform.start(ear.on)
      const bytes = Uint8Array.from({ length: 70_001 }, (_, index) => (index * 31) % 256)
      const ref = await rig.uploads(rig.group, '三年级 分数.docx', bytes)
      const event = await ear.until('file')
      expect(event).toMatchObject({ messageRef: ref, name: '三年级 分数.docx' })
      // Some platforms do not say the size before the bytes are fetched; a size that is said is right.
      expect(event.size ?? bytes.length).toBe(bytes.length)
      const fetched = await buffer(await rig.platform.fetch(event.file, AbortSignal.timeout(10_000)))
      expect(Buffer.compare(fetched, bytes)).toBe(0)
    })

    test('hostile names arrive as they are: making them safe is not the adapter’s choice', async () => {
      await rig.platform.start(ear.on)
      const name = '../../etc/\u202Ecod.exe <at id=all> 📚.docx'
      await rig.uploads(rig.group, name, Buffer.from('x'))
      expect((await ear.until('file')).name).toBe(name)
    })

    test('an event is acknowledged only when it was committed, and handed over again until then', async () => {
      ear.refuse(2)
      await rig.platform.start(ear.on)
      await rig.says(rig.group, '数据库刚好不在')
      expect((await ear.until('text')).text).toBe('数据库刚好不在')
      expect(ear.tries()).toBe(3)
      expect(ear.heard).toHaveLength(1)
    })

    test('an event that was not committed is handed over by the next process, under the same key', async () => {
      ear.refuse(Number.POSITIVE_INFINITY)
      await rig.platform.start(ear.on)
      await rig.says(rig.group, '进程要被杀掉了')
      await ear.tried()
      const next = openEar()
      const platform = await rig.restart()
      await platform.start(next.on)
      const event = await next.until('text')
      expect(event.text).toBe('进程要被杀掉了')
      expect(event.eventKey).toBe(ear.lastKey())
      await platform.stop()
    })

    test('a committed event is not handed over again by the next process', async () => {
      await rig.platform.start(ear.on)
      await rig.says(rig.group, '第一条')
      await ear.until('text')
      await rig.platform.stop()
      const next = openEar()
      const platform = await rig.restart()
      await platform.start(next.on)
      await rig.says(rig.group, '第二条')
      expect((await next.until('text')).text).toBe('第二条')
      expect(next.heard).toHaveLength(1)
      await platform.stop()
    })

    test('a post is shown once, however often it is sent with the same key', async () => {
      const first = await rig.platform.post(rig.group, card('收到', 'k1'))
      const second = await rig.platform.post(rig.group, card('收到', 'k1'))
      expect(second.ref).toBe(first.ref)
      expect((await rig.transcript(rig.group)).filter((shown) => shown.view)).toHaveLength(1)
    })

    test('posts stay in order', async () => {
      for (const key of ['a', 'b', 'c']) await rig.platform.post(rig.group, card(key, `order-${key}`))
      const views = (await rig.transcript(rig.group)).map((shown) => shown.view)
      expect(views).toEqual(['a', 'b', 'c'].map((key) => card(key, key).view))
    })

    test(`it lacks ${lacks.length === 0 ? 'nothing' : lacks.join(', ')} of what the suite tests`, () => {
      expect(TESTED.filter((ability) => !rig.platform.can[ability])).toEqual(
        TESTED.filter((one) => lacks.includes(one)),
      )
    })

    needs('replies')('an answer names the message that it answers', async () => {
      const question = await rig.says(rig.group, '/help')
      const { ref } = await rig.platform.post(rig.group, card('帮助', 'k2', { replyTo: question }))
      const shown = (await rig.transcript(rig.group)).find((one) => one.ref === ref)
      expect(shown?.replyTo).toBe(question)
    })

    needs('edits')('an edit replaces what a post says, and again changes nothing', async () => {
      const { ref } = await rig.platform.post(rig.group, card('处理中', 'k3'))
      await rig.platform.edit(rig.group, ref, card('完成', 'k3-done'))
      await rig.platform.edit(rig.group, ref, card('完成', 'k3-done'))
      const shown = (await rig.transcript(rig.group)).filter((one) => one.view)
      expect(shown).toHaveLength(1)
      expect(shown[0]).toMatchObject({ ref, edited: true, view: card('完成', 'x').view })
    })

    needs('edits')('a post to a message that does not exist is refused for good', async () => {
      await expect(rig.platform.edit(rig.group, '999999999', card('谁', 'k4'))).rejects.toMatchObject({
        name: 'PlatformRefusal',
      })
    })

    needs('marks')('a mark is shown on the message, and a late “received” does not hide the outcome', async () => {
      const ref = await rig.uploads(rig.group, '卷子.pdf', Buffer.from('%PDF'))
      const mark = async () => (await rig.transcript(rig.group)).find((one) => one.ref === ref)?.mark
      await rig.platform.mark(rig.group, ref, 'received')
      expect(await mark()).toBe('received')
      await rig.platform.mark(rig.group, ref, 'done')
      await rig.platform.mark(rig.group, ref, 'received')
      expect(await mark()).toBe('done')
    })

    needs('buttons')('a pressed button arrives with its command and arguments and the card it was on', async () => {
      await rig.platform.start(ear.on)
      const { ref } = await rig.platform.post(rig.group, card('要看第二页吗', 'k5'))
      await rig.presses(rig.group, ref, 'help', { page: '2' })
      expect(await ear.until('button')).toMatchObject({ command: 'help', args: { page: '2' }, messageRef: ref })
    })

    test('a recalled message is handed over by its id', async () => {
      await rig.platform.start(ear.on)
      const ref = await rig.uploads(rig.group, '发错了.docx', Buffer.from('x'))
      await rig.recalls(rig.group, ref)
      expect((await ear.until('recalled')).messageRef).toBe(ref)
    })

    needs('reactions')('a reaction is handed over with the message it is on', async () => {
      await rig.platform.start(ear.on)
      const { ref } = await rig.platform.post(rig.group, card('本周之星', 'k6'))
      await rig.reacts(rig.group, ref, '👍')
      expect(await ear.until('reaction')).toMatchObject({ messageRef: ref, emoji: '👍', added: true })
    })

    needs('direct')('a direct answer is in the direct chat and not in the group', async () => {
      const direct = await rig.platform.direct(rig.person.id)
      expect(direct?.kind).toBe('direct')
      if (!direct) return
      await rig.platform.post(direct, card('您的积分', 'k7'))
      expect(await rig.transcript(direct)).toHaveLength(1)
      expect(await rig.transcript(rig.group)).toEqual([])
      await rig.platform.start(ear.on)
      await rig.says(direct, '我的积分')
      expect((await ear.until('text')).chat).toMatchObject({ id: direct.id, kind: 'direct' })
    })

    needs('direct')('there is no direct chat with somebody who does not exist', async () => {
      expect(await rig.platform.direct('nobody-at-all')).toBeUndefined()
    })

    test('it is ready between start and stop, and after stop nothing is handed over', async () => {
      expect(rig.platform.state().ready).toBe(false)
      await rig.platform.start(ear.on)
      expect(rig.platform.state().ready).toBe(true)
      await rig.platform.stop()
      expect(rig.platform.state().ready).toBe(false)
      await rig.says(rig.group, '有人吗')
      const next = openEar()
      const platform = await rig.restart()
      await platform.start(next.on)
      if (lacks.includes('history')) await rig.says(rig.group, '现在呢')
      await next.until('text')
      expect(ear.heard).toEqual([])
      await platform.stop()
    })
  })
}
