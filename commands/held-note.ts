import { heldFor } from '#db/fairplay/flags.ts'
import type { Block } from '#workers/view.ts'
import type { Context } from './command.ts'

/** That some of one's own awards wait to be looked at: without a reason, a number or a name, and only to oneself. */
export async function heldNote(ctx: Context, author: number, resource?: number): Promise<Block[]> {
  const { t, db, school, member, now } = ctx
  if (author !== member.id) return []
  const { facts } = await heldFor(db, school.id, {
    member: member.id,
    now,
    ...(resource !== undefined && { resource }),
  })
  if (facts === 0) return []
  return [
    {
      kind: 'note',
      text: t({
        zh: `另有 ${facts} 条待核实，核实后入账；这不是结论。`,
        en: `${facts} more ${facts === 1 ? 'waits' : 'wait'} to be looked at and will be posted then; nothing is decided.`,
      }),
    },
  ]
}
