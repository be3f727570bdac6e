import { jobsRun } from '#test/queue-jobs.ts'
import { queueRig } from '#test/queue-rig.ts'
import { troublesPass } from '#test/queue-troubles.ts'

const rig = await queueRig('redis')
jobsRun(rig)
troublesPass(rig)
