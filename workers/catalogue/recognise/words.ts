/**
 * What Tesseract writes, as people write it: it puts spaces between Chinese characters and before their punctuation, and
 * turns specks into lines of odd signs.
 */
export function tidyWords(raw: string): string {
  return raw
    .split('\n')
    .map((line) =>
      line
        .replace(/(?<=[\p{Script=Han}\p{P}\d]) +(?=[\p{Script=Han}，。、；：？！）》」』】〉])/gu, '')
        .replace(/(?<=[\p{Script=Han}，。、；：？！（《「『【〈]) +(?=[\p{Script=Han}\d（《「『【〈])/gu, '')
        .trim(),
    )
    .filter(isWriting)
    .join('\n')
}

/** At least two letters or digits, and more of them than of signs. */
function isWriting(line: string): boolean {
  if (line === '') return true
  const letters = line.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const signs = line.match(/[^\p{L}\p{N}\s]/gu)?.length ?? 0
  return letters >= 2 && letters > signs
}
