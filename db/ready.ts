import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { UserFacingError } from '#kit/errors.ts'
import { isOutage } from './outage.ts'

/** The oldest PostgreSQL that we test and support. */
export const OLDEST_POSTGRES = 15

/**
 * Waits until the database answers, at most `patienceMs`, and checks its version. Returns the version as the server
 * writes it, such as `18.4`. `waiting` is told once, with the reason, when it does not answer at once; `signal` ends
 * the wait with its AbortError. Throws UserFacingError: `database_unreachable` (with the reason, never the password),
 * `database_refused` (password, name), `database_too_old`.
 */
export async function waitForDatabase(
  url: string,
  patienceMs = 30_000,
  more: { waiting?: (why: string) => void; signal?: AbortSignal } = {},
): Promise<string> {
  let told = false
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await versionOf(url)
    } catch (error) {
      if (error instanceof UserFacingError) throw error
      if (!isOutage(error)) throw refused(url, error)
      if (performance.now() >= deadline) throw unreachable(url, error)
      if (!told) more.waiting?.(reason(error))
      told = true
      await sleep(Math.min(500, Math.max(0, deadline - performance.now())), undefined, {
        ...(more.signal && { signal: more.signal }),
      })
    }
  }
}

async function versionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ number: string; text: string }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as text`,
    )
    const text = rows[0]?.text ?? '?'
    if (Math.floor(Number(rows[0]?.number ?? 0) / 10_000) < OLDEST_POSTGRES) {
      throw new UserFacingError('database_too_old', {
        zh: `DATABASE_URL 指向的 PostgreSQL 是 ${text}，需要 ${OLDEST_POSTGRES} 或更新的版本。`,
        en: `DATABASE_URL leads to PostgreSQL ${text}; ${OLDEST_POSTGRES} or newer is needed.`,
      })
    }
    return text.split(' ')[0] ?? text
  } finally {
    await client.end().catch(() => undefined)
  }
}

function unreachable(url: string, error: unknown): UserFacingError {
  const { hostname, port } = new URL(url)
  const why = reason(error)
  return new UserFacingError('database_unreachable', {
    zh: `连不上数据库 ${hostname}:${port || 5432}（${why}）。请确认 PostgreSQL 已启动、DATABASE_URL 的地址和端口正确。`,
    en: `The database at ${hostname}:${port || 5432} can not be reached (${why}). Check that PostgreSQL runs and that DATABASE_URL names the right host and port.`,
  })
}

function refused(url: string, error: unknown): UserFacingError {
  const { hostname, port } = new URL(url)
  const why = reason(error)
  return new UserFacingError('database_refused', {
    zh: `数据库 ${hostname}:${port || 5432} 拒绝了连接（${why}）。请检查 DATABASE_URL 里的用户名、密码和库名。`,
    en: `The database at ${hostname}:${port || 5432} refused us (${why}). Check the user, password and database name in DATABASE_URL.`,
  })
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return [code, error.message].filter(Boolean).join(' ')
}
