import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { WebhookDoor } from './web.ts'

/** The platforms' events are small; larger bodies are not even read. */
const MAX_BYTES = 1_048_576

/** `/feishu/webhook` and its like: the raw body goes to the platform's adapter, which alone can judge it. */
export function webhookRoutes(doors: ReadonlyMap<string, WebhookDoor>): Hono {
  const app = new Hono()
  for (const [platform, door] of doors) {
    app.post(`/${platform}/webhook`, bodyLimit({ maxSize: MAX_BYTES }), async (c) => {
      const headers = new Map(Object.entries(c.req.header()).map(([name, value]) => [name.toLowerCase(), value]))
      const { status, body } = await door.handle({ headers, body: Buffer.from(await c.req.arrayBuffer()) })
      return new Response(body, { status, headers: { 'content-type': 'application/json; charset=utf-8' } })
    })
  }
  return app
}
