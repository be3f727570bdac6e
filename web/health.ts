import { Hono } from 'hono'
import type { Health, HealthPart } from './web.ts'

/** A part that does not answer within this is down. In milliseconds. */
const PATIENCE_MS = 3_000

/** `/livez`: the process answers. `/healthz`: 200 when every part is ready, else 503, naming what is down. */
export function healthRoutes(health: () => Promise<Health>): Hono {
  const app = new Hono()
  app.get('/livez', (c) => c.json({ live: true }))
  app.get('/healthz', async (c) => {
    const parts = await ask(health)
    const down = Object.entries(parts)
      .filter(([, part]) => !part.ready)
      .map(([name]) => name)
    return c.json({ live: true, ready: down.length === 0, down, parts }, down.length === 0 ? 200 : 503)
  })
  return app
}

async function ask(health: () => Promise<Health>): Promise<Health> {
  const { promise, resolve } = Promise.withResolvers<Health>()
  const late: HealthPart = { ready: false, detail: `no answer within ${PATIENCE_MS} ms` }
  const timer = setTimeout(() => resolve({ health: late }), PATIENCE_MS)
  health()
    .then(resolve)
    .catch((error) =>
      resolve({ health: { ready: false, detail: error instanceof Error ? error.message : String(error) } }),
    )
  return promise.finally(() => clearTimeout(timer))
}
