import { originOf } from '#bot/platforms/feishu/config.ts'
import { listAdmins } from '#db/rows/accounts.ts'
import { listRefused } from '#db/rows/refused.ts'
import type { Db } from '#db/schema.ts'
import type { Env } from '#kit/env.ts'
import { silentLog } from '#kit/log.ts'
import { type Finding, plain } from './finding.ts'
import { runningPart } from './running.ts'

const NAME = 'feishu'
/** The platform's name in our rows. */
const FEISHU = 'feishu'
const UNDELIVERED_DAYS = 7
const UNDELIVERED_SHOWN = 50

/** The running bot's own word, and where to look when it is not well. */
const RUNNING = {
  name: `${NAME} events`,
  look: {
    zh: '请看日志里 feishu 的行；开发者后台“事件与回调”里事件和回调两页都要选长连接。',
    en: 'See the lines with feishu in the log; in the console both the events and the callbacks page must use the long connection.',
  },
}

/**
 * Feishu, when an app is configured: the platform is reached, takes the credentials, knows the bot; and what the bot
 * that runs here says of its connection. Opens no connection of its own: it would take half of the running bot's events.
 */
export async function feishuFindings(env: Env): Promise<Finding[]> {
  const { FEISHU_APP_ID: appId, FEISHU_APP_SECRET: appSecret } = env
  if (appId === undefined || appSecret === undefined) {
    return [{ name: NAME, level: 'ok', found: { zh: '未配置', en: 'not set' } }]
  }
  const findings = [await credentials(env, { appId, appSecret }), ...(await runningPart(env, NAME, RUNNING))]
  if (env.FEISHU_DOMAIN === 'lark' && env.FEISHU_MODE === 'websocket') {
    findings.push({
      name: `${NAME} mode`,
      level: 'warn',
      found: { zh: 'Lark 不提供长连接', en: 'Lark has no long connection' },
      look: {
        zh: '请设置 FEISHU_MODE=webhook，步骤见 docs/feishu.md。',
        en: 'Set FEISHU_MODE=webhook; see docs/feishu.md.',
      },
    })
  }
  return findings
}

/** What the database knows of it: who administers the school, and what the platform would not take. */
export async function feishuRecords(env: Env, db: Db): Promise<Finding[]> {
  return env.FEISHU_APP_ID === undefined ? [] : [await administrator(db), ...(await undelivered(db))]
}

/** Who may change the settings. Where nobody may yet, whoever brings the bot into a group first will. */
async function administrator(db: Db): Promise<Finding> {
  const names = await listAdmins(db, FEISHU)
  const name = `${NAME} admin`
  if (names.length > 0) return { name, level: 'ok', found: plain(names.join('、')) }
  return {
    name,
    level: 'warn',
    found: { zh: '还没有管理员', en: 'no administrator yet' },
    look: {
      zh: '第一个把机器人拉进群的人会成为管理员：请由负责老师来拉。',
      en: 'Whoever brings the bot into a group first becomes the administrator: let it be the right person.',
    },
  }
}

/** What the platform would not take within a week. */
async function undelivered(db: Db): Promise<Finding[]> {
  const since = new Date(Date.now() - UNDELIVERED_DAYS * 86_400_000)
  const refused = (await listRefused(db, { since, limit: UNDELIVERED_SHOWN })).filter((one) => one.platform === FEISHU)
  const [last] = refused
  if (!last) return []
  const many = refused.length === UNDELIVERED_SHOWN ? `${refused.length}+` : String(refused.length)
  return [
    {
      name: `${NAME} sent`,
      level: 'warn',
      found: {
        zh: `近 7 天有 ${many} 条消息没有送达，最近一条：${last.chat}，${last.reason.slice(0, 120)}`,
        en: `${many} message(s) were not delivered in 7 days; the last: ${last.chat}, ${last.reason.slice(0, 120)}`,
      },
      look: { zh: '代码的含义见 docs/feishu.md。', en: 'docs/feishu.md explains the codes.' },
    },
  ]
}

async function credentials(env: Env, app: { appId: string; appSecret: string }): Promise<Finding> {
  const { openFeishuClient, FeishuError } = await import('#bot/platforms/feishu/client.ts')
  const origin = originOf(env.FEISHU_DOMAIN)
  const api = await openFeishuClient({ ...app, origin, mode: env.FEISHU_MODE }, silentLog)
  try {
    await api.warm()
    const bot = await api.botInfo()
    return { name: NAME, level: 'ok', found: plain(`${bot.name} · ${new URL(origin).host}`) }
  } catch (error) {
    if (!(error instanceof FeishuError)) throw error
    const host = new URL(origin).host
    if (error.status === 0) {
      return {
        name: NAME,
        level: 'fail',
        found: { zh: `连不上 ${host}`, en: `${host} can not be reached` },
        look: {
          zh: '请检查本机能否上网、代理和防火墙，以及 FEISHU_DOMAIN。',
          en: 'Check the network, the proxy and the firewall, and FEISHU_DOMAIN.',
        },
      }
    }
    return {
      name: NAME,
      level: 'fail',
      found: { zh: `${host} 拒绝（代码 ${error.code}）`, en: `${host} refuses (code ${error.code})` },
      look: {
        zh: '请核对开发者后台“凭证与基础信息”里的 App ID 与 App Secret，并确认已添加机器人能力、已发布版本。',
        en: 'Compare app id and secret with 凭证与基础信息 in the developer console; enable the bot there and publish a version.',
      },
    }
  } finally {
    api.close()
  }
}
