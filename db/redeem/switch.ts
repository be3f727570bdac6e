import type { Trx } from '../schema.ts'

/** Takes an item of the catalogue off the list, or puts it back; doing it twice changes nothing. */
export async function setItemOff(
  trx: Trx,
  given: { schoolId: string; item: string; off: boolean; by: number; now: Date },
): Promise<void> {
  if (given.off) {
    await trx
      .insertInto('redemption_off')
      .values({ school_id: given.schoolId, item: given.item, by_id: given.by, at: given.now })
      .onConflict((conflict) => conflict.constraint('redemption_off__pkey').doNothing())
      .execute()
    return
  }
  await trx
    .deleteFrom('redemption_off')
    .where('school_id', '=', given.schoolId)
    .where('item', '=', given.item)
    .execute()
}
