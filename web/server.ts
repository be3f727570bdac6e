import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { OperatorError } from '#kit/errors.ts'
import { makeApp } from './app.ts'
import { isLoopback, openGuard, roomToken } from './guard.ts'
import { openLive } from './practice/live.ts'
import { signInKey } from './signin.ts'
import type { WebParts } from './web.ts'

export type WebServer = {
  /** What a person opens; with the token when the practice room needs one. */
  url: string
  /** By platform: the address with its key on which an administrator signs an account in. */
  signIns: ReadonlyMap<string, string>
  close(): Promise<void>
}

/** How long requests under way may take when the server closes. In milliseconds. */
const DRAIN_MS = 3_000

/** Opens the web server on HOST:PORT. Throws OperatorError when the port is taken, or must not be used. */
export async function openWeb(web: WebParts): Promise<WebServer> {
  const { env, log } = web
  const live = web.practice && (await openLive(web.pool, web.practice.schoolId, log))
  const guard = web.practice && openGuard(env, await roomToken(env.DATA_DIR))
  const key = web.signIns && (await signInKey(env.DATA_DIR))
  const app = makeApp(web, live && guard && { guard, live }, key)
  const server = createServer(getRequestListener(app.fetch))
  const answered = countRequests(server)
  // A 1 GB file over a slow line takes longer than Node's default of five minutes.
  server.requestTimeout = 3_600_000
  try {
    await bind(server, env.HOST, env.PORT)
  } catch (error) {
    await live?.close()
    throw sayWhy(error, env.HOST, env.PORT)
  }
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : env.PORT
  const base = env.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://${reachable(env.HOST)}:${port}`
  log.info({ port, host: env.HOST, practice: web.practice !== undefined }, 'web server listens')
  return {
    signIns: new Map(
      [...(web.signIns?.keys() ?? [])].map((name) => [name, `${base}/signin/${name}?key=${key}`] as const),
    ),
    url: guard?.needsToken ? `${base}/?token=${guard.token}` : `${base}/`,
    async close() {
      await live?.close()
      const closed = once(server, 'close')
      server.close()
      const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
      await answered()
      // What is left is kept alive for a next request, or was opened ahead of one that will not come.
      server.closeAllConnections()
      await closed
      clearTimeout(late)
    },
  }
}

/** Resolves when no request is under way. */
function countRequests(server: Server): () => Promise<void> {
  let open = 0
  let waiting: (() => void)[] = []
  server.on('request', (_request, response) => {
    open += 1
    response.once('close', () => {
      open -= 1
      if (open > 0) return
      for (const resolve of waiting) resolve()
      waiting = []
    })
  })
  return () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)))
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await promise
  server.off('error', reject)
}

/** The name under which a person on this machine reaches a bound address. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::' || isLoopback(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function sayWhy(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new OperatorError(
        `端口 ${port} 已被别的程序占用。Port ${port} is already taken by another program.`,
        `关闭那个程序，或换一个端口：PORT=${port + 1} npm start。Stop that program, or choose another port: PORT=${port + 1} npm start.`,
        { cause: error },
      )
    case 'EACCES':
      return new OperatorError(
        `没有权限使用端口 ${port}。There is no permission to use port ${port}.`,
        '请用 1024 以上的端口，例如 PORT=3000。Use a port above 1024, such as PORT=3000.',
        { cause: error },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OperatorError(
        `本机没有地址 ${host}。This machine has no address ${host}.`,
        '请检查 HOST；只在本机使用时删掉它。Check HOST; unset it for use on this machine only.',
        { cause: error },
      )
    default:
      return error
  }
}
