import { chart } from './chart.js'
import { ask, el } from './dom.js'
import { form } from './form.js'
import { sizeText, t } from './words.js'

/**
 * Draws a View (workers/view.ts). Every kind of block has its drawing here; every string becomes text, never markup.
 * `press(action, extra)` runs a button; `link(file)` gives the address of a file's bytes, `preview(id)` that of a
 * resource's picture.
 */
export function view(given, tools) {
  const tone = given.tone ?? 'plain'
  return el(
    'article',
    { class: `card ${tone}` },
    given.title && el('h3', {}, given.title),
    given.about?.upload !== undefined && tone === 'good' && preview(given.about.resource, tools),
    (given.blocks ?? []).map((one) => block(one, tools)),
  )
}

const MEDALS = { 1: 'gold', 2: 'silver', 3: 'bronze' }

const DRAW = {
  text: ({ text, style = 'body' }) => el('p', { class: `text ${style}` }, text),
  note: ({ text }) => el('p', { class: 'note' }, text),
  fields: ({ fields }) =>
    el(
      'dl',
      {},
      fields.map(({ label, value, note }) =>
        el('div', {}, el('dt', {}, label), el('dd', {}, value, note && el('span', { class: 'small' }, note))),
      ),
    ),
  list: ({ items, numbered }, tools) =>
    el(
      numbered ? 'ol' : 'ul',
      { class: 'list' },
      items.map((item) => listItem(item, tools)),
    ),
  ranking: ({ unit, rows }) =>
    el(
      'ol',
      { class: 'ranking' },
      rows.map((row) =>
        el(
          'li',
          { class: row.mine ? 'mine' : '' },
          el('span', { class: `rank ${MEDALS[row.rank] ?? ''}` }, String(row.rank)),
          el('span', { class: 'who' }, row.name, row.note && el('span', { class: 'small' }, row.note)),
          el('span', { class: 'amount' }, row.amount, el('span', { class: 'small' }, ` ${unit}`)),
        ),
      ),
    ),
  file: (file, tools) =>
    el(
      'a',
      { class: 'file', href: tools.link(file), download: file.name },
      fileSign(file.name),
      el('span', {}, el('strong', {}, file.name), el('span', { class: 'small' }, sizeText(file.size))),
      el('span', { class: 'get' }, t('download')),
    ),
  chart,
  form: (given, tools) => form(given, (action, extra, button) => press(action, extra, button, tools)),
  actions: ({ actions }, tools) => buttons(actions, tools),
}

function block(given, tools) {
  const draw = DRAW[given.kind]
  return draw ? draw(given, tools) : null
}

function listItem(item, tools) {
  return el(
    'li',
    {},
    preview(item.actions?.find(({ command }) => command === 'download')?.args.id, tools),
    el('div', { class: 'title' }, item.title),
    item.detail && el('div', { class: 'small' }, item.detail),
    item.snippet &&
      el(
        'p',
        { class: 'snippet' },
        item.snippet.map(({ text, hit }) => (hit ? el('mark', {}, text) : text)),
      ),
    item.why && el('div', { class: 'why' }, item.why),
    item.actions?.length ? buttons(item.actions, tools) : null,
  )
}

/** A resource's picture; whoever may not see it gets none, and nothing looks broken. */
function preview(id, tools) {
  if (id === undefined) return null
  const image = el('img', { class: 'preview', src: tools.preview(id), alt: '', loading: 'lazy', decoding: 'async' })
  image.addEventListener('load', () => image.classList.add('drawn'))
  image.addEventListener('error', () => image.remove())
  return image
}

function buttons(actions, tools) {
  return el(
    'div',
    { class: 'row actions' },
    actions.map((action) => {
      const button = el('button', { type: 'button', class: action.style ?? 'plain' }, action.label)
      button.addEventListener('click', () => press(action, {}, button, tools))
      return button
    }),
  )
}

/** Asks first when the action wants it; the button rests while the press is on its way. */
async function press(action, extra, button, tools) {
  if (action.confirm) {
    const words = { yes: action.label, no: t('cancel'), danger: action.style === 'danger' }
    if (!(await ask(action.confirm, words))) return
  }
  button.disabled = true
  try {
    await tools.press(action.command, { ...action.args, ...extra })
  } finally {
    button.disabled = false
  }
}

/** A coloured tag with the file's extension. */
export function fileSign(name) {
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
  const family =
    { doc: 'doc', docx: 'doc', rtf: 'doc', odt: 'doc', wps: 'doc', txt: 'doc', md: 'doc' }[extension] ??
    { ppt: 'ppt', pptx: 'ppt', odp: 'ppt' }[extension] ??
    { xls: 'xls', xlsx: 'xls', ods: 'xls', csv: 'xls' }[extension] ??
    { pdf: 'pdf' }[extension] ??
    'any'
  return el('span', { class: `sign ${family}`, 'aria-hidden': 'true' }, extension.slice(0, 4) || '?')
}
