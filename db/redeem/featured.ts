import type { ResourceCard } from '../rows/resources.ts'
import type { Reader } from '../schema.ts'
import { type Viewer, visibleTo } from '../sharing.ts'

/** Resources whose authors redeemed a place at the top, while it lasts; only what the viewer may see. */
export async function listFeatured(db: Reader, viewer: Viewer, now: Date, limit: number): Promise<ResourceCard[]> {
  return db
    .selectFrom('resource')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'resource.school_id').onRef('member.id', '=', 'resource.member_id'),
    )
    .selectAll('resource')
    .select('member.name as author_name')
    .where(visibleTo(viewer))
    .where('resource.status', '=', 'live')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('redemption')
          .select('redemption.id')
          .whereRef('redemption.school_id', '=', 'resource.school_id')
          .whereRef('redemption.resource_id', '=', 'resource.id')
          .where('redemption.delivery', '=', 'featured')
          .where('redemption.status', '=', 'delivered')
          .where('redemption.effect_until', '>', now),
      ),
    )
    .orderBy('resource.id', 'desc')
    .limit(limit)
    .execute()
}
