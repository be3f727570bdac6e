import type { FactPayload } from '#db/rows/fact-payloads.ts'
import { DEEDS, type DeedName } from './format.ts'
import { meet } from './meetings.ts'
import { instant, minor, type World } from './world.ts'
import { wordsOf, worth } from './worth.ts'

/** Writes the facts of one deed of a history. */
export async function act(world: World, name: DeedName, raw: unknown, at: Date): Promise<void> {
  const id = (who: string) => world.person(who).id
  switch (name) {
    case 'share': {
      const said = DEEDS.share.parse(raw)
      const resource = world.number('resource', said.share)
      const payload = worth(world, said.by, said)
      if (said.submitted !== undefined) payload.submitted_at = instant(said.submitted, world.zone).toISOString()
      if (said.content !== undefined) payload.blob_sha256 = said.content
      if (said.unpaid) payload.unpaid = true
      if (said.new_version_of !== undefined) {
        const earlier = world.item(said.new_version_of)
        payload.like = { of: earlier.id, work: earlier.id, own: earlier.by === said.by, alike: said.alike ?? 0.5 }
      }
      world.items.set(said.share, {
        id: resource,
        name: said.share,
        by: said.by,
        school: world.person(said.by).school,
        payload,
        acceptedAt: at,
      })
      return world.write('resource.accepted', `accepted:${resource}`, at, payload, { actor: id(said.by), resource })
    }
    case 'correct': {
      const said = DEEDS.correct.parse(raw)
      const item = world.item(said.correct)
      const payload = { ...item.payload, ...worth(world, item.by, { ...wordsOf(item), ...said }) }
      item.payload = payload
      const { author, co_authors, type, origin, scope, subject, grade, unit } = payload
      const changed = { author, co_authors, type, origin, scope, subject, grade, unit }
      return world.write('resource.corrected', `corrected:${item.id}:${world.turn()}`, at, changed, {
        actor: id(item.by),
        resource: item.id,
      })
    }
    case 'download': {
      const said = DEEDS.download.parse(raw)
      const item = world.item(said.download)
      const people = Array.isArray(said.by) ? said.by : await crowd(world, said.by)
      for (const [nth, who] of people.entries()) {
        const { id: actor, school, role } = world.person(who)
        const key = `downloaded:${item.id}:${actor}`
        const payload = {
          author: id(item.by),
          type: item.payload.type,
          role,
          ...(school !== undefined && school !== item.school && { from_school: school }),
        }
        await world.write('resource.downloaded', key, new Date(at.getTime() + nth * 1_000), payload, {
          actor,
          resource: item.id,
        })
      }
      return
    }
    case 'rate': {
      const said = DEEDS.rate.parse(raw)
      const item = world.item(said.rate)
      for (const who of said.by) {
        const { id: actor, role } = world.person(who)
        const payload: FactPayload<'resource.rated'> = {
          author: id(item.by),
          co_authors: (item.payload.co_authors ?? []).map((one) => one.member),
          stars: said.stars,
          comment_chars: said.comment === undefined ? said.chars : [...said.comment].length,
          had_download: said.downloaded,
          rater: said.rater ?? (role === 'pupil' ? 'student' : 'teacher'),
          seconds_since_download: said.seconds_since_download,
          pages: said.pages,
        }
        await world.write('resource.rated', `rated:${item.id}:${actor}:${world.turn()}`, at, payload, {
          actor,
          resource: item.id,
        })
      }
      return
    }
    case 'audit': {
      const said = DEEDS.audit.parse(raw)
      for (const one of [said.audit].flat()) {
        const item = world.item(one)
        const since = said.since === undefined ? (item.acceptedAt ?? at) : instant(said.since, world.zone)
        const payload = { author: id(item.by), decision: said.decision, since: since.toISOString() }
        await world.write('review.decided', `audited:${item.id}:${world.turn()}`, at, payload, {
          actor: id(said.by),
          resource: item.id,
        })
      }
      return
    }
    case 'request': {
      const said = DEEDS.request.parse(raw)
      if (!(await world.affords(said.by, minor(said.bounty), at, `request ${said.request}`))) return
      const request = world.number('request', said.request)
      world.requests.set(said.request, { asker: said.by, bounty: minor(said.bounty) })
      return world.write(
        'request.posted',
        `request:${request}`,
        at,
        { request, bounty: minor(said.bounty) },
        { actor: id(said.by) },
      )
    }
    case 'fulfil': {
      const said = DEEDS.fulfil.parse(raw)
      if (world.refused.some((one) => one.what === `request ${said.fulfil}`)) return
      const request = world.number('request', said.fulfil)
      const { asker, bounty } = world.request(said.fulfil)
      return world.write(
        'request.fulfilled',
        `fulfilled:${request}`,
        at,
        { request, asker: id(asker), bounty },
        { actor: id(said.by) },
      )
    }
    case 'close': {
      const said = DEEDS.close.parse(raw)
      if (world.refused.some((one) => one.what === `request ${said.close}`)) return
      const request = world.number('request', said.close)
      const { asker, bounty } = world.request(said.close)
      return world.write('request.closed', `closed:${request}`, at, { request, bounty }, { actor: id(asker) })
    }
    case 'loan': {
      const said = DEEDS.loan.parse(raw)
      const loan = world.number('loan', said.loan)
      const [borrower, lender] = [world.person(said.borrower), world.person(said.lender)]
      const cross_school = said.cross_school ?? borrower.school !== lender.school
      const payload = { loan, lender: lender.id, on_time: said.on_time, intact: said.intact, cross_school }
      return world.write('loan.returned', `returned:${loan}`, at, payload, { actor: borrower.id })
    }
    default:
      return meet(world, name, raw, at)
  }
}

/** People without a name, who only download. */
async function crowd(
  world: World,
  given: { count: number; school?: string | undefined; role?: 'teacher' | 'pupil' | undefined },
): Promise<string[]> {
  const names: string[] = []
  for (let nth = 0; nth < given.count; nth += 1) {
    const name = `#${world.turn()}`
    await world.addMember(name, { school: given.school, ...(given.role && { role: given.role }) })
    names.push(name)
  }
  return names
}
