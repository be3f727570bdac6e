import { samePeople } from '#db/cases/persons.ts'
import { explain, type Line } from '#db/ledger/read.ts'
import { findResource } from '#db/rows/resources.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, Block, View } from '#workers/view.ts'
import type { Context } from './command.ts'
import { ACCOUNT_LABELS, ACCOUNTS, entryItem, entryName, labelOfEntry, signed } from './entry-words.ts'

/**
 * Explains one posting of the ledger: what it gave or moved, by which rule and version, what it takes back or what took
 * it back. Undefined when there is none that the asker may see: their own, or any for an administrator.
 */
export async function entryView(seq: number, ctx: Context): Promise<View | undefined> {
  const { db, school, member, t } = ctx
  const lines = await explain(db, school.id, { seq })
  const line = lines.find((one) => one.seq === seq)
  if (!line) return undefined
  const own = (await samePeople(db, school.id, [member.id])).has(line.memberId)
  if (!own && member.role !== 'admin') return undefined
  const others = lines.filter((one) => one.seq !== seq && one.memberId === line.memberId)
  return {
    title: `${t({ zh: `第 ${seq} 笔`, en: `Entry ${seq}` })}　${labelOfEntry(line, ctx)}`,
    blocks: [
      { kind: 'text', text: t(line.trace), style: 'strong' },
      { kind: 'fields', fields: await fields(line, own, ctx) },
      ...related(line, others, ctx),
      { kind: 'actions', actions: actions(line, own, ctx) },
    ],
    ...(line.resourceId !== undefined && { about: { resource: line.resourceId } }),
  }
}

/** The refusal reads the same for a posting of somebody else and for none. */
export function noEntry(seq: number): UserFacingError {
  return new UserFacingError(
    'no_entry',
    { zh: `您没有第 ${seq} 笔积分。`, en: `You have no entry ${seq}.` },
    { zh: '发 /why 看最近几笔。', en: '/why lists your latest entries.' },
  )
}

async function fields(line: Line, own: boolean, ctx: Context): Promise<{ label: string; value: string }[]> {
  const { t, zone, lang, db, school } = ctx
  const resource = line.resourceId === undefined ? undefined : await findResource(db, school.id, line.resourceId)
  const moves = ACCOUNTS.filter((account) => line.moves[account] !== 0)
  return [
    ...(own ? [] : [{ label: t({ zh: '姓名', en: 'Name' }), value: line.memberName }]),
    { label: t({ zh: '累计积分', en: 'Points' }), value: signed(line.amount) },
    ...moves.map((account) => ({
      label: t({ zh: `可用积分·${ACCOUNT_LABELS[account].zh}`, en: `Spendable, ${ACCOUNT_LABELS[account].en}` }),
      value: signed(line.moves[account]),
    })),
    ...(resource && maySee(resource.member_id, line, ctx)
      ? [
          {
            label: t({ zh: '资源', en: 'Resource' }),
            value: t({
              zh: `${named(resource.title)}（编号 ${resource.id}）`,
              en: `“${resource.title}” (no. ${resource.id})`,
            }),
          },
        ]
      : []),
    { label: t({ zh: '时间', en: 'When' }), value: clockFace(line.occurredAt, zone, lang) },
    { label: t({ zh: '规则版本', en: 'Version of the rules' }), value: line.policyVersion },
  ]
}

/** A title is shown to its author and to administrators; others open the resource by its number, where sharing is judged. */
function maySee(author: number, line: Line, { member }: Context): boolean {
  return member.role === 'admin' || (author === member.id && line.memberId === member.id)
}

function related(line: Line, others: readonly Line[], ctx: Context): Block[] {
  const { t } = ctx
  if (others.length === 0) return []
  const [first] = others
  const seq = first?.seq ?? 0
  const text =
    line.reverses !== undefined
      ? t({ zh: `退回的是第 ${line.reverses} 笔：`, en: `It takes back entry ${line.reverses}:` })
      : t({ zh: `已由${entryName(seq, ctx)}退回：`, en: `It was taken back by entry ${seq}:` })
  return [
    { kind: 'text', text },
    { kind: 'list', items: others.map((one) => entryItem(one, ctx)) },
  ]
}

function actions(line: Line, own: boolean, { t }: Context): Action[] {
  return [
    ...(line.resourceId === undefined
      ? []
      : [
          {
            label: t({ zh: '这份资源的积分', en: 'Points of this resource' }),
            command: 'why',
            args: { id: String(line.resourceId) },
          },
        ]),
    ...(own ? [{ label: t({ zh: '申诉', en: 'Appeal' }), command: 'appeal', args: { tx: String(line.seq) } }] : []),
    { label: t({ zh: '积分规则', en: 'Rules' }), command: 'rules', args: {} },
  ]
}
