/** The two languages in which every sentence exists. */
export const LANGS = ['zh-CN', 'en'] as const
export type Lang = (typeof LANGS)[number]

/** One sentence, in both languages, side by side. */
export type Text = { readonly zh: string; readonly en: string }

/** Picks the sentence for a reader. */
export function say(lang: Lang, text: Text): string {
  return lang === 'en' ? text.en : text.zh
}

/** A translator bound to one reader's language; commands get it as `ctx.t`. */
export type Translate = (text: Text) => string

export function translator(lang: Lang): Translate {
  return (text) => say(lang, text)
}
