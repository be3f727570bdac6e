import { randomBytes } from 'node:crypto'
import type { Call, Reply, Route } from './http.ts'
import { chatOf, ok } from './message-routes.ts'
import { ApiRefusal, refusals } from './refusal.ts'
import type { Chat, User, World } from './world.ts'

/** Tokens, the bot, its chats and their members, contacts. `tokenSeconds`: how long a token lives. */
export function peopleRoutes(world: World, tokenSeconds: () => number): Route[] {
  return [
    {
      api: 'token',
      method: 'POST',
      path: /^\/auth\/v3\/tenant_access_token\/internal$/,
      open: true,
      handle(call) {
        if (call.json.app_id !== world.appId) throw new ApiRefusal(200, 10003, 'invalid app_id')
        if (call.json.app_secret !== world.appSecret) throw new ApiRefusal(200, 10014, 'app secret invalid')
        const token = `t-${randomBytes(16).toString('hex')}`
        world.tokens.set(token, performance.now() + tokenSeconds() * 1_000)
        return { code: 0, msg: 'ok', tenant_access_token: token, expire: tokenSeconds() }
      },
    },
    {
      api: 'bot.info',
      method: 'GET',
      path: /^\/bot\/v3\/info\/?$/,
      handle: () => ({
        code: 0,
        msg: 'ok',
        bot: {
          activate_status: 2,
          app_name: world.bot.name,
          avatar_url: '',
          ip_white_list: [],
          open_id: world.bot.openId,
        },
      }),
    },
    {
      api: 'chat.list',
      method: 'GET',
      path: /^\/im\/v1\/chats$/,
      handle: (call) => {
        const groups = [...world.chats.values()].filter((one) => one.kind === 'group' && one.hasBot && !one.disbanded)
        return page(call, groups, (chat) => ({ chat_id: chat.id, ...shownChat(chat) }))
      },
    },
    {
      api: 'chat.get',
      method: 'GET',
      path: /^\/im\/v1\/chats\/([^/]+)$/,
      handle(call) {
        const chat = chatOf(world, call.path[0] ?? '')
        if (!chat.hasBot) throw refusals.notInChat()
        return ok(shownChat(chat))
      },
    },
    {
      api: 'chat.members',
      method: 'GET',
      path: /^\/im\/v1\/chats\/([^/]+)\/members$/,
      handle(call) {
        if (!world.scopes.members) throw refusals.noScope('im:chat.members:read')
        const chat = chatOf(world, call.path[0] ?? '')
        if (!chat.hasBot) throw refusals.notInChat()
        const kind = call.query.get('member_id_type') ?? 'open_id'
        const users = [...chat.members].flatMap((id) => world.users.get(id) ?? [])
        return page(call, users, (user) => ({
          member_id: idOf(user, kind),
          member_id_type: kind,
          name: user.name,
          tenant_key: world.tenant,
        }))
      },
    },
    {
      api: 'user.get',
      method: 'GET',
      path: /^\/contact\/v3\/users\/([^/]+)$/,
      handle(call) {
        const kind = call.query.get('user_id_type') ?? 'open_id'
        const user = [...world.users.values()].find((one) => idOf(one, kind) === call.path[0])
        if (!user || user.hidden) throw refusals.unknownPerson()
        if (!world.scopes.contact) return ok({ user: { open_id: user.openId, union_id: user.unionId } })
        return ok({
          user: {
            name: user.name,
            open_id: user.openId,
            union_id: user.unionId,
            user_id: user.userId,
            department_ids: user.departments,
            status: { is_frozen: false, is_resigned: false, is_activated: true },
          },
        })
      },
    },
    {
      api: 'department.get',
      method: 'GET',
      path: /^\/contact\/v3\/departments\/([^/]+)$/,
      handle(call) {
        if (!world.scopes.contact) throw refusals.noScope('contact:department.base:readonly')
        const department = world.departments.get(call.path[0] ?? '')
        if (!department) throw new ApiRefusal(400, 43009, 'unauthorized department id')
        return ok({
          department: {
            name: department.name,
            open_department_id: department.id,
            department_id: department.id,
            parent_department_id: department.parent,
          },
        })
      },
    },
  ]
}

function idOf(user: User, kind: string): string {
  if (kind === 'union_id') return user.unionId
  return kind === 'user_id' ? user.userId : user.openId
}

function shownChat(chat: Chat): Record<string, unknown> {
  return {
    name: chat.name,
    description: '',
    owner_id: chat.owner,
    owner_id_type: 'open_id',
    chat_mode: chat.kind === 'p2p' ? 'p2p' : 'group',
    chat_type: 'private',
    external: chat.external,
    user_count: String(chat.members.size),
    bot_count: '1',
  }
}

function page<T>(call: Call, all: T[], show: (one: T) => Record<string, unknown>): Reply {
  const size = Number(call.query.get('page_size') ?? 20)
  if (!(size >= 1 && size <= 100)) throw refusals.badRequest('page_size')
  const at = Number(call.query.get('page_token') || 0)
  const more = at + size < all.length
  return ok({
    items: all.slice(at, at + size).map(show),
    has_more: more,
    page_token: more ? String(at + size) : '',
    member_total: all.length,
  })
}
