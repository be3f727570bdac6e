import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '#kit/clock.ts'
import type { Env } from '#kit/env.ts'
import { say, type Text } from '#kit/lang.ts'
import { minuteOf } from '#kit/zone.ts'
import { openFileProcess } from '#workers/catalogue/file-process.ts'
import { RECOGNISER, RECOGNISER_LIMITS } from '#workers/catalogue/recognise/program.ts'
import { type Finding, failure, plain } from './finding.ts'

const GB = 1024 ** 3
/** Below this nothing can be stored for long; the database alone writes up to 1 GB of log. */
const DISK_FAIL = 0.5 * GB
const DISK_WARN = 5 * GB
/** The measured need: 400 MB for the processes, 200 MB for the database, up to 800 MB for one bad file. */
const MEMORY_WARN = 1.9 * GB

/** The machine itself: Node, memory, clock and zone, folders, what guards the reading of files. */
export async function machineFindings(env: Env): Promise<Finding[]> {
  return [
    node(),
    memory(),
    clock(env),
    await folder('data folder', resolve(env.DATA_DIR)),
    await folder('files', resolve(env.DATA_DIR, 'blobs')),
    await disk(env.DATA_DIR),
    await sandbox(env),
    await recognition(env),
  ]
}

function node(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  return {
    name: 'node',
    level: major >= 24 ? 'ok' : 'fail',
    found: plain(`Node ${process.versions.node}, ${process.platform} ${process.arch}`),
    look: {
      zh: '请运行 npm ci，它会装好 Node 24；再用 npm run gongxiang -- doctor 启动。',
      en: 'Run npm ci, which brings Node 24, and start with npm run gongxiang -- doctor.',
    },
  }
}

function memory(): Finding {
  const total = totalmem()
  return {
    name: 'memory',
    level: total >= MEMORY_WARN ? 'ok' : 'warn',
    found: plain(`${(total / GB).toFixed(1)} GB`),
    look: { zh: '建议至少 2 GB 内存。', en: 'At least 2 GB of memory are advised.' },
  }
}

function clock(env: Env): Finding {
  const now = systemClock.now()
  const zone = env.SCHOOL_TIMEZONE
  return {
    name: 'clock',
    // This program was made in 2026: an earlier clock was never set.
    level: now.getUTCFullYear() >= 2026 ? 'ok' : 'fail',
    found: plain(`${zone} ${minuteOf(now, zone)}`),
    look: {
      zh: '请校准系统时间；时区用 SCHOOL_TIMEZONE 设置。',
      en: 'Set the system clock; the zone is SCHOOL_TIMEZONE.',
    },
  }
}

async function folder(name: string, path: string): Promise<Finding> {
  const look: Text = {
    zh: `请让当前账号能写 ${path}，或换一个 DATA_DIR。`,
    en: `Let this account write in ${path}, or use another DATA_DIR.`,
  }
  const existing = nearestExisting(path)
  const probe = join(existing, `.gongxiang-${randomBytes(4).toString('hex')}`)
  try {
    if (existing === path) await writeFile(probe, 'probe')
    else await mkdir(probe)
    await rm(probe, { recursive: true })
  } catch (error) {
    return failure(name, error, look)
  }
  if (existing === path) return { name, level: 'ok', found: plain(path) }
  return { name, level: 'ok', found: { zh: `${path}（首次启动时创建）`, en: `${path} (made at the first start)` } }
}

async function disk(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearestExisting(resolve(dataDir)))
  const free = bavail * bsize
  const size = `${(free / GB).toFixed(1)} GB`
  return {
    name: 'disk',
    level: free < DISK_FAIL ? 'fail' : free < DISK_WARN ? 'warn' : 'ok',
    found: { zh: `剩余 ${size}`, en: `${size} free` },
    look: { zh: '请清理磁盘或把 DATA_DIR 移到更大的盘。', en: 'Make room, or move DATA_DIR to a larger disk.' },
  }
}

async function sandbox(env: Env): Promise<Finding> {
  const files = openFileProcess({ readable: resolve(env.DATA_DIR, 'blobs') })
  try {
    const { on, off } = await files.describe()
    const list = (texts: readonly Text[], lang: 'zh-CN' | 'en') =>
      texts.map((text) => say(lang, text)).join('; ') || '-'
    return {
      name: 'file reading',
      level: off.length === 0 ? 'ok' : 'warn',
      found:
        off.length === 0
          ? { zh: `保护：${list(on, 'zh-CN')}`, en: `guarded by: ${list(on, 'en')}` }
          : { zh: `缺少保护：${list(off, 'zh-CN')}`, en: `not guarded by: ${list(off, 'en')}` },
      look: {
        zh: '在 Linux 上安装 util-linux（prlimit、unshare）并允许用户命名空间；没有它们也能用，只是少一层保护。',
        en: 'On Linux install util-linux (prlimit, unshare) and allow user namespaces; without them it works, one guard less.',
      },
    }
  } catch (error) {
    return failure('file reading', error)
  } finally {
    await files.stop()
  }
}

/** Whether the recogniser starts here: sharp's library and Tesseract's data are there and the walls let them in. */
async function recognition(env: Env): Promise<Finding> {
  const name = 'recognition'
  if (env.OCR === 'off') {
    return { name, level: 'ok', found: { zh: '已关闭（OCR=off）', en: 'switched off (OCR=off)' } }
  }
  const look: Text = {
    zh: '请重新运行 npm ci；不需要识别图片文字时设 OCR=off。',
    en: 'Run npm ci again; set OCR=off when text in pictures need not be recognised.',
  }
  const readable = fileURLToPath(new URL('../../samples/files', import.meta.url))
  const process = openFileProcess({ readable, program: RECOGNISER, ...RECOGNISER_LIMITS })
  try {
    const picture = '三年级科学《水的三态变化》挂图.jpg'
    const result = await process.read({ path: join(readable, picture), fileName: picture })
    if (result.ok && result.text.includes('三态变化')) {
      return { name, level: 'ok', found: { zh: '能识别图片里的中文', en: 'reads Chinese in pictures' } }
    }
    return { name, level: 'warn', found: { zh: '识别不了样例图片', en: 'can not read the sample picture' }, look }
  } catch (error) {
    return failure(name, error, look)
  } finally {
    await process.stop()
  }
}

function nearestExisting(path: string): string {
  let at = path
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}
