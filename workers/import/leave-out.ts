import type { Text } from '#kit/lang.ts'

/** Why something in a folder is not looked at, or not taken. `code` is stable and goes into reports. */
export type Reason = { code: string; text: Text }

export const REASONS = {
  temporary: { zh: '临时文件', en: 'a temporary file' },
  system: { zh: '系统文件', en: 'a file of the operating system' },
  hidden: { zh: '隐藏文件', en: 'hidden' },
  link: { zh: '快捷方式或链接，不跟随', en: 'a link, which is not followed' },
  special: { zh: '不是普通文件', en: 'no ordinary file' },
  unreadable: { zh: '没有权限或读不到', en: 'can not be read (permission or disk)' },
  too_deep: { zh: '文件夹层数太多', en: 'folders nested too deep' },
  own: { zh: '共享自己的数据文件夹或报告', en: 'Gongxiang’s own data folder or report' },
  list: {
    zh: '资源目录（.jsonl），请单独用 gongxiang import <文件> 导入',
    en: 'a catalogue (.jsonl); import it by itself with gongxiang import <file>',
  },
  changing: { zh: '读取时文件变了，请再运行一次', en: 'changed while it was read; run again' },
  before: { zh: '上次已处理', en: 'done in an earlier run' },
  failed: { zh: '程序出错，再运行一次会重试', en: 'a fault of ours; the next run tries again' },
} as const satisfies Record<string, Text>

export function reason(code: keyof typeof REASONS): Reason {
  return { code, text: REASONS[code] }
}

/** What editors, browsers and chat programs leave beside a file while they work on it. */
const TEMPORARY =
  /^~\$|^\.~|^~wrl\d|^\.~lock\.|\.(?:tmp|temp|crdownload|part|partial|download|td|xltd|!ut|swp|lck|laccdb|ldb)$|^~.*\.tmp$/iu
const SYSTEM =
  /^(?:thumbs\.db|ehthumbs\.db|desktop\.ini|\.ds_store|\.localized|icon\r|\.apdisk|iconcache\.db|autorun\.inf|folder\.htt|ntuser\..*|pagefile\.sys|hiberfil\.sys)$|^\._/iu
const SYSTEM_FOLDER =
  /^(?:\$recycle\.bin|recycler|recycled|system volume information|__macosx|@eadir|#recycle|#snapshot|@recycle|\.trash.*|\.trashes|\.spotlight-v100|\.fseventsd|\.temporaryitems|\.git|\.svn|node_modules|lost\+found|found\.\d{3})$/iu

/** Why a file is left out by its name alone; undefined when it is looked at. */
export function leftOutFile(name: string): Reason | undefined {
  if (TEMPORARY.test(name)) return reason('temporary')
  if (SYSTEM.test(name)) return reason('system')
  if (name.startsWith('.')) return reason('hidden')
  if (/\.jsonl$/iu.test(name)) return reason('list')
  return undefined
}

/** The same for a folder: nothing below it is looked at. */
export function leftOutFolder(name: string): Reason | undefined {
  if (SYSTEM_FOLDER.test(name)) return reason('system')
  if (name.startsWith('.')) return reason('hidden')
  return undefined
}
