import { readFile } from 'node:fs/promises'
import { policySource } from '#db/policy/at.ts'
import { changeText, type PolicyChange } from '#db/policy/diff.ts'
import { createDraft, listDrafts, saveReport } from '#db/policy/drafts.ts'
import { sourceAt } from '#db/policy/edit.ts'
import { listPolicies } from '#db/policy/next.ts'
import { invalid, readPolicy } from '#db/policy/parse.ts'
import { checkPolicy, publishDistrictPolicy, publishPolicy } from '#db/policy/publish.ts'
import type { Db, School } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { OperatorError } from '#kit/errors.ts'
import { say, type Text } from '#kit/lang.ts'
import { minuteOf } from '#kit/zone.ts'
import { dryRun } from '#workers/policy/dry-run.ts'
import { chooseSchool, withDb } from './database.ts'
import { districtVersion, listDistrict } from './district-policy.ts'
import type { Io } from './io.ts'
import { missing } from './lines.ts'
import { table } from './table.ts'

type Common = { json?: boolean; school?: string }

/**
 * `policy check <file>`: everything that is wrong with it, in sentences; exit code 1 then. Without --school the file by
 * itself; with it, also what only the school's rows can tell: its versions, its zone, its district, the notice.
 */
export async function check(io: Io, path: string, options: Common): Promise<void> {
  const source = await sourceOf(path)
  if (options.school === undefined) {
    const { policy, problems } = readPolicy(source)
    const zone = io.env.SCHOOL_TIMEZONE
    if (policy?.timezone !== undefined && policy.timezone !== zone) {
      problems.push({ zh: `timezone 必须是学校的时区 ${zone}`, en: `timezone must be the school's, ${zone}` })
    }
    report(io, options, policy?.version, problems, [])
    return
  }
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const { policy, changes, problems } = await checkPolicy(db, school.id, source, systemClock.now())
    report(io, options, policy?.version, problems, changes)
  })
}

/** `policy diff <file>`: what it changes for the school, in words. */
export async function diff(io: Io, path: string, options: Common): Promise<void> {
  const source = await sourceOf(path)
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const { policy, before, changes } = await checkPolicy(db, school.id, source, systemClock.now())
    if (options.json) {
      return io.json({
        from: before.version,
        to: policy?.version,
        changes: changes.map(({ path: where, before: was, after, direction }) => ({
          path: where,
          before: was,
          after,
          direction,
        })),
      })
    }
    io.say({
      zh: `${before.version} → ${policy?.version ?? '?'}：${changes.length} 处不同。`,
      en: `${before.version} → ${policy?.version ?? '?'}: ${changes.length} difference(s).`,
    })
    for (const change of changes) io.print(`${MARKS[change.direction]} ${say(io.env.LOCALE, changeText(change))}`)
  })
}

const MARKS = { better: '+', worse: '-', other: '·' } as const

/** `policy draft <file>`: keeps it as a draft, for administrators to try out and approve in the chat. */
export async function draft(io: Io, path: string, options: Common): Promise<void> {
  const source = await sourceOf(path)
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const made = await db
      .transaction()
      .execute((trx) => createDraft(trx, { schoolId: school.id, source, by: undefined, now: systemClock.now() }))
    if (options.json)
      return io.json({ draft: made.draft.id, version: made.policy.version, changes: made.changes.length })
    io.say({
      zh: `已存为草案 ${made.draft.id}（${made.policy.version}），${made.changes.length} 处变化。请两位管理员在聊天里 /simulate ${made.draft.id} 后 /policy 批准 ${made.draft.id}。`,
      en: `Kept as draft ${made.draft.id} (${made.policy.version}), ${made.changes.length} change(s). Two administrators /simulate ${made.draft.id} and /policy approve ${made.draft.id} in the chat.`,
    })
  })
}

/**
 * `policy publish <file>`: for an operator who holds the two approvals that the file names. It is tried out over the
 * running term first, and what came of it is kept. With --district, a version that schools build on.
 */
export async function publish(io: Io, path: string, options: Common & { district?: string }): Promise<void> {
  const source = await sourceOf(path)
  await withDb(io, async (db) => {
    const now = systemClock.now()
    const { district } = options
    const policy =
      district === undefined
        ? await publishFor(db, await chooseSchool(io, db, options.school), source, now)
        : await db.transaction().execute((trx) => publishDistrictPolicy(trx, district, source, now))
    const { version, effective_from: from } = policy
    if (options.json) return io.json({ version, effective_from: from, ...(district !== undefined && { district }) })
    if (district === undefined)
      return io.say({
        zh: `已发布 ${version}，自 ${from} 起生效。`,
        en: `Published ${version}, in force from ${from}.`,
      })
    io.say({
      zh: `已发布区级规则 ${district}@${version}，自 ${from} 起。学校的规则文件写 extends: ${district}@${version} 后才生效。`,
      en: `Published ${district}@${version}, from ${from}. It rules a school once its own file says extends: ${district}@${version}.`,
    })
  })
}

async function publishFor(db: Db, school: School, source: string, now: Date) {
  const known = await listPolicies(db, school.id)
  const { policy, problems } = await checkPolicy(db, school.id, source, now)
  if (!policy || problems.length > 0) throw invalid(problems)
  // The first version has nothing to be compared with; one that is there already changes nothing.
  const isNew = known.length > 0 && known.every((one) => one.version !== policy.version)
  const report = isNew ? await dryRun(db, { schoolId: school.id, source, now }) : undefined
  return db.transaction().execute(async (trx) => {
    if (report) {
      const kept = await createDraft(trx, { schoolId: school.id, source, by: undefined, now })
      await saveReport(trx, school.id, kept.draft.id, report, now)
    }
    const published = await publishPolicy(trx, school.id, source, now)
    await trx
      .updateTable('policy_draft')
      .set({ status: 'published', decided_at: now })
      .where('school_id', '=', school.id)
      .where('version', '=', published.version)
      .where('status', '=', 'draft')
      .execute()
    return published
  })
}

/**
 * `policy show [version]`: a version's file as it was published, or the one in force: what a new version is written from.
 * A school that never published one follows the shipped default. With --district, the file of a district's version.
 */
export async function show(
  io: Io,
  version: string | undefined,
  options: Common & { district?: string },
): Promise<void> {
  await withDb(io, async (db) => {
    if (options.district !== undefined) {
      const { source } = await districtVersion(db, options.district, version)
      return options.json ? io.json({ source }) : io.print(source.trimEnd())
    }
    const school = await chooseSchool(io, db, options.school)
    const source =
      version === undefined
        ? await sourceAt(db, school.id, systemClock.now())
        : await policySource(db, school.id, version)
    if (source === undefined) {
      throw new OperatorError(`the school ${school.id} has no version ${version}`, 'gongxiang policy list')
    }
    if (options.json) return io.json({ source })
    io.print(source.trimEnd())
  })
}

/** `policy list`: the versions of a school, and its drafts; with --district, what schools can build on. */
export async function list(io: Io, options: Common & { district?: string | true }): Promise<void> {
  await withDb(io, async (db) => {
    if (options.district !== undefined) return listDistrict(io, db, options.district, options.json)
    const school = await chooseSchool(io, db, options.school)
    const now = systemClock.now()
    const versions = await listPolicies(db, school.id)
    const drafts = await listDrafts(db, school.id)
    if (options.json) {
      return io.json({
        versions: versions.map((one) => ({
          version: one.version,
          effective_from: one.effectiveFrom.toISOString(),
          published_at: one.publishedAt.toISOString(),
        })),
        drafts: drafts.map((one) => ({
          draft: one.id,
          version: one.version,
          effective_from: one.effectiveFrom.toISOString(),
          tried: one.report !== undefined,
          approvals: one.approvals.map((yes) => yes.member),
        })),
      })
    }
    const current = versions.find((one) => one.effectiveFrom <= now) ?? versions.at(-1)
    const state = (at: Date, version: string): Text =>
      version === current?.version
        ? { zh: '现行', en: 'in force' }
        : at > now
          ? { zh: '已排定', en: 'scheduled' }
          : { zh: '过去', en: 'past' }
    const from = (at: Date) => minuteOf(at, school.time_zone)
    const rows = versions.map((one) => [
      one.version,
      from(one.effectiveFrom),
      say(io.env.LOCALE, state(one.effectiveFrom, one.version)),
    ])
    const open = drafts.map((one) => [
      one.version,
      from(one.effectiveFrom),
      say(io.env.LOCALE, {
        zh: `草案 ${one.id}，批准 ${one.approvals.length}`,
        en: `draft ${one.id}, ${one.approvals.length} approved`,
      }),
    ])
    if (rows.length + open.length > 0) io.print(table([...open, ...rows]))
  })
}

function report(
  io: Io,
  options: Common,
  version: string | undefined,
  problems: readonly Text[],
  changes: readonly PolicyChange[],
): void {
  const ok = problems.length === 0
  if (!ok) process.exitCode = 1
  if (options.json) {
    io.json({ ok, version, problems: problems.map((one) => say(io.env.LOCALE, one)), changes: changes.length })
    return
  }
  for (const problem of problems) io.print(say(io.env.LOCALE, problem))
  io.say(
    ok
      ? { zh: `规则 ${version ?? ''} 没有问题。`, en: `Policy ${version ?? ''} is sound.` }
      : { zh: `有 ${problems.length} 处需要修改。`, en: `${problems.length} thing(s) to change.` },
  )
}

async function sourceOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw missing(path, error)
  }
}
