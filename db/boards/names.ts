import type { Text } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import type { BoardVisibility } from '../schema.ts'

/** A member as a board may name them: 实名, 花名, 匿名. Who is hidden (不上榜) never gets here. */
export function boardName(member: { name: string; alias: string | null; board_visibility: BoardVisibility }): Text {
  if (member.board_visibility === 'real_name') return same(showable(member.name, 40))
  const alias = member.alias?.trim()
  if (member.board_visibility === 'alias' && alias) return same(showable(alias, 40))
  return { zh: '匿名老师', en: 'Anonymous teacher' }
}

/** A department or school under both its names. */
export function groupName(group: { name: string; name_en: string | null }): Text {
  return { zh: showable(group.name, 40), en: showable(group.name_en ?? group.name, 40) }
}

function same(name: string): Text {
  return { zh: name, en: name }
}
