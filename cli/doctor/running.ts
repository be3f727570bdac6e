import { z } from 'zod'
import type { Env } from '#kit/env.ts'
import type { Text } from '#kit/lang.ts'
import { type Finding, plain } from './finding.ts'

const ANSWER_MS = 3_000
const health = z.object({ parts: z.record(z.string(), z.object({ ready: z.boolean(), detail: z.string() })) })

/** Where the program that these settings describe listens, as seen from this machine. */
export function ownOrigin(env: Env): string {
  const host = env.HOST === '0.0.0.0' ? '127.0.0.1' : env.HOST.includes(':') ? '[::1]' : env.HOST
  return `http://${host}:${env.PORT}`
}

/** What the program that runs at HOST:PORT says of one of its parts; nothing when none runs or it has no such part. */
export async function runningPart(env: Env, part: string, asked: { name: string; look: Text }): Promise<Finding[]> {
  if (env.PORT === 0) return []
  try {
    const response = await fetch(`${ownOrigin(env)}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) })
    const found = health.parse(await response.json()).parts[part]
    if (!found) return []
    return [{ name: asked.name, level: found.ready ? 'ok' : 'fail', found: plain(found.detail), look: asked.look }]
  } catch {
    return []
  }
}
