import { z } from 'zod'

type SheetJs = typeof import('@e965/xlsx')

/** Number formats by their id, as a workbook declares them. */
export type Formats = Record<number, string>

/** Shows a value as Excel would. `format` is an id of `table`, whose dates are days since 1900 or 1904. */
export type Show = (format: number, value: number | string | boolean, table: Formats, date1904: boolean) => string

/** The "short date", which Excel shows as the country does. */
export const SHORT_DATE = 'yyyy/m/d'

/** Ids from here on are the workbook's own (ECMA-376 part 1, 18.8.30). */
const FIRST_OWN = 164

const Ssf = z.object({
  format: z.custom<(format: number, value: unknown, options: object) => unknown>(
    (value) => typeof value === 'function',
  ),
  get_table: z.custom<() => unknown>((value) => typeof value === 'function'),
})
const Table = z.record(z.string(), z.string())

let loaded: Promise<{ XLSX: SheetJs; show: Show; formats: () => Formats }> | undefined

/** SheetJS, and its formatter alone with the formats that every workbook has. */
export function loadSheetJs(): Promise<{ XLSX: SheetJs; show: Show; formats: () => Formats }> {
  loaded ??= load()
  return loaded
}

async function load() {
  const XLSX = await import('@e965/xlsx')
  const ssf = Ssf.parse(XLSX.SSF)
  // As it is now: reading a workbook leaves that one's formats behind.
  const known = Table.parse(ssf.get_table())
  const common: Formats = Object.fromEntries(
    Object.entries(known).flatMap(([id, code]) => (Number(id) < FIRST_OWN ? [[Number(id), code]] : [])),
  )
  const show: Show = (format, value, table, date1904) => {
    if (typeof value === 'string' && !showsText(table[format])) return value
    const shown = ssf.format(format, value, { table, date1904, dateNF: SHORT_DATE })
    return typeof shown === 'string' ? shown : String(value)
  }
  return { XLSX, show, formats: () => ({ ...common }) }
}

/** Whether a format does anything to a text: it has a section for texts. */
function showsText(code: string | undefined): boolean {
  return code !== undefined && code !== '@' && (code.includes('@') || code.includes(';'))
}
