/**
 * Builds an element. Strings become text nodes, never markup. `props`: `class`, `on` (event → listener), `data`,
 * and attributes; `true` sets an empty attribute, `undefined`, `null` and `false` leave it out.
 */
export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children)
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children)
}

function fill(node, { class: className, on = {}, data = {}, ...attributes }, children) {
  if (className) node.setAttribute('class', className)
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener)
  for (const [name, value] of Object.entries(data)) node.dataset[name] = value
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '')
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, String(value))
  }
  node.append(...present(children))
  return node
}

/** Replaces what a node holds; what is absent (`undefined`, `null`, `false`) is left out, as in `el`. */
export function put(node, ...children) {
  node.replaceChildren(...present(children))
}

function present(children) {
  return children.flat(3).filter((child) => child !== undefined && child !== null && child !== false)
}

const SIGNS = {
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z',
  like: 'M8 11v9H4v-9zM8 11l4-7c1.500 0 2.500 1 2.500 2.500V10h4.500a1.500 1.500 0 0 1 1.500 1.800l-1.400 7a1.500 1.500 0 0 1-1.500 1.200H8',
  reply: 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1',
  recall: 'M5 6v5h5M5.500 11A7.500 7.500 0 1 1 7 17.500',
}

/** A small drawing in the colour of the text around it. */
export function sign(name) {
  return svg(
    'svg',
    { class: 'sign-icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    svg('path', { d: SIGNS[name] }),
  )
}

export const byId = (id) => document.getElementById(id)

/** A sentence that goes away by itself, for what belongs to no message. */
export function toast(text) {
  const node = el('div', { class: 'toast', role: 'status' }, text)
  byId('toasts').append(node)
  setTimeout(() => node.remove(), 6000)
}

/** Asks a yes-or-no question in a dialog. Resolves true for yes. */
export function ask(question, { yes, no, danger = false }) {
  const dialog = byId('ask')
  return new Promise((resolve) => {
    const accept = el('button', { class: danger ? 'danger' : 'primary', type: 'button', value: 'yes' }, yes)
    const refuse = el('button', { type: 'button', value: 'no' }, no)
    put(dialog, el('p', {}, question), el('div', { class: 'row end' }, refuse, accept))
    const close = (answer) => {
      dialog.onclose = null
      dialog.close()
      resolve(answer)
    }
    accept.addEventListener('click', () => close(true))
    refuse.addEventListener('click', () => close(false))
    dialog.onclose = () => resolve(false)
    dialog.showModal()
    accept.focus()
  })
}

const COLOURS = ['#0f7b6c', '#3b6fd4', '#b45309', '#9d3f8f', '#4d7c0f', '#c2413b', '#6d4bd1', '#0e7490']

/** A person's round sign: the first character on a colour that stays theirs. */
export function avatar(person) {
  if (!person.id) return el('img', { class: 'avatar', src: '/static/icon.svg', alt: '' })
  const sum = [...person.id].reduce((total, letter) => (Math.imul(total, 16777619) ^ letter.codePointAt(0)) >>> 0, 9)
  const node = el('span', { class: 'avatar', 'aria-hidden': 'true' }, [...person.name][0] ?? '?')
  node.style.setProperty('--tint', COLOURS[((sum ^ (sum >>> 15)) >>> 0) % COLOURS.length])
  return node
}
