import { tagIn } from './xml.ts'

/** An answer to somebody's message: what is new in it, and whom it answers. */
export type Quote = { who: string; text: string }

/** 「李老师：原话」, a line of dashes, then the answer: how WeChat writes an answer as plain text. */
const PLAIN = /^\s*[「“"]([^：:\n]{1,60})[：:][\s\S]*?[」”"]\s*\n\s*(?:[-—–－]\s*){5,}(?:\n|$)([\s\S]*)$/

/** Takes a quoted message off a text; undefined when nothing is quoted. Puppets hand answers over as text or as XML. */
export function quoteIn(text: string): Quote | undefined {
  const plain = PLAIN.exec(text)
  if (plain) return { who: plain[1]?.trim() ?? '', text: plain[2]?.trim() ?? '' }
  if (!/^\s*<[\s\S]*<refermsg>/.test(text)) return undefined
  const answer = tagIn(text.replace(/<refermsg>[\s\S]*<\/refermsg>/, ''), 'title')
  const whole = /<refermsg>([\s\S]*)<\/refermsg>/.exec(text)?.[1] ?? ''
  return answer === undefined ? undefined : { who: tagIn(whole, 'displayname') ?? '', text: answer }
}
