import { fileSign } from './blocks.js'
import { byId, el, toast } from './dom.js'
import { newKey, upload } from './server.js'
import { here, state, whenIn } from './state.js'
import { sizeText, t } from './words.js'

/** Files that travel at the same time; the rest wait their turn. */
const AT_ONCE = 3

const list = byId('uploads')
const waiting = []
let running = 0

/** Shares files in the open chat as the one who one is, each with its own progress. */
export async function shareFiles(files) {
  await whenIn()
  for (const file of files) waiting.push(ticket(file, { ...here(), key: newKey() }))
  next()
}

/** Dropping works anywhere in the window. */
export function startDrop() {
  const veil = byId('drop')
  let depth = 0
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files')
  const show = (visible) => {
    veil.hidden = !visible
    const chat = state.chats.get(state.open)
    if (visible && chat) {
      const name = chat.kind === 'direct' ? t('directName') : chat.name
      byId('drop-note').textContent = t('dropNote', { chat: name, mb: state.room.maxFileMb })
    }
  }
  addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth += 1
    show(true)
  })
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault()
  })
  addEventListener('dragleave', (event) => {
    if (!hasFiles(event)) return
    depth = Math.max(0, depth - 1)
    if (depth === 0) show(false)
  })
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth = 0
    show(false)
    const items = [...event.dataTransfer.items].filter((item) => item.kind === 'file')
    const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory)
    if (folders.length > 0) toast(t('noFolders'))
    const names = new Set(folders.map((item) => item.webkitGetAsEntry().name))
    shareFiles([...event.dataTransfer.files].filter((file) => !names.has(file.name)))
  })
}

/** A file on its way: where it goes is decided when it is dropped, not when its turn comes. */
function ticket(file, query) {
  const bar = el('progress', { max: 1, value: 0, 'aria-label': file.name })
  const note = el('span', { class: 'small' }, sizeText(file.size))
  const buttons = el('span', { class: 'row' })
  const node = el(
    'div',
    { class: 'upload' },
    fileSign(file.name),
    el('div', { class: 'grow' }, el('strong', {}, file.name), note, bar),
    buttons,
  )
  list.append(node)
  return { file, query, bar, note, buttons, node }
}

function next() {
  while (running < AT_ONCE && waiting.length > 0) {
    running += 1
    travel(waiting.shift()).finally(() => {
      running -= 1
      next()
    })
  }
}

async function travel(one) {
  const { file, query, bar, note, buttons, node } = one
  const { done, stop } = upload(query, file, state.room.maxFileMb * 1024 ** 2, (part) => {
    bar.value = part
    note.textContent = `${sizeText(file.size)} · ${t('uploading', { percent: Math.floor(part * 100) })}`
  })
  buttons.replaceChildren(el('button', { type: 'button', on: { click: stop } }, t('cancel')))
  try {
    await done
    node.remove()
  } catch (error) {
    if (error.code === 'stopped' || error.code === 'file_too_large') {
      // A file above the limit has its sentence in the chat.
      node.remove()
      return
    }
    node.classList.add('failed')
    note.textContent = `${t('uploadFailed')} ${error.message}`
    const again = () => {
      node.classList.remove('failed')
      waiting.push(one)
      next()
    }
    buttons.replaceChildren(
      el('button', { type: 'button', on: { click: again } }, t('retry')),
      el('button', { type: 'button', on: { click: () => node.remove() } }, t('dismiss')),
    )
  }
}
