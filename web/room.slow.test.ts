import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Incoming } from '#bot/incoming.ts'
import type { Platform } from '#bot/platform.ts'
import { openPractice } from '#bot/platforms/practice/practice.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { describeInChromium } from '#test/chromium.ts'
import { gallery, HOSTILE } from '#test/gallery.ts'
import { openWebRig, type WebRig } from '#test/web-rig.ts'
import { sentence } from '#workers/view.ts'
import { openWeb, type WebServer } from './server.ts'
import type { SampleFile } from './web.ts'

/** The page in a real browser, against the real server, database and adapter, with a small bot behind them. */
describeInChromium('the practice room in Chromium', (browser) => {
  let rig: WebRig
  let web: WebServer
  let bot: Platform
  const pages: Page[] = []
  const heard: Incoming[] = []
  const problems: string[] = []
  let samples: SampleFile[] = []

  beforeAll(async () => {
    rig = await openWebRig()
    const path = join(rig.dir, '示例.txt')
    await writeFile(path, '一份示例')
    samples = ['示例一.txt', '示例二.txt'].map((name) => ({
      name,
      path,
      author: 'wang',
      mediaType: 'text/plain',
    }))
    web = await openWeb(rig.parts({ samples }))
    const { db, pool, blobs } = rig
    bot = openPractice({ db, pool, blobs, schoolId: 'sample', clock: systemClock, log: silentLog })
    await bot.start(answer)
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()))
    expect(problems.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await bot.stop()
    await web.close()
    await rig.drop()
  })

  /** Answers as the real bot does: a mark and a receipt for a file, cards in the group, private ones in the direct chat. */
  async function answer(event: Incoming): Promise<void> {
    heard.push(event)
    const say = (view: Parameters<typeof sentence>[0], key = event.eventKey) =>
      bot.post(event.chat, { view: sentence(view), lang: 'zh-CN', key, replyTo: event.messageRef })
    if (event.kind === 'file') {
      await bot.mark(event.chat, event.messageRef, 'received')
      await say(`已收录：${event.name}`)
      await bot.mark(event.chat, event.messageRef, 'done')
    } else if (event.kind === 'text' && event.text === '/gallery') {
      const file = await rig.blobs.put('sample', Readable.from(['文件内容']), { maxBytes: 99 })
      for (const [index, view] of gallery(HOSTILE, { ...file, name: '教案.txt' }).entries()) {
        await bot.post(event.chat, { view, lang: 'zh-CN', key: `${event.eventKey}-${index}` })
      }
    } else if (event.kind === 'text' && event.text.startsWith('/me')) {
      const place = await bot.direct(event.sender.id)
      const view = sentence(`您有 12.00 分${event.text.slice(3)}`)
      if (place) await bot.post(place, { view, lang: 'zh-CN', key: event.eventKey })
    } else if (event.kind === 'button') {
      await say(`按下 ${event.command} ${JSON.stringify(event.args)}`)
    }
  }

  async function open(as: string, viewport = { width: 1200, height: 860 }): Promise<Page> {
    const page = await browser().newPage({ viewport })
    pages.push(page)
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) problems.push(message.text())
    })
    await page.goto(as === '' ? web.url : `${web.url}?as=${as}`)
    if (as !== '') await page.locator('#me .avatar').waitFor({ state: 'attached' })
    return page
  }
  const say = async (page: Page, text: string) => {
    await page.fill('#text', text)
    await page.press('#text', 'Enter')
  }
  const drop = async (page: Page, name: string, size: number) => {
    // A string, because it runs in the page, where DataTransfer is known.
    const data = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer()
      const bytes = new Uint8Array(${size}).map((_, index) => index % 251)
      transfer.items.add(new File([bytes], ${JSON.stringify(name)}))
      return transfer
    })()`)
    for (const type of ['dragenter', 'dragover']) await page.dispatchEvent('#stream', type, { dataTransfer: data })
    await page.locator('#drop').waitFor()
    await page.dispatchEvent('#stream', 'drop', { dataTransfer: data })
  }

  test('by keyboard alone one chooses who to be and says something that others see', async () => {
    const other = await open('wang')
    const page = await open('')
    await page.locator('#people[open] .avatar').nth(5).waitFor()
    const signs = `[...document.querySelectorAll('.avatar')].map((one) => getComputedStyle(one).backgroundColor)`
    expect(await page.evaluate(signs), 'a letter on a colour').not.toContain('rgba(0, 0, 0, 0)')
    await page.locator('[data-person=li]').focus()
    await page.keyboard.press('Enter')
    await page.locator('#me').getByText('李老师').waitFor()
    await page.locator('#text').focus()
    await page.keyboard.type('教研活动改到三点 <b>真的</b>')
    await page.keyboard.press('Enter')
    await page.locator('.post.mine .say').waitFor()
    expect(await other.locator('.post.other .say').last().textContent()).toBe('教研活动改到三点 <b>真的</b>')
    await page.reload()
    await page.locator('#me').getByText('李老师').waitFor()
  })

  test('a dropped file travels, is marked, answered, and comes back byte for byte', async () => {
    const page = await open('li')
    await drop(page, '三年级数学上册《分数的初步认识》教案.docx', 300_000)
    await page.locator('.card').getByText('已收录：三年级数学上册《分数的初步认识》教案.docx').waitFor()
    await page.locator('.mark.done').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.post.mine a.file').last().click(),
    ])
    expect(download.suggestedFilename()).toBe('三年级数学上册《分数的初步认识》教案.docx')
    const bytes = await readFile(await download.path())
    const sent = new Uint8Array(300_000).map((_, index) => index % 251)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'))
  })

  test('a file above the limit is answered with its sentence, for its sender only', async () => {
    const other = await open('wang')
    const page = await open('li')
    await drop(page, '录像.mp4', 1_048_577)
    await page.locator('.event.warn').getByText('《录像.mp4》：文件超过 1 MB，没有收录。').waitFor()
    await say(page, '换个小的')
    await other.locator('.say').getByText('换个小的').waitFor()
    expect(await other.locator('.event.warn').count()).toBe(0)
  })

  test('every kind of block is drawn, and nothing in it becomes markup', async () => {
    const page = await open('li')
    await say(page, '/gallery')
    await page.locator('.card h3').getByText('note').waitFor()
    const drawn = [
      '.text.strong',
      'dl dd',
      'ol.list .snippet mark',
      '.ranking .mine',
      'a.file',
      'svg .bar',
      'form select',
    ]
    for (const selector of [...drawn, '.actions button.danger', '.note']) {
      expect(await page.locator(`.card ${selector}`).count(), selector).toBeGreaterThan(0)
    }
    expect(await page.locator('.card img, .card b').count()).toBe(0)
    expect(await page.evaluate('window.hit')).toBeUndefined()
    expect(await page.locator('.card .note').textContent()).toBe(`编号 128 ${HOSTILE}`)
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.card a.file').click()])
    expect(await readFile(await download.path(), 'utf8')).toBe('文件内容')
  })

  test('a button asks first when it should, and a form sends what was chosen', async () => {
    const page = await open('li')
    await page.locator('.card .actions > button.danger').last().click()
    await page.locator('#ask').getByText('撤回这份资源吗？').waitFor()
    await page.locator('#ask button[value=no]').click()
    await page.locator('.card .actions > button.danger').last().click()
    await page.locator('#ask button[value=yes]').click()
    const answered = page.locator('.card').getByText('按下 withdraw {"id":"128"}')
    await answered.waitFor()
    expect(await answered.evaluate((node) => node.getBoundingClientRect().bottom)).toBeLessThan(860)
    await page.locator('.card form select').selectOption('chinese')
    await page.locator('.card form input').fill('第一单元')
    await page.locator('.card form button[type=submit]').click()
    await page.getByText('按下 correct {"id":"128","unit":"第一单元","subject":"chinese"}').waitFor()
    expect(heard.filter((event) => event.kind === 'button')).toHaveLength(2)
  })

  test('a private answer shows in the group to the asker alone, and stays in the direct chat', async () => {
    const other = await open('wang')
    const page = await open('li')
    await say(page, '/me')
    await page.locator('.aside .card').getByText('您有 12.00 分').waitFor()
    expect(await page.locator('.aside .only').textContent()).toContain('只有你能看到')
    await page.locator('.aside .only button').click()
    await page.locator('#stream .card').getByText('您有 12.00 分').waitFor()
    expect(await other.getByText('您有 12.00 分').count()).toBe(0)
  })

  test('one replies to a message, reacts, and recalls one’s own', async () => {
    const other = await open('wang')
    const page = await open('li')
    await say(page, '谁有分数的课件')
    const asked = other.locator('.post', { hasText: '谁有分数的课件' }).last()
    await asked.hover()
    await asked.locator('[aria-label=点赞]').click()
    await page.locator('.post.mine .reaction').getByText('👍 1').waitFor()
    await asked.hover()
    await asked.locator('[aria-label=回复]').click()
    await say(other, '我有')
    await page.locator('.post', { hasText: '我有' }).last().locator('.quote').getByText('谁有分数的课件').waitFor()
    const mine = page.locator('.post.mine', { hasText: '谁有分数的课件' }).last()
    await mine.hover()
    await mine.locator('[aria-label=撤回]').click()
    await page.locator('#ask button[value=yes]').click()
    await other.locator('.event').getByText('李老师 撤回了一条消息').waitFor()
    expect(await other.locator('.say').getByText('谁有分数的课件').count()).toBe(0)
  })

  test('a slash shows the commands of one’s role, and Tab completes', async () => {
    const page = await open('li')
    await page.fill('#text', '/')
    expect(await page.locator('#hints [role=option]').allTextContents()).toEqual([
      '/帮助我能做什么',
      '/搜索 分数 教案找资源',
    ])
    await page.fill('#text', '/搜')
    await page.press('#text', 'Tab')
    expect(await page.inputValue('#text')).toMatch(/^\/搜(索)? $/)
    const admin = await open('zhao')
    await admin.fill('#text', '／se')
    expect(await admin.locator('#hints [role=option]').count()).toBe(2)
  })

  test('the whole page changes its language', async () => {
    const page = await open('li')
    await page.click('#lang')
    expect(await page.locator('#send').textContent()).toBe('Send')
    expect(await page.getAttribute('#text', 'placeholder')).toBe('Message, or type / for commands')
    expect(await page.locator('#me').textContent()).toContain('Teacher · Mathematics')
    await page.reload()
    expect(await page.locator('#send').textContent()).toBe('Send')
  })

  test('a page that loses the server says so, comes back and has what it missed', async () => {
    const page = await open('li')
    const port = new URL(web.url).port
    await web.close()
    await page.locator('#offline').waitFor()
    await page.fill('#text', '还在吗')
    await page.press('#text', 'Enter')
    await page.locator('.toast').waitFor()
    expect(await page.inputValue('#text')).toBe('还在吗')
    await bot.post({ id: 'beike', kind: 'group' }, { view: sentence('断线时的消息'), lang: 'zh-CN', key: 'while-away' })
    web = await openWeb(rig.parts({ samples, env: { PORT: port } }))
    await page.locator('.card').getByText('断线时的消息').waitFor()
    await page.locator('#offline').waitFor({ state: 'hidden' })
  })

  test('an answer that is taller than the window is shown from its beginning', async () => {
    const page = await open('li', { width: 390, height: 320 })
    await say(page, `/me${'\n又一条'.repeat(60)}`)
    const top = async () => (await page.locator('.card', { hasText: '12.00 分' }).last().boundingBox())?.y
    await page.locator('#latest').waitFor()
    expect(await top()).toBeGreaterThanOrEqual(0)
    await page.locator('#latest').click()
    expect(await top()).toBeLessThan(0)
  })

  test('on a phone nothing is wider than the screen and the side bar is a drawer', async () => {
    const page = await open('li', { width: 375, height: 740 })
    await page.locator('.card').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
    expect(await page.evaluate('document.getElementById("stream").scrollWidth')).toBeLessThanOrEqual(375)
    expect(await page.locator('#chats').isVisible()).toBe(false)
    await page.click('#side-open')
    await page.locator('[data-chat="direct:li"]').click()
    await page.locator('#chat-name').getByText('私聊 · 共享助手').waitFor()
    await page.locator('#chats').waitFor({ state: 'hidden' })
  })

  test('one button shares the sample files as their authors', async () => {
    const page = await open('li')
    await page.click('#load-samples')
    await page.locator('#samples').getByText('示例文件已载入').waitFor()
    for (const name of ['示例一.txt', '示例二.txt']) {
      await page.locator('.post.other', { hasText: '王老师' }).locator('a.file').getByText(name).waitFor()
      await page.locator('.card').getByText(`已收录：${name}`).waitFor()
    }
  })

  test('somebody new joins and is known to everybody at once', async () => {
    const other = await open('wang')
    await other.locator('#chat-note').getByText('6 人').waitFor()
    const page = await open('')
    await page.fill('#new-name', '孙老师')
    await page.locator('#people .newcomer button[type=submit]').click()
    await page.locator('#me').getByText('孙老师').waitFor()
    await other.locator('#chat-note').getByText('7 人').waitFor()
  })
})
