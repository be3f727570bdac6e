import { DEEDS, type DeedName } from './format.ts'
import { order } from './order.ts'
import type { World } from './world.ts'

/** Deeds of people who meet: panels, lectures, lessons that are watched or taught elsewhere. */
export async function meet(world: World, name: DeedName, raw: unknown, at: Date): Promise<void> {
  const id = (who: string) => world.person(who).id
  switch (name) {
    case 'judge': {
      const said = DEEDS.judge.parse(raw)
      const panel = world.number('panel', said.judge)
      for (const who of said.by)
        await world.write('panel.scored', `panel:${panel}:${id(who)}`, at, { panel }, { actor: id(who) })
      return
    }
    case 'panel_score': {
      const said = DEEDS.panel_score.parse(raw)
      const panel = world.turn()
      const { id: resource } = world.item(said.panel_score)
      return world.write('panel.concluded', `concluded:${panel}`, at, { panel, score: said.score }, { resource })
    }
    case 'lecture': {
      const { level, checked_in, materials, ...said } = DEEDS.lecture.parse(raw)
      const event = world.number('event', said.lecture)
      return world.write(
        'lecture.hosted',
        `lecture:${event}`,
        at,
        { event, level, checked_in, materials },
        { actor: id(said.by) },
      )
    }
    case 'attend': {
      const said = DEEDS.attend.parse(raw)
      const event = world.number('event', said.attend)
      for (const who of said.by)
        await world.write('lecture.attended', `attended:${event}:${id(who)}`, at, { event }, { actor: id(who) })
      return
    }
    case 'observe': {
      const said = DEEDS.observe.parse(raw)
      const event = world.number('lesson', said.observe)
      return world.write(
        'observation.feedback',
        `observed:${event}:${id(said.by)}`,
        at,
        { event, chars: said.chars },
        { actor: id(said.by) },
      )
    }
    case 'teach': {
      const said = DEEDS.teach.parse(raw)
      const key = `taught:${world.number('agreement', said.teach)}:${world.turn()}`
      return world.write('teaching.confirmed', key, at, { periods: said.periods }, { actor: id(said.by) })
    }
    default:
      return order(world, name, raw, at)
  }
}
