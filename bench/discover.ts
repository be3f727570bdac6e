import { openDb, openPool } from '#db/client.ts'
import { interestsOf } from '#db/discover/interests.ts'
import { recommend } from '#db/discover/recommend.ts'
import { similarTo } from '#db/discover/similar.ts'
import { suggest } from '#db/discover/suggest.ts'
import { migrate } from '#db/migrate.ts'
import { findVisible, listNewest } from '#db/rows/resources.ts'
import type { Db } from '#db/schema.ts'
import { logSearch } from '#db/search-log/log.ts'
import { DAY_MS, fillWorld, KINDS, NAMES, NOW, SCHOOL, SUBJECTS, TOPICS, type World } from './discover-world.ts'
import { spread } from './quantiles.ts'

/**
 * A made-up school in which everybody has a subject, a grade and a few topics, and mostly takes what fits them, replayed:
 * the newest download of each person is hidden and asked for. Beside each figure stands what a simple rule gets.
 */
export async function runDiscoverBench(
  url: string,
  { people, resources, say }: { people: number; resources: number; say: (line: string) => void },
): Promise<string[]> {
  const db = openDb(openPool(url, 2))
  try {
    await migrate(db)
    const world = await fillWorld(db, { people, resources })
    say(`discover: ${people} people, ${resources} resources, ${world.downloads.length} downloads`)
    const lines = ['## Discovery, replayed', '', '| | hit or share | simple rule | p95 ms |', '|---|---|---|---|']
    for (const row of [
      await recommending(db, world),
      await resembling(db, world),
      await renewing(db, world),
      await completing(db, world),
    ]) {
      lines.push(
        `| ${row.name} | ${percent(row.value)} | ${row.rule}: ${percent(row.simple)} | ${row.p95.toFixed(1)} |`,
      )
    }
    return [...lines, '']
  } finally {
    await db.destroy()
  }
}

type Row = { name: string; value: number; rule: string; simple: number; p95: number }

const viewerOf = (memberId: number) => ({
  schoolId: SCHOOL,
  memberId,
  role: 'teacher' as const,
  departmentId: undefined,
})

/** The last thing each person took is hidden; is something of its topic among ten recommendations? */
async function recommending(db: Db, { members, items, downloads }: World): Promise<Row> {
  const byId = new Map(items.map((item) => [item.id, item]))
  const popular = [...Map.groupBy(downloads, ({ item }) => item.id)].sort(
    (left, right) => right[1].length - left[1].length,
  )
  const took: number[] = []
  let [hits, simple, asked] = [0, 0, 0]
  for (const member of members.slice(0, 200)) {
    const last = downloads.filter((one) => one.member === member.id).sort((left, right) => +right.at - +left.at)[0]
    if (!last) continue
    asked += 1
    await db
      .deleteFrom('download')
      .where('school_id', '=', SCHOOL)
      .where('member_id', '=', member.id)
      .where('resource_id', '=', last.item.id)
      .execute()
    const began = performance.now()
    const found = await recommend(db, viewerOf(member.id), { limit: 10, now: last.at })
    took.push(performance.now() - began)
    const fits = (id: number) => byId.get(id)?.subject === last.item.subject && byId.get(id)?.topic === last.item.topic
    if (found.some(({ id }) => fits(id))) hits += 1
    const known = new Set(
      downloads.filter((one) => one.member === member.id && one !== last).map(({ item }) => item.id),
    )
    if (
      popular
        .filter(([id]) => !known.has(id))
        .slice(0, 10)
        .some(([id]) => fits(id))
    )
      simple += 1
    await db
      .insertInto('download')
      .values({
        school_id: SCHOOL,
        resource_id: last.item.id,
        member_id: member.id,
        first_at: last.at,
        last_at: last.at,
      })
      .execute()
  }
  return {
    name: '/recommend: the topic taken next is among 10',
    value: hits / asked,
    rule: 'most taken',
    simple: simple / asked,
    p95: spread(took).p95,
  }
}

/** Of five similar ones, how many are of the same topic. */
async function resembling(db: Db, { items }: World): Promise<Row> {
  const byId = new Map(items.map((item) => [item.id, item]))
  const took: number[] = []
  let [same, shown, simple] = [0, 0, 0]
  for (const item of items.filter((_, n) => n % Math.ceil(items.length / 150) === 0)) {
    const viewer = viewerOf(item.author)
    const card = await findVisible(db, viewer, item.id)
    if (!card) continue
    const began = performance.now()
    const found = await similarTo(db, viewer, card, { limit: 5, now: NOW })
    took.push(performance.now() - began)
    shown += found.length
    same += found.filter(
      ({ id }) => byId.get(id)?.topic === item.topic && byId.get(id)?.subject === item.subject,
    ).length
    simple += 1 / TOPICS
  }
  return {
    name: '/similar: of the same topic',
    value: same / Math.max(1, shown),
    rule: 'any of the subject',
    simple: (simple * 5) / Math.max(1, shown),
    p95: spread(took).p95,
  }
}

/** Of what /new shows, how much is of one's own subject. */
async function renewing(db: Db, { members }: World): Promise<Row> {
  const took: number[] = []
  let [mine, shown, simple, all] = [0, 0, 0, 0]
  for (const member of members.slice(0, 150)) {
    const since = new Date(NOW.getTime() - 7 * DAY_MS)
    const began = performance.now()
    const { subjects } = await interestsOf(db, SCHOOL, member.id, NOW)
    const found = await listNewest(db, viewerOf(member.id), since, 10, subjects.slice(0, 3))
    took.push(performance.now() - began)
    shown += found.length
    mine += found.filter(({ subject }) => subject === SUBJECTS[member.subject]).length
    const everything = await listNewest(db, viewerOf(member.id), since, 10)
    all += everything.length
    simple += everything.filter(({ subject }) => subject === SUBJECTS[member.subject]).length
  }
  return {
    name: '/new: of one’s own subject',
    value: mine / Math.max(1, shown),
    rule: 'newest of all',
    simple: simple / Math.max(1, all),
    p95: spread(took).p95,
  }
}

/** Queries that three people made; with half of one typed, is it among six suggestions? */
async function completing(db: Db, { members, items }: World): Promise<Row> {
  const queries = [
    ...new Set(
      items.slice(0, 400).map((item) => `${NAMES[item.subject]} ${KINDS[item.topic % KINDS.length]} ${item.grade}年级`),
    ),
  ]
  await db.transaction().execute(async (trx) => {
    for (const query of queries) {
      for (const member of members.slice(0, 3)) {
        await logSearch(trx, {
          schoolId: SCHOOL,
          memberId: member.id,
          at: new Date(NOW.getTime() - DAY_MS),
          query,
          total: 9,
          shown: [],
        })
      }
    }
  })
  const took: number[] = []
  let hits = 0
  for (const query of queries) {
    const began = performance.now()
    const typed = query.slice(0, Math.ceil(query.length / 2))
    const found = await suggest(db, viewerOf(members[5]?.id ?? 0), typed, { limit: 6, now: NOW })
    took.push(performance.now() - began)
    if (found.some(({ text }) => text === query)) hits += 1
  }
  return {
    name: 'suggestions: the query is among 6 when half is typed',
    value: hits / queries.length,
    rule: 'chance',
    simple: 6 / queries.length,
    p95: spread(took).p95,
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}
