import type { LectureCard } from '#db/events/lectures.ts'
import type { LectureLevel } from '#db/events/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, View } from '#workers/view.ts'
import type { Context } from './command.ts'

/** A lecture as people read it. */
export function card({ t, zone, lang }: Context, event: LectureCard, materials: readonly number[]): View {
  return {
    title: event.title,
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: t({ zh: '主讲', en: 'Host' }), value: event.host },
          { label: t({ zh: '时间', en: 'Time' }), value: clockFace(event.starts_at, zone, lang) },
          ...(event.place === null ? [] : [{ label: t({ zh: '地点', en: 'Place' }), value: event.place }]),
          { label: t({ zh: '范围', en: 'For' }), value: t(LEVEL_NAMES[event.level]) },
          ...(materials.length === 0
            ? []
            : [{ label: t({ zh: '资料', en: 'Materials' }), value: materials.map((id) => `#${id}`).join(' ') }]),
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: `讲座 #${event.id} · 到场后发送 /签到 加现场的六位码`,
          en: `Lecture #${event.id} · there, send /lecture with the code of six digits`,
        }),
      },
    ],
  }
}

export const LEVEL_NAMES: Record<LectureLevel, Text> = {
  school: { zh: '校内', en: 'this school' },
  cross_school: { zh: '跨校', en: 'several schools' },
  district: { zh: '全区', en: 'the district' },
}

/** Whether the asker may manage it: the host, or an administrator of the school. */
export function hosts({ member, school }: Context, event: LectureCard): boolean {
  return event.school_id === school.id && (event.host_id === member.id || member.role === 'admin')
}

export function hostActions({ t }: Context, event: LectureCard): Action[] {
  const id = String(event.id)
  return [
    { label: t({ zh: '签到码', en: 'Code' }), command: 'lecture', args: { op: 'code', id }, style: 'primary' },
    {
      label: t({ zh: '结束', en: 'Close' }),
      command: 'lecture',
      args: { op: 'close', id },
      confirm: t({ zh: '结束后不能再签到。确定吗？', en: 'Nobody can check in then. Sure?' }),
    },
    {
      label: t({ zh: '取消', en: 'Call off' }),
      command: 'lecture',
      args: { op: 'cancel', id },
      confirm: t({ zh: '取消这场讲座？', en: 'Call it off?' }),
    },
  ]
}

export function noLecture(id: number): UserFacingError {
  return new UserFacingError(
    'no_lecture',
    { zh: `没有找到讲座 #${id}。`, en: `There is no lecture #${id}.` },
    { zh: '近期讲座：/lecture', en: 'Coming lectures: /lecture' },
  )
}

export function over(event: LectureCard): UserFacingError {
  return new UserFacingError('over', {
    zh: `「${event.title}」已经结束或取消，没有改动。`,
    en: `“${event.title}” is over or called off; nothing was changed.`,
  })
}
