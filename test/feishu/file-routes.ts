import { randomUUID } from 'node:crypto'
import type { Call, Reply, Route } from './http.ts'
import { ok } from './message-routes.ts'
import { type Part, readMultipart } from './multipart.ts'
import { refusals } from './refusal.ts'
import { fileKey, imageKey, type Message, type World } from './world.ts'

const MAX_FILE_BYTES = 30 * 1_048_576
const MAX_IMAGE_BYTES = 10 * 1_048_576
const MAX_RESOURCE_BYTES = 100 * 1_048_576
const FILE_TYPES = ['opus', 'mp4', 'pdf', 'doc', 'xls', 'ppt', 'stream']

/** Marks that the platform knows, of those we may meet. */
const EMOJI = [
  'THUMBSUP',
  'OK',
  'DONE',
  'SMILE',
  'OnIt',
  'Get',
  'CrossMark',
  'CheckMark',
  'ThumbsDown',
  'Typing',
  'LGTM',
  'No',
  'ERROR',
  'HEART',
  'Alarm',
]

/** Uploads, downloads and reactions. `reacted` hears of every reaction. */
export function fileRoutes(world: World, reacted: (message: Message) => void): Route[] {
  return [
    {
      api: 'file.create',
      method: 'POST',
      path: /^\/im\/v1\/files$/,
      handle(call) {
        const parts = readParts(call)
        const type = text(parts, 'file_type')
        if (!FILE_TYPES.includes(type)) throw refusals.badContent('file_type')
        const name = text(parts, 'file_name')
        if (name === '') throw refusals.badContent('file_name')
        const bytes = bytesOf(parts, 'file', MAX_FILE_BYTES)
        const key = fileKey()
        world.uploads.set(key, { name, type, bytes, ownedByBot: true })
        return ok({ file_key: key })
      },
    },
    {
      api: 'image.create',
      method: 'POST',
      path: /^\/im\/v1\/images$/,
      handle(call) {
        const parts = readParts(call)
        if (text(parts, 'image_type') !== 'message') throw refusals.badContent('image_type')
        const bytes = bytesOf(parts, 'image', MAX_IMAGE_BYTES)
        const key = imageKey()
        world.uploads.set(key, { name: 'image', type: 'image', bytes, ownedByBot: true })
        return ok({ image_key: key })
      },
    },
    {
      api: 'resource.get',
      method: 'GET',
      path: /^\/im\/v1\/messages\/([^/]+)\/resources\/([^/]+)$/,
      handle: (call) => resource(world, call),
    },
    {
      api: 'reaction.create',
      method: 'POST',
      path: /^\/im\/v1\/messages\/([^/]+)\/reactions$/,
      handle(call) {
        const message = world.messages.get(call.path[0] ?? '')
        if (!message || message.recalled) throw refusals.reactionGone()
        if (!world.chats.get(message.chat)?.hasBot) throw refusals.notInChat()
        const emoji = String((call.json.reaction_type as { emoji_type?: string } | undefined)?.emoji_type ?? '')
        if (!EMOJI.includes(emoji)) throw refusals.reactionUnknown()
        const known = message.reactions.find((one) => one.emoji === emoji && one.by === world.appId)
        const reaction = known ?? { id: randomUUID(), emoji, by: world.appId }
        if (!known) message.reactions.push(reaction)
        reacted(message)
        return ok({ reaction_id: reaction.id, reaction_type: { emoji_type: emoji } })
      },
    },
    {
      api: 'reaction.delete',
      method: 'DELETE',
      path: /^\/im\/v1\/messages\/([^/]+)\/reactions\/([^/]+)$/,
      handle(call) {
        const message = world.messages.get(call.path[0] ?? '')
        const at = message?.reactions.findIndex((one) => one.id === call.path[1] && one.by === world.appId) ?? -1
        if (!message || at < 0) throw refusals.reactionGone()
        message.reactions.splice(at, 1)
        reacted(message)
        return ok({})
      },
    },
    {
      api: 'reaction.create',
      method: 'GET',
      path: /^\/im\/v1\/messages\/([^/]+)\/reactions$/,
      handle(call) {
        const message = world.messages.get(call.path[0] ?? '')
        if (!message) throw refusals.reactionGone()
        return ok({
          has_more: false,
          items: message.reactions.map((one) => ({
            reaction_id: one.id,
            operator: { operator_id: one.by, operator_type: one.by === world.appId ? 'app' : 'user' },
            reaction_type: { emoji_type: one.emoji },
          })),
        })
      },
    },
  ]
}

function resource(world: World, call: Call): Reply {
  const [id = '', key = ''] = call.path
  const message = world.messages.get(id)
  if (!message) throw refusals.messageGone()
  if (!world.chats.get(message.chat)?.hasBot) throw refusals.notInChat()
  if (message.recalled) throw refusals.messageGone()
  if (['sticker', 'interactive', 'merge_forward', 'folder'].includes(message.type)) throw refusals.resourceKind()
  const type = call.query.get('type')
  const file = message.files.get(key)
  if (!file || type !== (file.type === 'image' ? 'image' : 'file')) throw refusals.resourceUnknown()
  if (file.bytes.length > MAX_RESOURCE_BYTES) throw refusals.resourceTooLarge()
  return { bytes: file.bytes, name: file.name }
}

function readParts(call: Call): Part[] {
  try {
    return readMultipart(call.contentType, call.raw)
  } catch (error) {
    throw refusals.badContent(String(error))
  }
}

function text(parts: Part[], name: string): string {
  return parts.find((part) => part.name === name)?.bytes.toString() ?? ''
}

function bytesOf(parts: Part[], name: string, max: number): Buffer {
  const bytes = parts.find((part) => part.name === name)?.bytes
  if (!bytes || bytes.length === 0) throw refusals.fileEmpty()
  if (bytes.length > max) throw refusals.fileTooLarge()
  return Buffer.from(bytes)
}
