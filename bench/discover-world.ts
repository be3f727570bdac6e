import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { importLines } from '#db/search/import.ts'

export const SCHOOL = 'bench-discover'
export const DAY_MS = 86_400_000
const START = Date.parse('2026-06-01T00:00:00Z')
export const NOW = new Date(START + 120 * DAY_MS)
export const SUBJECTS = [
  'math',
  'chinese',
  'english',
  'physics',
  'chemistry',
  'biology',
  'history',
  'geography',
] as const
export const NAMES = ['数学', '语文', '英语', '物理', '化学', '生物', '历史', '地理']
export const KINDS = ['教案', '课件', '试卷', '素材', '复习方案']
const TYPES = ['lesson_plan', 'courseware', 'exam', 'material', 'review_plan']
export const TOPICS = 24
const CHARS = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈']

export type Item = { id: number; subject: number; grade: number; topic: number; author: number }
export type Took = { member: number; item: Item; at: Date }
export type World = {
  members: { id: number; subject: number; grade: number; topics: number[] }[]
  items: Item[]
  downloads: Took[]
}
/** A school whose people have a subject, a grade and a few topics; the same in every run. */
export async function fillWorld(db: Db, { people, resources }: { people: number; resources: number }): Promise<World> {
  const random = randomOf(7)
  const pick = (n: number) => Math.floor(random() * n)
  await db
    .insertInto('school')
    .values({ id: SCHOOL, name: '校', name_en: 'S', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
  const rows = await db
    .insertInto('member')
    .values(
      Array.from({ length: people }, (_, n) => ({
        school_id: SCHOOL,
        name: `师${n}`,
        role: 'teacher' as const,
        created_at: '2020-01-01',
      })),
    )
    .returning('id')
    .execute()
  const members = rows.map(({ id }) => ({
    id,
    subject: pick(SUBJECTS.length),
    grade: 1 + pick(9),
    topics: [pick(TOPICS), pick(TOPICS), pick(TOPICS)],
  }))
  const word = (subject: number, topic: number) =>
    [0, 1, 2].map((n) => CHARS[(subject * TOPICS + topic + n * 37 + topic * n) % CHARS.length]).join('')
  const given = Array.from({ length: resources }, (_, n) => {
    const author = members[pick(people)] ?? members[0]
    if (!author) throw new Error('nobody')
    const topic = random() < 0.7 ? (author.topics[pick(3)] ?? 0) : pick(TOPICS)
    return { n, author: author.id, subject: author.subject, grade: author.grade, topic, kind: pick(KINDS.length) }
  })
  const now = new Date(START)
  for (let from = 0; from < given.length; from += 500) {
    await importLines(
      db,
      { schoolId: SCHOOL, memberId: members[0]?.id ?? 0, authorName: '师', now },
      given.slice(from, from + 500).map((one) => ({
        id: `r${one.n}`,
        title: `${one.grade}年级${NAMES[one.subject]}《${word(one.subject, one.topic)}》${KINDS[one.kind]}`,
        text: `${word(one.subject, one.topic)}的内容，第${one.n}份`,
        subject: NAMES[one.subject],
        grade: one.grade,
        type: KINDS[one.kind],
      })),
    )
  }
  const stored = await db.selectFrom('resource').select(['id', 'external_id']).where('school_id', '=', SCHOOL).execute()
  const idOf = new Map(stored.map((row) => [row.external_id, row.id]))
  const items = given.map(
    (one): Item => ({
      id: idOf.get(`r${one.n}`) ?? 0,
      subject: one.subject,
      grade: one.grade,
      topic: one.topic,
      author: one.author,
    }),
  )
  await sql`update resource set member_id = g.author, subject = g.subject, grade = g.grade, type = g.type, shared_at = g.at, accepted_at = g.at
    from unnest(${items.map(({ id }) => id)}::bigint[], ${items.map(({ author }) => author)}::bigint[],
      ${items.map(({ subject }) => SUBJECTS[subject])}::text[], ${items.map(({ grade }) => grade)}::int[],
      ${given.map(({ kind }) => TYPES[kind])}::text[], ${items.map((_, n) => new Date(START + (n / items.length) * 118 * DAY_MS))}::timestamptz[])
      as g(id, author, subject, grade, type, at)
    where resource.school_id = ${SCHOOL} and resource.id = g.id`.execute(db)
  const downloads: Took[] = []
  for (const member of members) {
    const had = new Set<number>()
    const own = items.filter((item) => item.subject === member.subject)
    const near = own.filter((item) => member.topics.includes(item.topic))
    for (let n = 0; n < 8 + pick(16); n += 1) {
      const roll = random()
      const pool = roll < 0.6 && near.length > 0 ? near : roll < 0.9 && own.length > 0 ? own : items
      const item = pool[pick(pool.length)]
      if (!item || item.author === member.id || had.has(item.id)) continue
      had.add(item.id)
      downloads.push({ member: member.id, item, at: new Date(START + (10 + random() * 109) * DAY_MS) })
    }
  }
  await sql`insert into download (school_id, resource_id, member_id, first_at, last_at)
    select ${SCHOOL}, d.resource, d.member, d.at, d.at
    from unnest(${downloads.map(({ item }) => item.id)}::bigint[], ${downloads.map(({ member }) => member)}::bigint[],
      ${downloads.map(({ at }) => at)}::timestamptz[]) as d(resource, member, at)`.execute(db)
  await sql`update resource set download_count = (select count(*) from download d
    where d.school_id = resource.school_id and d.resource_id = resource.id) where school_id = ${SCHOOL}`.execute(db)
  await sql`analyze`.execute(db)
  return { members, items, downloads }
}

/** Numbers that are the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
