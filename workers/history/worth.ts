import type { FactPayload } from '#db/rows/fact-payloads.ts'
import { TYPES } from '#db/taxonomy.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Item, World } from './world.ts'

/** As the model calls them, where the catalogue says more. */
const SHORT: Record<string, string> = { reflection: '反思', video: '视频' }

type Words = {
  type?: string | undefined
  origin?: 'original' | 'adapted' | 'licensed_repost' | undefined
  scope?: 'school' | 'group' | 'district' | undefined
  subject?: string | undefined
  grade?: number | undefined
  unit?: string | undefined
  co_authors?: Record<string, number> | undefined
}

/** What a share of a history is worth, as its fact says it. Throws UserFacingError `history_type`. */
export function worth(world: World, by: string, said: Words): FactPayload<'resource.accepted'> {
  const wanted = said.type ?? 'material'
  const type =
    TYPES.find((one) => [one.key, one.label.zh, one.label.en, SHORT[one.key]].includes(wanted))?.key ??
    world.types.find((one) => one === wanted)
  if (type === undefined) {
    throw new UserFacingError('history_type', {
      zh: `没有“${wanted}”这个资源类型，可以写：${TYPES.map((one) => one.label.zh).join('、')}`,
      en: `“${wanted}” is no type of a resource; there are ${TYPES.map((one) => one.key).join(', ')}`,
    })
  }
  const shares = Object.entries(said.co_authors ?? {})
  return {
    author: world.person(by).id,
    type,
    origin: said.origin ?? 'original',
    scope: said.scope ?? 'school',
    subject: said.subject ?? null,
    grade: said.grade ?? null,
    unit: said.unit ?? null,
    ...(shares.length > 0 && { co_authors: shares.map(([name, share]) => ({ member: world.person(name).id, share })) }),
  }
}

/** The same backwards: what was said of an item. */
export function wordsOf({ payload }: Item): Words {
  const { type, origin, scope } = payload
  return {
    type,
    origin,
    scope,
    subject: payload.subject ?? undefined,
    grade: payload.grade ?? undefined,
    unit: payload.unit ?? undefined,
  }
}
