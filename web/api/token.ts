import type { Context, MiddlewareHandler } from 'hono'
import { getMember } from '#db/rows/people.ts'
import type { Db } from '#db/schema.ts'
import { type Viewer, viewerOf } from '#db/sharing.ts'
import { findToken } from '#db/tokens.ts'
import { refuse } from '../errors.ts'

export type ApiEnv = { Variables: { viewer: Viewer } }

/**
 * Lets in who presents a good bearer token and says on whose behalf: a member, or the school's administration. 401
 * without a good token; 403 when its member has left the school.
 */
export function needToken(db: Db): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const presented = /^Bearer ([\w.~+/-]{8,200}=*)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const token = presented === undefined ? undefined : await findToken(db, presented)
    if (!token) return unauthorised(c)
    if (token.memberId === undefined) {
      c.set('viewer', { schoolId: token.schoolId, memberId: undefined, role: 'admin', departmentId: undefined })
    } else {
      const member = await getMember(db, token.schoolId, token.memberId)
      if (member.left_at !== null) {
        return refuse(c, 403, 'member_left', {
          zh: '这个令牌的持有人已离开学校。',
          en: 'The holder of this token has left the school.',
        })
      }
      c.set('viewer', viewerOf(member))
    }
    await next()
  }
}

function unauthorised(c: Context): Response {
  c.header('www-authenticate', 'Bearer realm="gongxiang"')
  return refuse(
    c,
    401,
    'token_wrong',
    { zh: '需要有效的访问令牌。', en: 'A valid access token is needed.' },
    {
      zh: '管理员可以用 gongxiang token create 新建，放在 Authorization: Bearer … 中。',
      en: 'An administrator makes one with gongxiang token create; send it as Authorization: Bearer …',
    },
  )
}
