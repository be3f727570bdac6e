import { fileSign, view } from './blocks.js'
import { ask, avatar, el, sign, toast } from './dom.js'
import { fileLink, newKey, previewLink, post as send } from './server.js'
import { here, isMine, openChat, state, tell } from './state.js'
import { getLang, say, sizeText, t, timeText } from './words.js'

const MARKS = { received: '✓', done: '✓✓', refused: '✕' }

/** One post as it stands in the stream. `follows`: the same person spoke just before, so the name is not repeated. */
export function bubble(post, follows) {
  if (post.kind === 'system') return notice(post)
  if (post.recalledAt) {
    return el(
      'div',
      { class: 'event', data: { id: post.id } },
      t('recalled', { name: isMine(post) ? t('mine') : post.author.name }),
    )
  }
  const mine = isMine(post)
  const isAside = post.chat !== state.open
  const name = post.kind === 'bot' ? t('botName') : post.author.name
  const classes = ['post', mine ? 'mine' : 'other', `is-${post.kind}`, follows && 'follows', isAside && 'aside']
  return el(
    'div',
    { class: classes.filter(Boolean).join(' '), data: { id: post.id } },
    mine ? null : follows ? el('span', { class: 'avatar none' }) : avatar(post.author),
    el(
      'div',
      { class: 'body' },
      follows
        ? null
        : el(
            'div',
            { class: 'head' },
            el('span', { class: 'name' }, mine ? t('mine') : name),
            post.kind === 'bot' && el('span', { class: 'tag' }, t('bot')),
            el('time', { datetime: post.createdAt }, timeText(post.createdAt)),
          ),
      post.onlyYou || isAside ? onlyYou(isAside, post.chat) : null,
      post.replyTo && quote(post.replyTo),
      content(post),
      footer(post),
    ),
    tools(post, mine),
  )
}

function content(post) {
  if (post.kind === 'bot') {
    const lang = post.body.lang ?? getLang()
    const node = view(post.body.view ?? { blocks: [] }, {
      link: (file) => fileLink(post.id, file.sha256, state.me.id),
      preview: (id) => previewLink(id, state.me.id),
      press: (command, args) => press(post, command, args),
    })
    node.lang = lang
    return node
  }
  if (post.kind === 'file') return fileBubble(post)
  return el('div', { class: 'say' }, post.body.text ?? '')
}

function fileBubble(post) {
  const { file } = post
  const inside = [
    fileSign(file.name),
    el('span', {}, el('strong', {}, file.name), el('span', { class: 'small' }, sizeText(file.size))),
  ]
  return file.sha256
    ? el('a', { class: 'file', href: fileLink(post.id, file.sha256, state.me.id), download: file.name }, inside)
    : el('div', { class: 'file' }, inside)
}

function footer(post) {
  const parts = [
    post.mark && el('span', { class: `mark ${post.mark}` }, `${MARKS[post.mark]} ${t(post.mark)}`),
    ...Object.entries(post.reactions).map(([emoji, people]) => {
      const chosen = people.includes(state.me?.id)
      return el(
        'button',
        {
          type: 'button',
          class: chosen ? 'reaction chosen' : 'reaction',
          'aria-pressed': chosen,
          on: { click: () => react(post, emoji) },
        },
        `${emoji} ${people.length}`,
      )
    }),
    post.editedAt && el('span', { class: 'small' }, `${t('edited')} ${timeText(post.editedAt)}`),
  ].filter(Boolean)
  return parts.length > 0 ? el('div', { class: 'footer' }, parts) : null
}

function tools(post, mine) {
  const button = (label, icon, click) =>
    el('button', { type: 'button', 'aria-label': label, title: label, on: { click } }, sign(icon))
  if (post.chat !== state.open) return null
  return el(
    'div',
    { class: 'tools' },
    button(t('reply'), 'reply', () => {
      state.replyTo = post
      tell('reply')
    }),
    mine ? null : button(t('like'), 'like', () => react(post, '👍')),
    mine ? button(t('recall'), 'recall', () => recall(post)) : null,
  )
}

function onlyYou(isAside, chat) {
  return el(
    'div',
    { class: 'only' },
    el('span', {}, sign('lock'), ` ${t('onlyYou')}`),
    isAside && el('button', { type: 'button', class: 'link', on: { click: () => openChat(chat) } }, t('alsoDirect')),
  )
}

function quote(replied) {
  const who = replied.authorId === null ? t('botName') : replied.author
  return el('div', { class: 'quote' }, el('strong', {}, who), ' ', replied.text ?? '…')
}

function notice(post) {
  const { sentence, hint } = post.body
  return el(
    'div',
    { class: 'event warn', data: { id: post.id } },
    el('span', {}, sign('lock'), ` ${t('onlyYou')}`),
    el('p', {}, sentence ? say(sentence) : ''),
    hint && el('p', { class: 'small' }, say(hint)),
  )
}

/** A deed whose failure is told in a toast. */
async function attempt(path, body) {
  try {
    await send(path, { ...here(), key: newKey(), ...body })
  } catch (error) {
    toast(error.message)
  }
}

function press(post, command, args) {
  tell('asked')
  return attempt('/presses', { chat: post.chat, post: post.id, command, args })
}

const react = (post, emoji) =>
  attempt('/reactions', { post: post.id, emoji, added: !(post.reactions[emoji] ?? []).includes(state.me.id) })

async function recall(post) {
  if (await ask(t('recallAsk'), { yes: t('recall'), no: t('cancel'), danger: true })) {
    await attempt('/recalls', { post: post.id })
  }
}
