import type pg from 'pg'
import type { BlobStore } from '#db/blobs.ts'
import type { ResourceCard } from '#db/rows/resources.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Env } from '#kit/env.ts'
import type { Lang, Text } from '#kit/lang.ts'
import type { Log } from '#kit/log.ts'

/** One part of the running system, for /healthz. `detail` is English, for an operator. */
export type HealthPart = { ready: boolean; detail: string }
export type Health = Record<string, HealthPart>

/** What the practice room shows while somebody types a slash. */
export type CommandFace = {
  name: string
  aliases: readonly string[]
  summary: Text
  usage: Text
  who: readonly string[] | 'everyone'
}

/** A file of `samples/`. `author` is the id or the name of a sample person. */
export type SampleFile = { name: string; path: string; author: string; mediaType: string }

/** A chat platform's side door: what its servers send to us. Checked by the platform's adapter, byte for byte. */
export type WebhookDoor = {
  handle(request: { headers: ReadonlyMap<string, string>; body: Buffer }): Promise<{ status: number; body: string }>
}

/** Where an account stands that signs in with a code: `code` is the SVG to scan now, `detail` English, for an operator. */
export type SignInState = {
  is: 'starting' | 'scan' | 'online' | 'offline' | 'failed'
  sentence: Text
  detail?: string
  code?: string
}

/** A platform whose account an administrator signs in by scanning a code. */
export type SignIn = { now(): Promise<SignInState> }

/** Draws previews; `of` does not ask who may see them. Throws `RetryLater` when too many wait. */
export type PreviewMaker = { of(resource: ResourceCard, lang: Lang): Promise<{ bytes: Buffer; etag: string }> }

/** What the reading room is handed. It owns nothing but its connections. */
export type WebParts = {
  db: Db
  /** For LISTEN, which needs a connection of its own. */
  pool: pg.Pool
  env: Env
  log: Log
  blobs: BlobStore
  clock: Clock
  health: () => Promise<Health>
  previews?: PreviewMaker
  /** By platform: `/feishu/webhook` is the door of `feishu`. */
  webhooks?: ReadonlyMap<string, WebhookDoor>
  /** By platform: `/signin/wechat` is the sign-in page of `wechat`. */
  signIns?: ReadonlyMap<string, SignIn>
  /** The practice room, when it is on. */
  practice?: { schoolId: string; commands: readonly CommandFace[]; samples?: () => Promise<readonly SampleFile[]> }
}
