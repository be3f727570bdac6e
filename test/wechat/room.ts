import { fileURLToPath } from 'node:url'
import { renderText } from '#bot/platforms/wechat/text/render.ts'
import type { Message as MessageRow } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { View } from '#workers/view.ts'
import type { OpenRoom, RoomParts } from '../room.ts'
import { actionOf, type Said, textOf } from '../said.ts'

import { type MovableClock, until } from '../school.ts'
import type { Road } from './rig.ts'
import { openService } from './service.ts'
import { worlds } from './story-puppet.ts'
import { openWechatWorld, type Person, type Room, type WechatWorld } from './world.ts'

const PEOPLE = { li: '李老师', wang: '王老师', zhang: '张老师', chen: '陈组长', zhao: '赵主任', xiaoming: '小明' }
const GROUPS = { beike: '备课组', yingyu: '英语组' }

/**
 * WeChat as a school's room, through the whole program: the environment names the puppet, the program makes it, real
 * wechaty runs on it, over gRPC on the service road. People act in the world and press a button by its number.
 */
export function wechatRoom(road: Road, see?: (world: WechatWorld) => void, env: Record<string, string> = {}): OpenRoom {
  return async (clock: Clock) => {
    const world = openWechatWorld(() => clock.now().getTime())
    see?.(world)
    const people = new Map<string, Person>()
    for (const [id, name] of Object.entries(PEOPLE)) people.set(id, world.person(name, `wxid_${id}`))
    const groups = new Map<string, Room>()
    for (const [id, topic] of Object.entries(GROUPS)) groups.set(id, world.room(topic, [...people.values()]))
    const { token, endpoint, close } = await open(road, world)
    const advance = 'advance' in clock ? (clock as MovableClock).advance : undefined
    let parts: RoomParts | undefined
    /** What people did and the program has not committed yet, by the message's id. */
    const deeds = new Set<string>()
    const deed = (id: string) => {
      deeds.add(id)
      return id
    }

    const the = () => {
      if (!parts) throw new Error('the room was not attached')
      return parts
    }
    const heard = async () => {
      const rows = await the().db.selectFrom('intake').select('event_key').where('platform', '=', 'wechat').execute()
      return new Set(rows.map((row) => row.event_key.slice(world.botId.length + 1)))
    }
    const person = (id: string) => get(people, id)
    const placeOf = (key: string) => (key.startsWith('direct:') ? world.botId : get(groups, key).id)
    const keyOf = (to: string) => {
      for (const [key, room] of groups) if (room.id === to) return key
      for (const [key, one] of people) if (one.id === to) return `direct:${key}`
      return to
    }

    return {
      env: {
        WECHAT_ENABLED: 'true',
        WECHATY_PUPPET:
          road === 'service' ? 'wechaty-puppet-service' : fileURLToPath(new URL('./story-puppet.ts', import.meta.url)),
        WECHATY_PUPPET_SERVICE_TOKEN: token,
        ...(endpoint !== undefined && { WECHATY_PUPPET_SERVICE_ENDPOINT: endpoint }),
        WECHAT_ROOMS: Object.values(GROUPS).join('，'),
        WECHAT_MIN_INTERVAL_MS: '0',
        WECHAT_MAX_PER_MINUTE: '600',
        WECHAT_MAX_PER_ROOM_HOUR: '3600',
        WECHAT_MAX_PER_DAY: '100000',
        ...env,
      },
      attach(given) {
        parts = given
      },
      async ready() {
        // What is said before the account is in is lost, as in WeChat: so it is greeted until it hears.
        await until(async () => {
          world.says(person('li'), placeOf('beike'), '早')
          return (await heard()).size > 0
        }, 'the account did not come online')
      },
      async said() {
        const rows = await the()
          .db.selectFrom('message')
          .selectAll()
          .where('status', '=', 'sent')
          .orderBy('id')
          .execute()
        return world.sent.flatMap((one) => saidOf(one, rows, keyOf(one.to)))
      },
      async says(id, chat, text) {
        deed(world.says(person(id), placeOf(chat), text.replace(/^@\S+ /, '@小享\u2005')))
      },
      async drops(id, chat, name, bytes) {
        // Files of one minute share a message; in the stories each has its own minute.
        advance?.(61_000)
        return numberOf(deed(world.uploads(person(id), placeOf(chat), name, bytes)))
      },
      async presses(id, post, label, more) {
        if (Object.keys(more).length > 0) throw new Error('WeChat has no forms to fill in')
        const { choices } = renderText(post.view, { lang: 'zh-CN' })
        const wanted = JSON.stringify(actionOf(post.view, label).args)
        const place = choices.numbered.findIndex((one) => JSON.stringify(one.args) === wanted && fits(one.label, label))
        if (place === -1) throw new Error(`nothing to answer with for ${label}: ${post.text}`)
        deed(world.says(person(id), placeOf(post.chat), String(place + 1)))
      },
      async recalls(id, chat, post) {
        deed(world.recalls(person(id), placeOf(chat), `msg_${post}`))
      },
      async waiting() {
        const known = await heard()
        for (const id of deeds) if (known.has(id)) deeds.delete(id)
        return deeds.size
      },
      close: async () => close(),
    }
  }
}

let count = 0

async function open(
  road: Road,
  world: WechatWorld,
): Promise<{ token: string; endpoint?: string; close(): void | Promise<void> }> {
  if (road === 'service') return openService(world)
  count += 1
  const token = `in process ${count}`
  worlds.set(token, world)
  return { token, close: () => void worlds.delete(token) }
}

/** A post with the View it shows, at its first message; what follows in further parts belongs to it. */
function saidOf(one: WechatWorld['sent'][number], rows: readonly MessageRow[], chat: string): Said[] {
  const row = rows.find((message) => message.ref === one.id)
  if (!row) return []
  const view = row.view as View
  return [{ id: numberOf(one.id), chat, view, edited: false, replyTo: null, text: textOf(view) }]
}

const numberOf = (id: string) => Number(id.slice('msg_'.length))

const fits = (label: string, wanted: string | RegExp) =>
  typeof wanted === 'string' ? label === wanted : wanted.test(label)

function get<T>(map: ReadonlyMap<string, T>, key: string): T {
  const found = map.get(key)
  if (!found) throw new Error(`there is no ${key}`)
  return found
}
