/** Rows in aligned columns for a terminal; a Chinese character is two columns wide. Control characters are left out. */
export function table(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => cell.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()))
  const widths = (clean[0] ?? []).map((_, n) => Math.max(...clean.map((row) => widthOf(row[n] ?? ''))))
  return clean
    .map((row) =>
      row
        .map((cell, n) => cell + ' '.repeat((widths[n] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

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

function widthOf(text: string): number {
  let width = 0
  for (const char of text) {
    const wide =
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u
    width += wide.test(char) ? 2 : 1
  }
  return width
}
