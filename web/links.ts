import type { Context } from 'hono'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { findLink, LINK_LIFE_MS, type OpenedLink, useLink } from '#db/links.ts'
import { secret } from '#kit/ids.ts'
import { type Landing, landing } from './landing.ts'
import { sendBytes } from './send.ts'
import type { WebParts } from './web.ts'

const COOKIE = 'gongxiang_link'

/**
 * `/f/<token>`: files that are too large for a chat message. Looking at the page changes nothing, because chat programs
 * look at links by themselves; the button hands the file over and binds the link to this browser.
 */
export function linkRoutes(web: Pick<WebParts, 'db' | 'blobs' | 'clock' | 'env'>): Hono {
  const app = new Hono()
  const find = (c: Context) => findLink(web.db, c.req.param('token') ?? '', getCookie(c, COOKIE), web.clock.now())

  app.get('/:token', async (c) => {
    const link = await find(c)
    if (!link) return page(c, 404, GONE)
    return link.isTaken ? page(c, 403, TAKEN) : page(c, 200, offer(link))
  })

  app.post('/:token', async (c) => {
    const link = await find(c)
    if (!link) return page(c, 404, GONE)
    if (link.isTaken) return page(c, 403, TAKEN)
    if (!(await web.blobs.has(link.schoolId, link.file.sha256))) return page(c, 404, GONE)
    const browser = getCookie(c, COOKIE) ?? secret()
    if (!(await useLink(web.db, link, browser, web.clock.now()))) return page(c, 403, TAKEN)
    setCookie(c, COOKIE, browser, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/f',
      secure: web.env.PUBLIC_URL?.startsWith('https:') ?? false,
      maxAge: LINK_LIFE_MS / 1_000,
    })
    const { stream, size } = await web.blobs.open(link.schoolId, link.file.sha256)
    return sendBytes(c, stream, { name: link.file.name, size })
  })
  return app
}

const GONE = html`<h1>链接打不开</h1>
  <p>链接不存在、已过期，或文件已撤回。请在群里重新发送 /download 编号。</p>
  <p lang="en">This link does not exist, has expired, or its file was withdrawn. Send /download number in the chat again.</p>`

const TAKEN = html`<h1>链接已被使用</h1>
  <p>这个链接只供一个人在一台设备上使用。请在群里发送 /download 编号，取得自己的链接。</p>
  <p lang="en">This link is for one person on one device. Send /download number in the chat for a link of your own.</p>`

function offer({ person, file }: OpenedLink): Landing {
  const mb = (file.size / 1_048_576).toFixed(1)
  return html`<h1>${file.title}</h1>
    <p>${file.name}（${mb} MB）</p>
    <form method="post"><button type="submit">下载 Download</button></form>
    <p class="small">只供 ${person} 使用，请勿转发；下载后只能在这台设备上再次打开。</p>
    <p class="small" lang="en">For ${person} alone, please do not pass it on; once used it opens on this device only.</p>`
}

function page(c: Context, status: 200 | 403 | 404, content: Landing): Response | Promise<Response> {
  c.header('x-robots-tag', 'noindex')
  return landing(c, { status, title: '共享 Gongxiang', caching: 'private, no-store' }, content)
}
