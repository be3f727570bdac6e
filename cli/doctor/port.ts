import { once } from 'node:events'
import { createServer } from 'node:net'
import { z } from 'zod'
import type { Env } from '#kit/env.ts'
import type { Finding } from './finding.ts'
import { ownOrigin } from './running.ts'

const ANSWER_MS = 3_000
const live = z.object({ live: z.literal(true) })

/** HOST:PORT is free, or it is us who listen there. */
export async function portFinding(env: Env): Promise<Finding> {
  const name = 'port'
  const where = `${env.HOST}:${env.PORT}`
  if (env.PORT === 0) return { name, level: 'ok', found: { zh: '任意空闲端口', en: 'any free port' } }
  const code = await tryToListen(env.HOST, env.PORT)
  if (code === undefined) return { name, level: 'ok', found: { zh: `${where} 空闲`, en: `${where} is free` } }
  if (code === 'EADDRINUSE' && (await isOurs(env))) {
    return {
      name,
      level: 'ok',
      found: { zh: `${where} 上正是共享在运行`, en: `${where} is Gongxiang itself, running` },
    }
  }
  return {
    name,
    level: 'fail',
    found: { zh: `${where} 用不了（${code}）`, en: `${where} can not be used (${code})` },
    look: {
      zh: '端口被占用请换 PORT；地址不属于本机请改 HOST；1024 以下的端口需要权限。',
      en: 'Taken: use another PORT. Not an address of this machine: change HOST. Below 1024: needs permission.',
    },
  }
}

async function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    server.close()
  }
}

async function isOurs(env: Env): Promise<boolean> {
  try {
    const response = await fetch(`${ownOrigin(env)}/livez`, { signal: AbortSignal.timeout(ANSWER_MS) })
    return live.safeParse(await response.json()).success
  } catch {
    return false
  }
}
