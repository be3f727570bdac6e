import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { UserFacingError } from '#kit/errors.ts'
import type { Binaries } from './binaries.ts'

/**
 * As whom the server runs. PostgreSQL refuses to run as root, so a root start drops to another account, or, where no
 * other account can reach the folders (a project in /root, mode 0700), runs inside a user namespace in which root
 * carries another number. `uid` owns the data folder; `prefix` goes before every command.
 */
export type Account = {
  uid: number | undefined
  gid: number | undefined
  prefix: readonly string[]
  name: string
}

/** The user namespace: outside it is root, inside it is 1000, so that PostgreSQL agrees to run. */
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] as const

/**
 * Chooses the account. `home` is the existing folder that holds the cluster's folder `cluster` (which may not exist
 * yet). A cluster keeps the owner that it has. Throws UserFacingError `embedded_account` when nobody fits, saying what
 * to do.
 */
export function chooseAccount(binaries: Binaries, home: string, cluster: string): Account {
  const me = process.getuid?.()
  const owner = existsSync(cluster) ? statSync(cluster) : undefined
  if (me === undefined) return { uid: undefined, gid: undefined, prefix: [], name: 'me' }
  if (me !== 0) {
    if (owner && owner.uid !== me) throw foreign(cluster, owner.uid, me)
    return { uid: undefined, gid: undefined, prefix: [], name: `uid ${me}` }
  }
  if (owner && owner.uid !== 0) {
    const account = { uid: owner.uid, gid: owner.gid, prefix: [], name: `uid ${owner.uid}` }
    if (reaches(account, binaries, home)) return account
    throw unreachable(home)
  }
  if (!owner) {
    for (const name of ['postgres', 'nobody']) {
      const account = lookUp(name)
      if (account && reaches(account, binaries, home)) return account
    }
  }
  const inside: Account = { uid: 0, gid: 0, prefix: NAMESPACE, name: 'root in a user namespace' }
  if (reaches(inside, binaries, home)) return inside
  throw unreachable(home)
}

/** True when the account can enter the folder and run the server from there. */
function reaches(account: Account, binaries: Binaries, home: string): boolean {
  // The shell changes the folder, and not `cwd`, which is entered before the account is dropped to.
  const script = 'cd "$1" && cd "$(dirname "$2")/../share" && exec "$2" --version'
  const [command = '', ...args] = [...account.prefix, '/bin/sh', '-c', script, 'sh', home, binaries.postgres]
  const tried = spawnSync(command, args, { cwd: '/', ...identity(account), stdio: 'ignore', timeout: 10_000 })
  return tried.status === 0
}

/** The spawn options that make a child run as the account. */
export function identity(account: Account): { uid?: number; gid?: number } {
  if (account.uid === undefined || account.gid === undefined || account.prefix.length > 0) return {}
  return { uid: account.uid, gid: account.gid }
}

function lookUp(name: string): Account | undefined {
  if (!existsSync('/etc/passwd')) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid) return undefined
  return { uid: Number(uid), gid: Number(gid), prefix: [], name }
}

function foreign(cluster: string, owner: number, me: number): UserFacingError {
  return new UserFacingError('embedded_account', {
    zh: `数据库文件夹 ${cluster} 属于另一个系统账号（uid ${owner}），当前账号是 uid ${me}。请用原来的账号启动，或由管理员执行 chown -R ${me} 把整个数据文件夹转给当前账号。`,
    en: `The database folder ${cluster} belongs to another account (uid ${owner}); you are uid ${me}. Start as that account, or let an administrator hand the whole data folder over with chown -R ${me}.`,
  })
}

function unreachable(home: string): UserFacingError {
  return new UserFacingError('embedded_account', {
    zh: `以 root 启动时，内置数据库要换成普通账号运行，但普通账号进不了 ${home} 或程序文件夹。请把 DATA_DIR 和程序放到其他账号能进入的位置（例如 /var/lib/gongxiang 与 /opt/gongxiang），或改用普通账号启动，或设置 DATABASE_URL。`,
    en: `Started as root, the embedded database must run as an ordinary account, but none can enter ${home} or the program's folder. Put DATA_DIR and the program where other accounts can enter (such as /var/lib/gongxiang and /opt/gongxiang), or start as an ordinary user, or set DATABASE_URL.`,
  })
}
