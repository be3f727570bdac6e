/**
 * The one message model. A command or a job answers with a View in the reader's language; each platform renders it
 * with one exhaustive switch and degrades by what it can do. Strings are plain text: a renderer escapes them.
 */
export type View = {
  title?: string
  /** The colour of a card's head: `good` done, `warn` needs you, `bad` refused. */
  tone?: 'plain' | 'good' | 'warn' | 'bad'
  blocks: Block[]
  /** What a reply to this message is about, so that "评 5" under a receipt knows its resource. */
  about?: About
}

export type About = {
  resource?: number
  /** Somebody looks for something: a reply with a file answers it. */
  request?: number
  upload?: number
  /** A list of hits: what was asked, which page it is, and the resources in the order shown. */
  query?: string
  page?: number
  list?: number[]
  /** Asked for in words: no picture instead of it. */
  plain?: true
  /** A card for several files: the uploads, and how each ended. */
  burst?: { upload: number; tone: NonNullable<View['tone']> }[]
}

export type Block =
  | { kind: 'text'; text: string; style?: 'body' | 'strong' | 'quiet' }
  /** Label and value pairs, as on a receipt. */
  | { kind: 'fields'; fields: { label: string; value: string; note?: string }[] }
  | { kind: 'list'; items: ListItem[]; numbered?: boolean }
  | { kind: 'ranking'; unit: string; rows: RankingRow[] }
  /** A file handed over in the chat. Bytes come from the file store by `sha256`. */
  | { kind: 'file'; resource: number; name: string; size: number; sha256: string }
  | { kind: 'chart'; title: string; points: { label: string; value: number }[] }
  /** `fold`: not what the message is about; shown behind these words, or left out where all must be read. */
  | { kind: 'form'; submit: Action; fields: FormField[]; fold?: string }
  | { kind: 'actions'; actions: Action[] }
  | { kind: 'note'; text: string }

export type ListItem = {
  title: string
  /** One quiet line: author, date, downloads. */
  detail?: string
  /** Why it is here. */
  why?: string
  /** Text with the matching words marked. */
  snippet?: Snippet[]
  actions?: Action[]
}

export type Snippet = { text: string; hit?: boolean }

export type RankingRow = {
  /** A joint rank: 1, 2, 2, 4. */
  rank: number
  name: string
  /** Formatted, such as `33.12`. */
  amount: string
  note?: string
  /** The reader's own row, in a private answer. */
  mine?: boolean
}

/** A button. Pressing it runs a command; a renderer never decides what a press means. */
export type Action = {
  label: string
  command: string
  args: Record<string, string>
  style?: 'plain' | 'primary' | 'danger'
  /** A question to ask before it is sent. */
  confirm?: string
}

export type FormField =
  | { kind: 'choice'; name: string; label: string; value?: string; options: { value: string; label: string }[] }
  | { kind: 'input'; name: string; label: string; value?: string; placeholder?: string; max: number }

/** A View of sentences only; the commonest answer. */
export function sentence(
  text: string,
  more: { tone?: View['tone']; actions?: Action[]; note?: string; about?: About } = {},
): View {
  const blocks: Block[] = [{ kind: 'text', text }]
  if (more.note) blocks.push({ kind: 'note', text: more.note })
  if (more.actions?.length) blocks.push({ kind: 'actions', actions: more.actions })
  return { blocks, ...(more.tone && { tone: more.tone }), ...(more.about && { about: more.about }) }
}
