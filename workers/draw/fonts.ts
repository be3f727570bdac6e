import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GlobalFonts } from '@napi-rs/canvas'

let families: string | undefined

/**
 * Noto Sans SC and, for what it lacks, Noto Emoji from their packages (decisions 0022 and 0027), for a machine without
 * any Chinese font: the list of families to put into `context.font`. The packages split each font by characters into
 * about 100 files; each becomes a family of its own, so that a text takes from each what it needs. Takes 70 ms the
 * first time. Characters that are in neither font come from the system, where it has them.
 */
export function chineseFont(): string {
  families ??= [...register('noto-sans-sc', 'Noto SC'), ...register('noto-emoji', 'Noto Emoji')].join(', ')
  return families
}

function register(name: string, family: string): string[] {
  const home = dirname(createRequire(import.meta.url).resolve(`@fontsource-variable/${name}/package.json`))
  const files = readdirSync(join(home, 'files')).filter((file) => file.endsWith('-wght-normal.woff2'))
  return order(files).map((file, at) => {
    GlobalFonts.registerFromPath(join(home, 'files', file), `${family} ${at}`)
    return `"${family} ${at}"`
  })
}

/** Latin letters and the commonest characters are asked first: higher numbers hold commoner characters. */
function order(files: string[]): string[] {
  const rank = (name: string) => (name.includes('-latin-wght') ? 1_000 : Number(/-(\d+)-wght/.exec(name)?.[1] ?? 0))
  return files.sort((one, other) => rank(other) - rank(one))
}
