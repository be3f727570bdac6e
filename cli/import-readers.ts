import { availableParallelism, constants, freemem, setPriority } from 'node:os'
import { resolve } from 'node:path'
import { type FileProcess, openFileProcess } from '#workers/catalogue/file-process.ts'
import { READER } from '#workers/catalogue/read/sandbox.ts'
import type { Io } from './io.ts'

/** The children that read a folder's files, where they find the files, and how many there are at most. */
export type ImportReaders = { files: FileProcess; blobsDir: string; size: number }

/** Files that each reader has before it: some take it a millisecond, and the naming process is busy for twenty at a time. */
const AHEAD = 3
/** Resident memory that one child of the file process may reach before it is replaced, and then some. */
const CHILD_BYTES = 450 * 1024 * 1024

/** Starts a reader; answers once it runs. It gets ready while the rest of the program is loaded. */
export async function startReaders(io: Io): Promise<ImportReaders> {
  // The bot answers first when it runs on the same machine.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const size = childrenHere()
  const blobsDir = resolve(io.env.DATA_DIR, 'blobs')
  // The process that names and indexes has a core of its own.
  const eager = Math.max(1, size - 1)
  const files = openFileProcess({ readable: blobsDir, size, eager, ahead: AHEAD, program: { ...READER, eager: true } })
  await files.warm()
  return { files, blobsDir, size }
}

/** All cores, unless that many readers would not fit into memory. */
function childrenHere(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / CHILD_BYTES)))
}
