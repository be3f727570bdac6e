/** A CSV that Excel opens as UTF-8 (byte order mark, CRLF) and in which no cell is ever run as a formula. */
export function csv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return `\ufeff${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`
}

function csvCell(value: string | number | undefined): string {
  if (typeof value === 'number') return String(value)
  const text = (value ?? '').replaceAll('\0', '')
  // What Excel and WPS would compute: a teacher's file name may begin with any of these.
  const safe = /^[\s]*[=+\-@\t\r]/u.test(text) ? `'${text}` : text
  return /["\n\r,]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
