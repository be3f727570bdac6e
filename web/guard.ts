import { timingSafeEqual } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Env } from '#kit/env.ts'
import { secret, sha256 } from '#kit/ids.ts'
import { refuse } from './errors.ts'

const COOKIE = 'gongxiang_room'
const READS = new Set(['GET', 'HEAD'])

/**
 * Who may enter the practice room, where anybody can be anybody. On this machine only: no token, but the Host header
 * must name this machine, or a website could reach us under a name of its own (DNS rebinding). From anywhere else: a
 * token. And a change must come from our own page (cross-site request forgery).
 */
export type Guard = {
  /** True when even the first visit needs the token, so the printed address carries it. */
  needsToken: boolean
  token: string
  enter: MiddlewareHandler
}

export function openGuard(env: Pick<Env, 'HOST' | 'PUBLIC_URL'>, token: string): Guard {
  const publicHost = env.PUBLIC_URL === undefined ? undefined : new URL(env.PUBLIC_URL).host
  const needsToken = !isLoopback(env.HOST) || (publicHost !== undefined && !isLoopback(hostName(publicHost)))

  const hasToken = (c: Context) => {
    const given = getCookie(c, COOKIE) ?? c.req.header('authorization')?.replace(/^Bearer /i, '')
    return given !== undefined && same(given, token)
  }

  return {
    needsToken,
    token,
    async enter(c, next) {
      const host = c.req.header('host') ?? ''
      const asked = c.req.query('token')
      if (asked !== undefined && c.req.path === '/' && c.req.method === 'GET' && same(asked, token)) {
        setCookie(c, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: 30 * 86_400 })
        return c.redirect('/', 303)
      }
      const viaProxy = c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined
      if (needsToken || viaProxy) {
        if (!hasToken(c)) return locked(c)
      } else if (!isLoopback(hostName(host))) {
        return refuse(
          c,
          403,
          'host_unknown',
          { zh: '练习室只在本机开放。', en: 'The practice room is open on this machine only.' },
          {
            zh: '请用 http://localhost 打开，或设置 PUBLIC_URL。',
            en: 'Open it as http://localhost, or set PUBLIC_URL.',
          },
        )
      }
      if (!READS.has(c.req.method) && !isOwnPage(c, host, publicHost)) {
        return refuse(c, 403, 'origin_foreign', {
          zh: '这个请求来自别的网站，没有执行。',
          en: 'This request came from another website and was not carried out.',
        })
      }
      await next()
    },
  }
}

/** The token of this installation, made once and kept in DATA_DIR, so that open pages survive a restart. */
export async function roomToken(dataDir: string): Promise<string> {
  const path = join(dataDir, 'practice-token')
  const read = async () => (await readFile(path, 'utf8')).trim()
  await mkdir(dataDir, { recursive: true })
  try {
    await writeFile(path, `${secret()}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return read()
}

/** True for names that always mean this machine. `host` has no port. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

function hostName(host: string): string {
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : (host.split(':')[0] ?? '')
}

/** A browser names the page that asks; other programs name nothing and are no danger to a person's session. */
function isOwnPage(c: Context, host: string, publicHost: string | undefined): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = c.req.header('origin')
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const from = new URL(origin).host
  return from === host || from === publicHost
}

function locked(c: Context): Response {
  return refuse(
    c,
    403,
    'token_needed',
    { zh: '进入练习室需要口令。', en: 'The practice room needs its token.' },
    {
      zh: '请打开启动时打印的那个地址，它带有 ?token=…',
      en: 'Open the address that was printed at start; it carries ?token=…',
    },
  )
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)))
}
