import { formatPoints } from '#db/ledger/amount.ts'
import { policyAt } from '#db/policy/at.ts'
import { changeText, isSecret, policyDiff } from '#db/policy/diff.ts'
import { nextPolicy } from '#db/policy/next.ts'
import { openBatches, postDueBatches } from '#db/policy/retro.ts'
import type { Db, School } from '#db/schema.ts'
import { clockFace } from '#kit/zone.ts'
import type { NightStep } from '../night/steps.ts'
import { marksTold, markTold, tellMany } from '../terms/tell.ts'
import { sentence } from '../view.ts'

const CHANGES_TOLD = 5

/** What became due of the rules: the next version is announced, retroactive batches are announced and then posted. */
export const policies: NightStep = {
  name: 'policies',
  run: async (db, school, now) => {
    await announceVersion(db, school, now)
    await announceBatches(db, school, now)
    await db.transaction().execute((trx) => postDueBatches(trx, school.id, now))
  },
}

/** Everybody is told once, in private, of a version that is not in force yet. */
export async function announceVersion(db: Db, school: School, now: Date): Promise<number> {
  const next = await nextPolicy(db, school.id, now)
  if (!next || (await marksTold(db, school.id, next.version)).has('policy')) return 0
  const changes = policyDiff(await policyAt(db, school.id, now), next.policy).filter((change) => !isSecret(change))
  const people = await db
    .selectFrom('member')
    .select('id as member')
    .where('school_id', '=', school.id)
    .where('role', '<>', 'pupil')
    .where('left_at', 'is', null)
    .where('pending_since', 'is', null)
    .orderBy('id')
    .execute()
  const told = await tellMany(db, school.id, people, {
    key: ({ member }) => `policy:${next.version}:${member}`,
    view: () => (t, lang) => {
      const at = clockFace(next.effectiveFrom, school.time_zone, lang)
      const some = changes.slice(0, CHANGES_TOLD).map((change) => t(changeText(change)))
      const more = changes.length > CHANGES_TOLD
      return sentence(
        t({
          zh: `新的积分规则 ${next.version} 从 ${at} 起生效，共 ${changes.length} 处变化：${some.join('；')}${more ? '…' : ''}。已有的积分不变。`,
          en: `New points rules, ${next.version}, are in force from ${at}; ${changes.length} change(s): ${some.join('; ')}${more ? ' …' : ''}. Points already given stay.`,
        }),
        { actions: [{ label: t({ zh: '查看', en: 'Show' }), command: 'rules', args: { part: 'next' } }] },
      )
    },
    now,
  })
  await markTold(db, school.id, { term: next.version, mark: 'policy', now, told })
  return told
}

/** Who is concerned by a batch that two people approved hears what it gives, or takes, before it is posted. */
async function announceBatches(db: Db, school: School, now: Date): Promise<void> {
  for (const batch of await openBatches(db, school.id)) {
    const mark = `retro-${batch.id}`
    if (!batch.approved || (await marksTold(db, school.id, batch.version)).has(mark)) continue
    const told = await tellMany(db, school.id, batch.rows, {
      key: ({ member }) => `${mark}:${member}`,
      view: (row) => (t, lang) =>
        sentence(
          t({
            zh: `规则 ${batch.version} 追溯（${batch.reason}）：您的贡献分${signed(row.contribution)}，可用积分${signed(row.spendable)}，${clockFace(batch.dueAt, school.time_zone, lang)} 后入账。有疑问请联系管理员。`,
            en: `The rules ${batch.version} are applied to the past (${batch.reason}): contribution ${signed(row.contribution)}, spendable ${signed(row.spendable)}, posted after ${clockFace(batch.dueAt, school.time_zone, lang)}. Ask an administrator if in doubt.`,
          }),
        ),
      now,
    })
    await markTold(db, school.id, { term: batch.version, mark, now, told })
  }
}

function signed(amount: number): string {
  return `${amount >= 0 ? '+' : ''}${formatPoints(amount)}`
}
