import { el } from './dom.js'

let forms = 0

/** Draws a form block. `press(action, values, button)` gets the answers by name when it is sent. */
export function form({ submit, fields, fold }, press) {
  forms += 1
  const number = forms
  const inputs = fields.map((field) => {
    const id = `form-${number}-${field.name}`
    return { id, field, input: field.kind === 'choice' ? choice(field, id) : line(field, id) }
  })
  const button = el('button', { type: 'submit', class: submit.style ?? 'primary' }, submit.label)
  const node = el(
    'form',
    { class: 'form' },
    inputs.map(({ id, field, input }) => el('div', {}, el('label', { for: id }, field.label), input)),
    el('div', { class: 'row actions' }, button),
  )
  node.addEventListener('submit', (event) => {
    event.preventDefault()
    const values = Object.fromEntries(inputs.map(({ field, input }) => [field.name, input.value]))
    press(submit, values, button)
  })
  return fold ? el('details', { class: 'fold' }, el('summary', {}, fold), node) : node
}

function choice({ name, value, options }, id) {
  return el(
    'select',
    { id, name },
    options.map((option) =>
      el('option', { value: option.value, selected: option.value === value ? true : undefined }, option.label),
    ),
  )
}

function line({ name, value, placeholder, max }, id) {
  return el('input', { id, name, type: 'text', value: value ?? '', placeholder, maxlength: max })
}
