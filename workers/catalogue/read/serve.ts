import type { ReadResult } from './outcome.ts'

/** One file to look at. `shallow`: name the members of an archive, open none. */
export type Request = { id: number; path: string; fileName: string; shallow?: boolean }

/**
 * The life of a file process: one file after the other, asked over IPC, answered with `{ id, result, rss, cpu }` (bytes,
 * microseconds) or `{ id, failed }` when the file could not be opened. It has no secrets, no network, no right to
 * write, and the parent kills it when it takes too long.
 */
export function serveFiles(read: (request: Request) => Promise<ReadResult>): void {
  let current: number | undefined
  let last = Promise.resolve()
  process.on('message', (request: Request) => {
    last = last.then(() => serve(request))
  })
  async function serve(request: Request): Promise<void> {
    current = request.id
    try {
      answer({ id: request.id, result: await read(request) })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      answer({ id: request.id, failed: code })
    }
    current = undefined
  }
  // A library that throws from a callback fails because of this file. Its state is unknown now, so this process ends.
  for (const event of ['uncaughtException', 'unhandledRejection'])
    process.on(event, () => {
      if (current !== undefined) answer({ id: current, broken: true }, () => process.exit(1))
      else process.exit(1)
    })
  process.on('disconnect', () => process.exit(0))
  answer({ ready: true })
}

function answer(message: object, sent?: () => void): void {
  const { rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  process.send?.({ ...message, rss, cpu: user + system }, () => sent?.())
}
