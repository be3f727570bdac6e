import type { Action, FormField, View } from '#workers/view.ts'

/** What a number or a word in answer to a message means. */
export type Choice = {
  label: string
  command: string
  args: Record<string, string>
  /** A question to ask first. */
  confirm?: string
  /** What is to be filled in first, by `label=value`. */
  form?: readonly FormField[]
  /** The message that it belongs to, when that is not the one that shows it. */
  ref?: string
}

/**
 * The answers that a message offers; a number is its place in `numbered`, from 1. `form`: the form that the message
 * shows, filled in by typing `label=value`.
 */
export type Choices = { numbered: Choice[]; next?: Choice; previous?: Choice; form?: Choice }

/** So many numbers fit on a phone's screen. */
const MOST = 20

/**
 * Gives numbers out in the order in which a View is read: to the first action of each list item, then to all others.
 * Page turns get words instead. Actions beyond the twentieth are left out; each can be typed as a command.
 */
export function openChoices(view: View) {
  const choices: Choices = { numbered: [] }
  const page = view.about?.page ?? 1
  return {
    choices,
    /** The number of an action, `next` or `previous`; undefined when there is no room. */
    offer(action: Action, form?: readonly FormField[]): number | 'next' | 'previous' | undefined {
      const choice = { ...choiceOf(action), ...(form && { form }) }
      const turn = turnOf(action, page)
      if (turn) {
        choices[turn] = choice
        return turn
      }
      if (choices.numbered.length >= MOST) return undefined
      choices.numbered.push(choice)
      return choices.numbered.length
    },
    /** A form that stands in the message itself. */
    offerForm(submit: Action, fields: readonly FormField[]): void {
      choices.form ??= { ...choiceOf(submit), form: fields }
    },
  }
}

/** The answers of a form with a single choice, one number each; other forms are filled in by typing. */
export function formActions(submit: Action, fields: readonly FormField[]): Action[] | undefined {
  const [field, ...more] = fields
  if (field?.kind !== 'choice' || more.length > 0 || field.options.length > MOST) return undefined
  return field.options.map((option) => ({
    ...submit,
    label: option.label,
    args: { ...submit.args, [field.name]: option.value },
  }))
}

function choiceOf({ label, command, args, confirm }: Action): Choice {
  return { label, command, args, ...(confirm !== undefined && { confirm }) }
}

function turnOf(action: Action, page: number): 'next' | 'previous' | undefined {
  if (/^(下一页|next)/i.test(action.label)) return 'next'
  if (/^(上一页|previous)/i.test(action.label)) return 'previous'
  const to = Number(action.args.page ?? Number.NaN)
  return to === page + 1 && /页|page/i.test(action.label) ? 'next' : undefined
}
