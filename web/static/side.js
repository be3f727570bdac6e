import { avatar, byId, el, toast } from './dom.js'
import { describe } from './people.js'
import { get, post } from './server.js'
import { on, openChat, state } from './state.js'
import { getLang, t } from './words.js'

let loading = false
/** Which question about the samples is the latest: an older one may be answered later, and is then out of date. */
let turn = 0

/** The side bar and the head of the open chat. `onSwitch` opens the choice of who one is. */
export function startSide(onSwitch) {
  byId('me').addEventListener('click', onSwitch)
  byId('side-open').addEventListener('click', () => document.body.classList.add('side'))
  byId('side-close').addEventListener('click', () => document.body.classList.remove('side'))
  on('room', drawSide)
  on('chat', () => {
    document.body.classList.remove('side')
    drawTop()
  })
}

export function drawSide() {
  const { room, me } = state
  byId('school').textContent = getLang() === 'en' ? room.school.nameEn : room.school.name
  byId('lang').textContent = t('otherLanguage')
  byId('me').replaceChildren(
    ...(me
      ? [
          avatar(me),
          el('span', {}, el('strong', {}, me.name), el('span', { class: 'small' }, describe(me))),
          el('span', { class: 'link' }, t('switchPerson')),
        ]
      : [el('span', {}, t('choose'))]),
  )
  byId('chats').replaceChildren(...[...state.chats.values()].map(chatButton))
  const unread = [...state.chats.values()].reduce((sum, chat) => sum + chat.unread, 0)
  document.title = unread > 0 ? `(${unread}) ${t('title')}` : t('title')
  if (!loading) drawSamples()
  drawTop()
}

function drawTop() {
  const chat = state.chats.get(state.open)
  if (!chat) return
  const isDirect = chat.kind === 'direct'
  byId('chat-name').textContent = isDirect ? t('directName') : chat.name
  byId('chat-note').textContent = isDirect ? t('directNote') : t('groupNote', { n: state.room.people.length })
}

function chatButton(chat) {
  const isDirect = chat.kind === 'direct'
  const button = el(
    'button',
    { type: 'button', data: { chat: chat.id }, 'aria-current': chat.id === state.open ? 'true' : undefined },
    isDirect ? avatar({ id: null, name: '' }) : el('span', { class: 'avatar group', 'aria-hidden': 'true' }, '#'),
    el('span', { class: 'grow' }, isDirect ? t('directName') : chat.name),
    chat.unread > 0 && el('span', { class: 'badge' }, String(chat.unread)),
  )
  button.addEventListener('click', () => openChat(chat.id))
  return button
}

async function drawSamples() {
  const box = byId('samples')
  box.hidden = !state.room.hasSamples || !state.me
  if (box.hidden) return
  turn += 1
  const mine = turn
  const samples = await listSamples()
  if (loading || !samples || mine !== turn) return
  const rest = samples.filter((sample) => !sample.loaded)
  if (samples.length === 0) {
    box.hidden = true
  } else if (rest.length === 0) {
    box.replaceChildren(el('span', { class: 'small' }, `✓ ${t('samplesDone')}`))
  } else {
    const button = el('button', { type: 'button', id: 'load-samples' }, t('samples'))
    button.addEventListener('click', () => loadSamples(rest))
    box.replaceChildren(button, el('span', { class: 'small' }, t('samplesNote', { n: rest.length })))
  }
}

async function loadSamples(rest) {
  const box = byId('samples')
  const bar = el('progress', { max: rest.length, value: 0, 'aria-label': t('samples') })
  const note = el('span', { class: 'small' })
  const group = [...state.chats.values()].find((chat) => chat.kind === 'group')
  if (!group) return
  loading = true
  openChat(group.id)
  box.replaceChildren(note, bar)
  try {
    for (const [index, sample] of rest.entries()) {
      note.textContent = t('samplesRun', { done: index, all: rest.length })
      await post('/samples', { name: sample.name, chat: group.id })
      bar.value = index + 1
    }
  } catch (error) {
    toast(error.message)
  } finally {
    loading = false
    drawSamples()
  }
}

async function listSamples() {
  try {
    return (await get('/samples')).samples
  } catch {
    return undefined
  }
}
