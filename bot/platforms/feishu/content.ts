import { z } from 'zod'

/** A part of a message that carries bytes. `type` is what the resource call wants. */
export type Attachment = { name: string; key: string; type: 'file' | 'image'; refuse?: 'folder' | 'merged' }
export type Mention = { key: string; openId: string | undefined; name: string | undefined }
export type Content = { text: string | undefined; mentionsBot: boolean; attachments: Attachment[] }

const name = z.string().optional()
const textShape = z.object({ text: z.string() })
const fileShape = z.object({ file_key: z.string(), file_name: name })
const mediaShape = z.object({ file_key: z.string(), file_name: name, image_key: name })
const imageShape = z.object({ image_key: z.string() })
const element = z.object({
  tag: z.string(),
  text: name,
  user_id: name,
  user_name: name,
  image_key: name,
  file_key: name,
  file_name: name,
})
const body = z.object({ title: name, content: z.array(z.array(z.unknown())) })
/** A post as it is received; as it is sent, each language has one of its own. */
const postShape = z.union([body, z.record(z.string(), body).transform((all) => Object.values(all)[0])])

/**
 * What a message says and carries. `content` is the platform's string of JSON. Undefined: nothing that concerns us
 * (stickers, cards, places, calls, and whatever comes next), or nothing that can be read. `stamp` names what has no
 * name of its own, such as a picture: `20261123_100000`.
 */
export function readContent(
  type: string,
  content: string,
  mentions: readonly Mention[],
  botOpenId: string | undefined,
  stamp: () => string,
): Content | undefined {
  const json = parse(content)
  const files = (...attachments: Attachment[]): Content => ({ text: undefined, mentionsBot: false, attachments })
  switch (type) {
    case 'text': {
      const given = textShape.safeParse(json)
      return given.success ? { ...spoken(given.data.text, mentions, botOpenId), attachments: [] } : undefined
    }
    case 'post':
      return readPost(json, mentions, botOpenId, stamp)
    case 'image': {
      const given = imageShape.safeParse(json)
      return given.success ? files(picture(given.data.image_key, stamp())) : undefined
    }
    case 'file': {
      const given = fileShape.safeParse(json)
      return given.success ? files(named(given.data, `文件_${stamp()}`)) : undefined
    }
    case 'audio': {
      const given = fileShape.safeParse(json)
      return given.success ? files(named(given.data, `语音_${stamp()}.opus`)) : undefined
    }
    case 'media': {
      const given = mediaShape.safeParse(json)
      return given.success ? files(named(given.data, `视频_${stamp()}.mp4`)) : undefined
    }
    case 'folder': {
      const given = fileShape.safeParse(json)
      return given.success ? files({ ...named(given.data, '文件夹'), refuse: 'folder' }) : undefined
    }
    case 'merge_forward':
      return files({ name: '合并转发', key: 'merged', type: 'file', refuse: 'merged' })
    default:
      return undefined
  }
}

function readPost(
  json: unknown,
  mentions: readonly Mention[],
  botOpenId: string | undefined,
  stamp: () => string,
): Content | undefined {
  const given = postShape.safeParse(json)
  if (!given.success || !given.data) return undefined
  const attachments: Attachment[] = []
  let mentionsBot = false
  const lines = given.data.content.map((line) =>
    line
      .map((one) => {
        const part = element.safeParse(one)
        if (!part.success) return ''
        const { tag, text, user_id, user_name, image_key, file_key, file_name } = part.data
        if (tag === 'img' && image_key) attachments.push(picture(image_key, `${stamp()}_${attachments.length + 1}`))
        if (tag === 'media' && file_key)
          attachments.push(named({ file_key, file_name }, `视频_${stamp()}_${attachments.length + 1}.mp4`))
        if (tag !== 'at') return text ?? ''
        // In a post, `user_id` is the key of a mention when one is listed, else the open id itself.
        const who = mentions.find((mention) => mention.key === user_id)
        if (botOpenId !== undefined && (who?.openId ?? user_id) === botOpenId) {
          mentionsBot = true
          return ' '
        }
        return `@${who?.name ?? user_name ?? ''}`
      })
      .join(''),
  )
  const words = spoken([given.data.title ?? '', ...lines].join('\n').trim(), mentions, botOpenId)
  return {
    text: words.text === '' && !mentionsBot ? undefined : words.text,
    mentionsBot: mentionsBot || words.mentionsBot,
    attachments,
  }
}

/** Puts names in place of mention keys; the bot's own disappears. Longer keys first: `@_user_1` begins `@_user_10`. */
function spoken(
  raw: string,
  mentions: readonly Mention[],
  botOpenId: string | undefined,
): { text: string; mentionsBot: boolean } {
  let text = raw
  let mentionsBot = false
  for (const mention of [...mentions].sort((a, b) => b.key.length - a.key.length)) {
    const isBot = botOpenId !== undefined && mention.openId === botOpenId
    if (isBot && text.includes(mention.key)) mentionsBot = true
    text = text.replaceAll(mention.key, isBot ? ' ' : `@${mention.name ?? ''}`)
  }
  return { text: text.replaceAll('@_all', '@所有人').trim(), mentionsBot }
}

function picture(key: string, stamp: string): Attachment {
  return { name: `图片_${stamp}.jpg`, key, type: 'image' }
}

function named(file: { file_key: string; file_name?: string | undefined }, otherwise: string): Attachment {
  return { name: file.file_name || otherwise, key: file.file_key, type: 'file' }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
