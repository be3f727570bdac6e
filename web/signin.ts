import { timingSafeEqual } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { secret, sha256 } from '#kit/ids.ts'
import { refuse } from './errors.ts'
import { sendStatic } from './static.ts'
import type { SignIn } from './web.ts'

const COOKIE = 'gongxiang_signin'
const KEPT_SECONDS = 30 * 86_400

/**
 * `/signin/wechat` and its like, for the administrator alone: the code that an account must scan now, as a picture
 * that renews itself, and where the account stands. Every request needs the key: in the address that was printed, in
 * the cookie that the first visit sets, or as `Authorization: Bearer`.
 */
export function signInRoutes(accounts: ReadonlyMap<string, SignIn>, key: string): Hono {
  const app = new Hono()
  for (const [platform, account] of accounts) {
    const path = `/${platform}`
    app.use(`${path}/*`, async (c, next) => {
      const given = c.req.query('key') ?? getCookie(c, COOKIE) ?? bearer(c)
      if (given === undefined || !same(given, key)) return locked(c)
      c.header('cache-control', 'private, no-store')
      return next()
    })
    app.get(path, async (c) => {
      if (c.req.query('key') !== undefined) {
        // Lax: the link is opened from a chat, and the page that follows must already have it. Nothing is changed here.
        setCookie(c, COOKIE, key, { httpOnly: true, sameSite: 'Lax', path: `/signin${path}`, maxAge: KEPT_SECONDS })
        return c.redirect(`/signin${path}`, 303)
      }
      return sendStatic(c, 'signin.html')
    })
    app.get(`${path}/state`, async (c) => {
      const { code, ...state } = await account.now()
      const picture =
        code === undefined ? undefined : `data:image/svg+xml;base64,${Buffer.from(code).toString('base64')}`
      return c.json({ ...state, ...(picture !== undefined && { picture }) })
    })
    app.get(`${path}/code.svg`, async (c) => {
      const { code } = await account.now()
      if (code === undefined) return c.body(null, 204)
      c.header('content-security-policy', "default-src 'none'; sandbox")
      return c.body(code, 200, { 'content-type': 'image/svg+xml; charset=utf-8' })
    })
  }
  return app
}

/** The key of this installation's sign-in page, made once and kept in DATA_DIR for its owner alone. */
export async function signInKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'signin-key')
  await mkdir(dataDir, { recursive: true })
  try {
    await writeFile(path, `${secret()}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return (await readFile(path, 'utf8')).trim()
}

function bearer(c: Context): string | undefined {
  return c.req.header('authorization')?.replace(/^Bearer /i, '')
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)))
}

function locked(c: Context): Response {
  return refuse(
    c,
    403,
    'key_needed',
    { zh: '登录页需要密钥。', en: 'The sign-in page needs its key.' },
    {
      zh: '请打开启动时打印的那个地址，它带有 ?key=…',
      en: 'Open the address that was printed at start; it carries ?key=…',
    },
  )
}
