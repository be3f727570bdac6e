import { byId, el, toast } from './dom.js'
import { hideHints, hintsKey, startHints } from './hints.js'
import { newKey, post } from './server.js'
import { here, on, state, whenIn } from './state.js'
import { shareFiles } from './uploads.js'
import { t } from './words.js'

const text = byId('text')
const form = byId('composer')
const files = byId('files')
const reply = byId('reply')

/** The message box: Enter sends, Shift+Enter breaks the line, files can be chosen or pasted. */
export function startComposer() {
  startHints()
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send()
  })
  text.addEventListener('keydown', (event) => {
    if (hintsKey(event)) return
    // While an input method composes, Enter chooses a word.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault()
      send()
    }
    if (event.key === 'Escape' && state.replyTo) setReply(undefined)
  })
  text.addEventListener('input', grow)
  text.addEventListener('paste', (event) => {
    const pasted = [...event.clipboardData.files]
    if (pasted.length === 0) return
    event.preventDefault()
    shareFiles(pasted)
  })
  byId('attach').addEventListener('click', () => files.click())
  files.addEventListener('change', () => {
    shareFiles([...files.files])
    files.value = ''
  })
  byId('mention').addEventListener('click', () => {
    const name = `@${t('botName')} `
    if (!text.value.includes(name)) text.value = `${name}${text.value}`
    hideHints()
    text.focus()
  })
  on('chat', () => setReply(undefined))
  on('reply', () => {
    setReply(state.replyTo)
    text.focus()
  })
}

async function send() {
  const typed = text.value
  if (typed.trim() === '') return
  await whenIn()
  const replyTo = state.replyTo?.id
  const deed = { ...here(), key: newKey(), text: typed, ...(replyTo && { replyTo }) }
  text.value = ''
  hideHints()
  setReply(undefined)
  grow()
  try {
    await post('/posts', deed)
  } catch (error) {
    // Nothing that somebody has typed is lost.
    if (text.value === '') text.value = typed
    grow()
    toast(error.message)
  }
}

function setReply(target) {
  state.replyTo = target
  reply.hidden = !target
  if (!target) return
  const name = target.kind === 'bot' ? t('botName') : target.author.name
  const words = target.body.text ?? target.file?.name ?? target.body.view?.title ?? ''
  reply.replaceChildren(
    el('span', {}, el('strong', {}, t('replyingTo', { name })), ` ${words}`),
    el(
      'button',
      { type: 'button', class: 'icon', 'aria-label': t('cancel'), on: { click: () => setReply(undefined) } },
      '✕',
    ),
  )
}

/** As high as what is typed, up to a third of the window. */
function grow() {
  text.style.height = 'auto'
  text.style.height = `${Math.min(text.scrollHeight, window.innerHeight / 3)}px`
}
