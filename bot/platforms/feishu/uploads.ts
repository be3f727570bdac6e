import type { BlobStore } from '#db/blobs.ts'
import { dropFileKey, findFileKey, setFileKey } from '#db/feishu/sending.ts'
import type { Db } from '#db/schema.ts'
import type { Calls } from './calls.ts'
import type { FeishuApi, FileType } from './client.ts'

/** The largest file that Feishu takes from an app: 30 MB. */
export const UPLOAD_MAX_BYTES = 30 * 1_048_576

export type StoredFile = { schoolId: string; sha256: string; name: string; size: number }

export type Uploads = {
  /** The app's key of a file, uploaded at first use. Throws RetryLater or PlatformRefusal. */
  keyOf(file: StoredFile): Promise<string>
  /** The platform no longer takes this key: the next `keyOf` uploads again. */
  forget(file: StoredFile, fileKey: string): Promise<void>
}

/** A file is uploaded once per app and name; its key is kept in the database, so that other processes find it too. */
export function openUploads(parts: {
  api: Pick<FeishuApi, 'uploadFile'>
  calls: Calls
  db: Db
  blobs: BlobStore
  appId: string
}): Uploads {
  const { api, calls, db, blobs, appId } = parts
  const underWay = new Map<string, Promise<string>>()
  const rowOf = ({ schoolId, sha256, name }: StoredFile) => ({ schoolId, appId, sha256, fileName: name })

  async function upload(file: StoredFile): Promise<string> {
    const known = await findFileKey(db, rowOf(file))
    if (known !== undefined) return known
    const fileKey = await calls.make('upload', undefined, async () => {
      const { stream, size } = await blobs.open(file.schoolId, file.sha256)
      try {
        return await api.uploadFile(file.name, typeOf(file.name), stream, size)
      } finally {
        stream.destroy()
      }
    })
    await setFileKey(db, rowOf(file), fileKey)
    return fileKey
  }

  return {
    keyOf(file) {
      const key = `${file.schoolId}/${file.sha256}/${file.name}`
      const running = underWay.get(key) ?? upload(file).finally(() => underWay.delete(key))
      underWay.set(key, running)
      return running
    },
    forget: (file, fileKey) => dropFileKey(db, rowOf(file), fileKey),
  }
}

const TYPES: readonly [RegExp, FileType][] = [
  [/\.pdf$/i, 'pdf'],
  [/\.docx?$/i, 'doc'],
  [/\.xlsx?$/i, 'xls'],
  [/\.pptx?$/i, 'ppt'],
]

/** The platform's type of a file, by its name. Sound and film go as plain files, which people can download. */
function typeOf(name: string): FileType {
  return TYPES.find(([pattern]) => pattern.test(name))?.[1] ?? 'stream'
}
