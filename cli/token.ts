import { createToken, listTokens, revokeToken } from '#db/tokens.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'

type Common = { json?: boolean; school?: string }

/** `token create`: prints the token, this once. With `--member` it sees what that member sees. */
export async function create(io: Io, options: Common & { name: string; member?: number }): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const { member } = options
    if (member !== undefined) {
      const found = await db
        .selectFrom('member')
        .select('id')
        .where('school_id', '=', school.id)
        .where('id', '=', member)
        .executeTakeFirst()
      if (!found) {
        throw new UserFacingError('no_member', {
          zh: `没有编号为 ${member} 的成员。`,
          en: `There is no member ${member}.`,
        })
      }
    }
    const { token } = await createToken(db, {
      schoolId: school.id,
      name: options.name,
      ...(member !== undefined && { memberId: member }),
      now: systemClock.now(),
    })
    if (options.json) return io.json({ token })
    io.print(token)
    io.say({
      zh: '请现在保存，之后无法再次查看。用法：Authorization: Bearer <令牌>',
      en: 'Keep it now; it is not shown again. Use it as Authorization: Bearer <token>',
    })
  })
}

/** `token list`: names and states, never secrets. */
export async function list(io: Io, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const tokens = await listTokens(db, school.id)
    if (options.json) return io.json({ tokens })
    for (const { id, name, created_at, revoked_at } of tokens) {
      io.print([id, name, created_at.toISOString(), revoked_at === null ? '' : 'revoked'].join('\t'))
    }
  })
}

/** `token revoke <id>`. */
export async function revoke(io: Io, id: number, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    if (!(await revokeToken(db, school.id, id, systemClock.now()))) {
      throw new UserFacingError('no_token', {
        zh: `没有编号为 ${id} 的有效令牌，用 gongxiang token list 查看。`,
        en: `There is no valid token ${id}; see gongxiang token list.`,
      })
    }
    if (options.json) return io.json({ revoked: id })
    io.say({ zh: `令牌 ${id} 已作废。`, en: `Token ${id} is revoked.` })
  })
}
