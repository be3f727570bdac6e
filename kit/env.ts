import { z } from 'zod'
import { LANGS } from './lang.ts'

const zone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name })
      return true
    } catch {
      return false
    }
  },
  { error: 'is no time zone; use a name such as Asia/Shanghai' },
)
const address = (schemes: string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), {
    error: `is no address; use one such as ${example}`,
  })

/** Every variable, once. An empty string counts as not set. */
const schema = z.object({
  /** The address the web server listens on. 127.0.0.1 keeps it on this machine. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** The web server's port; 0 takes any free one. */
  PORT: z.coerce
    .number({ error: 'must be a number' })
    .int()
    .min(0, { error: 'must be 0 to 65535' })
    .max(65535, { error: 'must be 0 to 65535' })
    .default(3000),
  /** Where the embedded database and the files live. */
  DATA_DIR: z.string().min(1).default('./data'),
  /** A PostgreSQL 15 or newer of yours; without it an embedded one runs in DATA_DIR/postgres. */
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/gongxiang').optional(),
  /** A Redis for the queue; without it the queue lives in PostgreSQL. */
  REDIS_URL: address(['redis:', 'rediss:'], 'redis://127.0.0.1:6379').optional(),
  /** The address people open in their browser, used in links. */
  PUBLIC_URL: address(['http:', 'https:'], 'https://gongxiang.example.cn').optional(),
  /** The practice room: auto = on when no other platform is configured. */
  PRACTICE: z.enum(['auto', 'on', 'off'], { error: 'must be auto, on or off' }).default('auto'),
  /** The language the bot starts with; a chat or a person can choose another. */
  LOCALE: z.enum(LANGS, { error: 'must be zh-CN or en' }).default('zh-CN'),
  /** The zone in which days, weeks, months and terms are counted. */
  SCHOOL_TIMEZONE: zone.default('Asia/Shanghai'),
  /** Files larger than this are refused with a sentence. In MB. */
  MAX_FILE_MB: z.coerce
    .number({ error: 'must be a number' })
    .int()
    .min(1, { error: 'must be 1 to 1024' })
    .max(1024, { error: 'must be 1 to 1024' })
    .default(100),
  /** How much the log says. */
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
})

export type Env = z.infer<typeof schema>

/** All problems at once, one line each, with what to do. */
export class WrongConfiguration extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.name = 'WrongConfiguration'
    this.problems = problems
  }
}

/** Reads the environment. Throws WrongConfiguration, which never repeats a value that may be a secret. */
export function readEnv(from: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new WrongConfiguration(
    parsed.error.issues.map(
      (issue) => `${issue.path.join('.')} ${issue.message}. See .env.example or unset it for the default.`,
    ),
  )
}
