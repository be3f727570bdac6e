import { sql } from 'kysely'
import { policyAt } from '#db/policy/at.ts'
import { findResource } from '#db/rows/resources.ts'
import { tellMember } from '#db/rows/tell.ts'
import type { Db } from '#db/schema.ts'
import { named } from '#kit/text.ts'
import { addDays } from '#kit/zone.ts'
import { sentence } from '../view.ts'

/**
 * Puts live resources whose mean is below the policy's into the review queue, once in a while, and tells the author
 * kindly. Nobody loses a point by it. Answers how many.
 */
export async function lookAtPoor(db: Db, school: { id: string; time_zone: string }, now: Date): Promise<number> {
  const policy = await policyAt(db, school.id, now)
  const rule = policy.rules['quality.bonus']
  const since = addDays(now, -policy.review.poor_again_days, school.time_zone)
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ resource_id: number; id: number }>`
      insert into second_look (school_id, resource_id, why, created_at)
      select quality.school_id, quality.resource_id, 'poor', ${now}
      from quality_state quality
      join resource on resource.school_id = quality.school_id and resource.id = quality.resource_id
      where quality.school_id = ${school.id} and resource.status = 'live' and resource.superseded_by is null
        and quality.mean < ${rule.review_again_below} and quality.ratings >= ${rule.min_ratings}
        and not exists (select from second_look look where look.school_id = quality.school_id
          and look.resource_id = quality.resource_id and look.why = 'poor' and look.created_at > ${since})
      order by quality.resource_id
      on conflict do nothing
      returning resource_id, id`.execute(trx)
    for (const row of rows) {
      const card = await findResource(trx, school.id, Number(row.resource_id))
      if (!card) continue
      await tellMember(trx, school.id, card.member_id, {
        key: `poor:${row.id}`,
        now,
        view: (t) =>
          sentence(
            t({
              zh: `您的${named(card.title)}最近的评价偏低，会请一位老师再看一遍，给您一些建议。`,
              en: `Your “${card.title}” was rated rather low lately; a colleague will look at it again and may suggest something.`,
            }),
            {
              about: { resource: card.id },
              note: t({
                zh: '已得的积分不会因此扣减。评语可以用 /comments 查看。',
                en: 'No points are taken for that. /comments shows what was said.',
              }),
              actions: [
                {
                  label: t({ zh: '看评语', en: 'Comments' }),
                  command: 'comments',
                  args: { id: String(card.id) },
                },
              ],
            },
          ),
      })
    }
    return rows.length
  })
}
