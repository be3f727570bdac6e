import { UserFacingError } from '#kit/errors.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import type { Thing, ThingKind } from './tables.ts'

/** A thing with what people need to know of it. */
export type ThingCard = Thing & { keeper: string; school: string; school_en: string; zone: string }

function cards(db: Reader) {
  return db
    .selectFrom('thing')
    .innerJoin('school', 'school.id', 'thing.school_id')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'thing.school_id').onRef('member.id', '=', 'thing.keeper_id'),
    )
    .selectAll('thing')
    .select([
      'member.name as keeper',
      'school.name as school',
      'school.name_en as school_en',
      'school.time_zone as zone',
    ])
}

/** What members of a school can use: its own things, and those that other schools share. Own ones first. */
export async function listThings(
  db: Reader,
  schoolId: string,
  { kinds, limit }: { kinds: readonly ThingKind[]; limit: number },
): Promise<ThingCard[]> {
  return cards(db)
    .where((eb) => eb.or([eb('thing.school_id', '=', schoolId), eb('thing.shared', '=', 'group')]))
    .where('thing.kind', 'in', [...kinds])
    .where('thing.status', '<>', 'retired')
    .orderBy((eb) => eb('thing.school_id', '<>', schoolId))
    .orderBy('thing.id')
    .limit(limit)
    .execute()
}

/** A thing that members of a school can use; undefined reads the same whether it is another's or missing. */
export async function findThing(db: Reader, schoolId: string, id: number): Promise<ThingCard | undefined> {
  return cards(db)
    .where('thing.id', '=', id)
    .where('thing.status', '<>', 'retired')
    .where((eb) => eb.or([eb('thing.school_id', '=', schoolId), eb('thing.shared', '=', 'group')]))
    .executeTakeFirst()
}

/** The same for changing what it is in: the row stays locked until the transaction ends. */
export async function lockThing(trx: Trx, thing: Pick<Thing, 'school_id' | 'id'>): Promise<Thing> {
  return trx
    .selectFrom('thing')
    .selectAll()
    .where('school_id', '=', thing.school_id)
    .where('id', '=', thing.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export async function insertThing(
  trx: Trx,
  given: { keeper: Member; kind: ThingKind; name: string; place?: string | undefined; now: Date },
): Promise<Thing> {
  return trx
    .insertInto('thing')
    .values({
      school_id: given.keeper.school_id,
      keeper_id: given.keeper.id,
      kind: given.kind,
      name: given.name,
      place: given.place ?? null,
      created_at: given.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Changes a thing; answers it as it is then. */
export async function setThing(
  trx: Trx,
  thing: Pick<Thing, 'school_id' | 'id'>,
  set: Partial<Pick<Thing, 'status' | 'shared' | 'asks' | 'name' | 'place'>>,
): Promise<void> {
  await trx.updateTable('thing').set(set).where('school_id', '=', thing.school_id).where('id', '=', thing.id).execute()
}

/** Whether somebody looks after a thing: its keeper, or an administrator of its school. */
export function keeps(member: Member, thing: Thing): boolean {
  return member.school_id === thing.school_id && (member.id === thing.keeper_id || member.role === 'admin')
}

export function noThing(id: number): UserFacingError {
  return new UserFacingError(
    'no_thing',
    { zh: `没有找到编号 ${id} 的物品或场地。`, en: `There is no thing or place no. ${id}.` },
    { zh: '可借的：/borrow；可预约的：/book', en: 'To borrow: /borrow; to book: /book' },
  )
}

export function notKeeper(): UserFacingError {
  return new UserFacingError('not_keeper', {
    zh: '只有保管人或管理员可以这样做。',
    en: 'Only its keeper or an administrator can do this.',
  })
}
