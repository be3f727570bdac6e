import type { Resource, ResourcePart } from '#db/schema.ts'
import type { Text, Translate } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import type { Block } from './view.ts'

/** Members listed by `/why`; the rest is counted. */
const LISTED = 20

/**
 * What a person should know about how a file was read, in one sentence: that it was cut, that members have a password,
 * why only the name is known. Undefined when everything was read as usual.
 */
export function readingText(resource: Pick<Resource, 'notes' | 'parts' | 'flags'>): Text | undefined {
  const { notes, parts } = resource
  if (parts?.length) return packageText(parts, notes)
  if (notes.includes('no_text') && notes.includes('to_recognise')) return SENTENCES.scan
  const note = notes.find((one) => SENTENCES[one] !== undefined)
  return note === undefined ? undefined : SENTENCES[note]
}

const SENTENCES: Record<string, Text> = {
  scan: {
    zh: '里面是扫描的页面，稍后识别前几页的文字，识别后就能按内容搜到。',
    en: 'Its pages are scanned; the text of the first ones is recognised later and found from then on.',
  },
  recognised: {
    zh: '内容是从图片里识别出来的文字，可能有错字。',
    en: 'Its text was recognised from a picture and may hold slips.',
  },
  old_version: {
    zh: '这是很早的文件格式，读不到内容，只按文件名登记；另存为新格式再发，就能按内容搜到。',
    en: 'Its format is very old and could not be read, so only its name is known; saved in a new format it is found by its content.',
  },
  no_text: {
    zh: '里面没有读到文字，只按文件名登记。',
    en: 'No text was found in it, so only its name is known.',
  },
  truncated: {
    zh: '内容很长，只读了前面的部分；后面的内容搜不到，文件本身是完整的。',
    en: 'It is long and only its beginning was read: the rest is not searched, but the file itself is complete.',
  },
  cut_film: {
    zh: '视频不完整，可能没有传完、放不出来；请打开确认，放不了就再发一次。',
    en: 'The film is incomplete and may not play; it was perhaps not sent whole. Please open it, and send it again if it does not play.',
  },
  too_big_inside: {
    zh: '只按文件名登记，因为解开后的内容太大。',
    en: 'Only its name is known, because it is too large once unpacked.',
  },
  timeout: {
    zh: '只按文件名登记，因为读的时间太长。',
    en: 'Only its name is known, because reading it took too long.',
  },
  memory: {
    zh: '只按文件名登记，因为读它需要太多内存。',
    en: 'Only its name is known, because reading it needs too much memory.',
  },
  crashed: {
    zh: '只按文件名登记，因为读的时候出错；在电脑上另存一份再发，也许就能读到。',
    en: 'Only its name is known, because reading it failed; a copy saved anew may be readable.',
  },
}

function packageText(parts: readonly ResourcePart[], notes: readonly string[]): Text | undefined {
  const count = (is: (read: string) => boolean) => parts.filter(({ read }) => read !== undefined && is(read)).length
  const locked = count((read) => read === 'encrypted')
  const skipped = count((read) => read === 'limit')
  const broken = count((read) => STATES[read] === undefined)
  const causes: Text[] = []
  if (locked > 0) causes.push({ zh: `${locked} 个有密码`, en: `${locked} locked with a password` })
  if (broken > 0) causes.push({ zh: `${broken} 个打不开`, en: `${broken} that could not be opened` })
  if (skipped > 0)
    causes.push({ zh: `${skipped} 个因为太多、太大或套得太深没有打开`, en: `${skipped} beyond what is opened at once` })
  if (causes.length === 0) return notes.includes('truncated') ? CUT : undefined
  return {
    zh: `压缩包里的文件，${causes.map(({ zh }) => zh).join('、')}，只登记了名字。`,
    en: `Of the files inside, only the names are known of ${causes.map(({ en }) => en).join(', ')}.`,
  }
}

const CUT: Text = {
  zh: '压缩包里的文件太多，只登记了前面的一部分。',
  en: 'The package holds too many files; only the first of them are listed.',
}

/** The members of a package with their format and whether they were read; nothing for other resources. */
export function partsBlocks(t: Translate, { parts }: Pick<Resource, 'parts'>): Block[] {
  if (!parts?.length) return []
  const lines = parts.slice(0, LISTED).map((part) => {
    const title = part.title && !part.name.includes(part.title) ? part.title : undefined
    const about = [formatName(part.format), stateOf(part)].filter((one) => one !== undefined)
    return t({
      zh: `${part.name}${title ? named(title) : ''}（${about.map(({ zh }) => zh).join('，')}）`,
      en: `${part.name}${title ? ` “${title}”` : ''} (${about.map(({ en }) => en).join(', ')})`,
    })
  })
  if (parts.length > LISTED) {
    const rest = parts.length - LISTED
    lines.push(t({ zh: `……另有 ${rest} 个文件`, en: `… and ${rest} more` }))
  }
  const head = t({ zh: `压缩包里的 ${parts.length} 个文件`, en: `The ${parts.length} files of the package` })
  return [{ kind: 'text', style: 'quiet', text: `${head}\n${lines.join('\n')}` }]
}

function formatName(format: string): Text {
  return format === 'unknown'
    ? { zh: '未知格式', en: 'unknown format' }
    : { zh: format.toUpperCase(), en: format.toUpperCase() }
}

function stateOf({ read }: ResourcePart): Text | undefined {
  if (read === undefined) return undefined
  return STATES[read] ?? { zh: '打不开', en: 'could not be opened' }
}

const STATES: Record<string, Text> = {
  yes: { zh: '已读', en: 'read' },
  encrypted: { zh: '有密码，没有读', en: 'locked, not read' },
  limit: { zh: '没有打开', en: 'not opened' },
  recognised: { zh: '已识别文字', en: 'text recognised' },
}
