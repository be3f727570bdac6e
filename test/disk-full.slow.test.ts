import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TempFolder, tempFolder } from './fixtures/temp.ts'

/** A real small disk, in a mount namespace of its own, which an ordinary user may make as well. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--map-root-user', '--mount', 'true'], { stdio: 'ignore' })
    return true
  } catch (error) {
    if (process.env.FORBID_SKIPS === '1') throw new Error('no mount namespaces here', { cause: error })
    console.warn('No mount namespaces here: the test of a full disk is skipped.')
    return false
  }
}

describe.skipIf(!canMount())('a disk of 1 MB', () => {
  let folder: TempFolder
  beforeAll(async () => {
    folder = await tempFolder()
  })
  afterAll(() => folder.drop())

  test('a file that does not fit is put off, leaves nothing half-written, and a smaller one is stored', () => {
    const program = resolve('test/programs/store-on-full-disk.ts')
    const script = 'mount -t tmpfs -o size=1m tmpfs "$1" && exec "$2" "$3" "$1"'
    const args = ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', folder.path, process.execPath, program]
    const stdout = execFileSync('unshare', args, { encoding: 'utf8' })
    expect(JSON.parse(stdout)).toEqual({ refused: 'RetryLater', left: 0, size: 100_000 })
  })
})
