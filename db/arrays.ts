const ESCAPED = /["\\]/g
const TO_ESCAPE = /["\\]/

/**
 * A PostgreSQL array as text, such as `{1,NULL,"a b"}`, for a parameter that is cast (`::bigint[]`). The driver makes the
 * same of an array, element by element; for thousands of them this costs a fraction of it.
 */
export function arrayOf(values: readonly (string | number | Date | null | undefined)[]): string {
  let text = '{'
  for (const value of values) {
    if (text !== '{') text += ','
    if (value === null || value === undefined) text += 'NULL'
    else if (typeof value === 'number') text += value
    else if (typeof value !== 'string') text += `"${value.toISOString()}"`
    else text += TO_ESCAPE.test(value) ? `"${value.replace(ESCAPED, '\\$&')}"` : `"${value}"`
  }
  return `${text}}`
}
