import pg from 'pg'

/**
 * Who uses the embedded server, told by advisory locks: they end with the connection that holds them, so a killed
 * process leaves nothing behind. `start` holds OWNER for as long as it runs; everybody holds USERS shared. Whoever
 * leaves last, with no owner present, stops the server.
 */
const OWNER = 0x67780001
const USERS = 0x67780002

export type Hold = {
  /** Tells whoever comes next that we are about to leave, so that it waits instead of giving up. */
  leaving(): Promise<void>
  /** Resolves when the connection is gone: the server stopped or crashed. */
  lost: Promise<void>
  /** True when no other process uses the server, and from now on none can begin to. */
  last(): Promise<boolean>
  end(): Promise<void>
}

/** `owner`: only one per server. `guest`: any number, for short commands and single-part processes. */
export type Role = 'owner' | 'guest'

/** `stopping`: the server or its owner is about to go; try again soon. */
export type Refusal = { refused: 'owned'; by: string } | { refused: 'stopping' }

const LEAVING = 'leaving'

/** Takes the locks of a role. `name` is shown to whoever is refused because of us. Throws when the server is gone. */
export async function take(url: string, role: Role, name: string): Promise<Hold | Refusal> {
  const client = new pg.Client({
    connectionString: url.replace(/\/[^/]*$/, '/postgres'),
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  })
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve())
    client.on('end', () => resolve())
  })
  await client.connect()
  try {
    if (!(await tryLock(client, 'pg_try_advisory_lock_shared', USERS))) {
      await client.end()
      return { refused: 'stopping' }
    }
    if (role === 'owner' && !(await tryLock(client, 'pg_try_advisory_lock', OWNER))) {
      const by = await holder(client)
      await client.end()
      return by.endsWith(LEAVING) ? { refused: 'stopping' } : { refused: 'owned', by }
    }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  return {
    lost,
    async leaving() {
      await client.query(`select set_config('application_name', $1, false)`, [`${name} ${LEAVING}`])
    },
    async last() {
      await client.query('select pg_advisory_unlock_shared($1)', [USERS])
      return (
        (await tryLock(client, 'pg_try_advisory_lock', USERS)) &&
        (role === 'owner' || (await tryLock(client, 'pg_try_advisory_lock', OWNER)))
      )
    },
    end: () => client.end().catch(() => undefined),
  }
}

async function tryLock(client: pg.Client, call: string, key: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`select ${call}($1::bigint) as taken`, [key])
  return rows[0]?.taken === true
}

/** The application name of the session that holds OWNER. */
async function holder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.classid = 0 and l.objid = $1::bigint::oid and l.granted`,
    [OWNER],
  )
  return rows[0]?.name ?? '?'
}
