import { createRoute, z } from '@hono/zod-openapi'
import {
  boardQuery,
  boardShape,
  errorShape,
  resourceId,
  resourceShape,
  searchQuery,
  searchShape,
  suggestQuery,
  suggestShape,
} from './shapes.ts'

const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})
const error = (description: string) => json(errorShape, description)
const security = [{ bearer: [] }]
const refusals = {
  400: error('The request is not right; the message names the fields.'),
  401: error('No good token.'),
  403: error('The token’s member has left the school.'),
}
const missing = { 404: error('Missing, or not for this token to see: the two read the same.') }

/** The routes of the JSON API. */
export const searchRoute = createRoute({
  method: 'get',
  path: '/resources',
  summary: 'Search resources',
  security,
  request: { query: searchQuery },
  responses: { 200: json(searchShape, 'Best first; an empty query lists the newest.'), ...refusals },
})

export const suggestRoute = createRoute({
  method: 'get',
  path: '/suggestions',
  summary: 'How a query may go on',
  description: 'What several colleagues searched for with success, then titles that the token may see.',
  security,
  request: { query: suggestQuery },
  responses: { 200: json(suggestShape, 'At most `limit`.'), ...refusals },
})

export const resourceRoute = createRoute({
  method: 'get',
  path: '/resources/{id}',
  summary: 'One resource',
  security,
  request: { params: resourceId },
  responses: { 200: json(resourceShape, 'The resource.'), ...refusals, ...missing },
})

export const fileRoute = createRoute({
  method: 'get',
  path: '/resources/{id}/file',
  summary: 'The file of a resource',
  description: 'The bytes as they were shared. Not counted as a download: only people who download in a chat are.',
  security,
  request: { params: resourceId },
  responses: {
    200: {
      description: 'The bytes.',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...refusals,
    ...missing,
  },
})

export const previewRoute = createRoute({
  method: 'get',
  path: '/resources/{id}/preview',
  summary: 'A small picture of a resource',
  description:
    'Page one, the picture itself, the thumbnail that the file carries, or a card with its title and first lines; at most 640 × 900 pixels. Drawn when first asked for. Reviewers also see what waits for them.',
  security,
  request: { params: resourceId },
  responses: {
    200: {
      description: 'The picture.',
      content: { 'image/webp': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    304: { description: 'Not changed since the `If-None-Match` that was sent.' },
    503: error('Too many previews wait; come back after `Retry-After` seconds.'),
    ...refusals,
    ...missing,
  },
})

export const boardRoute = createRoute({
  method: 'get',
  path: '/leaderboards',
  summary: 'The leaderboard of the current week, month, term or school year',
  security,
  request: { query: boardQuery },
  responses: { 200: json(boardShape, 'Best first, with joint ranks; never the bottom.'), ...refusals },
})
