import { z } from 'zod'
import type { About, Action } from '#workers/view.ts'
import { ASKED_QUERY } from '../../../incoming.ts'

/** What a button carries. The client can see and change it: the desk parses and judges it like typed words. */
const pressed = z.object({ c: z.string().min(1).max(40), a: z.record(z.string(), z.string()).default({}) })

/** A select option must have a value on Feishu; this one stands for the empty string. */
const EMPTY_OPTION = '_'
/** A question longer than this would be repeated in each button and fill the card's 30 KB. In characters. */
const LONG_QUERY = 40

/** A button's action → the `value` of its callback. */
export function encodePress(action: Action, about: About | undefined): { c: string; a: Record<string, string> } {
  const long = about?.query !== undefined && about.query.length > LONG_QUERY ? about.query : undefined
  const a = Object.fromEntries(
    Object.entries(action.args).map(([name, value]) => [
      name,
      long !== undefined && value === long ? ASKED_QUERY : value,
    ]),
  )
  return { c: action.command, a }
}

/** The value of a select option, never empty. */
export function encodeOption(value: string): string {
  return value === '' ? EMPTY_OPTION : value
}

/**
 * What `card.action.trigger` reports → command and arguments; undefined when the button is none of ours (an old card, a
 * made-up value). `formValue` holds the fields of a submitted form by name; what is not a string is left out.
 */
export function decodePress(
  value: unknown,
  formValue?: unknown,
): { command: string; args: Record<string, string> } | undefined {
  const given = pressed.safeParse(typeof value === 'string' ? parseJson(value) : value)
  if (!given.success) return undefined
  const form = z.record(z.string(), z.unknown()).safeParse(formValue ?? {})
  const fields = Object.entries(form.success ? form.data : {}).flatMap(([name, field]) =>
    typeof field === 'string' ? [[name, field === EMPTY_OPTION ? '' : field]] : [],
  )
  return { command: given.data.c, args: { ...given.data.a, ...Object.fromEntries(fields) } }
}

/** Some clients hand the value over as JSON text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
