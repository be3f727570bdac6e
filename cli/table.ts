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

function widthOf(text: string): number {
  let width = 0
  for (const char of text) {
    const wide =
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u
    width += wide.test(char) ? 2 : 1
  }
  return width
}
