import type { Board, BoardSubject } from '#db/boards/board.ts'
import type { CardRow } from '#db/boards/cards.ts'
import type { BoardRow, Scope } from '#db/boards/list.ts'
import type { MyPlace } from '#db/boards/people.ts'
import type { Period } from '#db/boards/periods.ts'
import type { Metric } from '#db/boards/tables.ts'
import type { WeekTotal } from '#db/boards/trend.ts'
import { formatPoints } from '#db/ledger/amount.ts'
import type { Text, Translate } from '#kit/lang.ts'
import type { Block, RankingRow, View } from './view.ts'

const METRIC: Record<Metric, Text> = {
  points: { zh: '积分', en: 'Points' },
  quality: { zh: '质量', en: 'Quality' },
  beneficiaries: { zh: '受益', en: 'Beneficiaries' },
}
const SUBJECT: Record<BoardSubject, Text> = {
  person: { zh: '个人', en: 'by person' },
  department: { zh: '教研组', en: 'by department' },
  school: { zh: '学校', en: 'by school' },
}
const SCOPE: Record<Scope, Text> = {
  school: { zh: '', en: '' },
  district: { zh: '集团', en: ', all schools' },
  department: { zh: '本组', en: ' in the department' },
  chat: { zh: '本群', en: ' in this group' },
}
const PERIOD: Record<Period, Text> = {
  week: { zh: '周', en: 'week' },
  month: { zh: '月', en: 'month' },
  term: { zh: '学期', en: 'term' },
  year: { zh: '学年', en: 'school year' },
}

/** What a private board adds: the member's last weeks, and their best one with its Monday as people read it. */
export type OwnWeeks = { weeks: readonly WeekTotal[]; best?: { monday: Text; points: number } }

/**
 * A board as an answer: the window, the top, how many took part, and in a private answer (`board.me`) the reader's own
 * place with neighbours, best week and trend. Nothing below the top is shown to a group.
 */
export function boardView(t: Translate, board: Board, own?: OwnWeeks): View {
  const { window, rows, me } = board
  const blocks: Block[] = [{ kind: 'text', text: t(window.label), style: 'quiet' }]
  if (rows.length === 0) {
    blocks.push({ kind: 'text', text: t(EMPTY[board.metric]) })
  } else {
    blocks.push(ranking(t, board), { kind: 'text', text: t(contributed(board)) })
  }
  if (me) blocks.push(...placeBlocks(t, me, board))
  if (me && own) blocks.push(...ownBlocks(t, own))
  const note = NOTES[board.metric]
  if (board.isIndex) blocks.push({ kind: 'note', text: t(INDEX) })
  else if (board.subject !== 'person' && board.metric !== 'quality') blocks.push({ kind: 'note', text: t(PER_HEAD) })
  if (note) blocks.push({ kind: 'note', text: t(note) })
  return { title: t(titleOf(board)), tone: 'plain', blocks }
}

/**
 * The weekly post of a group chat: people, newcomers, departments, then how many took part and how the last weeks were.
 * undefined when nobody earned anything: the post then stays away.
 */
export function weeklyBoardView(
  t: Translate,
  people: Board,
  departments: Board,
  more: { newcomers?: Board; weeks?: readonly WeekTotal[] } = {},
): View | undefined {
  if (people.contributors === 0) return undefined
  const blocks: Block[] = [{ kind: 'text', text: t(people.window.label), style: 'quiet' }]
  if (people.rows.length > 0) blocks.push(heading(t, { zh: '老师', en: 'Teachers' }), ranking(t, people))
  if (more.newcomers && more.newcomers.rows.length > 0) {
    blocks.push(heading(t, { zh: '新人', en: 'New colleagues' }), ranking(t, more.newcomers))
  }
  if (departments.rows.length > 0) {
    blocks.push(heading(t, { zh: '教研组（人均）', en: 'Departments (per head)' }), ranking(t, departments))
  }
  const n = people.contributors
  blocks.push({
    kind: 'text',
    text: t({
      zh: `本周共 ${n} 人贡献，谢谢每一位分享的老师。`,
      en: `${n} ${n === 1 ? 'person' : 'people'} contributed this week. Thank you to everyone who shared.`,
    }),
  })
  blocks.push(
    ...trendBlock(t, { zh: '大家近几周的积分', en: 'Points of everybody in the last weeks' }, more.weeks ?? []),
  )
  blocks.push({
    kind: 'note',
    text: t({
      zh: '看自己的名次：/top 本周。不想上榜：/visibility。',
      en: 'Your own place: /top week. Not to be listed: /visibility.',
    }),
  })
  return { title: t({ zh: '本周共享榜', en: 'Sharing this week' }), tone: 'good', blocks }
}

/** Whose rows a board's View names, so that they can be named otherwise later. `boards`: as their rankings stand in it. */
export function cardRows(t: Translate, view: View, boards: readonly Board[]): CardRow[] {
  const shown = boards.filter((board) => board.rows.length > 0)
  const places = view.blocks.flatMap((block, index) => (block.kind === 'ranking' ? [index] : []))
  return shown.flatMap((board, nth) => {
    const block = places[nth]
    if (board.subject !== 'person' || block === undefined) return []
    return board.rows.map(({ id, name }, row) => ({ block, row, id, name: t(name) }))
  })
}

/** A total as its board shows it: points and quality to two decimals; beneficiaries in people, of groups per head. */
export function formatTotal(total: number, metric: Metric, subject: BoardSubject): string {
  return metric === 'beneficiaries' && subject === 'person' ? String(total) : formatPoints(total)
}

const PER_HEAD: Text = {
  zh: '按在册老师人均计算，并向全体平均收缩，人数多少都公平；只展示靠前的。',
  en: 'Per teacher on the roster, drawn towards the overall mean, so that size decides nothing; only the top is shown.',
}
const INDEX: Text = {
  zh: '学校指数由数量、质量和影响力合成，每周计算一次，满分 100；与学校大小无关。说明见 /rules。',
  en: 'The school index combines number, quality and influence, is computed once a week, and ends at 100; size decides nothing. See /rules.',
}
const NOTES: Record<Metric, Text | undefined> = {
  points: undefined,
  quality: {
    zh: '质量是评价人数足够的资源的平均星级，按收到评价的时间计入。',
    en: 'Quality is the mean stars of resources with enough ratings, in the time in which they were rated.',
  },
  beneficiaries: {
    zh: '受益人数是首次用到的不同的人：下载、听讲座、求助得到回应；自己不算。',
    en: 'Beneficiaries are different people who first used it: downloads, lectures, answered requests; never oneself.',
  },
}
const EMPTY: Record<Metric, Text> = {
  points: {
    zh: '这段时间还没有人得分，分享一份资源就能上榜。',
    en: 'Nobody has points in this time yet; sharing one resource is enough to be listed.',
  },
  quality: {
    zh: '这段时间还没有评价足够多的资源。用过之后评一评，例如：评 5。',
    en: 'No resource has enough ratings in this time yet. Rate what you used, for example: /rate 128 5.',
  },
  beneficiaries: {
    zh: '这段时间还没有人用到别人分享的资源。',
    en: 'Nobody has used what somebody shared in this time yet.',
  },
}

function titleOf({ subject, metric, scope, newcomers, isIndex }: Board): Text {
  if (isIndex) return { zh: '学校指数榜', en: 'School index' }
  const who = newcomers ? { zh: '新人', en: 'of new colleagues' } : SUBJECT[subject]
  const where = subject === 'school' ? SCOPE.school : SCOPE[scope]
  return { zh: `${where.zh}${who.zh}${METRIC[metric].zh}榜`, en: `${METRIC[metric].en} ${who.en}${where.en}` }
}

function heading(t: Translate, text: Text): Block {
  return { kind: 'text', text: t(text), style: 'strong' }
}

function unitOf({ subject, metric, isIndex }: Pick<Board, 'subject' | 'metric' | 'isIndex'>): Text {
  if (isIndex) return { zh: '指数', en: 'index' }
  switch (metric) {
    case 'points':
      return subject === 'person' ? { zh: '分', en: 'points' } : { zh: '分/人', en: 'points per head' }
    case 'quality':
      return { zh: '星', en: 'stars' }
    case 'beneficiaries':
      return subject === 'person' ? { zh: '人', en: 'people' } : { zh: '人/人', en: 'people per head' }
    default:
      return metric satisfies never
  }
}

function ranking(t: Translate, board: Board): Block {
  return { kind: 'ranking', unit: t(unitOf(board)), rows: board.rows.map((row) => lineOf(t, row, board)) }
}

function contributed({ contributors: n, window, metric }: Board): Text {
  const time = PERIOD[window.kind].zh === '周' ? '星期' : PERIOD[window.kind].zh
  const people = n === 1 ? 'person' : 'people'
  switch (metric) {
    case 'points':
      return { zh: `这个${time}共 ${n} 人贡献。`, en: `${n} ${people} contributed this ${PERIOD[window.kind].en}.` }
    case 'quality':
      return {
        zh: `这个${time}共 ${n} 人的资源评价足够多。`,
        en: `Resources of ${n} ${people} have enough ratings this ${PERIOD[window.kind].en}.`,
      }
    case 'beneficiaries':
      return {
        zh: `这个${time}共 ${n} 人的分享有人用到。`,
        en: `What ${n} ${people} shared was used this ${PERIOD[window.kind].en}.`,
      }
    default:
      return metric satisfies never
  }
}

function placeBlocks(t: Translate, me: MyPlace, board: Board): Block[] {
  const { metric, window } = board
  const unit = metric === 'points' ? { zh: ' 分', en: ' points' } : withSpace(unitOf({ subject: 'person', metric }))
  const total = formatTotal(me.points, metric, 'person')
  if (me.rank === undefined) {
    const text =
      me.points > 0
        ? { zh: `您有 ${total}${unit.zh}。学生不参加排名。`, en: `You have ${total}${unit.en}. Pupils are not ranked.` }
        : NOTHING[metric]
    return [{ kind: 'text', text: t(text) }]
  }
  const gap = me.gapToNext === undefined ? undefined : formatTotal(me.gapToNext, metric, 'person')
  const isUnlisted = me.neighbours.some((row) => row.unlisted)
  const said = isUnlisted
    ? { zh: `您不上榜；上榜的话是第 ${me.rank} 名`, en: `You are on no board; listed you would be no. ${me.rank}` }
    : { zh: `您的名次：第 ${me.rank} 名`, en: `Your place: no. ${me.rank}` }
  const place = {
    zh: `${said.zh}，${total}${unit.zh}${gap === undefined ? '' : `，距离前一名 ${gap}${unit.zh}`}。`,
    en: `${said.en} with ${total}${unit.en}${gap === undefined ? '' : `, ${gap} to the next`} (${PERIOD[window.kind].en}).`,
  }
  return [
    { kind: 'text', text: t(place), style: 'strong' },
    {
      kind: 'ranking',
      unit: t(unitOf({ subject: 'person', metric })),
      rows: me.neighbours.map((row) => lineOf(t, row, { subject: 'person', metric })),
    },
  ]
}

const NOTHING: Record<Metric, Text> = {
  points: {
    zh: '您这段时间还没有积分，分享一份资源就能上榜。',
    en: 'You have no points in this time yet; sharing one resource is enough to be listed.',
  },
  quality: {
    zh: '您这段时间还没有评价足够多的资源。',
    en: 'None of your resources has enough ratings in this time yet.',
  },
  beneficiaries: {
    zh: '您分享的资源这段时间还没有人用到。',
    en: 'Nobody has used what you shared in this time yet.',
  },
}

function ownBlocks(t: Translate, { weeks, best }: OwnWeeks): Block[] {
  const blocks: Block[] = []
  if (best) {
    const points = formatPoints(best.points)
    const text = {
      zh: `您最好的一周：${best.monday.zh} 起，${points} 分。`,
      en: `Your best week: from ${best.monday.en}, ${points} points.`,
    }
    blocks.push({ kind: 'text', text: t(text) })
  }
  return [...blocks, ...trendBlock(t, { zh: '您近几周的积分', en: 'Your points in the last weeks' }, weeks)]
}

/** Fewer than two weeks with points are no trend. */
function trendBlock(t: Translate, title: Text, weeks: readonly WeekTotal[]): Block[] {
  if (weeks.filter(({ amount }) => amount !== 0).length < 2) return []
  const points = weeks.map(({ day, amount }) => ({
    label: day.slice(5).replace('-', '/'),
    value: Number(formatPoints(amount)),
  }))
  return [{ kind: 'chart', title: t(title), points }]
}

function withSpace(unit: Text): Text {
  return { zh: ` ${unit.zh}`, en: ` ${unit.en}` }
}

/** The place of who is hidden is not taken from whom the board names in it. */
const UNLISTED: Text = { zh: '不上榜，只有您看得到', en: 'not listed; only you see this' }

function lineOf(t: Translate, row: BoardRow, { subject, metric }: Pick<Board, 'subject' | 'metric'>): RankingRow {
  return {
    rank: row.rank,
    name: t(row.name),
    amount: formatTotal(row.points, metric, subject),
    ...(row.note && { note: t(row.note) }),
    ...(row.unlisted && { note: t(UNLISTED) }),
    ...(row.mine && { mine: true }),
  }
}
