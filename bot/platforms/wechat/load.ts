import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WechatyInterface } from 'wechaty/impls'
import type { Puppet } from 'wechaty-puppet'
import { OperatorError } from '#kit/errors.ts'
import type { WechatConfig } from './config.ts'

/**
 * Makes a fresh wechaty. wechaty is large (some 90 MB in memory) and is loaded here and nowhere else, so a school
 * without WeChat never pays for it. Throws OperatorError when the puppet is not installed.
 */
export async function makeWechaty(config: WechatConfig, puppet?: Puppet): Promise<WechatyInterface> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  await chmod(config.dataDir, 0o700)
  await keepPrivate(join(config.dataDir, 'bot.memory-card.json'))
  // wechaty prints to the console what it reads, and swallows crashes of everybody when it is told to be talkative.
  if (!/^(error|warn)$/i.test(process.env.WECHATY_LOG ?? '')) process.env.WECHATY_LOG = 'silent'
  const { WechatyBuilder } = await import('wechaty')
  const name = join(config.dataDir, 'bot')
  if (puppet) return WechatyBuilder.build({ name, puppet })
  // The service's client keeps a cache under HOME, in a folder that carries the token in its name.
  const home = process.env.HOME
  process.env.HOME = config.dataDir
  try {
    return WechatyBuilder.build({ name, puppet: await openPuppet(config) })
  } finally {
    if (home === undefined) delete process.env.HOME
    else process.env.HOME = home
  }
}

/** The login is kept there; wechaty itself would make it readable for everybody. */
async function keepPrivate(path: string): Promise<void> {
  await writeFile(path, '{}', { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  await chmod(path, 0o600)
}

async function openPuppet(config: WechatConfig): Promise<Puppet> {
  const options = {
    // Its own watchdog comes after ours, which asks the puppet first: a quiet night is no failure.
    timeoutSeconds: 3 * config.timeoutSeconds,
    ...(config.token !== undefined && { token: config.token }),
    ...(config.endpoint !== undefined && { endpoint: config.endpoint }),
    ...(config.authority !== undefined && { authority: config.authority }),
    ...(config.noTls && { tls: { disable: true } }),
  }
  const found: unknown = await load(config.puppet)
  const Made = classIn(found)
  if (!Made) throw notAPuppet(config.puppet)
  return new Made(options)
}

async function load(name: string): Promise<unknown> {
  try {
    return await import(name)
  } catch (error) {
    throw new OperatorError(
      `微信的 puppet 包 ${name} 没有安装或打不开。The puppet ${name} is not installed or can not be loaded.`,
      `npm install ${name}；或改 WECHATY_PUPPET，见 docs/wechat.md。Or change WECHATY_PUPPET; see docs/wechat.md.`,
      { cause: error },
    )
  }
}

/** A puppet's package exports its class as `default`, or under a name that begins with Puppet. */
function classIn(module: unknown): (new (options: object) => Puppet) | undefined {
  if (typeof module !== 'object' || module === null) return undefined
  const names = ['default', ...Object.keys(module).filter((name) => name.startsWith('Puppet'))]
  for (const name of names) {
    let value: unknown = Reflect.get(module, name)
    if (typeof value === 'object' && value !== null) value = Reflect.get(value, 'default')
    if (typeof value === 'function' && 'messageSendText' in value.prototype) {
      // The one place where a package chosen by the operator becomes a type.
      return value as unknown as new (
        options: object,
      ) => Puppet
    }
  }
  return undefined
}

function notAPuppet(name: string): OperatorError {
  return new OperatorError(
    `${name} 不是 wechaty 的 puppet。${name} is no puppet of wechaty.`,
    'WECHATY_PUPPET，见 docs/wechat.md。See docs/wechat.md.',
  )
}
