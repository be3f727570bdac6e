import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInChromium } from './chromium.ts'
import { gongxiangStays, type Running } from './command-line.ts'
import { type TempFolder, tempFolder } from './fixtures/temp.ts'
import { until } from './school.ts'

const LESSON = '三年级数学上册《分数的初步认识》教案.docx'
const lessonPath = new URL(`../samples/files/${LESSON}`, import.meta.url)

/** What a newcomer does on the first screen, with the program as `npm start` runs it. */
describeInChromium('the whole program in a browser', (browser) => {
  let folder: TempFolder
  let app: Running
  let base: string
  const pages: Page[] = []
  beforeAll(async () => {
    folder = await tempFolder()
    app = gongxiangStays(['start'], { DATA_DIR: folder.path, PORT: '0', LOG_LEVEL: 'error' })
    base = /https?:\/\/\S+/.exec(await app.ready)?.[0] ?? ''
  })
  afterAll(async () => {
    await Promise.all(pages.map((page) => page.close()))
    app.child.kill('SIGTERM')
    await app.end
    await folder.drop()
  })

  const open = async (as: string): Promise<Page> => {
    const page = await browser().newPage({ viewport: { width: 1200, height: 860 } })
    pages.push(page)
    await page.goto(`${base}?as=${as}`)
    await page.locator('#me .avatar').waitFor({ state: 'attached' })
    return page
  }
  const say = async (page: Page, text: string) => {
    await page.fill('#text', text)
    await page.press('#text', 'Enter')
  }
  /** Drops real bytes on the message stream, as a mouse does. */
  const drop = async (page: Page, name: string, bytes: Buffer) => {
    const data = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(atob(${JSON.stringify(bytes.toString('base64'))}), (char) => char.charCodeAt(0))
      transfer.items.add(new File([bytes], ${JSON.stringify(name)}))
      return transfer
    })()`)
    for (const type of ['dragenter', 'dragover']) await page.dispatchEvent('#stream', type, { dataTransfer: data })
    await page.locator('#drop').waitFor()
    await page.dispatchEvent('#stream', 'drop', { dataTransfer: data })
  }

  test('a dropped file is marked at once and answered with a receipt that says what it is and what it earned', async () => {
    const page = await open('li')
    await drop(page, LESSON, await readFile(lessonPath))
    const receipt = page.locator('.card', { hasText: '已收录' }).last()
    await receipt.waitFor()
    const text = await receipt.textContent()
    for (const part of ['分数的初步认识', '数学', '三年级', '上册', '教案', '教案 8 ×']) expect(text).toContain(part)
    for (const label of ['更正', '下载', '评分', '撤回']) {
      expect(await receipt.getByRole('button', { name: label, exact: true }).count()).toBe(1)
    }
    await page.locator('.mark.done').waitFor()
  })

  test('somebody else finds it, takes it byte for byte, and its author earns for that', async () => {
    const page = await open('wang')
    await say(page, '/search 分数 教案')
    const hits = page.locator('.card', { hasText: '题目含' }).last()
    await hits.getByRole('button', { name: '下载', exact: true }).first().click()
    const card = page.locator('.card', { hasText: '已为 李老师 记一次下载' }).last()
    await card.waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), card.locator('a.file').click()])
    expect(download.suggestedFilename()).toBe(LESSON)
    expect(await readFile(await download.path())).toEqual(await readFile(lessonPath))
    const author = await open('li')
    // The use is credited soon after it was noted: an author who looks at once may have to look again.
    const credited = author.locator('.card', { hasText: '资源被下载' })
    await until(async () => {
      const answered = await author.locator('.card', { hasText: '李老师的积分' }).count()
      await say(author, '/me')
      await author.locator('.card', { hasText: '李老师的积分' }).nth(answered).waitFor()
      return (await credited.count()) > 0
    }, '资源被下载')
  })

  test('the button loads the sample files, and then search has something to find', async () => {
    const page = await open('zhao')
    await page.locator('#load-samples').click()
    await page.locator('.card').nth(30).waitFor({ state: 'attached', timeout: 120_000 })
    await say(page, '@共享助手 麻烦帮我找一下五年级平行四边形的课件，谢谢')
    await page.locator('.card ol.list', { hasText: '平行四边形的面积' }).last().waitFor()
    await say(page, '/board now')
    await page.locator('.card', { hasText: '本周共享榜' }).last().waitFor()
  })

  test('the language button makes the page and the bot English, receipts in the group included', async () => {
    const page = await open('zhang')
    await page.locator('#lang').click()
    await say(page, '/help')
    await page.locator('.card', { hasText: 'Just drop teaching files in the group' }).last().waitFor()
    await drop(page, 'Grade 4 English Unit 2 lesson plan.txt', Buffer.from('Teaching aims: my schoolbag. '.repeat(20)))
    await page.locator('.card', { hasText: 'Catalogued' }).last().waitFor()
  })
})
