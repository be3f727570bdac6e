import type { FactKind } from '#db/rows/fact-payloads.ts'
import { insertFact } from '#db/rows/facts.ts'
import type { Db, Fact, Role } from '#db/schema.ts'

/** A school for tests of points and boards: members, resources and facts as the rest of the house writes them. */
export type PointsSchool = {
  id: string
  member(name: string, more?: { role?: Role; department?: string; joinedAt?: Date }): Promise<number>
  resource(author: number, more?: Partial<ResourceGiven>): Promise<number>
  accepted(resource: number, at: Date | string): Promise<Fact>
  downloaded(resource: number, by: number, at: Date | string): Promise<Fact>
  rated(resource: number, by: number, at: Date | string, chars?: number, stars?: number): Promise<Fact>
  withdrawn(resource: number, at: Date | string, why?: 'author' | 'recalled' | 'admin'): Promise<Fact>
  restored(resource: number, at: Date | string): Promise<Fact>
}

type ResourceGiven = {
  type: string
  subject: string
  grade: number
  unit: string
  blob: string
  sharedAt: string
  origin: 'original' | 'adapted'
  scope: 'school' | 'group' | 'district'
  /** The earlier resource of which it is for the most part the same; `alike` 0–1. */
  like: { of: number; work: number; own: boolean; alike: number }
}

/** Creates the school. Ids of facts grow in the order of the calls. */
export async function pointsSchool(db: Db, id: string, zone = 'Asia/Shanghai'): Promise<PointsSchool> {
  await db.insertInto('school').values({ id, name: id, name_en: id, locale: 'zh-CN', time_zone: zone }).execute()
  const worth = new Map<number, { author: number; payload: Record<string, unknown>; acceptedAt?: Date }>()
  const turns = new Map<string, number>()
  const turn = (key: string) => {
    turns.set(key, (turns.get(key) ?? 0) + 1)
    return turns.get(key)
  }
  const write = async (
    kind: FactKind,
    key: string,
    resourceId: number,
    actorId: number,
    at: Date | string,
    payload: Record<string, unknown>,
  ): Promise<Fact> => {
    const fact = { schoolId: id, key, kind, actorId, resourceId, occurredAt: new Date(at), payload }
    const row = await db.transaction().execute((trx) => insertFact(trx, fact))
    if (!row) throw new Error(`the fact ${key} was there before`)
    return row
  }
  const known = (resource: number) => {
    const found = worth.get(resource)
    if (!found) throw new Error(`no resource ${resource}`)
    return found
  }
  return {
    id,
    async member(name, more = {}) {
      let departmentId: number | null = null
      if (more.department !== undefined) {
        const row = await db
          .insertInto('department')
          .values({ school_id: id, name: more.department, name_en: null })
          .onConflict((conflict) => conflict.constraint('department__name__key').doUpdateSet({ name_en: null }))
          .returning('id')
          .executeTakeFirstOrThrow()
        departmentId = row.id
      }
      const row = await db
        .insertInto('member')
        .values({
          school_id: id,
          name,
          role: more.role ?? 'teacher',
          department_id: departmentId,
          created_at: more.joinedAt ?? '2020-01-01T00:00:00Z',
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      return row.id
    },
    async resource(author, more = {}) {
      const type = more.type ?? 'lesson_plan'
      const row = await db
        .insertInto('resource')
        .values({
          school_id: id,
          member_id: author,
          file_name: 'a.docx',
          size: 1,
          format: 'docx',
          title: 'a',
          type,
          subject: more.subject ?? null,
          grade: more.grade ?? null,
          unit: more.unit ?? null,
          blob_sha256: more.blob ?? null,
          status: 'live',
          shared_at: more.sharedAt ?? '2026-11-16T00:00:00Z',
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const payload = {
        author,
        type,
        origin: more.origin ?? 'original',
        scope: more.scope ?? 'school',
        subject: more.subject ?? null,
        grade: more.grade ?? null,
        unit: more.unit ?? null,
        blob_sha256: more.blob ?? null,
        ...(more.like && { like: more.like }),
        ...(more.sharedAt !== undefined && { submitted_at: more.sharedAt }),
        via: 'checks',
      }
      worth.set(row.id, { author, payload })
      return row.id
    },
    accepted(resource, at) {
      const found = known(resource)
      found.acceptedAt = new Date(at)
      return write('resource.accepted', `accepted:${resource}`, resource, found.author, at, found.payload)
    },
    async downloaded(resource, by, at) {
      const { author } = known(resource)
      const { role, created_at } = await db
        .selectFrom('member')
        .select(['role', 'created_at'])
        .where('school_id', '=', id)
        .where('id', '=', by)
        .executeTakeFirstOrThrow()
      const payload = { author, role, joined_at: created_at.toISOString() }
      return write('resource.downloaded', `downloaded:${resource}:${by}`, resource, by, at, payload)
    },
    rated(resource, by, at, chars = 30, stars = 5) {
      const key = `rated:${resource}:${by}:${turn(`rated:${resource}:${by}`)}`
      const payload = { author: known(resource).author, stars, comment_chars: chars, had_download: true }
      return write('resource.rated', key, resource, by, at, payload)
    },
    withdrawn(resource, at, why = 'author') {
      const { author, acceptedAt } = known(resource)
      const key = `withdrawn:${resource}:${turn(`withdrawn:${resource}`)}`
      const payload = { by: author, why, author, ...(acceptedAt && { accepted_at: acceptedAt.toISOString() }) }
      return write('resource.withdrawn', key, resource, author, at, payload)
    },
    restored(resource, at) {
      const { author, payload } = known(resource)
      const key = `restored:${resource}:${turn(`restored:${resource}`)}`
      return write('resource.restored', key, resource, author, at, payload)
    },
  }
}
