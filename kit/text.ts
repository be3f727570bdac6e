/**
 * A name or sentence from outside, made safe to show: no control characters, no bidirectional overrides, no
 * zero-width padding, one line, at most `max` characters (code points), NFC. Never empty: falls back to `otherwise`.
 */
export function showable(text: string, max = 120, otherwise = '?'): string {
  const clean = text
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const points = [...clean]
  if (points.length === 0) return otherwise
  return points.length > max ? `${points.slice(0, max - 1).join('')}…` : clean
}

/**
 * The last part of a path-like name, showable, with the extension kept when it must be shortened.
 * `../../etc/passwd` becomes `passwd`; 300 characters become 120.
 */
export function safeFileName(name: string, max = 120): string {
  const last = name.split(/[/\\]/).pop() ?? ''
  const clean = showable(last.replace(/[<>:"|?*]/g, '_'), 1000, 'file').replace(/^\.+/, '') || 'file'
  const points = [...clean]
  if (points.length <= max) return clean
  const dot = clean.lastIndexOf('.')
  const extension = dot > 0 && clean.length - dot <= 12 ? clean.slice(dot) : ''
  return `${points.slice(0, max - extension.length - 1).join('')}…${extension}`
}

/** A title in book marks; marks inside it become the inner ones: 《三年级〈分数〉教案》. */
export function named(title: string): string {
  return `《${title.replaceAll('《', '〈').replaceAll('》', '〉')}》`
}
