import type { Context } from 'hono'
import { html } from 'hono/html'

/** As for every page of ours, and its one form may be sent to us. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** What stands on such a page. */
export type Landing = ReturnType<typeof html>
type Page = { status: 200 | 403 | 404; title: string; caching: string }

/** A page without a script, for somebody who comes by a link and has no session with us. */
export function landing(c: Context, { status, title, caching }: Page, content: Landing): Response | Promise<Response> {
  c.header('content-security-policy', POLICY)
  c.header('cache-control', caching)
  return c.html(
    html`<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/static/base.css" />
    <link rel="stylesheet" href="/static/landing.css" />
  </head>
  <body>
    <main class="landing">${content}</main>
  </body>
</html>`,
    status,
  )
}
