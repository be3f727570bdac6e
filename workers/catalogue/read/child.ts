import { readFile } from './read-file.ts'

/**
 * The file process itself: one file at a time, asked over IPC as `{ id, path, fileName }`, answered with
 * `{ id, result, rss, cpu }` (bytes, microseconds) or `{ id, failed }` when the file could not be opened. It has no
 * secrets, no network, no right to write, and the parent kills it when it takes too long.
 */
type Request = { id: number; path: string; fileName: string }

let current: number | undefined

process.on('message', async (request: Request) => {
  current = request.id
  try {
    const result = await readFile(request.path, request.fileName)
    answer({ id: request.id, result })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    answer({ id: request.id, failed: code })
  }
  current = undefined
})

// A library that throws from a callback fails because of this file. Its state is unknown now, so this process ends.
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, () => {
    if (current !== undefined) answer({ id: current, broken: true }, () => process.exit(1))
    else process.exit(1)
  })
process.on('disconnect', () => process.exit(0))

answer({ ready: true })

function answer(message: object, sent?: () => void): void {
  const { rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  process.send?.({ ...message, rss, cpu: user + system }, () => sent?.())
}
