import { EXEMPTION_LABELS } from '#db/terms/exempt.ts'
import type { QuotaSheet } from '#db/terms/quota.ts'
import type { Text } from '#kit/lang.ts'

/** A sheet in words: the result first, then how much time is left. */
export function quotaLines(sheet: QuotaSheet, days: number): Text[] {
  if (sheet.exempt) {
    const why = EXEMPTION_LABELS[sheet.exempt]
    return [
      {
        zh: `本学期免任务（${why.zh}）。您已分享原创 ${sheet.done} 件，积分照常。`,
        en: `Exempt this term (${why.en}). You shared ${sheet.done} original(s), which earn as ever.`,
      },
    ]
  }
  const left = Math.max(0, sheet.due - sheet.done)
  const part: Text[] =
    sheet.joinedOn === undefined
      ? []
      : [
          {
            zh: `您 ${sheet.joinedOn} 加入，按在校天数折算为 ${sheet.due} 件。`,
            en: `You joined on ${sheet.joinedOn}, so ${sheet.due} are owed, by days.`,
          },
        ]
  return [
    left === 0
      ? {
          zh: `已达标：原创 ${sheet.done}/${sheet.due} 件。感谢您的分享。`,
          en: `Met: ${sheet.done} of ${sheet.due} originals. Thank you for sharing.`,
        }
      : {
          zh: `原创 ${sheet.done}/${sheet.due} 件，还差 ${left} 件，离学期结束 ${days} 天。`,
          en: `${sheet.done} of ${sheet.due} originals; ${left} to go, ${days} days left.`,
        },
    ...part,
  ]
}
