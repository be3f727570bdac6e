import { silentLog } from '#kit/log.ts'
import { openQueues } from '#workers/queue.ts'

/**
 * A process that takes one `upload.catalogue`, says so in a line and never finishes it: a test kills it there.
 * `argv`: database address, key prefix, Redis address or nothing.
 */
const [, , databaseUrl = '', prefix = '', redisUrl = ''] = process.argv
const queues = await openQueues({ databaseUrl, prefix, redisUrl: redisUrl || undefined, log: silentLog })
const done = async () => ({ done: true }) as const
await queues.work(
  'work',
  {
    'upload.catalogue': ({ uploadId }) => {
      console.log(`took ${uploadId}`)
      return new Promise(() => undefined)
    },
    'resource.recognise': done,
    'fact.settle': done,
    'night.run': done,
    'policy.try': done,
    'report.make': done,
    'certificate.make': done,
    'post.due': done,
    'row.sweep': done,
  },
  { concurrency: 1 },
)
