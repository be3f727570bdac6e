import { join, resolve } from 'node:path'
import type { Env } from '#kit/env.ts'

/** How the adapter reaches WeChat and how careful it is. */
export type WechatConfig = {
  /** The puppet's package, such as `wechaty-puppet-service`. */
  puppet: string
  token: string | undefined
  /** `host:port` of a puppet server; with it nothing is asked of a discovery service. */
  endpoint: string | undefined
  /** The provider's discovery service. */
  authority: string | undefined
  /** Providers of old servers want a connection without TLS. */
  noTls: boolean
  /** Login memory, and what the puppet keeps. Only for the owner (0700). */
  dataDir: string
  /** Whether a person's id is the same after each login. */
  stableIds: boolean
  /** Topics of the rooms that are read; `*` stands for all. Others are ignored. */
  rooms: ReadonlySet<string>
  /** Without a sign of life for so long, the puppet is asked for one. In seconds. */
  timeoutSeconds: number
  maxFileBytes: number
  pace: Pace
}

/** What keeps an account alive. Intervals in milliseconds. */
export type Pace = { minIntervalMs: number; perMinute: number; perRoomHour: number; perDay: number }

/** Puppets of the web protocol: their ids change at each login. */
const UNSTABLE = /wechaty-puppet-(wechat4u|wechat)$/

/** Reads the configuration; undefined when WeChat is off. */
export function wechatConfigOf(env: Env): WechatConfig | undefined {
  if (!env.WECHAT_ENABLED) return undefined
  return {
    puppet: env.WECHATY_PUPPET,
    token: env.WECHATY_PUPPET_SERVICE_TOKEN,
    endpoint: env.WECHATY_PUPPET_SERVICE_ENDPOINT,
    authority: env.WECHATY_PUPPET_SERVICE_AUTHORITY,
    noTls: env.WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT,
    dataDir: resolve(env.WECHAT_DATA_DIR ?? join(env.DATA_DIR, 'wechat')),
    stableIds: env.WECHAT_STABLE_IDS === 'auto' ? !UNSTABLE.test(env.WECHATY_PUPPET) : env.WECHAT_STABLE_IDS === 'true',
    rooms: new Set(
      env.WECHAT_ROOMS.split(/[,，]/)
        .map((topic) => topic.normalize('NFKC').trim())
        .filter((topic) => topic !== ''),
    ),
    timeoutSeconds: env.WECHAT_TIMEOUT_SECONDS,
    maxFileBytes: env.WECHAT_MAX_FILE_MB * 1_048_576,
    pace: {
      minIntervalMs: env.WECHAT_MIN_INTERVAL_MS,
      perMinute: env.WECHAT_MAX_PER_MINUTE,
      perRoomHour: env.WECHAT_MAX_PER_ROOM_HOUR,
      perDay: env.WECHAT_MAX_PER_DAY,
    },
  }
}
