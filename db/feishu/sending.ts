import { type ColumnType, sql } from 'kysely'
import type { Db } from '../schema.ts'

type Default<T> = ColumnType<T, T | undefined, T>

/** What the sender remembers; see the migration `add_feishu_sending`. */
export type FeishuSendingTables = {
  feishu_file: {
    school_id: string
    app_id: string
    sha256: string
    file_name: string
    file_key: string
    created_at: Default<Date>
  }
  feishu_mark: {
    app_id: string
    message_ref: string
    mark: FeishuMark
    reaction_id: string
    created_at: Default<Date>
  }
  feishu_process: { app_id: string; process_id: string; seen_at: Date }
}

export type FeishuMark = 'received' | 'done' | 'refused'

/** A file as the app uploaded it: the name is part of it, because the platform shows the name of the upload. */
export type UploadedFile = { schoolId: string; appId: string; sha256: string; fileName: string }

export async function findFileKey(db: Db, file: UploadedFile): Promise<string | undefined> {
  const row = await db
    .selectFrom('feishu_file')
    .select('file_key')
    .where('school_id', '=', file.schoolId)
    .where('app_id', '=', file.appId)
    .where('sha256', '=', file.sha256)
    .where('file_name', '=', file.fileName)
    .executeTakeFirst()
  return row?.file_key
}

export async function setFileKey(db: Db, file: UploadedFile, fileKey: string): Promise<void> {
  await db
    .insertInto('feishu_file')
    .values({
      school_id: file.schoolId,
      app_id: file.appId,
      sha256: file.sha256,
      file_name: file.fileName,
      file_key: fileKey,
    })
    .onConflict((conflict) => conflict.constraint('feishu_file__pkey').doUpdateSet({ file_key: fileKey }))
    .execute()
}

/** Forgets a key that the platform no longer takes; another one that was set meanwhile stays. */
export async function dropFileKey(db: Db, file: UploadedFile, fileKey: string): Promise<void> {
  await db
    .deleteFrom('feishu_file')
    .where('school_id', '=', file.schoolId)
    .where('app_id', '=', file.appId)
    .where('sha256', '=', file.sha256)
    .where('file_name', '=', file.fileName)
    .where('file_key', '=', fileKey)
    .execute()
}

export async function findMark(
  db: Db,
  appId: string,
  messageRef: string,
): Promise<{ mark: FeishuMark; reactionId: string } | undefined> {
  const row = await db
    .selectFrom('feishu_mark')
    .select(['mark', 'reaction_id'])
    .where('app_id', '=', appId)
    .where('message_ref', '=', messageRef)
    .executeTakeFirst()
  return row && { mark: row.mark, reactionId: row.reaction_id }
}

/** Keeps the outcome: a late `received` does not replace it. False when the row stayed as it was. */
export async function setMark(
  db: Db,
  appId: string,
  messageRef: string,
  mark: FeishuMark,
  reactionId: string,
): Promise<boolean> {
  const row = await db
    .insertInto('feishu_mark')
    .values({ app_id: appId, message_ref: messageRef, mark, reaction_id: reactionId })
    .onConflict((conflict) =>
      conflict
        .constraint('feishu_mark__pkey')
        .doUpdateSet({ mark, reaction_id: reactionId })
        .where('feishu_mark.mark', '=', 'received'),
    )
    .returning('mark')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Says that this process sends for the app, and answers how many do: itself, and those that said so within `staleMs`. The
 * database's clock counts, so that processes on several hosts agree.
 */
export async function countProcesses(db: Db, appId: string, processId: string, staleMs: number): Promise<number> {
  const { rows } = await sql<{ others: number }>`
    with me as (
      insert into feishu_process (app_id, process_id, seen_at) values (${appId}, ${processId}, now())
      on conflict on constraint feishu_process__pkey do update set seen_at = now()
    ), gone as (
      delete from feishu_process where app_id = ${appId} and seen_at < now() - interval '1 day'
    )
    select count(*)::int as others from feishu_process
    where app_id = ${appId} and process_id <> ${processId}
      and seen_at > now() - make_interval(secs => ${staleMs / 1000})`.execute(db)
  return 1 + (rows[0]?.others ?? 0)
}

export async function leaveProcesses(db: Db, appId: string, processId: string): Promise<void> {
  await db.deleteFrom('feishu_process').where('app_id', '=', appId).where('process_id', '=', processId).execute()
}
