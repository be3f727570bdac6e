import { startEmbedded } from '#db/embedded/embedded.ts'
import { waitForDatabase } from '#db/ready.ts'
import { bringUpToDate } from './database.ts'
import type { Io } from './io.ts'

/** `migrate`: brings all tables up to date, ours and the queue's. Safe to repeat, and to run from several machines. */
export async function migrateVerb(io: Io, options: { json?: boolean }): Promise<void> {
  const { env, log } = io
  const external = env.DATABASE_URL
  const database =
    external === undefined
      ? await startEmbedded({ dataDir: env.DATA_DIR, log, role: 'guest' })
      : { url: external, stop: async () => undefined }
  try {
    if (external !== undefined) await waitForDatabase(external)
    const ran = await bringUpToDate(database.url)
    if (options.json) return io.json({ ran })
    for (const name of ran) io.print(name)
    io.say(
      ran.length > 0
        ? { zh: `已更新 ${ran.length} 步。`, en: `${ran.length} migration(s) ran.` }
        : { zh: '已是最新。', en: 'Everything is up to date.' },
    )
  } finally {
    await database.stop()
  }
}
