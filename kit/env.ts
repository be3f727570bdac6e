import { z } from 'zod'
import { LANGS } from './lang.ts'

/** A problem, in both languages on one line: it is read in a terminal, before any language is known. */
const wrong = (zh: string, en: string) => ({ error: `${zh} ${en}` })

const zone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name })
      return true
    } catch {
      return false
    }
  },
  wrong('不是时区，请写成 Asia/Shanghai 这样的名称。', 'is no time zone; use a name such as Asia/Shanghai.'),
)

const address = (schemes: string[], example: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      wrong(`不是有效的地址，请写成 ${example} 这样。`, `is no address; use one such as ${example}.`),
    )

const wholeNumber = (min: number, max: number) => {
  const sentence = wrong(`必须是 ${min} 到 ${max} 的整数。`, `must be a whole number from ${min} to ${max}.`)
  return z.coerce.number(sentence).int(sentence).min(min, sentence).max(max, sentence)
}

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, wrong(`只能是 ${values.join('、')} 之一。`, `must be one of ${values.join(', ')}.`))

const onOff = z
  .enum(['true', 'false', '1', '0'], wrong('只能是 true 或 false。', 'must be true or false.'))
  .transform((word) => word === 'true' || word === '1')

/** Every variable, once. An empty string counts as not set. `.env.example` explains each to an operator. */
const schema = z.object({
  /** The address the web server listens on. 127.0.0.1 keeps it on this machine. */
  HOST: z.string().default('127.0.0.1'),
  /** The web server's port; 0 takes any free one. */
  PORT: wholeNumber(0, 65_535).default(3000),
  /** Where the embedded database and the files live. */
  DATA_DIR: z.string().default('./data'),
  /** A PostgreSQL 15 or newer of yours; without it an embedded one runs in DATA_DIR/postgres. */
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/gongxiang').optional(),
  /** A Redis for the queue; without it the queue lives in PostgreSQL. */
  REDIS_URL: address(['redis:', 'rediss:'], 'redis://127.0.0.1:6379').optional(),
  /** The address people open in their browser, used in links. */
  PUBLIC_URL: address(['http:', 'https:'], 'https://gongxiang.example.cn').optional(),
  /** The practice room: auto = on when no other platform is configured. */
  PRACTICE: oneOf(['auto', 'on', 'off']).default('auto'),
  /** The language the bot starts with; a chat or a person can choose another. */
  LOCALE: oneOf(LANGS).default('zh-CN'),
  /** The zone in which days, weeks, months and terms are counted. */
  SCHOOL_TIMEZONE: zone.default('Asia/Shanghai'),
  /** Files larger than this are refused with a sentence. In MB. */
  MAX_FILE_MB: wholeNumber(1, 1_024).default(100),
  /** Recognise text in pictures and scans, in the background. */
  OCR: oneOf(['on', 'off']).default('on'),
  /** A ClamAV daemon that looks at every file first: host, host:port, or the path of its socket. */
  CLAMD_HOST: z
    .string()
    .regex(
      /^(?:(?:unix:(?:\/\/)?)?\/\S+|(?:tcp:\/\/)?(?:\[[0-9a-fA-F:.]+\]|[^\s:/]+)(?::\d{1,5})?)$/,
      wrong(
        '请写成 127.0.0.1:3310 或 /run/clamav/clamd.ctl 这样。',
        'must look like 127.0.0.1:3310 or /run/clamav/clamd.ctl.',
      ),
    )
    .optional(),
  /** The Feishu or Lark app's id; with it the bot works there. */
  FEISHU_APP_ID: z
    .string()
    .regex(
      /^cli_[0-9a-fA-F]{16}$/,
      wrong('不是飞书应用的 App ID，形如 cli_a1b2c3d4e5f60718。', 'is no app id; it looks like cli_a1b2c3d4e5f60718.'),
    )
    .optional(),
  FEISHU_APP_SECRET: z.string().optional(),
  /** `feishu`, `lark`, or an address. */
  FEISHU_DOMAIN: z
    .string()
    .refine(
      (text) =>
        text === 'feishu' || text === 'lark' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
      wrong(
        '只能是 feishu、lark，或以 http 开头的地址。',
        'must be feishu, lark, or an address that begins with http.',
      ),
    )
    .default('feishu'),
  /** How events come: over a connection of ours, or to our address. Lark has webhooks only. */
  FEISHU_MODE: oneOf(['websocket', 'webhook']).default('websocket'),
  FEISHU_ENCRYPT_KEY: z.string().optional(),
  FEISHU_VERIFICATION_TOKEN: z.string().optional(),
  /** A chat's history is looked at so long after a connection, then ever more rarely; 0: only after a connection. */
  FEISHU_HISTORY_MINUTES: wholeNumber(0, 1_440).default(5),
  /** Our own counting of calls; off only for measurements against a platform that does not count. */
  FEISHU_LIMITS: oneOf(['on', 'off']).default('on'),
  /** WeChat through wechaty; see docs/wechat.md for what it costs and risks. Nothing of it is loaded while this is off. */
  WECHAT_ENABLED: onOff.default(false),
  /** The puppet's package. */
  WECHATY_PUPPET: z.string().default('wechaty-puppet-service'),
  WECHATY_PUPPET_SERVICE_TOKEN: z.string().optional(),
  /** `host:port` of a puppet server; with it no discovery service is asked. */
  WECHATY_PUPPET_SERVICE_ENDPOINT: z.string().optional(),
  /** The provider's discovery service. */
  WECHATY_PUPPET_SERVICE_AUTHORITY: z.string().optional(),
  WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: onOff.default(false),
  /** Login memory and the puppet's cache; by default DATA_DIR/wechat. */
  WECHAT_DATA_DIR: z.string().optional(),
  /** Whether people's ids stay the same after a login; `auto` knows the puppets of the web protocol. */
  WECHAT_STABLE_IDS: oneOf(['auto', 'true', 'false']).default('auto'),
  /** Topics of the groups that are read, with commas between; `*` for all. Empty: none. */
  WECHAT_ROOMS: z.string().default(''),
  /** Without a sign of life for so long the puppet is asked for one. */
  WECHAT_TIMEOUT_SECONDS: wholeNumber(10, 3_600).default(240),
  WECHAT_MAX_FILE_MB: wholeNumber(1, 1_024).default(100),
  /** Between two messages of the account, at least; some chance is added. */
  WECHAT_MIN_INTERVAL_MS: wholeNumber(0, 600_000).default(3_000),
  WECHAT_MAX_PER_MINUTE: wholeNumber(1, 600).default(15),
  WECHAT_MAX_PER_ROOM_HOUR: wholeNumber(1, 3_600).default(60),
  WECHAT_MAX_PER_DAY: wholeNumber(1, 100_000).default(400),
  /** How much the log says. */
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** The names of all variables, for the test that keeps `.env.example` in step. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape)

export type Env = z.infer<typeof schema>

/** All problems at once, one line each, in both languages, with what to do. Never repeats a value: it may be secret. */
export class WrongConfiguration extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      [
        `配置有 ${problems.length} 处问题。The configuration has ${problems.length} problem(s):`,
        ...problems.map((line) => `  - ${line}`),
        '修改 .env 或环境变量后再启动；删掉该变量即用默认值，说明见 .env.example。',
        'Change .env or the environment and start again; unset a variable for its default. See .env.example.',
      ].join('\n'),
    )
    this.name = 'WrongConfiguration'
    this.problems = problems
  }
}

/** Reads the environment. Throws WrongConfiguration. */
export function readEnv(from: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(from)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  const issues = parsed.error?.issues ?? []
  const problems = new Map([
    ...togetherProblems(given),
    ...issues.map((issue) => [issue.path.join('.'), issue.message] as const),
  ])
  if (parsed.success && problems.size === 0) return parsed.data
  throw new WrongConfiguration([...problems].map(([name, message]) => `${name} ${message}`))
}

/** What is wrong with variables that only make sense together. */
function togetherProblems(given: Record<string, string | undefined>): [string, string][] {
  const problems: [string, string][] = []
  const missing = (name: string, zh: string, en: string) => {
    if (given[name] === undefined) problems.push([name, wrong(zh, en).error])
  }
  if (given.FEISHU_APP_ID !== undefined) {
    missing(
      'FEISHU_APP_SECRET',
      '没有填写，它与 FEISHU_APP_ID 在开发者后台的同一页“凭证与基础信息”。',
      'is missing and must be set; it is beside FEISHU_APP_ID on the page 凭证与基础信息 of the developer console.',
    )
    if (given.FEISHU_MODE === 'webhook') {
      missing(
        'FEISHU_VERIFICATION_TOKEN',
        '没有填写，webhook 方式必须有它，见开发者后台“事件与回调”的“加密策略”。',
        'is missing and must be set for webhooks; see 加密策略 on the page 事件与回调 of the developer console.',
      )
    }
  } else if (given.FEISHU_APP_SECRET !== undefined) {
    missing(
      'FEISHU_APP_ID',
      '没有填写，只有密钥不能连接飞书。',
      'is missing and must be set; the secret alone is of no use.',
    )
  }
  const service = (given.WECHATY_PUPPET ?? 'wechaty-puppet-service') === 'wechaty-puppet-service'
  if (/^(true|1)$/.test(given.WECHAT_ENABLED ?? '') && service) {
    missing(
      'WECHATY_PUPPET_SERVICE_TOKEN',
      '没有填写，puppet-service 要用服务商给的令牌；试用可改 WECHATY_PUPPET=wechaty-puppet-wechat4u，见 docs/wechat.md。',
      'is missing: puppet-service needs the provider’s token; for trials set WECHATY_PUPPET=wechaty-puppet-wechat4u, see docs/wechat.md.',
    )
  }
  return problems
}

/** The practice room is open: always, never, or while no platform is configured. */
export function practiceIsOn(env: Pick<Env, 'PRACTICE' | 'FEISHU_APP_ID' | 'WECHAT_ENABLED'>): boolean {
  const configured = env.FEISHU_APP_ID !== undefined || env.WECHAT_ENABLED
  return env.PRACTICE === 'on' || (env.PRACTICE === 'auto' && !configured)
}
