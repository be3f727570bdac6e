import type { Resource, ResourceMedia, ResourcePart } from '#db/schema.ts'
import type { Text, Translate } from '#kit/lang.ts'

/** Names shown of a package; the rest is counted. */
const SHOWN = 5
/** So many names of a package are kept at most (`LIMITS.archiveParts`); how many more there are is not. */
const KEPT = 500

/**
 * What is inside, in a line: `压缩包，含 12 个文件：教案.docx、课件.pptx 等`, `视频 12:34 · 1920×1080`, `图片 4032×3024`, `链接：https://…`.
 * Undefined for everything that is neither a package nor a link, a picture, a sound or a film.
 */
export function contentsLine(t: Translate, resource: Pick<Resource, 'parts' | 'media' | 'format'>): string | undefined {
  if (resource.media?.url) return t({ zh: `链接：${resource.media.url}`, en: `Link: ${resource.media.url}` })
  if (resource.parts?.length) return t(packageText(resource.parts))
  const line = resource.media ? mediaText(resource.media, resource.format) : undefined
  return line && t(line)
}

function packageText(parts: readonly ResourcePart[]): Text {
  const names = parts.slice(0, SHOWN).map(({ name, title }) => {
    const own = name.slice(name.lastIndexOf('/') + 1)
    // A name that says nothing is helped by the title found inside.
    return title && !/\p{Script=Han}/u.test(own) && /\p{Script=Han}/u.test(title)
      ? `${own}（${title.slice(0, 30)}）`
      : own
  })
  const many = parts.length > SHOWN
  const least = parts.length >= KEPT
  return {
    zh: `压缩包，含 ${parts.length} 个${least ? '以上' : ''}文件：${names.join('、')}${many ? ' 等' : ''}`,
    en: `A package of ${parts.length}${least ? ' or more' : ''} file${parts.length === 1 ? '' : 's'}: ${names.join(', ')}${many ? ', …' : ''}`,
  }
}

function mediaText(media: ResourceMedia, format: string): Text | undefined {
  const size = media.width && media.height ? `${media.width}×${media.height}` : undefined
  const kind = media.seconds === undefined ? KINDS.image : VIDEO.has(format) ? KINDS.video : KINDS.audio
  const day = media.taken?.slice(0, 10)
  const rest = (taken: string) => [size, day && `${taken} ${day}`].filter((one) => one !== undefined).join(' · ')
  const length = media.seconds === undefined ? '' : ` ${clock(media.seconds)}`
  const line = (label: string, taken: string) =>
    [`${label}${length}`, rest(taken)].filter((one) => one !== '').join(' · ')
  if (media.seconds === undefined && !size && !day) return undefined
  return { zh: line(kind.zh, '拍摄于'), en: line(kind.en, 'taken') }
}

const KINDS = {
  image: { zh: '图片', en: 'Picture' },
  video: { zh: '视频', en: 'Video' },
  audio: { zh: '音频', en: 'Audio' },
} satisfies Record<string, Text>
const VIDEO = new Set(['mp4', 'mov', 'm4v', '3gp', 'avi', 'mkv', 'webm', 'wmv', 'flv', 'mpg'])

/** `12:34`, `1:02:03`. */
function clock(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
