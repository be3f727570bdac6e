import { connect } from 'node:net'
import type { Readable } from 'node:stream'
import { RetryLater } from '#kit/errors.ts'

/** What the scanner says of one file. `unable`: it can not judge this one, such as one above its own size limit. */
export type Verdict = { kind: 'clean' } | { kind: 'infected'; name: string } | { kind: 'unable'; why: string }

export type Scanner = {
  /** Throws `RetryLater` when the daemon does not answer or breaks off, the signal's reason on abort. */
  scan(bytes: Readable, signal?: AbortSignal): Promise<Verdict>
  /** The daemon's version line. Throws `RetryLater`. */
  version(): Promise<string>
}

/** Silence after which the daemon counts as gone; a 100 MB archive takes clamd about 20 s. */
const TIMEOUT_MS = 60_000
const CONNECT_MS = 5_000
/** An answer is one short line. */
const ANSWER_BYTES = 4_096
const CHUNK_BYTES = 64 * 1024
const AGAIN_MS = 10_000

/**
 * A ClamAV daemon by its INSTREAM command (clamd(8)): length-prefixed chunks, an empty one, one line back. `address` is
 * `host:port`, `host` (port 3310), `[::1]:3310`, or the path of a socket.
 */
export function openClamd(address: string, limits: { timeoutMs?: number } = {}): Scanner {
  const target = targetOf(address)
  const timeoutMs = limits.timeoutMs ?? TIMEOUT_MS
  return {
    async scan(bytes, signal) {
      const answer = await ask(target, timeoutMs, signal, instream(bytes)).finally(() => bytes.destroy())
      const found = /^stream: (.{1,200}) FOUND$/.exec(answer)?.[1]
      if (found !== undefined) return { kind: 'infected', name: found.replace(/[^\w.:/-]/g, '_') }
      if (answer === 'stream: OK') return { kind: 'clean' }
      if (answer === '') throw gone('no answer')
      return { kind: 'unable', why: answer.slice(0, 200) }
    },
    version: () => ask(target, Math.min(timeoutMs, CONNECT_MS), undefined, words('zVERSION\0')),
  }
}

type Target = { path: string } | { host: string; port: number }

/** Where the daemon listens. */
export function targetOf(address: string): Target {
  const plain = address.replace(/^(?:tcp|unix):(?:\/\/)?/, '')
  if (plain.startsWith('/')) return { path: plain }
  const [, bracketed, host = '', port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(plain) ?? []
  return { host: bracketed ?? host, port: Number(port ?? 3_310) }
}

async function* words(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}

async function* instream(bytes: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0')
  for await (const part of bytes) {
    const whole = Buffer.isBuffer(part) ? part : Buffer.from(part)
    for (let at = 0; at < whole.length; at += CHUNK_BYTES) {
      const chunk = whole.subarray(at, at + CHUNK_BYTES)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(chunk.length)
      yield Buffer.concat([length, chunk])
    }
  }
  yield Buffer.alloc(4)
}

/** Writes, reads one answer up to its NUL; the daemon may answer and hang up before everything is written. */
async function ask(
  target: Target,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  parts: AsyncGenerator<Buffer>,
): Promise<string> {
  signal?.throwIfAborted()
  const socket = connect(target)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let answer = ''
  const finish = () => resolve(answer.split('\0')[0]?.trim() ?? '')
  const abort = () => reject(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const late = setTimeout(() => reject(gone('it did not accept a connection')), CONNECT_MS)
  socket.once('connect', () => clearTimeout(late))
  socket.setTimeout(timeoutMs, () => reject(gone('it did not answer in time')))
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('utf8')
    if (answer.includes('\0') || answer.length > ANSWER_BYTES) finish()
  })
  socket.on('end', finish)
  socket.on('close', finish)
  socket.on('error', (error) => (answer === '' ? reject(gone(error.message, error)) : finish()))
  let resume = () => {}
  socket.on('drain', () => resume())
  socket.on('close', () => resume())
  const written = write()
  try {
    return await promise
  } finally {
    clearTimeout(late)
    signal?.removeEventListener('abort', abort)
    socket.destroy()
    await written
  }

  async function write(): Promise<void> {
    try {
      for await (const part of parts) {
        if (socket.destroyed || answer !== '') break
        if (!socket.write(part) && !socket.destroyed) {
          const { promise: drained, resolve: go } = Promise.withResolvers<void>()
          resume = go
          await drained
        }
      }
    } catch (error) {
      // The file store failed, not the daemon.
      reject(error)
    }
  }
}

function gone(why: string, cause?: unknown): RetryLater {
  return new RetryLater(`the virus scanner does not answer: ${why}`, AGAIN_MS, { cause })
}
