import type { About, Block, FormField } from '#workers/view.ts'
import { buttonType, confirmation, cut, type Element, plain, plainText } from './element.ts'
import { encodeOption, encodePress } from './press.ts'

/** The platform's largest input. In characters. */
const INPUT_MAX = 1_000
const PLACEHOLDER_MAX = 100

/**
 * A form: it may stand only at the root, each field's name must be unique in the card, and one button must submit. The
 * names are those of the command's arguments, so that `form_value` completes the button's own.
 */
export function form(block: Extract<Block, { kind: 'form' }>, about: About | undefined): Element {
  const { submit } = block
  return {
    tag: 'form',
    name: 'form',
    elements: [
      ...(block.fold === undefined ? block.fields.flatMap(field) : [heading(block.fold), ...pairs(block.fields)]),
      {
        tag: 'button',
        name: 'submit_form',
        form_action_type: 'submit',
        text: plainText(cut(submit.label, 100)),
        type: buttonType(submit),
        ...confirmation(submit),
        behaviors: [{ type: 'callback', value: encodePress(submit, about) }],
      },
    ],
  }
}

function heading(text: string): Element {
  return plain(text, 'quiet')
}

/** Two fields side by side: a form that is not what the card is about takes little room. */
function pairs(fields: readonly FormField[]): Element[] {
  const rows = fields.flatMap((_, index) => (index % 2 === 0 ? [fields.slice(index, index + 2)] : []))
  return rows.map((row) => ({
    tag: 'column_set',
    flex_mode: 'bisect',
    horizontal_spacing: '8px',
    columns: row.map((one) => ({ tag: 'column', width: 'weighted', weight: 1, elements: field(one) })),
  }))
}

function field(given: FormField): Element[] {
  if (given.kind === 'input') {
    const max = Math.min(given.max, INPUT_MAX)
    return [
      {
        tag: 'input',
        name: given.name,
        label: plainText(given.label),
        width: 'fill',
        max_length: max,
        ...(given.value && { default_value: cut(given.value, max) }),
        ...(given.placeholder && { placeholder: plainText(cut(given.placeholder, PLACEHOLDER_MAX)) }),
      },
    ]
  }
  const chosen = given.options.findIndex((option) => option.value === given.value)
  return [
    plain(given.label),
    {
      tag: 'select_static',
      name: given.name,
      width: 'fill',
      placeholder: plainText(cut(given.label, PLACEHOLDER_MAX)),
      // Counted from 1; 0 shows the placeholder.
      initial_index: chosen + 1,
      options: given.options.map((option) => ({ text: plainText(option.label), value: encodeOption(option.value) })),
    },
  ]
}
