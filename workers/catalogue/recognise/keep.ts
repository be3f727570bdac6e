import { finishRecognition } from '#db/recognition/recognition.ts'
import { index } from '#db/rows/accept.ts'
import { bodyOf, lockResource, type ResourceCard } from '#db/rows/resources.ts'
import type { Resource, Trx } from '#db/schema.ts'
import type { Workshop } from '../../context.ts'
import { findingsOf } from '../check.ts'
import { type Classification, SURE } from '../classify/classify.ts'
import { cleanName, isJunk } from '../classify/title.ts'
import { classifyStage } from '../classify-stage.ts'
import type { Draft } from '../draft.ts'
import type { ReadResult } from '../read/outcome.ts'
import { KEEP_TEXT } from '../read-stage.ts'
import { noteLikeness, noteLook } from '../similar.ts'
import { hidePersonal } from './hide.ts'

type Read = Extract<ReadResult, { ok: true }>

/** Fields that recognised text may fill. */
const FIELDS = ['stage', 'subject', 'grade', 'volume', 'type', 'unit', 'edition'] as const

/**
 * Keeps what was recognised, in one transaction: the text, the search row, and the fields that were not known or not sure
 * and that nobody corrected. Says nothing in the chat, unless personal data came to light; points stay. Answers the letters found and the
 * fields that changed.
 */
export async function keepRecognised(
  shop: Workshop,
  resource: ResourceCard,
  result: Read,
  signal: AbortSignal,
): Promise<{ letters: number; changed: string[] }> {
  const letters = result.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const before = await bodyOf(shop.db, resource.school_id, resource.id)
  const text = [before, result.text]
    .filter((one) => one !== '')
    .join('\n')
    .slice(0, KEEP_TEXT)
  const draft: Draft = {
    format: resource.format,
    family: result.family,
    text,
    ...(result.heading && { heading: result.heading }),
  }
  const found = letters === 0 ? undefined : await classificationOf(shop, resource, draft, signal)
  const findings = findingsOf({ text: result.text }, resource.file_name)
  const wake: number[] = []
  const kept = await shop.db.transaction().execute(async (trx) => {
    const now = shop.clock.now()
    const row = await lockResource(trx, resource.school_id, resource.id)
    await finishRecognition(trx, resource.school_id, resource.id, { status: 'done', letters, now })
    if (row && result.look) await noteLook(trx, row, { look: result.look, crops: result.crops ?? [], text })
    if (!row || !found) return { letters, changed: [] }
    await trx
      .insertInto('resource_text')
      .values({ school_id: row.school_id, resource_id: row.id, body: text })
      .onConflict((conflict) => conflict.columns(['school_id', 'resource_id']).doUpdateSet({ body: text }))
      .execute()
    const { set, changed } = improvements(row, found, result)
    const updated = await update(trx, row, { ...set, ...reading(row, result) })
    if (updated.status === 'live') await index(trx, updated, resource.author_name)
    await noteLikeness(trx, updated, text)
    wake.push(...(await hidePersonal(trx, updated, resource.author_name, findings)))
    return { letters, changed }
  })
  for (const chatId of wake) await shop.ring('chat.post', { schoolId: resource.school_id, chatId })
  return kept
}

async function classificationOf(
  shop: Workshop,
  resource: Resource,
  draft: Draft,
  signal: AbortSignal,
): Promise<Classification | undefined> {
  const upload = {
    id: resource.upload_id,
    school_id: resource.school_id,
    chat_id: resource.chat_id,
    member_id: resource.member_id,
    file_name: resource.file_name,
    size: resource.size,
    blob_sha256: resource.blob_sha256,
    sent_at: resource.shared_at,
  }
  const answer = await classifyStage.run(draft, { shop, upload, signal })
  return 'next' in answer ? answer.next.classification : undefined
}

/** What may change: a field that a person set is certain (1) and stays. */
function improvements(row: Resource, found: Classification, result: Read) {
  const open = (field: string, value: unknown) => {
    const sure = row.confidence[field] ?? 0
    return sure < 1 && (value === null || value === undefined || sure < SURE)
  }
  const set: Record<string, unknown> = {}
  const confidence: Record<string, number> = { ...row.confidence }
  const evidence: Record<string, { from: string; quote: string }> = { ...row.evidence }
  const learn = (field: keyof Classification['confidence']) => {
    const [sure, proof] = [found.confidence[field], found.evidence[field]]
    if (sure !== undefined) confidence[field] = sure
    if (proof) evidence[field] = proof
  }
  for (const field of FIELDS) {
    const value = found[field]
    if (value === undefined || !open(field, row[field]) || value === row[field]) continue
    set[field] = value
    learn(field)
  }
  // A name that says something is what its author called it; a camera's number is not.
  if (isJunk(cleanName(row.file_name)) && (row.confidence.title ?? 0) < 1 && found.title !== row.title) {
    set.title = found.title
    learn('title')
  }
  if (row.school_year === null && found.schoolYear) set.school_year = found.schoolYear
  const changed = Object.keys(set)
  return {
    changed,
    set: {
      ...set,
      confidence: JSON.stringify(confidence),
      evidence: JSON.stringify(evidence),
      ...(row.text_sha256 === null && result.textSha256 && { text_sha256: result.textSha256 }),
      ...(found.summary && { summary: found.summary }),
      ...(found.keywords.length > 0 && { keywords: found.keywords }),
    },
  }
}

/** Its notes say so from now on, and so do the members of a package that held writing. */
function reading(row: Resource, result: Read): Record<string, unknown> {
  const read = new Set(result.parts?.map(({ name }) => name))
  const notes = row.notes.filter((note) => note !== 'no_text' && note !== 'to_recognise' && note !== 'recognised')
  return {
    notes: [...notes, 'recognised'],
    ...(row.parts &&
      read.size > 0 && {
        parts: JSON.stringify(row.parts.map((part) => (read.has(part.name) ? { ...part, read: 'recognised' } : part))),
      }),
  }
}

async function update(trx: Trx, row: Resource, set: Record<string, unknown>): Promise<Resource> {
  return trx
    .updateTable('resource')
    .set(set)
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
