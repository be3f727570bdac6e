import { isPersonal, listFindings } from '#db/findings/findings.ts'
import { index } from '#db/rows/accept.ts'
import { bodyOf, findResource, lockResource, type ResourceCard } from '#db/rows/resources.ts'
import type { Resource, Trx } from '#db/schema.ts'
import type { Workshop } from '../context.ts'
import type { Candidate, Draft, Stage } from './draft.ts'
import { learnt, writeBeside } from './enter.ts'
import { runStages } from './run-stages.ts'
import { STAGES } from './stages.ts'

/** `changed`: something about it is different now. `gone`: withdrawn meanwhile, or its file can not be found. */
export type Again = 'changed' | 'same' | 'gone'

/** Columns by the field under which their confidence is kept. */
const COLUMNS: Readonly<Record<string, keyof ReturnType<typeof learnt>>> = {
  title: 'title',
  stage: 'stage',
  subject: 'subject',
  grade: 'grade',
  volume: 'volume',
  type: 'type',
  unit: 'unit',
  edition: 'edition',
  schoolYear: 'school_year',
}

/**
 * Catalogues a live resource again with the stages of today: text, classification and search row are made anew; its id,
 * points, stars, flags and visibility stay, and so does every field that a person corrected (confidence 1). A text that
 * was recognised from a picture, and is not read from the file, stays too. Running it twice changes nothing.
 */
export async function catalogueAgain(
  shop: Workshop,
  schoolId: string,
  id: number,
  signal: AbortSignal,
): Promise<Again> {
  const before = await findResource(shop.db, schoolId, id)
  if (before?.status !== 'live' || before.blob_sha256 === null) return 'gone'
  if (!(await shop.blobs.has(schoolId, before.blob_sha256))) return 'gone'
  const body = await bodyOf(shop.db, schoolId, id)
  const draft = await learn(shop, before, body, signal)
  return shop.db.transaction().execute(async (trx) => {
    const now = await lockResource(trx, schoolId, id)
    if (now?.status !== 'live') return 'gone'
    return await rewrite(trx, { ...now, author_name: before.author_name }, draft, body)
  })
}

async function learn(shop: Workshop, before: ResourceCard, body: string, signal: AbortSignal): Promise<Draft> {
  const upload = candidateOf(before)
  let draft: Draft = {}
  for (const stage of again()) {
    const result = await runStages([stage], { shop, upload, signal }, draft)
    // What is in stays in: a stage that would refuse it today has nothing to say about the rest.
    if ('stop' in result) continue
    draft = result.draft
    if (stage.name === 'read') draft = withRecognised(draft, before, body)
  }
  return draft
}

function again(): Stage[] {
  return STAGES.filter((stage) => !stage.once)
}

/**
 * What was recognised stands behind what is read: it stays as long as that is as before. A file that gave no text this
 * time keeps what was known of it, which is better than nothing.
 */
function withRecognised(draft: Draft, before: Resource, body: string): Draft {
  const text = draft.text ?? ''
  const recognised = before.notes.includes('recognised')
  if (body.trim() === '' || (text.trim() !== '' && !(recognised && body.startsWith(text)))) return draft
  const notes = (draft.notes ?? []).filter((note) => note !== 'no_text')
  const seen = new Set(before.parts?.flatMap(({ name, read }) => (read === 'recognised' ? [name] : [])))
  const { textSha256, parts, ...rest } = draft
  const sha = textSha256 ?? before.text_sha256
  return {
    ...rest,
    ...(sha !== null && { textSha256: sha }),
    ...(parts && { parts: parts.map((part) => (seen.has(part.name) ? { ...part, read: 'recognised' } : part)) }),
    text: body,
    notes: recognised ? [...notes, 'recognised'] : notes,
  }
}

async function rewrite(trx: Trx, now: ResourceCard, draft: Draft, body: string): Promise<Again> {
  const { author_name: authorName, ...row } = now
  const fields = kept(row, learnt(row, draft))
  // Where personal data was found the title is the file's name, whatever its author decided since.
  const found = await listFindings(trx, row.school_id, [row.id])
  if (found.some(({ flag }) => isPersonal(flag))) fields.title = row.title
  const text = draft.text ?? body
  const changed = text !== body || differs(row, fields)
  const resource = await trx
    .updateTable('resource')
    .set(fields)
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('resource_text')
    .set({ body: text })
    .where('school_id', '=', row.school_id)
    .where('resource_id', '=', row.id)
    .execute()
  await writeBeside(trx, resource, draft)
  await index(trx, resource, authorName)
  return changed ? 'changed' : 'same'
}

/** What a person set wins over whatever is learnt, with its confidence and evidence. */
function kept(before: Resource, fields: ReturnType<typeof learnt>): ReturnType<typeof learnt> {
  const out = { ...fields }
  const confidence = { ...JSON.parse(fields.confidence) }
  const evidence = { ...JSON.parse(fields.evidence) }
  for (const [field, sure] of Object.entries(before.confidence)) {
    const column = COLUMNS[field]
    if (sure !== 1 || column === undefined) continue
    Object.assign(out, { [column]: before[column] })
    confidence[field] = 1
    if (before.evidence[field]) evidence[field] = before.evidence[field]
    else delete evidence[field]
  }
  return { ...out, confidence: JSON.stringify(confidence), evidence: JSON.stringify(evidence) }
}

function differs(before: Resource, fields: ReturnType<typeof learnt>): boolean {
  const shown = ['format', 'summary', 'keywords', 'region', 'notes', ...Object.values(COLUMNS)] as const
  return shown.some((column) => JSON.stringify(before[column] ?? null) !== JSON.stringify(fields[column] ?? null))
}

function candidateOf(resource: Resource): Candidate {
  return {
    id: resource.upload_id,
    chat_id: resource.chat_id,
    school_id: resource.school_id,
    member_id: resource.member_id,
    file_name: resource.file_name,
    size: resource.size,
    blob_sha256: resource.blob_sha256,
    sent_at: resource.shared_at,
    unpaid: resource.unpaid,
    ...(resource.folder !== null && { folder: resource.folder }),
  }
}
