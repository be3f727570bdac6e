import { byId, el } from './dom.js'
import { get } from './server.js'
import { state } from './state.js'
import { getLang, say, t } from './words.js'

const box = byId('hints')
const text = byId('text')
let shown = []
let chosen = 0
/** Ask only when the typing pauses. */
const PAUSE_MS = 150
let timer

/** The list above the message box while a slash or an @ is being typed. Arrow keys move, Enter or Tab takes. */
export function startHints() {
  text.addEventListener('input', draw)
  text.addEventListener('blur', () => setTimeout(hideHints, 150))
  text.addEventListener('focus', draw)
}

/** Handles a key for the list; true when the list has used it. */
export function hintsKey(event) {
  if (box.hidden || event.isComposing) return false
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (move) {
    chosen = (chosen + move + shown.length) % shown.length
    mark()
  } else if (event.key === 'Tab' || (event.key === 'Enter' && !isComplete())) take(shown[chosen])
  else if (event.key === 'Escape') hideHints()
  else return false
  event.preventDefault()
  return true
}

export function hideHints() {
  box.hidden = true
  shown = []
  text.removeAttribute('aria-activedescendant')
}

/** A command that is typed out is sent by Enter, not completed. */
function isComplete() {
  const word = text.value
    .trim()
    .replace(/^[/／]/, '')
    .toLowerCase()
  // Words of a search are sent as they are: a suggestion is taken with Tab or a click.
  return searchTyped(text.value) !== undefined || shown.some((hint) => hint.names?.includes(word))
}

function draw() {
  clearTimeout(timer)
  const search = searchTyped(text.value)
  if (search) timer = setTimeout(() => suggest(search), PAUSE_MS)
  show(candidates(text.value))
}

/** The words behind `/search `, while there are some. */
function searchTyped(typed) {
  const match = /^[/／](\S+)\s+(\S.*)$/su.exec(typed)
  const command = match && state.room.commands.find(({ name }) => name === 'search')
  const names = command ? [command.name, ...command.aliases] : []
  return match && names.includes(match[1].toLowerCase()) ? { head: `/${match[1]} `, words: match[2] } : undefined
}

async function suggest({ head, words }) {
  const found = await get('/suggestions', { as: state.me?.id ?? '', q: words }).catch(() => ({ suggestions: [] }))
  // Somebody typed on, or went elsewhere, meanwhile.
  if (searchTyped(text.value)?.words !== words || document.activeElement !== text) return
  const others = found.suggestions.filter((one) => one.text !== words)
  show(
    others.map((one) => ({
      names: [words],
      label: one.text,
      summary: t(`suggested${one.from}`),
      insert: `${head}${one.text}`,
    })),
  )
}

function show(hints) {
  shown = hints
  chosen = 0
  box.hidden = shown.length === 0
  box.replaceChildren(
    ...shown.map((hint, index) =>
      el(
        'div',
        {
          role: 'option',
          id: `hint-${index}`,
          on: {
            mousedown: (event) => {
              event.preventDefault()
              take(hint)
            },
          },
        },
        el('strong', {}, hint.label),
        el('span', {}, hint.summary),
      ),
    ),
  )
  mark()
}

function candidates(typed) {
  if (/^[@＠][^\s]*$/.test(typed)) {
    const name = `@${t('botName')}`
    return typed.length < name.length ? [{ label: name, summary: t('mention'), insert: `${name} ` }] : []
  }
  const slash = /^[/／]([^\s]*)$/.exec(typed)
  if (!slash) return []
  const word = slash[1].toLowerCase()
  return state.room.commands
    .filter(({ who }) => who === 'everyone' || who.includes(state.me?.role))
    .map((command) => ({ command, names: [command.name, ...command.aliases].map((name) => name.toLowerCase()) }))
    .filter(({ names }) => names.some((name) => name.startsWith(word)))
    .map(({ command, names }) => {
      const name =
        getLang() === 'en'
          ? command.name
          : (command.aliases.find((alias) => /\p{Script=Han}/u.test(alias)) ?? command.name)
      return { names, label: say(command.usage), summary: say(command.summary), insert: `/${pick(names, word, name)} ` }
    })
}

/** The name one has begun to type; the usual one when nothing is typed yet. */
function pick(names, word, usual) {
  return word === '' ? usual : (names.find((name) => name.startsWith(word)) ?? usual)
}

function take(hint) {
  if (!hint) return
  text.value = hint.insert
  hideHints()
  text.focus()
  text.dispatchEvent(new Event('input', { bubbles: true }))
}

function mark() {
  for (const [index, node] of [...box.children].entries()) {
    node.setAttribute('aria-selected', String(index === chosen))
    if (index === chosen) node.scrollIntoView({ block: 'nearest' })
  }
  if (shown.length > 0) text.setAttribute('aria-activedescendant', `hint-${chosen}`)
}
