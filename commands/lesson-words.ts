import { TYPES } from '#db/taxonomy.ts'
import { UserFacingError } from '#kit/errors.ts'

export const DEEDS = ['show', 'take', 'attach', 'detach', 'approve', 'unapprove', 'release'] as const

/** Typed words after `/lessons`, as the buttons' arguments; what is missing is asked for by the command. */
export function lessonWords(rest: string): Record<string, string | undefined> | undefined {
  const words = rest
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  const [first, second, ...more] = words
  if (first === undefined) return {}
  const deed = WORDS.find(([pattern]) => pattern.test(first))?.[1]
  const slot = second !== undefined && /^\d{1,2}$/.test(second) ? { slot: second } : {}
  switch (deed) {
    case undefined:
      break
    case 'take':
      return { do: deed, ...slot, title: more.join(' ') }
    case 'attach':
      return { do: deed, ...slot, ...numberOf(more[0]) }
    default:
      return { do: deed, ...slot, ...(more[0] && { part: partOf(more[0]) }) }
  }
  if (!/^\d{1,2}$/.test(first)) return undefined
  const id = numberOf(second)
  return 'id' in id ? { do: 'attach', slot: first, ...id } : { do: 'show', slot: first }
}

const WORDS: readonly [RegExp, (typeof DEEDS)[number]][] = [
  [/^(认领|take)$/i, 'take'],
  [/^(交|交资料|提交|attach|add)$/i, 'attach'],
  [/^(审定|批准|approve)$/i, 'approve'],
  [/^(撤销审定|撤销|unapprove)$/i, 'unapprove'],
  [/^(放弃|release)$/i, 'release'],
  [/^(取下|去掉|detach)$/i, 'detach'],
]

/** `#128` → the resource. */
function numberOf(word: string | undefined): { id: string } | Record<never, never> {
  const id = /^[#＃]?(\d{1,9})$/.exec(word ?? '')?.[1]
  return id === undefined ? {} : { id }
}

/** `反思` → `reflection` */
function partOf(word: string): string {
  return TYPES.find((type) => type.key === word || type.label.zh === word || type.words.includes(word))?.key ?? word
}

export function noTitle(slot: number): UserFacingError {
  return new UserFacingError('no_title', {
    zh: `请写上课题：/lessons 认领 ${slot} 背影`,
    en: `Write the lesson’s title: /lessons take ${slot} title`,
  })
}

export function noSlot(): UserFacingError {
  return new UserFacingError(
    'no_slot',
    { zh: '请写上是第几个课例，例如：/lessons 认领 2 背影', en: 'Say which lesson, such as: /lessons take 2 title' },
    { zh: '各课例的序号：/lessons', en: 'Their numbers: /lessons' },
  )
}

export function noResource(slot: number): UserFacingError {
  return new UserFacingError(
    'no_resource',
    {
      zh: `请写上要交的资源编号，例如：/lessons ${slot} #128`,
      en: `Write the number of the resource, such as: /lessons ${slot} #128`,
    },
    { zh: '发送 /mine 查看自己的资源编号。', en: 'Send /mine for the numbers of your own.' },
  )
}

export function adminsOnly(): UserFacingError {
  return new UserFacingError('not_for_you', {
    zh: '课例由管理员审定，资料齐全后请联系管理员。',
    en: 'Lessons are approved by administrators; tell one when yours is complete.',
  })
}
