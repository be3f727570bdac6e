import { bubble } from './bubble.js'
import { byId, el, toast } from './dom.js'
import { get } from './server.js'
import { isMine, on, shownPosts, state, takeEarlier } from './state.js'
import { dayText, t } from './words.js'

/** The same person within this time speaks on, without a name of their own above. */
const FOLLOW_MS = 5 * 60_000
/** Closer to the end than this counts as reading along. In pixels. */
const NEAR = 120
/** Room above an answer that is shown from its beginning, in CSS pixels. */
const MARGIN = 8

/** An answer that comes within this after a press is what the press was for. */
const ANSWER_MS = 10_000

const stream = byId('stream')
const latest = byId('latest')

/** Draws the open chat and keeps it drawn. */
export function startStream() {
  let asked = Number.NEGATIVE_INFINITY
  on('asked', () => {
    asked = performance.now()
  })
  on('chat', () => {
    drawAll()
    toEnd()
  })
  on('earlier', () => {
    const fromEnd = stream.scrollHeight - stream.scrollTop
    drawAll()
    stream.scrollTop = stream.scrollHeight - fromEnd
  })
  on('post', ({ post, isNew }) => {
    if (!shownPosts().some((shown) => shown.id === post.id)) return
    const near = isNearEnd()
    drawOne(post)
    const isAnswer = isNew && post.kind === 'bot' && performance.now() - asked < ANSWER_MS
    if (isAnswer) asked = Number.NEGATIVE_INFINITY
    if (near || isAnswer || (isNew && isMine(post))) {
      toEnd()
      if (isNew && post.kind === 'bot') showBeginning(post)
    } else if (isNew) latest.hidden = false
  })
  latest.addEventListener('click', toEnd)
  stream.addEventListener('scroll', () => {
    if (isNearEnd()) latest.hidden = true
  })
  // What loads or grows above must not push the end out of sight.
  new ResizeObserver(() => {
    if (latest.hidden) stream.scrollTop = stream.scrollHeight
  }).observe(stream)
}

export function drawAll() {
  const posts = shownPosts()
  const chat = state.chats.get(state.open)
  const nodes = []
  if (chat?.more) {
    nodes.push(el('button', { type: 'button', class: 'earlier', on: { click: loadEarlier } }, t('earlier')))
  }
  if (posts.length === 0) nodes.push(welcome())
  let before
  for (const post of posts) {
    nodes.push(...nodesOf(post, before))
    before = post
  }
  stream.replaceChildren(...nodes)
}

/** Replaces the post in place, or puts it at its place; a new day gets its line. */
function drawOne(post) {
  const old = stream.querySelector(`[data-id="${post.id}"]`)
  const posts = shownPosts()
  const index = posts.findIndex((shown) => shown.id === post.id)
  const nodes = nodesOf(post, posts[index - 1])
  if (old) {
    keepTyped(old, nodes.at(-1))
    old.replaceWith(nodes.at(-1))
    return
  }
  const next = posts[index + 1]
  if (next) drawAll()
  else {
    stream.querySelector('.welcome')?.remove()
    stream.append(...nodes)
  }
}

/** What somebody has chosen or typed in a card's form survives when the card is drawn again. */
function keepTyped(old, fresh) {
  for (const input of old.querySelectorAll('input[name], select[name]')) {
    const twin = fresh.querySelector(`[name="${CSS.escape(input.name)}"]`)
    if (twin && input === document.activeElement) twin.value = input.value
  }
}

function nodesOf(post, before) {
  const newDay = !before || new Date(before.createdAt).toDateString() !== new Date(post.createdAt).toDateString()
  const follows =
    !newDay &&
    before.kind !== 'system' &&
    !before.recalledAt &&
    before.author.id === post.author.id &&
    before.onlyYou === post.onlyYou &&
    new Date(post.createdAt) - new Date(before.createdAt) < FOLLOW_MS
  const node = bubble(post, follows)
  return newDay ? [el('div', { class: 'day' }, dayText(post.createdAt)), node] : [node]
}

function welcome() {
  return el(
    'div',
    { class: 'welcome' },
    el('img', { src: '/static/icon.svg', alt: '', width: 56, height: 56 }),
    el('strong', {}, t('empty')),
    el('p', {}, t('emptyHelp')),
  )
}

async function loadEarlier(event) {
  const button = event.currentTarget
  const chat = state.open
  button.disabled = true
  try {
    const first = Math.min(...state.chats.get(chat).posts.keys())
    const query = { as: state.me.id, before: first }
    const { posts, more } = await get(`/chats/${encodeURIComponent(chat)}/posts`, query)
    takeEarlier(chat, posts, more)
  } catch (error) {
    button.disabled = false
    toast(error.message)
  }
}

function isNearEnd() {
  return stream.scrollHeight - stream.scrollTop - stream.clientHeight < NEAR
}

/** An answer that is taller than the window is read from its beginning: the best hit is its first. */
function showBeginning(post) {
  const node = stream.querySelector(`[data-id="${post.id}"]`)
  const above = node.getBoundingClientRect().top - stream.getBoundingClientRect().top
  if (above >= 0) return
  stream.scrollTop += above - MARGIN
  latest.hidden = false
}

function toEnd() {
  stream.scrollTop = stream.scrollHeight
  latest.hidden = true
}
