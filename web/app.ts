import { Hono } from 'hono'
import { apiRoutes } from './api/routes.ts'
import { answerError, NOT_FOUND, refuse } from './errors.ts'
import type { Guard } from './guard.ts'
import { healthRoutes } from './health.ts'
import { linkRoutes } from './links.ts'
import type { Live } from './practice/live.ts'
import { practiceRoutes } from './practice/routes.ts'
import { signInRoutes } from './signin.ts'
import { sendStatic } from './static.ts'
import { verifyRoutes } from './verify.ts'
import type { WebParts } from './web.ts'
import { webhookRoutes } from './webhooks.ts'

/** Scripts and styles come from us alone, nothing is inline, nobody may frame the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** All routes, without a socket: `app.request('/healthz')` answers. `room` is there when the practice room is on. */
export function makeApp(web: WebParts, room: { guard: Guard; live: Live } | undefined, signInKey?: string): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    const headers = c.res.headers
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', POLICY)
    headers.set('x-content-type-options', 'nosniff')
    headers.set('referrer-policy', 'no-referrer')
    headers.set('cross-origin-resource-policy', 'same-origin')
    headers.set('cross-origin-opener-policy', 'same-origin')
  })
  app.route('/', healthRoutes(web.health))
  app.get('/static/:name', (c) => sendStatic(c, c.req.param('name')))
  app.get('/favicon.ico', (c) => sendStatic(c, 'icon.svg'))
  app.route('/api/v1', apiRoutes(web))
  app.route('/f', linkRoutes(web))
  app.route('/verify', verifyRoutes(web))
  if (web.webhooks) app.route('/', webhookRoutes(web.webhooks))
  if (web.signIns && signInKey !== undefined) app.route('/signin', signInRoutes(web.signIns, signInKey))
  if (room && web.practice) {
    app.use('/', room.guard.enter)
    app.use('/practice/*', room.guard.enter)
    app.get('/', (c) => sendStatic(c, 'room.html'))
    app.route('/practice/api', practiceRoutes({ ...web, practice: web.practice }, room.live))
  } else {
    app.get('/', (c) => sendStatic(c, 'landing.html'))
  }
  app.notFound((c) => refuse(c, 404, 'not_found', NOT_FOUND))
  app.onError((error, c) => answerError(c, error, web.log))
  return app
}
