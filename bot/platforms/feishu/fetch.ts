import type { Readable } from 'node:stream'
import { tooLarge } from '#db/blobs.ts'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import type { FileRef } from '../../incoming.ts'
import { PlatformRefusal } from '../../platform.ts'
import { type FeishuApi, FeishuError, isPassing } from './client.ts'

/** The platform hands over files of up to 100 MB. */
const PLATFORM_MAX_BYTES = 100 * 1_048_576
const RETRY_MS = 2_000

/**
 * Opens the bytes of what a person sent. Throws UserFacingError when the person can help (a folder, a merged forward,
 * too large, a protected chat), PlatformRefusal when nobody can, RetryLater when time will.
 */
export async function fetchResource(api: FeishuApi, file: FileRef, signal: AbortSignal): Promise<Readable> {
  const { message, type, refuse } = file.extra ?? {}
  if (refuse === 'folder') throw folder()
  if (refuse === 'merged') throw merged()
  if (message === undefined) throw new PlatformRefusal('file_unknown', 'the file has no message')
  try {
    return await api.getResource(message, file.id, type === 'image' ? 'image' : 'file', signal)
  } catch (error) {
    if (!(error instanceof FeishuError)) throw error
    if (isPassing(error)) {
      throw new RetryLater('feishu did not hand over the file yet', error.retryAfterMs ?? RETRY_MS, { cause: error })
    }
    // 234037: larger than 100 MB. 234038: a chat with protected content.
    if (error.code === 234037) throw tooLarge(PLATFORM_MAX_BYTES)
    if (error.code === 234038) throw protectedChat()
    throw new PlatformRefusal(String(error.code || `http_${error.status}`), error.message, { cause: error })
  }
}

function folder(): UserFacingError {
  return new UserFacingError(
    'folder',
    {
      zh: '平台不提供文件夹里的内容，没有收录。',
      en: 'The platform does not hand over folders, so it was not catalogued.',
    },
    { zh: '请直接发送里面的文件，或压缩成 zip 再发。', en: 'Send the files in it, or send them as one zip.' },
  )
}

function merged(): UserFacingError {
  return new UserFacingError(
    'merged_forward',
    {
      zh: '合并转发里的文件取不到，没有收录。',
      en: 'Files inside a merged forward can not be fetched, so nothing was catalogued.',
    },
    { zh: '请把文件逐个转发过来。', en: 'Forward the files one by one.' },
  )
}

function protectedChat(): UserFacingError {
  return new UserFacingError(
    'protected_chat',
    {
      zh: '本群开启了防泄密，文件取不到，没有收录。',
      en: 'This group protects its content, so the file could not be fetched and was not catalogued.',
    },
    { zh: '请在没有防泄密的群里发送，或私聊发给我。', en: 'Send it in another group, or to me directly.' },
  )
}
