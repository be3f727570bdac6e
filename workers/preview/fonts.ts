import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GlobalFonts } from '@napi-rs/canvas'

let families: string | undefined

/**
 * Noto Sans SC from its package (decision 0022), for a machine without any Chinese font: the list of families to put
 * into `context.font`. The package splits the font into about 100 files by characters; each becomes a family of its own,
 * so that a text takes from each what it needs. Takes 65 ms the first time.
 */
export function chineseFont(): string {
  if (families === undefined) {
    const home = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'))
    const files = readdirSync(join(home, 'files')).filter((name) => name.endsWith('-wght-normal.woff2'))
    families = order(files)
      .map((name, at) => {
        GlobalFonts.registerFromPath(join(home, 'files', name), `Noto SC ${at}`)
        return `"Noto SC ${at}"`
      })
      .join(', ')
  }
  return families
}

/** Latin letters and the commonest characters are asked first: higher numbers hold commoner characters. */
function order(files: string[]): string[] {
  const rank = (name: string) => (name.includes('-latin-wght') ? 1_000 : Number(/-(\d+)-wght/.exec(name)?.[1] ?? 0))
  return files.sort((one, other) => rank(other) - rank(one))
}
