import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** A sample file: `author` is the id of the sample person who shares it (`SAMPLE_PEOPLE` of the practice room). */
export type Sample = { name: string; path: string; author: string; mediaType: string }

const FOLDER = join(import.meta.dirname, 'files')

/** Who shares what: by the subject in the name; the head of department shares what is left of mathematics. */
const AUTHORS: readonly { author: string; names: RegExp }[] = [
  { author: 'chen', names: /测试卷|李老师|平行四边形|小升初|口算|资料（/u },
  { author: 'xiaoming', names: /思维导图/u },
  { author: 'li', names: /数学|物理|分数/u },
  { author: 'wang', names: /语文|《春》|音乐|美术|历史/u },
  { author: 'zhang', names: /英语/u },
]
const ANYBODY = 'zhao'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.md': 'text/markdown',
  '.odp': 'application/vnd.oasis.opendocument.presentation',
  '.ods': 'application/vnd.oasis.opendocument.spreadsheet',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.ppt': 'application/vnd.ms-powerpoint',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.rtf': 'application/rtf',
  '.txt': 'text/plain',
  '.xls': 'application/vnd.ms-excel',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.zip': 'application/zip',
}

/** The files of `samples/files`, by name, each with its author and media type. Throws when the folder is missing. */
export async function sampleFiles(): Promise<Sample[]> {
  const names = (await readdir(FOLDER)).filter((name) => MEDIA_TYPES[extname(name)] !== undefined)
  return names
    .sort((a, b) => a.localeCompare(b, 'zh-CN'))
    .map((name) => ({
      name,
      path: join(FOLDER, name),
      author: AUTHORS.find(({ names: mine }) => mine.test(name))?.author ?? ANYBODY,
      mediaType: MEDIA_TYPES[extname(name)] ?? 'application/octet-stream',
    }))
}
