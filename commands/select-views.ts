import { objectionsOf } from '#db/honours/objections.ts'
import { candidatesOf, listSelections, type Selection, type ShownCandidate } from '#db/honours/selections.ts'
import type { SelectionKind } from '#db/honours/tables.ts'
import { named } from '#kit/text.ts'
import { dayOf } from '#kit/zone.ts'
import { type Action, type Block, type ListItem, sentence, type View } from '#workers/view.ts'
import type { Answer, Context } from './command.ts'

/** What is under way and what ended lately. */
export async function listView(ctx: Context, kinds: readonly SelectionKind[]): Promise<View> {
  const { t, db, school, member } = ctx
  const all = await listSelections(db, school.id, kinds, 20)
  const shown = all
    .filter((one) => one.kind === 'case' || one.status !== 'open' || member.role === 'admin')
    .slice(0, 10)
  if (shown.length === 0) {
    return sentence(
      t({ zh: '现在没有评选。', en: 'There is no selection now.' }),
      member.role === 'admin'
        ? {
            note: t({
              zh: '发起：/select 新建 校级 5 标题；年度评选：/award 年度',
              en: 'Begin one: /select new school 5 title; the yearly award: /award annual',
            }),
          }
        : {},
    )
  }
  return {
    title: t({ zh: '评选', en: 'Selections' }),
    blocks: [
      {
        kind: 'list',
        items: shown.map((one) => ({
          title: `${one.id} · ${one.title}`,
          detail: stateOf(one, ctx),
          actions: [{ label: t({ zh: '查看', en: 'Show' }), command: 'select', args: { selection: String(one.id) } }],
        })),
      },
    ],
  }
}

/** One selection. A public list may be shown in a group; pupils are never named there, and figures nowhere but to administrators. */
export async function oneView(selection: Selection, ctx: Context): Promise<Answer> {
  const { db, school, member, chat } = ctx
  const isAdmin = member.role === 'admin'
  const inGroup = chat.kind === 'group'
  const fresh = (await listSelections(db, school.id, [selection.kind], 50)).find((one) => one.id === selection.id)
  const current = fresh ?? selection
  const isPublic = current.status === 'public' || current.status === 'awarded'
  const toChat = inGroup && isPublic && current.kind !== 'student'
  const all = await candidatesOf(db, school.id, current.id)
  const seesAll = isAdmin && !toChat
  const shown = all.filter((one) => {
    if (seesAll) return true
    if (isPublic) return one.status === 'chosen' || one.status === 'awarded'
    return one.by_id === member.id
  })
  const items = shown.map((one) => candidateItem(one, current, seesAll, ctx))
  const blocks: Block[] = [
    { kind: 'text', text: stateOf(current, ctx) },
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
    ...(seesAll ? await objectionBlocks(current, ctx) : []),
    ...(toChat ? [] : actionsOf(current, isAdmin, ctx)),
    { kind: 'note', text: hintOf(current, isAdmin && !toChat, ctx) },
  ]
  return {
    view: { title: current.title, blocks },
    to: toChat ? 'chat' : 'member',
    replace: ctx.pressed ? 'own' : false,
  }
}

function candidateItem(one: ShownCandidate, selection: Selection, seesAll: boolean, { t }: Context): ListItem {
  const chosen = one.status === 'chosen' ? t({ zh: '已选定', en: 'chosen' }) : ''
  const dropped = one.status === 'dropped' ? t({ zh: '已移出', en: 'dropped' }) : ''
  const title =
    selection.kind === 'case' ? `${named(one.title ?? '')} ${one.person ?? ''}`.trim() : (one.person ?? one.title ?? '')
  const figures = seesAll ? figuresOf(one) : undefined
  const detail = [
    ...(one.resource_id === null ? [] : [`#${one.resource_id}`]),
    ...(seesAll && one.score !== null ? [t({ zh: `评审 ${one.score} 分`, en: `panel ${one.score}` })] : []),
    ...(seesAll ? [chosen, dropped].filter((word) => word !== '') : []),
  ].join(' · ')
  const why = [figures, seesAll || selection.kind === 'case' ? one.reason : null].filter((part) => part).join(' · ')
  return { title: `${one.n}. ${title}`, ...(detail && { detail }), ...(why && { why }) }
}

/** What a shortlist was computed from, in one line. */
function figuresOf({ figures }: ShownCandidate): string | undefined {
  const line = figures?.line
  return typeof line === 'string' ? line : undefined
}

async function objectionBlocks(selection: Selection, { t, db, school }: Context): Promise<Block[]> {
  const open = (await objectionsOf(db, school.id, selection.id)).filter((one) => one.status === 'open')
  if (open.length === 0) return []
  return [
    { kind: 'text', text: t({ zh: '待裁定的异议', en: 'Objections to decide' }), style: 'strong' },
    {
      kind: 'list',
      items: open.map((one) => ({
        title: t({ zh: `异议 ${one.id}，针对第 ${one.n} 号`, en: `Objection ${one.id} to no. ${one.n}` }),
        why: one.body,
      })),
    },
  ]
}

function actionsOf(selection: Selection, isAdmin: boolean, { t, now, zone }: Context): Block[] {
  const id = String(selection.id)
  const press = (label: string, what: string, style?: Action['style']): Action => ({
    label,
    command: 'select',
    args: { selection: id, do: what },
    ...(style && { style }),
  })
  const actions: Action[] = []
  if (isAdmin && selection.status === 'open') {
    if (selection.kind === 'case') actions.push(press(t({ zh: '组织评审', en: 'Open panels' }), 'panel'))
    actions.push(press(t({ zh: '开始公示', en: 'Make public' }), 'publish', 'primary'))
    actions.push(press(t({ zh: '取消评选', en: 'Cancel' }), 'cancel', 'danger'))
  }
  const isOver = selection.public_until !== null && dayOf(now, zone) > selection.public_until
  if (selection.status === 'public' && isOver) actions.push(press(t({ zh: '公布', en: 'Award' }), 'award', 'primary'))
  return actions.length === 0 ? [] : [{ kind: 'actions', actions }]
}

function placesText(places: number): string {
  return `${places} ${places === 1 ? 'place' : 'places'}`
}

function stateOf(selection: Selection, { t, zone }: Context): string {
  switch (selection.status) {
    case 'open':
      return selection.kind === 'case'
        ? t({ zh: `推荐和评审中，名额 ${selection.places}`, en: `open, ${placesText(selection.places)}` })
        : t({ zh: `候选，名额 ${selection.places}`, en: `candidates, ${placesText(selection.places)}` })
    case 'public':
      return t({
        zh: `公示中，到 ${selection.public_until ?? ''} 为止`,
        en: `public until ${selection.public_until ?? ''}`,
      })
    case 'awarded':
      return t({
        zh: `已公布（${selection.awarded_at ? dayOf(selection.awarded_at, zone) : ''}）`,
        en: `awarded (${selection.awarded_at ? dayOf(selection.awarded_at, zone) : ''})`,
      })
    case 'cancelled':
      return t({ zh: '已取消', en: 'cancelled' })
    default:
      return selection.status satisfies never
  }
}

function hintOf(selection: Selection, isAdmin: boolean, { t }: Context): string {
  const { id } = selection
  if (selection.status === 'open') {
    if (isAdmin) return t({ zh: `选定：/select ${id} 选 1 2`, en: `Choose: /select ${id} choose 1 2` })
    return t({ zh: `推荐：/select ${id} 推荐 编号 理由`, en: `Nominate: /select ${id} nominate number why` })
  }
  if (selection.status === 'public') {
    return t({
      zh: `有异议请私下发：/select ${id} 异议 序号 理由`,
      en: `To object, in private: /select ${id} object n why`,
    })
  }
  return t({ zh: '获奖证书用 /certificate 领取。', en: '/certificate gives the certificates.' })
}
