import { stat } from 'node:fs/promises'
import { UserFacingError } from '#kit/errors.ts'
import type { ImportOptions } from './import-folder.ts'
import { startReaders } from './import-readers.ts'
import type { Io } from './io.ts'
import { missing } from './lines.ts'

/**
 * `import <folder or file>`: a folder's files, or, with a `.jsonl`, the catalogue of another system. A reader needs a
 * second to get ready, so it is started before the rest of the verb is loaded.
 */
export async function importVerb(io: Io, path: string, options: ImportOptions & { member?: number }): Promise<void> {
  const { member, ...rest } = options
  const given = { ...rest, ...(rest.owner === undefined && member !== undefined && { owner: String(member) }) }
  const info = await stat(path).catch((error: unknown) => {
    throw missing(path, error)
  })
  if (info.isDirectory()) {
    const readers = await startReaders(io)
    try {
      await (await import('./import-folder.ts')).importFolderVerb(io, path, given, readers)
    } finally {
      await readers.files.stop()
    }
  } else if (/\.(?:jsonl|ndjson|json|txt)$/iu.test(path)) {
    await (await import('./import-list.ts')).importListVerb(io, path, given)
  } else throw neither(path)
}

function neither(path: string): UserFacingError {
  return new UserFacingError('no_folder', {
    zh: `${path} 不是文件夹，也不是 .jsonl 资源目录。单个文件请放进一个文件夹再导入。`,
    en: `${path} is neither a folder nor a .jsonl catalogue. Put a single file into a folder and import that.`,
  })
}
