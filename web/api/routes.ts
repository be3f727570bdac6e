import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { board } from '#db/boards/board.ts'
import { suggest } from '#db/discover/suggest.ts'
import { MINOR_UNITS } from '#db/ledger/amount.ts'
import { findPreviewable } from '#db/rows/previews.ts'
import { findVisible, type ResourceCard } from '#db/rows/resources.ts'
import { askResources } from '#db/search/ask.ts'
import { searchAnswer } from '#db/search/json.ts'
import type { Lang } from '#kit/lang.ts'
import { answerError, NOT_FOUND, notFound, refuse } from '../errors.ts'
import { sendBytes, sendPreview } from '../send.ts'
import type { WebParts } from '../web.ts'
import { boardRoute, fileRoute, previewRoute, resourceRoute, searchRoute, suggestRoute } from './contract.ts'
import { type ApiEnv, needToken } from './token.ts'

/** The JSON API, version 1: reads on behalf of a token. `openapi.json` needs none. */
export function apiRoutes(web: WebParts): OpenAPIHono<ApiEnv> {
  const { db, clock, blobs } = web
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined
      const fields = result.error.issues.map((issue) => issue.path.join('.')).join(', ')
      // An id that is no number names nothing: the same answer as for a resource that does not exist.
      if (result.target === 'param') return refuse(c, 404, 'not_found', NOT_FOUND)
      return refuse(c, 400, 'request_wrong', {
        zh: `请求的参数不对：${fields}。`,
        en: `These parameters are not right: ${fields}.`,
      })
    },
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  app.use('/resources', needToken(db))
  app.use('/resources/*', needToken(db))
  app.use('/leaderboards', needToken(db))
  app.use('/suggestions', needToken(db))

  app.openapi(searchRoute, async (c) => {
    const { q, limit, offset } = c.req.valid('query')
    const result = await askResources(db, c.get('viewer'), { text: q, limit, offset, now: clock.now() })
    return c.json(searchAnswer(result, langOf(c, web.env.LOCALE)), 200)
  })
  app.openapi(suggestRoute, async (c) => {
    const { q, limit } = c.req.valid('query')
    return c.json({ suggestions: await suggest(db, c.get('viewer'), q, { limit, now: clock.now() }) }, 200)
  })
  app.openapi(resourceRoute, async (c) => {
    const resource = await findVisible(db, c.get('viewer'), c.req.valid('param').id)
    if (!resource) throw notFound()
    return c.json(resourceJson(resource), 200)
  })
  app.openapi(fileRoute, async (c) => {
    const viewer = c.get('viewer')
    const resource = await findVisible(db, viewer, c.req.valid('param').id)
    const sha256 = resource?.blob_sha256 ?? undefined
    if (!resource || sha256 === undefined || !(await blobs.has(viewer.schoolId, sha256))) throw notFound()
    const { stream, size } = await blobs.open(viewer.schoolId, sha256)
    return sendBytes(c, stream, { name: resource.file_name, size })
  })
  app.openapi(previewRoute, async (c) => {
    const resource = await findPreviewable(db, c.get('viewer'), c.req.valid('param').id)
    if (!resource || !web.previews) throw notFound()
    return sendPreview(c, await web.previews.of(resource, langOf(c, web.env.LOCALE)))
  })
  app.openapi(boardRoute, async (c) => {
    const { period, subject } = c.req.valid('query')
    const shown = await board(db, { schoolId: c.get('viewer').schoolId, subject, period, at: clock.now() })
    return c.json(
      {
        subject,
        period,
        key: shown.window.key,
        label: shown.window.label,
        from: shown.window.from.toISOString(),
        to: shown.window.to.toISOString(),
        contributors: shown.contributors,
        rows: shown.rows.map(({ rank, name, points, note }) => ({
          rank,
          name,
          points: points / MINOR_UNITS,
          ...(note && { note }),
        })),
      },
      200,
    )
  })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Gongxiang',
      version: '1',
      description: '学校资源库的只读接口。Read access to a school’s shared resources and leaderboards.',
    },
    servers: [{ url: '/api/v1' }],
  })
  app.onError((error, c) => answerError(c, error, web.log))
  return app
}

/** The reader's language, else the school's. */
function langOf(c: Context, otherwise: Lang): Lang {
  const wanted = c.req.header('accept-language') ?? ''
  if (/^en\b/i.test(wanted)) return 'en'
  return /^zh\b/i.test(wanted) ? 'zh-CN' : otherwise
}

function resourceJson(resource: ResourceCard) {
  return {
    id: resource.id,
    external_id: resource.external_id,
    title: resource.title,
    file_name: resource.file_name,
    size: resource.size,
    format: resource.format,
    author: { id: resource.member_id, name: resource.author_name },
    stage: resource.stage,
    subject: resource.subject,
    grade: resource.grade,
    volume: resource.volume,
    type: resource.type,
    unit: resource.unit,
    edition: resource.edition,
    keywords: resource.keywords,
    summary: resource.summary,
    downloads: resource.download_count,
    rating: {
      count: resource.rating_count,
      mean: resource.rating_count === 0 ? null : resource.rating_sum / resource.rating_count,
    },
    shared_at: resource.shared_at.toISOString(),
    has_file: resource.blob_sha256 !== null,
  }
}
