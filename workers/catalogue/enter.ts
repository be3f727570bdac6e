import { isPersonal, saveFindings } from '#db/findings/findings.ts'
import { insertRecognition } from '#db/recognition/recognition.ts'
import { accept, makeFindable } from '#db/rows/accept.ts'
import { insertResource } from '#db/rows/resources.ts'
import type { Fact, NewResource, Resource, Trx } from '#db/schema.ts'
import type { Candidate, Draft } from './draft.ts'
import { needsRecognition } from './recognise/needed.ts'
import { noteLikeness } from './similar.ts'
import { VERSIONS } from './stages.ts'

export type Entered = {
  resource: Resource
  /** It waits for a reviewer and is not findable yet. */
  review: boolean
  /** From which points follow; none while it waits, and none for an import that earns nothing. */
  fact: Fact | undefined
}

/**
 * Puts a finished draft into the library inside the caller's transaction: row, text, and either search row and fact, or
 * a review. The one way in, for a chat and for an import alike.
 */
export async function enter(
  trx: Trx,
  candidate: Candidate,
  draft: Draft,
  given: { authorName: string; reviewAll: boolean; now: Date },
): Promise<Entered> {
  const review = given.reviewAll || (draft.flags ?? []).length > 0
  // Without a fact nobody else makes it live, and a row that is written once is cheaper than one written twice.
  const live = !review && candidate.unpaid ? { status: 'live' as const, accepted_at: given.now } : {}
  const resource = await insertResource(trx, { ...rowOf(candidate, draft), ...live }, draft.text ?? '')
  await writeBeside(trx, resource, draft, { entering: true })
  if (draft.findings && draft.findings.length > 0) {
    await saveFindings(trx, resource.school_id, resource.id, draft.findings)
  }
  if (review) {
    await trx
      .insertInto('review')
      .values({ school_id: resource.school_id, resource_id: resource.id, created_at: given.now })
      .execute()
    return { resource, review, fact: undefined }
  }
  if (candidate.unpaid) {
    await makeFindable(trx, resource, { authorName: given.authorName, body: draft.text ?? '' })
    return { resource, review, fact: undefined }
  }
  const fact = await accept(trx, resource, {
    via: 'checks',
    by: resource.member_id,
    authorName: given.authorName,
    now: given.now,
  })
  return { resource, review, fact }
}

/**
 * Rows of other tables that follow from the draft alone. Called when a resource enters and again when it is
 * recatalogued, so each line here replaces what it wrote before.
 */
export async function writeBeside(
  trx: Trx,
  resource: Resource,
  draft: Draft,
  given: { entering?: boolean } = {},
): Promise<void> {
  await noteLikeness(trx, resource, draft.text ?? '', given)
  if (needsRecognition(draft)) await insertRecognition(trx, resource)
}

/** The columns that the stages fill; written on entering and on recataloguing. */
export function learnt(candidate: Pick<Candidate, 'file_name'>, draft: Draft) {
  const found = draft.classification
  return {
    text_sha256: draft.textSha256 ?? null,
    format: draft.format ?? 'other',
    title: titleOf(candidate, draft),
    stage: found?.stage ?? null,
    subject: found?.subject ?? null,
    grade: found?.grade ?? null,
    volume: found?.volume ?? null,
    type: found?.type ?? 'material',
    unit: found?.unit ?? null,
    edition: found?.edition ?? null,
    school_year: found?.schoolYear ?? null,
    region: found?.region ?? null,
    confidence: JSON.stringify(found?.confidence ?? {}),
    evidence: JSON.stringify(found?.evidence ?? {}),
    notes: notesOf(draft),
    parts: draft.parts ? JSON.stringify(draft.parts) : null,
    media: mediaOf(draft),
    summary: found?.summary ?? null,
    keywords: found?.keywords ?? [],
    made_with: JSON.stringify(VERSIONS),
  }
}

/** What is told about the reading: the readers' notes, or why nothing was read; and that a scan is still to be looked at. */
function notesOf(draft: Draft): string[] {
  const notes = [...(draft.notes ?? []), ...(draft.unread === undefined ? [] : [draft.unread])]
  return needsRecognition(draft) ? [...notes, 'to_recognise'] : notes
}

function mediaOf({ media, pages }: Draft): string | null {
  if (!media && pages === undefined) return null
  return JSON.stringify({ ...media, ...(pages !== undefined && { pages }) })
}

/** Where personal data was found a heading could be somebody's name: the file is called what its author called it. */
function titleOf({ file_name: name }: Pick<Candidate, 'file_name'>, draft: Draft): string {
  if ((draft.flags ?? []).some(isPersonal)) return name.replace(/(?<=.)\.[^.]{1,8}$/, '')
  return draft.classification?.title ?? name
}

/** The row of a draft that comes in. */
export function rowOf(candidate: Candidate, draft: Draft): NewResource {
  return {
    ...learnt(candidate, draft),
    school_id: candidate.school_id,
    member_id: candidate.member_id,
    chat_id: candidate.chat_id,
    upload_id: candidate.id,
    blob_sha256: candidate.blob_sha256,
    file_name: candidate.file_name,
    size: candidate.size ?? 0,
    status: 'review',
    flags: draft.flags ?? [],
    shared_at: candidate.sent_at,
    unpaid: candidate.unpaid ?? false,
    folder: candidate.folder ?? null,
    ...(candidate.visibility && { visibility: candidate.visibility }),
  }
}
