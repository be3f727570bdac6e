import { createReadStream } from 'node:fs'
import { postFile } from '#db/practice/deeds.ts'
import { listPeople } from '#db/practice/people.ts'
import { listPostedKeys } from '#db/practice/posts.ts'
import { UserFacingError } from '#kit/errors.ts'
import { sha256 } from '#kit/ids.ts'
import type { SampleFile } from '../web.ts'
import type { PracticeParts } from './routes.ts'

/** The sample files, who shares each, and whether it is already in the room. */
export async function listSamples(web: PracticeParts) {
  const samples = (await web.practice.samples?.()) ?? []
  const loaded = await listPostedKeys(web.db, web.practice.schoolId, 'sample-')
  return samples.map((sample) => ({ name: sample.name, loaded: loaded.has(keyOf(sample)) }))
}

/** Shares one sample file in a chat, on the way every file takes, as its author. A second time changes nothing. */
export async function loadSample(web: PracticeParts, chat: string, name: string): Promise<{ id: number }> {
  const sample = (await web.practice.samples?.())?.find((candidate) => candidate.name === name)
  if (!sample) throw new UserFacingError('sample_unknown', { zh: '没有这个示例文件。', en: 'There is no such sample.' })
  const { schoolId } = web.practice
  const people = await listPeople(web.db, schoolId)
  const author = people.find((person) => person.id === sample.author || person.name === sample.author) ?? people[0]
  if (!author)
    throw new UserFacingError('person_unknown', { zh: '练习室里没有人。', en: 'There is nobody in the room.' })
  const stored = await web.blobs.put(schoolId, createReadStream(sample.path), {
    maxBytes: web.env.MAX_FILE_MB * 1_048_576,
  })
  const deed = { schoolId, chat, person: author.id, key: keyOf(sample), now: web.clock.now() }
  return { id: await postFile(web.db, deed, { name: sample.name, mediaType: sample.mediaType, ...stored }) }
}

function keyOf(sample: SampleFile): string {
  return `sample-${sha256(sample.name).slice(0, 24)}`
}
