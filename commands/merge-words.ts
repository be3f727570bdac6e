import { formatPoints } from '#db/ledger/amount.ts'
import type { FoundMember } from '#db/rows/find-member.ts'
import type { Moved } from '#db/rows/merge-tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'

/** What went over: `3 份资源、24.00 分已归到一处。` */
export function mergedText(moved: Pick<Moved, 'resources' | 'points' | 'lost'>): Text {
  const n = moved.resources.length
  const points = formatPoints(moved.points)
  const lost = formatPoints(moved.lost)
  const less = moved.lost > 0
  return {
    zh: `${n} 份资源、${points} 分已归到一处。${less ? `自己给自己、重复计的 ${lost} 分已冲回。` : ''}`,
    en: `${n} ${n === 1 ? 'resource' : 'resources'} and ${points} points came over.${less ? ` ${lost} that were for oneself or counted twice were taken back.` : ''}`,
  }
}

/** The one who is meant. Throws UserFacingError `no_member` or `several_members`; for administrators' eyes only. */
export function pickMember(found: readonly FoundMember[], said: string): FoundMember {
  const [first, second] = found
  if (!first) {
    throw new UserFacingError(
      'no_member',
      { zh: `没有叫「${said}」的成员。`, en: `There is no member “${said}”.` },
      { zh: '请写全名，或写编号，如 #7。', en: 'Give the full name, or the number, such as #7.' },
    )
  }
  if (!second) return first
  const list = (lang: 'zh' | 'en') => found.map((one) => whoIs(one)[lang]).join(lang === 'zh' ? '；' : '; ')
  throw new UserFacingError(
    'several_members',
    { zh: `有几位「${said}」：${list('zh')}。`, en: `There are several “${said}”: ${list('en')}.` },
    { zh: '请写编号，如 #7。', en: 'Give the number, such as #7.' },
  )
}

/** `李老师 #7（数学，feishu，待绑定）`. */
export function whoIs(one: FoundMember): Text {
  const parts = (waits: string) => [one.department, ...one.platforms, one.pending ? waits : undefined]
  const inside = (waits: string, comma: string) =>
    parts(waits)
      .filter((part) => part)
      .join(comma)
  const [zh, en] = [inside('待绑定', '，'), inside('not bound yet', ', ')]
  return { zh: `${one.name} #${one.id}${zh && `（${zh}）`}`, en: `${one.name} #${one.id}${en && ` (${en})`}` }
}
