import { approversOf } from '#db/redeem/approvals.ts'
import { sharesOf } from '#db/redeem/payers.ts'
import type { Redemption } from '#db/redeem/tables.ts'
import { getMember } from '#db/rows/people.ts'
import type { Reader, Trx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { askApprover, toldOwner } from '#workers/view-redeem.ts'
import type { Context } from './command.ts'
import { tellOther } from './tell.ts'

/** Tells whoever can decide the next step. */
export async function askNext(ctx: Context, trx: Trx, row: Redemption, who: Text): Promise<void> {
  for (const memberId of await approversOf(trx, row)) {
    await tellOther(ctx, trx, {
      memberId,
      key: `redemption:${row.id}:ask:${row.step}`,
      view: (t) => askApprover(t, row, t(who)),
    })
  }
}

/** Whose redemption it is: a pooled one is the department's, whoever began it. */
export async function ownerOf(db: Reader, row: Redemption): Promise<Text> {
  const group =
    row.pooled && row.department_id !== null
      ? await db
          .selectFrom('department')
          .select(['name', 'name_en'])
          .where('school_id', '=', row.school_id)
          .where('id', '=', row.department_id)
          .executeTakeFirst()
      : undefined
  if (group) return { zh: group.name, en: group.name_en ?? group.name }
  const { name } = await getMember(db, row.school_id, row.member_id)
  return { zh: name, en: name }
}

/** Whose points a collection holds now. */
export async function giversOf(db: Reader, row: Redemption): Promise<number[]> {
  const held = (await sharesOf(db, row)).filter((share) => share.status === 'held')
  return [...new Set(held.map((share) => share.member_id))]
}

/** The others who gave to what one person ended: their points are back. */
export async function tellGivers(ctx: Context, trx: Trx, row: Redemption, givers: readonly number[]): Promise<void> {
  for (const memberId of givers) {
    if (memberId === ctx.member.id) continue
    await tellOther(ctx, trx, {
      memberId,
      key: `redemption:${row.id}:${row.status}`,
      view: (t) => toldOwner(t, row),
    })
  }
}

/** Its owner, and whoever gave to a pooled one. */
export async function tellPayers(ctx: Context, trx: Trx, row: Redemption): Promise<void> {
  const givers = row.pooled ? (await sharesOf(trx, row)).map((share) => share.member_id) : []
  for (const memberId of new Set([row.member_id, ...givers])) {
    await tellOther(ctx, trx, {
      memberId,
      key: `redemption:${row.id}:${row.status}`,
      view: (t) => toldOwner(t, row),
    })
  }
}
