import { readFile } from 'node:fs/promises'
import type { Context } from 'hono'
import { sha256 } from '#kit/ids.ts'
import { NOT_FOUND, refuse } from './errors.ts'

const folder = new URL('./static/', import.meta.url)

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Answers with one of our own static files. Only plain names of known kinds; nothing else is ever read. */
export async function sendStatic(c: Context, name: string): Promise<Response> {
  const extension = /^[a-z0-9-]+\.([a-z]+)$/.exec(name)?.[1] ?? ''
  const type = TYPES[extension]
  if (type === undefined) return refuse(c, 404, 'not_found', NOT_FOUND)
  const bytes = await readFile(new URL(name, folder)).catch(() => undefined)
  if (!bytes) return refuse(c, 404, 'not_found', NOT_FOUND)
  const etag = `"${sha256(bytes).slice(0, 32)}"`
  c.header('etag', etag)
  c.header('cache-control', 'no-cache')
  if (c.req.header('if-none-match') === etag) return c.body(null, 304)
  return c.body(new Uint8Array(bytes), 200, { 'content-type': type })
}
