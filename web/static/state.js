/**
 * What the page knows: who one is, the chats with their posts, and which chat is open. Everything that draws listens
 * to one of three events: `room` (people, chats, who one is), `chat` (another chat is open), `post` (one post changed).
 */
export const state = {
  room: undefined,
  me: undefined,
  chats: new Map(),
  open: undefined,
  replyTo: undefined,
  /** Private answers that came while a group was open: shown there too, until the page is loaded again. */
  aside: new Map(),
}

const bus = new EventTarget()

export function on(event, listener) {
  bus.addEventListener(event, (message) => listener(message.detail))
}

export function tell(event, detail) {
  bus.dispatchEvent(new CustomEvent(event, { detail }))
}

/** Takes over what the server says of the room. Keeps the open chat when it still exists. */
export function takeRoom(room) {
  state.room = room
  state.me = room.me ?? undefined
  const before = state.chats
  state.chats = new Map(
    room.chats.map((chat) => [
      chat.id,
      {
        id: chat.id,
        name: chat.name,
        kind: chat.kind,
        more: chat.more,
        unread: before.get(chat.id)?.unread ?? 0,
        posts: new Map(chat.posts.map((post) => [post.id, post])),
      },
    ]),
  )
  state.aside.clear()
  if (!state.chats.has(state.open)) state.open = room.chats[0]?.id
  state.replyTo = undefined
  tell('room')
  tell('chat')
}

export function openChat(id) {
  if (!state.chats.has(id)) return
  state.open = id
  state.replyTo = undefined
  const chat = state.chats.get(id)
  chat.unread = 0
  tell('room')
  tell('chat')
}

/** A post that is new or changed. */
export function takePost(post) {
  const chat = state.chats.get(post.chat)
  if (!chat) return
  const isNew = !chat.posts.has(post.id)
  if (isNew && chat.more && post.id < Math.min(...chat.posts.keys())) return
  chat.posts.set(post.id, post)
  const isPrivateAnswer = chat.kind === 'direct' && post.kind === 'bot'
  const elsewhere = post.chat !== state.open
  if (isNew && elsewhere && isPrivateAnswer && state.chats.get(state.open)?.kind === 'group') {
    state.aside.set(post.id, state.open)
  } else if (isNew && elsewhere && post.author.id !== state.me?.id) {
    chat.unread += 1
    tell('room')
  }
  tell('post', { post, isNew })
}

/** Posts older than those the chat has. */
export function takeEarlier(chatId, posts, more) {
  const chat = state.chats.get(chatId)
  if (!chat) return
  chat.posts = new Map([...posts.map((post) => [post.id, post]), ...chat.posts])
  chat.more = more
  tell('earlier')
}

/** What the open chat shows, oldest first: its posts, and private answers that came while it was open. */
export function shownPosts() {
  const chat = state.chats.get(state.open)
  if (!chat) return []
  const aside = [...state.aside].filter(([, chatId]) => chatId === state.open).map(([id]) => findPost(id))
  return [...chat.posts.values(), ...aside.filter(Boolean)].sort((one, other) => one.id - other.id)
}

export function findPost(id) {
  for (const chat of state.chats.values()) if (chat.posts.has(id)) return chat.posts.get(id)
  return undefined
}

export function isMine(post) {
  return post.author.id !== null && post.author.id === state.me?.id
}

/** Resolves when one is somebody: what is typed or dropped a moment too early waits for it. */
export async function whenIn() {
  while (!state.me) await new Promise((resolve) => bus.addEventListener('room', resolve, { once: true }))
}

/** The one who acts, where, for every deed. */
export function here() {
  return { as: state.me?.id, chat: state.open }
}
