import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openFolderBlobs } from '#db/blobs.ts'

/** Stores too much for the disk at argv[2], then something small; prints what happened as one JSON line. */
const dir = process.argv[2] ?? ''
const blobs = await openFolderBlobs(dir)
const put = (bytes: number) => blobs.put('sample', Readable.from([Buffer.alloc(bytes, 7)]), { maxBytes: 2 ** 30 })
const refused = await put(2_000_000).then(
  () => 'stored',
  (error: Error) => error.name,
)
const left = (await readdir(join(dir, 'incoming'))).length
const { size } = await put(100_000)
process.stdout.write(`${JSON.stringify({ refused, left, size })}\n`)
