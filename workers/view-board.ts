import type { Board, BoardSubject } from '#db/boards/board.ts'
import type { BoardRow, MyPlace } from '#db/boards/people.ts'
import type { Period } from '#db/boards/periods.ts'
import { formatPoints } from '#db/ledger/amount.ts'
import type { Text, Translate } from '#kit/lang.ts'
import type { Block, RankingRow, View } from './view.ts'

const SUBJECT: Record<BoardSubject, Text> = {
  person: { zh: '个人积分榜', en: 'Points by person' },
  department: { zh: '教研组积分榜', en: 'Points by department' },
  school: { zh: '学校积分榜', en: 'Points by school' },
}
const PERIOD: Record<Period, Text> = {
  week: { zh: '周', en: 'week' },
  month: { zh: '月', en: 'month' },
  term: { zh: '学期', en: 'term' },
  year: { zh: '学年', en: 'school year' },
}

/**
 * A board as an answer: the window, the top, how many took part, and in a private answer (`board.me`) the reader's own
 * place with neighbours. Nothing below the top is shown to a group.
 */
export function boardView(t: Translate, board: Board): View {
  const { window, rows, me } = board
  const blocks: Block[] = [{ kind: 'text', text: t(window.label), style: 'quiet' }]
  if (rows.length === 0) {
    blocks.push({
      kind: 'text',
      text: t({
        zh: '这段时间还没有人得分，分享一份资源就能上榜。',
        en: 'Nobody has points in this time yet; sharing one resource is enough to be listed.',
      }),
    })
  } else {
    blocks.push(ranking(t, board), { kind: 'text', text: t(contributed(board)) })
  }
  if (me) blocks.push(...placeBlocks(t, me, board.window.kind))
  if (board.subject !== 'person') blocks.push({ kind: 'note', text: t(PER_HEAD) })
  return { title: t(SUBJECT[board.subject]), tone: 'plain', blocks }
}

/**
 * The weekly post of a group chat: people, then departments, then how many took part. undefined when nobody earned
 * anything: the post then stays away.
 */
export function weeklyBoardView(t: Translate, people: Board, departments: Board): View | undefined {
  if (people.contributors === 0) return undefined
  const blocks: Block[] = [{ kind: 'text', text: t(people.window.label), style: 'quiet' }]
  if (people.rows.length > 0) blocks.push(heading(t, { zh: '老师', en: 'Teachers' }), ranking(t, people))
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
  blocks.push({
    kind: 'note',
    text: t({
      zh: '看自己的名次：/top 本周。不想上榜：/visibility。',
      en: 'Your own place: /top week. Not to be listed: /visibility.',
    }),
  })
  return { title: t({ zh: '本周共享榜', en: 'Sharing this week' }), tone: 'good', blocks }
}

const PER_HEAD: Text = {
  zh: '按在册老师人均计算，并向全体平均收缩，人数多少都公平；只展示靠前的。',
  en: 'Per teacher on the roster, drawn towards the overall mean, so that size decides nothing; only the top is shown.',
}

function heading(t: Translate, text: Text): Block {
  return { kind: 'text', text: t(text), style: 'strong' }
}

function ranking(t: Translate, board: Board): Block {
  const unit = board.subject === 'person' ? { zh: '分', en: 'points' } : { zh: '分/人', en: 'points per head' }
  return { kind: 'ranking', unit: t(unit), rows: board.rows.map((row) => lineOf(t, row)) }
}

function contributed({ contributors: n, window }: Board): Text {
  return {
    zh: `这个${PERIOD[window.kind].zh === '周' ? '星期' : PERIOD[window.kind].zh}共 ${n} 人贡献。`,
    en: `${n} ${n === 1 ? 'person' : 'people'} contributed this ${PERIOD[window.kind].en}.`,
  }
}

function placeBlocks(t: Translate, me: MyPlace, period: Period): Block[] {
  if (me.rank === undefined) {
    const points = formatPoints(me.points)
    const text =
      me.points > 0
        ? { zh: `您有 ${points} 分。学生不参加排名。`, en: `You have ${points} points. Pupils are not ranked.` }
        : {
            zh: '您这段时间还没有积分，分享一份资源就能上榜。',
            en: 'You have no points in this time yet; sharing one resource is enough to be listed.',
          }
    return [{ kind: 'text', text: t(text) }]
  }
  const points = formatPoints(me.points)
  const gap = me.gapToNext === undefined ? undefined : formatPoints(me.gapToNext)
  const place = {
    zh: `您的名次：第 ${me.rank} 名，${points} 分${gap === undefined ? '' : `，距离前一名 ${gap} 分`}。`,
    en: `Your place: no. ${me.rank} with ${points} points${gap === undefined ? '' : `, ${gap} to the next`} (${PERIOD[period].en}).`,
  }
  return [
    { kind: 'text', text: t(place), style: 'strong' },
    { kind: 'ranking', unit: t({ zh: '分', en: 'points' }), rows: me.neighbours.map((row) => lineOf(t, row)) },
  ]
}

function lineOf(t: Translate, row: BoardRow): RankingRow {
  return {
    rank: row.rank,
    name: t(row.name),
    amount: formatPoints(row.points),
    ...(row.note && { note: t(row.note) }),
    ...(row.mine && { mine: true }),
  }
}
