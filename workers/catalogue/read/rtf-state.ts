import { labelOf } from './ole-properties.ts'
import { openSink } from './sink.ts'

/** What a group inherits from the one around it. */
type Group = { to: string; font: number; skip: number; unicode: boolean }

/** Words that an RTF reader hands over, one token at a time. */
export type Rtf = {
  word(name: string, number: number | undefined): void
  /** A `\'xx` byte in the current code page. */
  byte(value: number): void
  symbol(char: string): void
  open(): void
  close(): void
  plain(text: string): void
  readonly full: boolean
  done(): { text: string; title?: string; subject?: string; author?: string; keywords?: string }
}

/** Starts a document: windows-1252 until `\ansicpg` or a font's charset says otherwise. */
export function openRtf(): Rtf {
  const sink = openSink()
  /** Notes, comments, headers and footers stand anywhere; they come after the text. */
  const aside = openSink()
  const properties = new Map<string, string>()
  const fonts = new Map<number, string>()
  const groups: Group[] = []
  let group: Group = { to: 'body', font: -1, skip: 1, unicode: false }
  let codePage = 'windows-1252'
  let bytes: number[] = []
  let leadOpen = false
  /** Fallback characters still to be skipped after a `\u`. */
  let pending = 0
  /** The group has just begun with `\*`: an unknown destination is skipped whole. */
  let starred = false

  function flush(): void {
    if (bytes.length === 0) return
    const text = new TextDecoder(encoding()).decode(Uint8Array.from(bytes))
    bytes = []
    leadOpen = false
    emit(text)
  }

  function encoding(): string {
    return fonts.get(group.font) ?? codePage
  }

  function emit(text: string): void {
    if (group.to === 'body') sink.add(text)
    else if (group.to === ASIDE) aside.add(text)
    else if (PROPERTIES.has(group.to)) properties.set(group.to, ((properties.get(group.to) ?? '') + text).slice(0, 400))
  }

  /** The first one counts, unless `\ud` brings the same in Unicode. */
  function startProperty(name: string): void {
    group.to = properties.has(name) && !group.unicode ? 'skipped' : name
    if (group.unicode) properties.delete(name)
  }

  return {
    word(name, number) {
      if (name !== 'u' && name !== 'uc') flush()
      if (pending > 0 && name !== 'u') {
        pending -= 1
        return
      }
      const char = CHARACTERS[name]
      if (char !== undefined) emit(char)
      else if (name === 'u' && number !== undefined) {
        flush()
        emit(String.fromCharCode(number & 0xffff))
        pending = group.skip
      } else if (name === 'uc') group.skip = Math.min(Math.max(number ?? 1, 0), 10)
      else if (name === 'ansicpg' && number) codePage = labelOf(number)
      else if (name === 'f' || name === 'deff') group.font = number ?? -1
      else if (name === 'fcharset' && group.to === 'fonttbl') fonts.set(group.font, CHARSETS[number ?? 0] ?? codePage)
      else if (name === 'plain') group.font = -1
      else if (PROPERTIES.has(name) && group.to === 'info') startProperty(name)
      else if (name === 'ud') group.unicode = true
      else if (ASIDES.has(name)) {
        group.to = ASIDE
        aside.line()
      } else if (DESTINATIONS.has(name)) group.to = name
      else if (starred && !TEXT_DESTINATIONS.has(name)) group.to = 'skipped'
      starred = false
    },
    byte(value) {
      if (pending > 0) {
        pending -= 1
        return
      }
      bytes.push(value)
      leadOpen = !leadOpen && value >= 0x81 && DOUBLE_BYTE.has(encoding())
    },
    symbol(char) {
      flush()
      if (char === '*') starred = true
      else if (char === '~') emit('\u00a0')
      else if (char === '_') emit('-')
      else if (char === '\n' || char === '\r') emit('\n')
      else if (char === '\\' || char === '{' || char === '}') emit(char)
    },
    open() {
      flush()
      pending = 0
      groups.push(group)
      group = { ...group }
    },
    close() {
      flush()
      pending = 0
      starred = false
      group = groups.pop() ?? group
    },
    plain(text) {
      let rest = text
      if (pending > 0) {
        const skipped = Math.min(pending, rest.length)
        pending -= skipped
        rest = rest.slice(skipped)
      }
      // The second byte of a GBK character may be printed as it is: \'8dz.
      if (leadOpen && rest !== '') {
        bytes.push(rest.charCodeAt(0))
        leadOpen = false
        rest = rest.slice(1)
      }
      if (rest === '') return
      flush()
      if (/[\x80-\xff]/.test(rest)) emit(new TextDecoder(encoding()).decode(Buffer.from(rest, 'latin1')))
      else emit(rest)
    },
    get full() {
      return sink.full
    },
    done() {
      flush()
      const of = (name: string) => properties.get(name)
      return {
        // Left and right pages have headers of their own, mostly the same.
        text: [sink.value(), ...new Set(aside.value().split('\n'))].join('\n'),
        title: of('title'),
        subject: of('subject'),
        author: of('author'),
        keywords: of('keywords'),
      }
    },
  }
}

const CHARACTERS: Record<string, string> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  tab: '\t',
  cell: '\t',
  nestcell: '\t',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
}

const PROPERTIES = new Set(['title', 'subject', 'author', 'keywords'])
/** Groups that hold no text of the page. */
const DESTINATIONS = new Set(
  'fonttbl colortbl stylesheet info pict objdata fldinst themedata colorschememapping datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl sn sv nonshppict filetbl revtbl pgptbl'.split(
    ' ',
  ),
)
/** Starred groups that do hold text. */
const TEXT_DESTINATIONS = new Set(['shpinst', 'shptxt', 'ud'])
const ASIDE = 'aside'
const ASIDES = new Set('header headerl headerr headerf footer footerl footerr footerf footnote annotation'.split(' '))
const DOUBLE_BYTE = new Set(['gb18030', 'big5', 'shift_jis', 'euc-kr'])

/** Font charset → encoding (RTF 1.9.1, \fcharset). 0 and 1 mean the document's own. */
const CHARSETS: Record<number, string> = {
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gb18030',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
}
