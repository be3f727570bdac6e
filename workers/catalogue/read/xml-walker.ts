import { LIMITS } from './limits.ts'
import { Refusal } from './outcome.ts'
import { attributesIn, decodeEntities, hasTagStart, lineEnds, localName, tagEnd } from './xml-parts.ts'

/** What a reader hears while XML streams by. Names come without their prefix: `w:t` and `ns0:t` are both `t`. */
export type XmlListener = {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(text: string): void
  /** Elements whose attributes are wanted; those of others are not even read. Default: all. */
  wants?: ReadonlySet<string>
  /** Asked now and then; true ends the walk early, without an error. */
  enough?(): boolean
}

export type XmlWalker = {
  /** Takes the next piece of the document. True when the listener has had enough. */
  write(piece: string): boolean
  /** Says that there is no more. */
  end(): void
}

/** A tag, comment or instruction longer than this is no office program's. In characters. */
const MAX_MARKUP = 8 * 1024 * 1024
/** Text longer than this is handed on before its end has come. */
const MAX_TEXT = 1024 * 1024
/** So many elements between two questions whether it is enough. */
const ASK_EVERY = 512

const NOTHING: Readonly<Record<string, string>> = Object.freeze({})

/**
 * Walks over XML in pieces. It reads what office programs write and refuses what they would not open: tags that do not
 * match, no root, markup that never ends. A DTD is passed over, its entities stay as they are written. Three times as
 * quick as a validating parser, which matters: an office document is nearly all tags.
 */
export function openXmlWalker(listener: XmlListener): XmlWalker {
  /** Names of the open elements, as written and without prefix. */
  const open: string[] = []
  const locals: string[] = []
  let rest = ''
  let hasRoot = false
  let elements = 0

  function text(raw: string, isEntityFree = false): void {
    if (open.length === 0) {
      if (/[^\s\ufeff]/.test(raw)) throw new Refusal('corrupt', 'text outside of the root')
      return
    }
    if (!listener.text) return
    const plain = lineEnds(raw)
    listener.text(isEntityFree ? plain : decodeEntities(plain))
  }

  function start(tag: string): void {
    const isEmpty = tag.charCodeAt(tag.length - 1) === SLASH
    let end = 0
    for (; end < tag.length; end += 1) {
      const code = tag.charCodeAt(end)
      if (code <= SPACE || code === SLASH) break
    }
    const name = tag.slice(0, end)
    const local = localName(name)
    if (open.length === 0) {
      if (hasRoot) throw new Refusal('corrupt', 'a second root')
      hasRoot = true
    }
    if (open.length >= LIMITS.xmlDepth) throw new Refusal('too_big_inside', 'XML nesting')
    if (listener.open) {
      const isBare = end >= tag.length - 1 || (listener.wants !== undefined && !listener.wants.has(local))
      listener.open(local, isBare ? NOTHING : attributesIn(tag, end))
    }
    if (isEmpty) listener.close?.(local)
    else {
      open.push(name)
      locals.push(local)
    }
  }

  /** Where the end tag at `at` ends; -1 when that is not in this piece. */
  function close(piece: string, at: number): number {
    const end = piece.indexOf('>', at)
    if (end < 0) return -1
    const name = open.pop()
    if (name === undefined || !piece.startsWith(name, at + 2))
      throw new Refusal('corrupt', 'an end tag without its start')
    for (let n = at + 2 + name.length; n < end; n += 1)
      if (piece.charCodeAt(n) > SPACE) throw new Refusal('corrupt', 'an end tag without its start')
    listener.close?.(locals.pop() ?? '')
    return end + 1
  }

  /** Where the comment, section or declaration at `at` ends; -1 when that is not in this piece. */
  function declaration(piece: string, at: number): number {
    if (piece.startsWith('<!--', at)) return behind(piece, '-->', at + 4)
    if (piece.startsWith('<![CDATA[', at)) {
      const end = behind(piece, ']]>', at + 9)
      if (end >= 0) text(piece.slice(at + 9, end - 3), true)
      return end
    }
    if (piece.length - at < 9) return -1
    if (!/^<!doctype/i.test(piece.slice(at, at + 9)) || hasRoot) throw new Refusal('corrupt', 'unknown markup')
    return doctypeEnd(piece, at + 9)
  }

  return {
    write(more) {
      const piece = rest === '' ? more : rest + more
      let at = 0
      for (;;) {
        const tag = piece.indexOf('<', at)
        if (tag < 0) break
        if (tag > at) text(piece.slice(at, tag))
        at = tag
        const code = piece.charCodeAt(tag + 1)
        let end: number
        if (code === SLASH) end = close(piece, tag)
        else if (code === BANG) end = declaration(piece, tag)
        else if (code === QUESTION) end = behind(piece, '?>', tag + 2)
        else if (tag + 1 >= piece.length) end = -1
        else {
          if (!hasTagStart(code)) throw new Refusal('corrupt', 'a stray angle bracket')
          const last = tagEnd(piece, tag + 1)
          if (last >= 0) start(piece.slice(tag + 1, last))
          end = last < 0 ? -1 : last + 1
        }
        if (end < 0) break
        at = end
        elements += 1
        if (elements % ASK_EVERY === 0 && listener.enough?.()) return true
      }
      rest = piece.slice(at)
      if (rest.length > MAX_MARKUP) throw new Refusal('too_big_inside', 'XML markup')
      if (rest.length > MAX_TEXT && !rest.includes('<')) {
        const whole = rest.lastIndexOf('&') > rest.length - 12 ? rest.lastIndexOf('&') : rest.length
        text(rest.slice(0, whole))
        rest = rest.slice(whole)
      }
      return listener.enough?.() ?? false
    },
    end() {
      if (rest.includes('<')) throw new Refusal('corrupt', 'markup without an end')
      if (rest !== '') text(rest)
      if (open.length > 0) throw new Refusal('corrupt', 'an element without an end')
      if (!hasRoot) throw new Refusal('corrupt', 'no root')
    },
  }
}

const [SPACE, BANG, SLASH, QUESTION] = [0x20, 0x21, 0x2f, 0x3f]

function behind(piece: string, mark: string, from: number): number {
  const at = piece.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

/** A document type ends with the first `>` outside of quotes, comments and its own brackets. */
function doctypeEnd(piece: string, from: number): number {
  let depth = 0
  for (let at = from; at < piece.length; at += 1) {
    const char = piece[at]
    if (char === '"' || char === "'") at = piece.indexOf(char, at + 1)
    else if (piece.startsWith('<!--', at)) at = behind(piece, '-->', at + 4) - 1
    else if (char === '[') depth += 1
    else if (char === ']') depth -= 1
    else if (char === '>' && depth <= 0) return at + 1
    if (at < from) return -1
  }
  return -1
}
