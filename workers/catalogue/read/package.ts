import type { ResourcePart } from '#db/schema.ts'
import { sha256 } from '#kit/ids.ts'
import { type Family, promisedBy } from './formats.ts'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import type { Extract, Mark, ReadResult } from './outcome.ts'
import { type Members, openMembers } from './package-members.ts'
import { openSink } from './sink.ts'
import { type Budget, memberSource } from './source.ts'
import { tidyLine } from './tidy.ts'

/**
 * An archive as one package: the names of its members, and what the same readers find in at most 50 of them. Archives in
 * it are opened too, two deep. Its text is all names, then the members' texts. Throws `Refusal`.
 */
export async function readPackage(opened: Opened): Promise<Extract> {
  const { source, identity } = opened
  const budget = source.budget ?? {
    members: LIMITS.memberReads,
    bytes: LIMITS.memberBytes,
    until: performance.now() + LIMITS.memberMs,
  }
  const members = await openMembers(opened)
  if (STREAMS.has(identity.format)) return readStream(opened, members, budget)
  const marks = new Set<Mark>(members.more ? ['truncated'] : [])
  const { found, unread } = await readMembers(members, source.depth, budget)
  if ([...unread.values()].includes('limit')) marks.add('truncated')
  const parts = members.list.flatMap((member) => {
    const result = found.get(member.name)
    if (isExecutable(member.name) || result?.family === 'executable') marks.add('executable_inside')
    if (result) for (const mark of CARRIED) if (result.flags.includes(mark)) marks.add(mark)
    if (result?.ok === false && result.why === 'encrypted') marks.add('encrypted_part')
    if (result?.ok && result.parts?.length) return result.parts.map((part) => inside(member.name, part))
    return [partOf(member, result, member.encrypted ? 'encrypted' : unread.get(member.name))]
  })
  const locked = members.list.filter((member) => member.encrypted).length
  if (locked > 0) marks.add(locked === members.list.length ? 'encrypted' : 'encrypted_part')
  if (locked > 0 && locked === members.list.length) marks.delete('encrypted_part')
  if (parts.length > LIMITS.archiveParts) marks.add('truncated')
  const [only] = parts
  return {
    text: textOf(parts, found),
    heading: wrapper(parts) ?? (parts.length === 1 ? only?.title : undefined),
    parts: parts.slice(0, LIMITS.archiveParts),
    partCount: parts.length,
    fingerprint: members.more || locked > 0 ? undefined : fingerprintOf(members),
    marks: [...marks],
  }
}

/** One file under a compression, without a directory: its name is the archive's. A tar inside is the archive itself. */
const STREAMS = new Set(['gz', 'bz2', 'xz'])
/** What makes the whole package suspect. */
const CARRIED = ['macros', 'executable_inside', 'encrypted_part'] as const
/** Families whose members have no text: they are named, not opened. */
const UNREAD = new Set<Family>(['image', 'audio', 'video', 'executable'])

async function readStream({ source }: Opened, members: Members, budget: Budget): Promise<Extract> {
  const { readSource } = await import('./read-file.ts')
  const name = source.fileName
    .replace(/\.tgz$/i, '.tar')
    .replace(/\.(gz|bz2|xz)$/i, '')
    .trim()
  const [member] = members.list
  const names = member && budget.members > 0 ? [member.name] : []
  for await (const { bytes } of members.read(names, budget.bytes)) {
    budget.members -= 1
    budget.bytes -= bytes.length
    const result = await readSource(memberSource(name, bytes, source.depth + 1, budget))
    if (result.ok && result.format === 'tar')
      return { ...result, fingerprint: result.textSha256, marks: marksOf(result) }
    const part = partOf({ name, size: bytes.length, link: false, encrypted: false }, result)
    const marks: Mark[] = result.family === 'executable' ? ['executable_inside'] : result.ok ? marksOf(result) : []
    return {
      text: textOf([part], new Map([[name, result]])),
      heading: part.title,
      parts: [part],
      partCount: 1,
      fingerprint: result.ok ? result.textSha256 : undefined,
      marks,
    }
  }
  return { text: name, parts: [{ name, size: member?.size ?? 0, format: formatOf(name) }], partCount: 1 }
}

function marksOf(result: ReadResult): Mark[] {
  return CARRIED.filter((mark) => result.flags.includes(mark))
}

/**
 * Opens the members that are likely to hold text, documents first, as far as the budget reaches. `unread` says why the
 * others stayed closed: `limit`, or `corrupt` when their bytes do not come out.
 */
async function readMembers(
  members: Members,
  depth: number,
  budget: Budget,
): Promise<{ found: Map<string, ReadResult>; unread: Map<string, 'limit' | 'corrupt'> }> {
  const found = new Map<string, ReadResult>()
  const unread = new Map<string, 'limit' | 'corrupt'>()
  const { readSource } = await import('./read-file.ts')
  const order = (name: string) => {
    const family = promisedBy(name)?.family
    return family === undefined ? 2 : family === 'archive' ? 1 : 0
  }
  const readable = members.list
    .filter(({ name, encrypted }) => !encrypted && !UNREAD.has(promisedBy(name)?.family ?? 'other'))
    .sort((one, other) => order(one.name) - order(other.name))
  const chosen: string[] = []
  const most = depth >= LIMITS.memberDepth || performance.now() > budget.until ? 0 : budget.members
  let bytes = budget.bytes
  for (const { name, size } of readable) {
    if (chosen.length >= most || size > Math.min(bytes, LIMITS.partBytes)) {
      unread.set(name, 'limit')
      continue
    }
    chosen.push(name)
    bytes -= size
  }
  if (chosen.length === 0) return { found, unread }
  let ended = false
  for await (const { name, bytes } of members.read(chosen, budget.bytes)) {
    ended = performance.now() > budget.until || budget.members <= 0
    if (ended) break
    budget.members -= 1
    budget.bytes -= bytes.length
    found.set(name, await readSource(memberSource(lastOf(name), bytes, depth + 1, budget)))
  }
  for (const name of chosen) if (!found.has(name)) unread.set(name, ended ? 'limit' : 'corrupt')
  return { found, unread }
}

function partOf(
  member: { name: string; size: number; link: boolean; encrypted: boolean },
  result: ReadResult | undefined,
  unread?: string,
): ResourcePart {
  const name = harmless(member.name)
  const title = result?.ok ? tidyLine(result.heading ?? result.title, 120) : undefined
  const known = result !== undefined && result.format !== 'unknown'
  const read = result ? stateOf(result) : unread
  return {
    name,
    size: member.size,
    format: known ? result.format : formatOf(name),
    ...(title && title !== lastOf(name) && { title }),
    ...(read && { read }),
  }
}

/** `yes` when there was text in it, why not otherwise; nothing for what holds no text. */
function stateOf(result: ReadResult): string | undefined {
  if (!result.ok) return result.why === 'executable' || result.why === 'empty' ? undefined : result.why
  return /[\p{L}\p{N}]/u.test(result.text) ? 'yes' : undefined
}

function inside(name: string, part: ResourcePart): ResourcePart {
  return { ...part, name: harmless(`${name}/${part.name}`) }
}

/** Nothing is ever written under a member's name, but people read it: no climbing, no drive, one line. */
export function harmless(name: string): string {
  const steps = name
    .split('/')
    .filter((step) => step !== '' && step !== '.' && step !== '..' && !/^[a-z]:$/i.test(step))
  return tidyLine(steps.join('/'), 300) ?? '?'
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

function formatOf(name: string): string {
  return promisedBy(name)?.format ?? 'unknown'
}

function isExecutable(name: string): boolean {
  return promisedBy(name)?.family === 'executable'
}

function textOf(parts: readonly ResourcePart[], found: ReadonlyMap<string, ReadResult>): string {
  const sink = openSink()
  for (const { name } of parts.slice(0, LIMITS.archiveNames)) sink.add(`${name}\n`)
  for (const result of found.values()) {
    if (!result.ok) continue
    sink.line()
    // A package inside has already been cut member by member.
    sink.add(result.parts ? result.text : result.text.slice(0, LIMITS.memberChars))
  }
  return sink.value()
}

/** The folder that wraps everything is the best title an archive has. */
function wrapper(parts: readonly ResourcePart[]): string | undefined {
  const folder = parts[0]?.name.split('/')[0]
  const wraps = folder !== undefined && parts.length > 1 && parts.every(({ name }) => name.startsWith(`${folder}/`))
  return wraps ? folder : undefined
}

/**
 * The same bundle packed again, under other names and by another program, has the same lengths and checksums. Undefined
 * when the directory does not tell them (tar) or they are too few bytes to mean anything.
 */
function fingerprintOf({ list }: Members): string | undefined {
  const total = list.reduce((sum, { size }) => sum + size, 0)
  if (total < 100 || list.some(({ crc, size }) => crc === undefined && size > 0)) return undefined
  const each = list.map(({ crc, size }) => `${size}:${(crc ?? 0).toString(16)}`)
  return sha256(`package ${each.sort().join(' ')}`)
}
