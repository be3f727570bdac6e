import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type TcpProxy = {
  port: number
  /**
   * Breaks every connection. `refuse`: nobody listens any more, as when a server was stopped. `drop`: new connections
   * are taken and closed at once, as by a balancer whose server is gone.
   */
  cut(how: 'refuse' | 'drop'): Promise<void>
  /** Lets connections through again, at the same port. */
  mend(): Promise<void>
  /** How many connections were dropped since the last cut. */
  dropped(): number
  close(): Promise<void>
}

/** A TCP proxy on the loopback in front of `target`, to take a database or a Redis away for a while. */
export async function openProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const open = new Set<Socket>()
  let dropping = false
  let dropped = 0
  const server = createServer((inside) => {
    inside.on('error', () => undefined)
    if (dropping) {
      dropped += 1
      inside.destroy()
      return
    }
    const outside = connect(target)
    for (const [one, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const stop = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  await listen(0)
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('the proxy has no port')
  const { port } = address
  return {
    port,
    async cut(how) {
      dropped = 0
      if (how === 'refuse') return stop()
      dropping = true
      for (const socket of open) socket.destroy()
    },
    async mend() {
      dropping = false
      if (!server.listening) await listen(port)
    },
    dropped: () => dropped,
    close: stop,
  }
}

/** The same address through the proxy. */
export function through(proxy: TcpProxy, url: string): string {
  const changed = new URL(url)
  changed.hostname = '127.0.0.1'
  changed.port = String(proxy.port)
  return changed.href
}

/** Where an address leads. */
export function targetOf(url: string, defaultPort: number): { host: string; port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) || defaultPort }
}
