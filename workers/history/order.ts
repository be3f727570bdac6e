import { change } from './changes.ts'
import { DEEDS, type DeedName } from './format.ts'
import { instant, minor, type World } from './world.ts'

/** Deeds that keep order: selections, cases, withdrawals, signals, spending, corrections by hand. */
export async function order(world: World, name: DeedName, raw: unknown, at: Date): Promise<void> {
  const id = (who: string) => world.person(who).id
  const approvals = (given: readonly string[] | undefined) => given?.map(id) ?? [-1, -2]
  switch (name) {
    case 'select': {
      const said = DEEDS.select.parse(raw)
      const item = world.item(said.select)
      const key = `selected:${world.number('selection', said.selection)}:${item.id}`
      const payload = { author: id(item.by), co_authors: item.payload.co_authors, level: said.level }
      return world.write('case.selected', key, at, payload, { resource: item.id })
    }
    case 'report_duplicate': {
      const said = DEEDS.report_duplicate.parse(raw)
      const report = world.number('report', said.report_duplicate)
      return world.write('duplicate.reported', `duplicate-reported:${report}`, at, { report }, { actor: id(said.by) })
    }
    case 'case': {
      const said = DEEDS.case.parse(raw)
      const item = said.resource === undefined ? undefined : world.item(said.resource)
      const number = world.number('case', said.case)
      const payload = {
        case: number,
        ruling: said.ruling,
        member: said.against === undefined ? (item?.payload.author ?? 0) : id(said.against),
        approvals: approvals(said.approvals),
        ...(said.repeat && { repeat: true }),
        ...(said.of && { facts: world.keysOf(said.of) }),
        ...(said.original !== undefined && { original: world.item(said.original).id }),
      }
      return world.write('case.decided', `case:${number}`, at, payload, { resource: item?.id })
    }
    case 'overturn': {
      const number = world.number('case', DEEDS.overturn.parse(raw).overturn)
      return world.write('case.overturned', `case-overturned:${number}`, at, { case: number })
    }
    case 'overturn_review': {
      for (const of of world.keysOf([DEEDS.overturn_review.parse(raw).overturn_review])) {
        await world.write('review.overturned', `overturned:${of}`, at, { of })
      }
      return
    }
    case 'withdraw': {
      const said = DEEDS.withdraw.parse(raw)
      const item = world.item(said.withdraw)
      const payload = { why: said.why, ...(item.acceptedAt && { accepted_at: item.acceptedAt.toISOString() }) }
      return world.write('resource.withdrawn', `withdrawn:${item.id}:${world.turn()}`, at, payload, {
        actor: id(item.by),
        resource: item.id,
      })
    }
    case 'restore': {
      const item = world.item(DEEDS.restore.parse(raw).restore)
      return world.write(
        'resource.restored',
        `restored:${item.id}:${world.turn()}`,
        at,
        {},
        { actor: id(item.by), resource: item.id },
      )
    }
    case 'freeze': {
      const item = world.item(DEEDS.freeze.parse(raw).freeze)
      return world.write('resource.frozen', `frozen:${item.id}:${world.turn()}`, at, {}, { resource: item.id })
    }
    case 'fix': {
      const item = world.item(DEEDS.fix.parse(raw).fix)
      return world.write('resource.fixed', `fixed:${item.id}:${world.turn()}`, at, {}, { resource: item.id })
    }
    case 'flag': {
      const said = DEEDS.flag.parse(raw)
      const flag = world.number('flag', said.flag)
      const until = said.until === undefined ? undefined : instant(said.until, world.zone).toISOString()
      const payload = { flag, signal: 'history', facts: world.keysOf(said.of), until, effect: said.effect }
      return world.write('flag.raised', `flag:${flag}:${world.turn()}`, at, payload)
    }
    case 'decide': {
      const said = DEEDS.decide.parse(raw)
      const flag = world.number('flag', said.decide)
      return world.write('flag.decided', `flag-decided:${flag}:${world.turn()}`, at, { flag, outcome: said.outcome })
    }
    case 'redeem': {
      const said = DEEDS.redeem.parse(raw)
      if (!(await world.affords(said.by, minor(said.redeem), at, `redeem ${said.redeem}`))) return
      const redemption = world.number('redemption', `#${world.turn()}`)
      const payload = { redemption, amount: minor(said.redeem) }
      await world.write('redemption.held', `redemption:${redemption}:held`, at, payload, { actor: id(said.by) })
      return world.write('redemption.captured', `redemption:${redemption}:captured`, at, payload, {
        actor: id(said.by),
      })
    }
    case 'hold': {
      const said = DEEDS.hold.parse(raw)
      if (!(await world.affords(said.by, minor(said.points), at, `hold ${said.hold}`))) return
      const number = world.number('redemption', said.hold)
      world.holds.set(said.hold, { by: said.by, points: minor(said.points), number })
      const payload = { redemption: number, amount: minor(said.points) }
      return world.write('redemption.held', `redemption:${number}:held`, at, payload, { actor: id(said.by) })
    }
    case 'capture':
    case 'release': {
      const which = name === 'capture' ? DEEDS.capture.parse(raw).capture : DEEDS.release.parse(raw).release
      if (world.refused.some((one) => one.what === `hold ${which}`)) return
      const { by, points, number } = world.held(which)
      const kind = name === 'capture' ? 'redemption.captured' : 'redemption.released'
      return world.write(
        kind,
        `redemption:${number}:${name}d`,
        at,
        { redemption: number, amount: points },
        { actor: id(by) },
      )
    }
    case 'adjust': {
      const said = DEEDS.adjust.parse(raw)
      const payload = {
        ticket: said.adjust,
        contribution: minor(said.contribution),
        spendable: minor(said.spendable),
        approvals: approvals(said.approvals),
      }
      return world.write('points.adjusted', `adjusted:${said.adjust}:${id(said.by)}`, at, payload, {
        actor: id(said.by),
      })
    }
    case 'lock': {
      const { lock } = DEEDS.lock.parse(raw)
      return world.write('term.locked', `locked:${lock}`, at, { term: lock })
    }
    default:
      return change(world, name, raw, at)
  }
}
