import { startEmbedded } from '#db/embedded/embedded.ts'
import { UserFacingError } from '#kit/errors.ts'
import { silentLog } from '#kit/log.ts'

/**
 * A process that starts the embedded database of `argv[2]` in the role `argv[3]` and holds it: says one JSON line when
 * ready or refused, stops at SIGTERM. Tests start it, signal it and kill it.
 */
const [, , dataDir = '', role = 'owner'] = process.argv
try {
  const database = await startEmbedded({ dataDir, log: silentLog, role: role === 'guest' ? 'guest' : 'owner' })
  process.once('SIGTERM', () => void database.stop().then(() => process.exit(0)))
  console.log(JSON.stringify({ url: database.url, attached: database.attached }))
  setInterval(() => undefined, 60_000)
} catch (error) {
  if (!(error instanceof UserFacingError)) throw error
  console.log(JSON.stringify({ refused: error.code, zh: error.sentence.zh, en: error.sentence.en }))
  process.exitCode = 1
}
