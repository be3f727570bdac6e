import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createConnection } from 'node:net'
import { wechatConfigOf } from '#bot/platforms/wechat/config.ts'
import type { Env } from '#kit/env.ts'
import { type Finding, plain } from './finding.ts'
import { runningPart } from './running.ts'

const NAME = 'wechat'
const ANSWER_MS = 3_000

/** The running bot's own word, and where to look when it is not well. */
const RUNNING = {
  name: `${NAME} account`,
  look: {
    zh: '要扫码就打开启动时打印的登录页；其余见 docs/wechat.md“出了问题”。',
    en: 'To scan, open the sign-in page that was printed at start; else see “When something is wrong” in docs/wechat.md.',
  },
}

/** What an operator must know before anything else; in full in docs/wechat.md. */
const RISK = {
  zh: '个人微信没有官方机器人接口：账号可能被封，请用备用账号，不要用老师自己的；可靠的渠道是飞书。可选 puppet：wechaty-puppet-service（收费令牌，如 WorkPro）、wechaty-puppet-wechat4u（免费，只供试用，易被封）。',
  en: 'Personal WeChat has no official bot API: accounts get banned. Use a spare one, never a teacher’s own; Feishu is the reliable channel. Puppets: wechaty-puppet-service (paid token, such as WorkPro), wechaty-puppet-wechat4u (free, for trials only, often banned).',
}

/**
 * WeChat, when it is on: whether the puppet is installed and its server reached, which groups are read, how the running
 * bot's account stands, and what the risks are. Logs nobody in: a second client would throw the first one out.
 */
export async function wechatFindings(env: Env): Promise<Finding[]> {
  const config = wechatConfigOf(env)
  if (!config) {
    return [
      {
        name: NAME,
        level: 'ok',
        found: { zh: '未启用（可选，见 docs/wechat.md）', en: 'off (optional, see docs/wechat.md)' },
      },
    ]
  }
  const findings: Finding[] = [await puppet(config.puppet)]
  findings.push({
    name: `${NAME} risk`,
    level: 'warn',
    found: RISK,
    look: { zh: '先读 docs/wechat.md。', en: 'Read docs/wechat.md first.' },
  })
  if (config.rooms.size === 0) {
    findings.push({
      name: `${NAME} groups`,
      level: 'warn',
      found: { zh: 'WECHAT_ROOMS 是空的，不读任何群', en: 'WECHAT_ROOMS is empty: no group is read' },
      look: { zh: '写上群名，用逗号分隔。', en: 'Name the groups, with commas between.' },
    })
  } else {
    findings.push({ name: `${NAME} groups`, level: 'ok', found: plain([...config.rooms].join('、')) })
  }
  if (!config.stableIds) {
    findings.push({
      name: `${NAME} ids`,
      level: 'warn',
      found: {
        zh: '这个 puppet 每次登录后成员编号都会变，要靠群昵称或 /bind 认人',
        en: 'with this puppet people’s ids change at each login; they are known by their name in the group or by /bind',
      },
      look: { zh: '见 docs/wechat.md“谁是谁”。', en: 'See “Who is who” in docs/wechat.md.' },
    })
  }
  if (config.endpoint !== undefined) findings.push(await reached(config.endpoint))
  return [...findings, ...(await runningPart(env, NAME, RUNNING))]
}

async function puppet(name: string): Promise<Finding> {
  const found = await (name.startsWith('/')
    ? access(name).then(
        () => true,
        () => false,
      )
    : isInstalled(name))
  if (found) return { name: NAME, level: 'ok', found: plain(name) }
  return {
    name: NAME,
    level: 'fail',
    found: { zh: `没有安装 ${name}`, en: `${name} is not installed` },
    look: { zh: `npm install ${name}，或改 WECHATY_PUPPET。`, en: `npm install ${name}, or change WECHATY_PUPPET.` },
  }
}

/** Looks for the package without loading it: a puppet is large, and some begin to work when they are loaded. */
async function isInstalled(name: string): Promise<boolean> {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? []
  for (const path of paths) {
    if (
      await access(`${path}/${name}/package.json`).then(
        () => true,
        () => false,
      )
    )
      return true
  }
  return false
}

async function reached(endpoint: string): Promise<Finding> {
  const [host = '', port = ''] = endpoint.replace(/^\[|\](?=:\d+$)/g, '').split(/:(?=\d+$)/)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createConnection({ host, port: Number(port) || 0, timeout: ANSWER_MS })
  for (const [event, fine] of [
    ['connect', true],
    ['timeout', false],
    ['error', false],
  ] as const) {
    socket.once(event, () => resolve(fine))
  }
  const answers = await promise.finally(() => socket.destroy())
  return answers
    ? { name: `${NAME} server`, level: 'ok', found: plain(endpoint) }
    : {
        name: `${NAME} server`,
        level: 'fail',
        found: { zh: `连不上 ${endpoint}`, en: `${endpoint} can not be reached` },
        look: {
          zh: '请检查 WECHATY_PUPPET_SERVICE_ENDPOINT、网络，以及服务商的 puppet 是否在运行。',
          en: 'Check WECHATY_PUPPET_SERVICE_ENDPOINT, the network, and whether the provider’s puppet runs.',
        },
      }
}
