import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { expect, test } from 'vitest'
import type { Database, Resource, Trx } from '../schema.ts'
import { indexResource, unindexResource } from './index-row.ts'
import { openIndex } from './open-index.ts'
import { newestPage, rankedPage } from './select.ts'

test('the statements are as reviewed', async () => {
  const sent: string[] = []
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (handle) => new PostgresIntrospector(handle),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: (event) => {
      sent.push(event.query.sql)
    },
  })
  const viewer = { schoolId: 's', memberId: 7, role: 'teacher' as const, departmentId: 3 }
  const page = { limit: 10, offset: 0, now: new Date('2026-11-21T00:00:00Z') }
  const candidates = { ids: [1], seqs: [1], scores: [0.5], strict: [true], more: false }
  await rankedPage(db, viewer, candidates, { subject: 'math' }, page, { first: 1, phrase: '勾股定理' })
  await newestPage(db, viewer, { grade: 3 }, { ...page, upTo: 9 })
  await openIndex(db, 's', ['勾股定理'])
  const resource = { school_id: 's', id: 1, title: '勾股定理', file_name: '勾股定理', keywords: [], type: 'exam' }
  await indexResource(db as unknown as Trx, resource as unknown as Resource, { authorName: '李', body: '' })
  await unindexResource(db as unknown as Trx, 's', 1)
  await expect(`${sent.join('\n\n')}\n`).toMatchFileSnapshot('./statements.sql')
})
