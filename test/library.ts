import type { Db, Resource, Role } from '#db/schema.ts'
import { indexResource } from '#db/search/index-row.ts'
import { type SearchQuery, type SearchResult, searchResources } from '#db/search/search.ts'
import type { Viewer } from '#db/sharing.ts'
import { freshDatabase } from '#test/database.ts'

export type Library = {
  db: Db
  /** By name: author and colleague of a department, teacher and head of another, admin, pupil, stranger of another school. */
  people: Readonly<Record<string, Viewer>>
  /** Shares a resource as the author does, search row included. */
  share(title: string, more?: Shared): Promise<Resource>
  search(text: string, more?: Searched): Promise<SearchResult>
  titles(text: string, more?: Searched): Promise<string[]>
  close(): Promise<void>
}

export type Shared = Partial<Resource> & { body?: string; by?: string }
export type Searched = Partial<SearchQuery> & { as?: string }

const NOW = new Date('2026-11-21T08:00:00Z')

/** Two schools with people of every role, for tests of what each of them finds. */
export async function openLibrary(): Promise<Library> {
  const database = await freshDatabase()
  const db = database.db
  const departments = { math: 0, art: 0 }
  const people: Record<string, Viewer> = {}
  for (const id of ['s', 'other'])
    await db
      .insertInto('school')
      .values({ id, name: id, name_en: id, locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
      .execute()
  for (const name of ['math', 'art'] as const)
    departments[name] = (
      await db
        .insertInto('department')
        .values({ school_id: 's', name, name_en: name })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  const roles: [string, string, Role, number | null][] = [
    ['author', 's', 'teacher', departments.math],
    ['colleague', 's', 'teacher', departments.math],
    ['teacher', 's', 'teacher', departments.art],
    ['head', 's', 'head', departments.art],
    ['admin', 's', 'admin', null],
    ['pupil', 's', 'pupil', departments.math],
    ['stranger', 'other', 'teacher', null],
  ]
  for (const [name, school, role, department] of roles) {
    const row = await db
      .insertInto('member')
      .values({
        school_id: school,
        name: name === 'author' ? '李明华' : name,
        role,
        department_id: department,
        alias: null,
        locale: null,
        left_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    people[name] = { schoolId: school, memberId: row.id, role, departmentId: department ?? undefined }
  }
  function person(name: string): Viewer {
    const viewer = people[name]
    if (!viewer) throw new Error(`no such person: ${name}`)
    return viewer
  }

  async function share(title: string, more: Shared = {}): Promise<Resource> {
    const { body = '', by = 'author', ...fields } = more
    const author = person(by)
    return db.transaction().execute(async (trx) => {
      const resource = await trx
        .insertInto('resource')
        .values({
          school_id: author.schoolId,
          member_id: author.memberId ?? 0,
          file_name: `${title}.docx`,
          size: 1,
          format: 'docx',
          title,
          type: 'material',
          status: 'live',
          shared_at: NOW,
          ...fields,
          confidence: '{}',
        } as never)
        .returningAll()
        .executeTakeFirstOrThrow()
      await trx
        .insertInto('resource_text')
        .values({ school_id: resource.school_id, resource_id: resource.id, body })
        .execute()
      await indexResource(trx, resource, { authorName: '李明华', body })
      return resource
    })
  }

  function search(text: string, more: Searched = {}) {
    const { as = 'teacher', ...query } = more
    return searchResources(db, person(as), { text, limit: 10, offset: 0, now: NOW, ...query })
  }

  const titles = async (text: string, more: Searched = {}) => (await search(text, more)).hits.map((hit) => hit.title)
  return { db, people, share, search, titles, close: () => database.drop() }
}
