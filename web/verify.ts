import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { type Certificate, findCertificate, readNumber } from '#db/honours/certificates.ts'
import { dayOf } from '#kit/zone.ts'
import { type Landing, landing } from './landing.ts'
import type { WebParts } from './web.ts'

/**
 * `/verify/<number>`: what a certificate says and whether it is in force, for anybody who holds its number. It shows
 * nothing else about the person, and a number that does not exist reads the same however close it is.
 */
export function verifyRoutes(web: Pick<WebParts, 'db' | 'env'>): Hono {
  const app = new Hono()
  app.get('/', (c) => {
    const asked = c.req.query('number')
    return asked === undefined ? page(c, 200, FORM) : answer(c, asked)
  })
  app.get('/:number', (c) => answer(c, c.req.param('number')))

  async function answer(c: Context, asked: string) {
    const number = readNumber(asked)
    const certificate = number === undefined ? undefined : await findCertificate(web.db, number)
    if (!certificate) return page(c, 404, NONE)
    return page(c, 200, said(certificate, web.env.SCHOOL_TIMEZONE))
  }
  return app
}

const FORM = html`<h1>核验证书</h1>
  <p lang="en">Verify a certificate</p>
  <form method="get" action="/verify">
    <p><label>证书编号 Number <input name="number" placeholder="GX-2026-XXXX-XXXX-XXXX" autocomplete="off" /></label></p>
    <p><button type="submit">核验 Verify</button></p>
  </form>`

const NONE = html`<h1>没有这个编号的证书</h1>
  <p>请核对证书上的编号，例如 GX-2026-XXXX-XXXX-XXXX。编号里没有字母 O、I 和数字 0、1。</p>
  <p lang="en">There is no certificate with this number. Please compare it with the paper; it has no O, I, 0 or 1.</p>
  <p><a href="/verify">再核验一次 Try again</a></p>`

function said(one: Certificate, zone: string): Landing {
  const revoked = one.revoked_at
  return html`<h1>${revoked === null ? '证书有效' : '证书已撤销'}</h1>
    <p lang="en">${revoked === null ? 'This certificate is in force.' : 'This certificate was revoked.'}</p>
    ${revoked === null ? '' : html`<p>撤销日期 Revoked on ${dayOf(revoked, zone)}</p>`}
    <p><strong>${one.name}</strong></p>
    <p>${one.body_zh}</p>
    <p><strong>${one.title_zh}</strong></p>
    <p lang="en">${one.body_en} ${one.title_en}</p>
    <p>${one.issuer} · ${one.issued_on}</p>
    <p class="small">编号 No. ${one.number}</p>`
}

function page(c: Context, status: 200 | 404, content: Landing): Response | Promise<Response> {
  c.header('x-robots-tag', 'noindex')
  return landing(c, { status, title: '核验证书 Verify', caching: 'no-store' }, content)
}
