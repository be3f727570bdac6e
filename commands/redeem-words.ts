export const OPS = [
  'list',
  'mine',
  'todo',
  'choose',
  'confirm',
  'cancel',
  'give',
  'back',
  'approve',
  'refuse',
  'none',
  'deliver',
  'off',
  'on',
] as const
export type Op = (typeof OPS)[number]

const WITH_NUMBER: readonly [RegExp, Op][] = [
  [/^(?:确认|确定|confirm)$/i, 'confirm'],
  [/^(?:取消|不换了|cancel)$/i, 'cancel'],
  [/^(?:退出|退回我的|退股|back|leave)$/i, 'back'],
  [/^(?:通过|同意|批准|approve|accept)$/i, 'approve'],
  [/^(?:不通过|退回|拒绝|驳回|refuse|reject)$/i, 'refuse'],
  [/^(?:无货|缺货|没货|none)$/i, 'none'],
  [/^(?:已发|已发放|发放|收到|已收到|我已收到|delivered|deliver|received)$/i, 'deliver'],
]

/** Typed words after `/redeem`, as the buttons' arguments. */
export function fromWords(rest: string): Record<string, string | undefined> | undefined {
  const text = rest.normalize('NFKC').trim()
  if (text === '') return { op: 'list' }
  if (/^(?:我的|记录|mine|history)$/i.test(text)) return { op: 'mine' }
  if (/^(?:待办|审批|待审批|todo|queue)$/i.test(text)) return { op: 'todo' }
  const [first = '', second, ...more] = text.split(/\s+/)
  const op = WITH_NUMBER.find(([words]) => words.test(first))?.[1]
  const number = second === undefined ? undefined : /^#?(\d{1,10})$/.exec(second)?.[1]
  // `/redeem 确认` alone: which one is asked for.
  if (op) return { op, ...(number && { id: number, ...(more.length > 0 && { reason: more.join(' ') }) }) }
  const switched = /^(?:(关闭|停用|off)|(?:开启|启用|on))\s+(.+)$/i.exec(text)
  if (switched?.[2]) return { op: switched[1] ? 'off' : 'on', what: switched[2] }
  const given = /^(.+?)\s*(?:出|投|give)\s*(\d+(?:\.\d{1,2})?)\s*分?$/i.exec(text)
  if (given?.[1] && given[2]) return { op: 'choose', what: given[1], amount: given[2] }
  const withResource = /^(.+?)\s+#?(\d{1,10})$/.exec(text)
  if (withResource?.[1] && withResource[2]) return { op: 'choose', what: withResource[1], resource: withResource[2] }
  return { op: 'choose', what: text.replace(/^#/, '') }
}
