import type { Readable } from 'node:stream'
import type { Log } from '#kit/log.ts'
import * as answers from './answers.ts'
import type { FeishuConfig } from './config.ts'
import { type FeishuError, isTokenError } from './errors.ts'
import { type HttpRequest, openFeishuHttp } from './http.ts'
import { type SdkLogger, sdkLogger } from './logger.ts'
import { FilePart } from './multipart.ts'
import { openTokens } from './token.ts'

export { FeishuError, isPassing } from './errors.ts'

export type IdType = 'chat_id' | 'open_id' | 'user_id' | 'union_id' | 'email'
/** `content` is a string of JSON; `uuid` has at most 50 characters and sends at most one message within an hour. */
export type NewMessage = { receiveId: string; idType: IdType; msgType: string; content: string; uuid?: string }
export type NewReply = { messageId: string; msgType: string; content: string; uuid?: string }
export type FileType = 'opus' | 'mp4' | 'pdf' | 'doc' | 'xls' | 'ppt' | 'stream'

/**
 * The calls we make, each with its answer checked. Every one throws FeishuError; `isPassing(error)` says whether the
 * same call may succeed later. A refused token is renewed and the call tried once more (uploads: by the next try).
 */
export type FeishuApi = {
  sendMessage(message: NewMessage): Promise<answers.Sent>
  reply(message: NewReply): Promise<answers.Sent>
  /** Replaces a card of ours; `content` is the card's JSON. */
  patchCard(messageId: string, content: string): Promise<void>
  /** Answers the reaction's id, by which `unreact` takes it back. `emoji` such as `DONE`. */
  react(messageId: string, emoji: string): Promise<string>
  unreact(messageId: string, reactionId: string): Promise<void>
  /** Answers the `file_key`. `size` in bytes, 1 to 30 MB; the stream is consumed. */
  uploadFile(name: string, type: FileType, stream: Readable, size: number): Promise<string>
  /** Answers the `image_key`. At most 10 MB. */
  uploadImage(stream: Readable, size: number, name?: string): Promise<string>
  /** The bytes of what a person sent; the stream fails when the connection breaks or stands still. At most 100 MB. */
  getResource(messageId: string, fileKey: string, type: 'file' | 'image', signal: AbortSignal): Promise<Readable>
  /** One page of a chat's history from `startSec` (seconds since 1970, inclusive), oldest first, 50 at a time. */
  listMessages(chatId: string, startSec: number, pageToken?: string): Promise<answers.HistoryPage>
  /** One page of a thread, newest first, 50 at a time: the platform takes no time for it, and chats do not list replies in threads. */
  listThread(threadId: string, pageToken?: string): Promise<answers.HistoryPage>
  /** One message, also one of ours; undefined when it is gone. */
  getMessage(messageId: string): Promise<answers.HistoryItem | undefined>
  getChat(chatId: string): Promise<answers.ChatInfo>
  listChats(pageToken?: string): Promise<answers.ChatPage>
  listMembers(chatId: string, pageToken?: string): Promise<answers.MemberPage>
  /** Fields for which the app has no permission are missing. */
  getUser(openId: string): Promise<answers.UserInfo>
  getDepartment(departmentId: string): Promise<{ name?: string | undefined }>
  botInfo(): Promise<{ openId: string; name: string }>
  /** Fetches a token if there is none; the first call afterwards is quick. */
  warm(): Promise<void>
  /** Ends the connections. */
  close(): void
  /** The SDK and what it is built with, for the socket. */
  readonly sdk: {
    lark: typeof import('@larksuiteoapi/node-sdk')
    http: ReturnType<typeof openFeishuHttp>
    logger: SdkLogger
  }
}

const part = encodeURIComponent
const MESSAGES = '/open-apis/im/v1/messages'
const CHATS = '/open-apis/im/v1/chats'

/** Opens the SDK's client with our own HTTP, token cache and log. Loads the SDK only now: it is large. */
export async function openFeishuClient(config: FeishuConfig, log: Log): Promise<FeishuApi> {
  const lark = await import('@larksuiteoapi/node-sdk')
  const http = openFeishuHttp()
  const logger = sdkLogger(log)
  const tokens = openTokens(http, config)
  const client = new lark.Client({
    appId: config.appId,
    appSecret: config.appSecret,
    domain: config.origin,
    loggerLevel: lark.LoggerLevel.warn,
    logger,
    // The SDK uses `request` and `post` of an axios instance only.
    httpInstance: http as unknown as import('@larksuiteoapi/node-sdk').HttpInstance,
    // The SDK asks its cache before each call: ours answers from the one shared request.
    cache: { get: () => tokens.get(), set: async () => true },
  })

  async function call(options: HttpRequest, retries = 1): Promise<unknown> {
    const used = await tokens.get()
    try {
      return await client.request(options as Parameters<typeof client.request>[0])
    } catch (error) {
      if (!isTokenError(error)) throw error
      tokens.invalidate(used)
      log.info({ code: (error as FeishuError).code }, 'feishu token refused, a new one is fetched')
      if (retries === 0) throw error
      return call(options, retries - 1)
    }
  }
  const get = (url: string, params?: Record<string, unknown>) => call({ method: 'GET', url, ...(params && { params }) })
  const post = (url: string, data: unknown, params?: Record<string, unknown>) =>
    call({ method: 'POST', url, data, ...(params && { params }) })

  return {
    async sendMessage({ receiveId, idType, msgType, content, uuid }) {
      const data = { receive_id: receiveId, msg_type: msgType, content, ...(uuid !== undefined && { uuid }) }
      return answers.sent(await post(MESSAGES, data, { receive_id_type: idType }))
    },
    async reply({ messageId, msgType, content, uuid }) {
      const data = { msg_type: msgType, content, ...(uuid !== undefined && { uuid }) }
      return answers.sent(await post(`${MESSAGES}/${part(messageId)}/reply`, data))
    },
    async patchCard(messageId, content) {
      await call({ method: 'PATCH', url: `${MESSAGES}/${part(messageId)}`, data: { content } })
    },
    async react(messageId, emoji) {
      const data = { reaction_type: { emoji_type: emoji } }
      return answers.reactionId(await post(`${MESSAGES}/${part(messageId)}/reactions`, data))
    },
    async unreact(messageId, reactionId) {
      await call({ method: 'DELETE', url: `${MESSAGES}/${part(messageId)}/reactions/${part(reactionId)}` })
    },
    async uploadFile(name, type, stream, size) {
      const data = { file_type: type, file_name: name, file: new FilePart(name, stream, size) }
      return answers.fileKey(await call({ method: 'POST', url: '/open-apis/im/v1/files', data }, 0))
    },
    async uploadImage(stream, size, name = 'image.png') {
      const data = { image_type: 'message', image: new FilePart(name, stream, size) }
      return answers.imageKey(await call({ method: 'POST', url: '/open-apis/im/v1/images', data }, 0))
    },
    async getResource(messageId, fileKey, type, signal) {
      const url = `${MESSAGES}/${part(messageId)}/resources/${part(fileKey)}`
      const body = await call({ method: 'GET', url, params: { type }, responseType: 'stream', signal })
      return body as Readable
    },
    async listMessages(chatId, startSec, pageToken) {
      const params = {
        container_id_type: 'chat',
        container_id: chatId,
        start_time: String(startSec),
        sort_type: 'ByCreateTimeAsc',
        page_size: 50,
        page_token: pageToken,
      }
      return answers.historyPage(await get(MESSAGES, params))
    },
    async listThread(threadId, pageToken) {
      const where = { container_id_type: 'thread', container_id: threadId }
      const params = { ...where, sort_type: 'ByCreateTimeDesc', page_size: 50, page_token: pageToken }
      return answers.historyPage(await get(MESSAGES, params))
    },
    async getMessage(messageId) {
      return answers.historyPage(await get(`${MESSAGES}/${part(messageId)}`)).items[0]
    },
    getChat: async (chatId) => answers.chatInfo(await get(`${CHATS}/${part(chatId)}`)),
    listChats: async (pageToken) => answers.chatPage(await get(CHATS, { page_size: 100, page_token: pageToken })),
    async listMembers(chatId, pageToken) {
      const params = { member_id_type: 'open_id', page_size: 100, page_token: pageToken }
      return answers.memberPage(await get(`${CHATS}/${part(chatId)}/members`, params))
    },
    async getUser(openId) {
      const params = { user_id_type: 'open_id', department_id_type: 'open_department_id' }
      return answers.userInfo(await get(`/open-apis/contact/v3/users/${part(openId)}`, params))
    },
    async getDepartment(departmentId) {
      const params = { department_id_type: 'open_department_id' }
      return answers.departmentInfo(await get(`/open-apis/contact/v3/departments/${part(departmentId)}`, params))
    },
    botInfo: async () => answers.botInfo(await get('/open-apis/bot/v3/info')),
    async warm() {
      await tokens.get()
    },
    close: () => http.close(),
    sdk: { lark, http, logger },
  }
}
