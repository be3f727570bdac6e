import type { Finding } from '#db/findings/findings.ts'

/** Shorteners hide where they lead. Those of Chinese platforms and the world's commonest. */
const SHORTENERS = new Set(
  't.cn url.cn dwz.cn suo.im suo.yt 985.so sina.lt t.im mrw.so u6.gg tb.cn m.tb.cn c.tb.cn v.ht dwz.win dwz.date w.url.cn bit.ly tinyurl.com goo.gl is.gd ow.ly t.co buff.ly rebrand.ly cutt.ly shorturl.at rb.gy tiny.cc s.id lnkd.in v.gd'.split(
    ' ',
  ),
)
/** What a click would install. Documents, pictures and archives are not meant. */
const PROGRAM =
  /\.(?:exe|msi|bat|cmd|com|scr|pif|vbs|vbe|jse|wsf|hta|ps1|psm1|jar|apk|dmg|pkg|deb|rpm|lnk|reg|dll|iso|img|appx|xll|cpl|chm)$/i
/** Schemes that run something, read something of this computer, or carry the page in themselves. */
const SCHEMES = /^(?:javascript|vbscript|data|ms-[a-z-]+|search-ms|shell|jar|view-source|blob|mshta|powershell|cmd):/i
const URL_IN_TEXT =
  /(?:(?:https?|ftp|file):\/\/|(?:javascript|vbscript|ms-msdt|search-ms):|data:text\/html)[^\s<>"'`，。；、！？（）《》【】“”]+/gi
/** Names of companies whose sign-in pages are copied most, and the hosts that are theirs. */
const COPIED = /(?:paypa[l1]|app[l1]e|micros[o0]ft|g[o0]{2}gle|weixin|wechat|alipay|taoba[o0]|icbc|ccb|boc|qq)/i
/** What the buttons of a web page leave behind when it is printed or saved: they do nothing. */
const IDLE =
  /^javascript:(?:void\(?0?\)?|(?:window\.|self\.|document\.)?(?:print|close|scroll|scrollto|history\.(?:back|go))\([-\d,]*\)|history\.(?:back|go)\([-\d]*\)|undefined|returnfalse|\/\/)?;*$/i
/** Links looked at in one file. */
const MOST = 2_000

/** Why a link is suspicious; undefined for an ordinary one. */
export function suspicionOf(raw: string): string | undefined {
  const link = raw.trim().replace(/[\u0000-\u0020\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
  if (/^template:/i.test(link))
    return /^template:(?:https?:|ftp:|\\\\|file:\/\/[^/])/i.test(link) ? 'template' : undefined
  if (IDLE.test(link)) return undefined
  if (SCHEMES.test(link)) return 'scheme'
  if (/^\\\\|^file:\/\/(?:\/\/+)?(?!\/|localhost\/)[^/]/i.test(link)) return 'server'
  if (/^file:/i.test(link)) return PROGRAM.test(link.replace(/[?#].*$/, '')) ? 'program' : undefined
  if (!/^(?:https?|ftp):/i.test(link) || !URL.canParse(link)) return undefined
  const url = new URL(link)
  if (url.username !== '' || url.password !== '') return 'account'
  const host = url.hostname.toLowerCase().replace(/\.$/, '')
  if (/^\[|^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return isOwnNetwork(host) ? undefined : 'address'
  // URL turns 例子.中国 into xn--…; Chinese names alone are honest, mixed scripts are not.
  if (host.includes('xn--') && isMixed(link)) return 'script'
  if (SHORTENERS.has(host)) return 'short'
  if (PROGRAM.test(url.pathname)) return 'program'
  if (
    host.split('.').length >= 4 &&
    COPIED.test(host.split('.').slice(0, -2).join('.')) &&
    !/\.(?:com|gov|edu|org|net|ac)\.cn$/.test(host) &&
    !OWN_HOSTS.test(host)
  )
    return 'copied'
  return undefined
}

const OWN_HOSTS =
  /(?:^|\.)(?:qq\.com|weixin\.com|alipay\.com|taobao\.com|apple\.com|microsoft\.com|google\.com|paypal\.com|icbc\.com\.cn|ccb\.com|boc\.cn|icloud\.com|office\.com|myqcloud\.com|aliyuncs\.com|qpic\.cn)$/

/** Suspicious links of a file, from its text and from the targets behind its words. Samples name hosts only. */
export function findLinks(text: string, targets: readonly string[]): Finding | undefined {
  const found = new Map<string, string>()
  const inText = text.length > 0 ? Array.from(text.slice(0, 500_000).matchAll(URL_IN_TEXT), ([link]) => link) : []
  for (const link of [...targets, ...inText].slice(0, MOST)) {
    const why = suspicionOf(link)
    if (why) found.set(link, why)
  }
  if (found.size === 0) return undefined
  return { flag: 'suspicious_link', count: found.size, samples: [...found.keys()].slice(0, 3).map(shown) }
}

/** Scheme and host, never a path or an account: `http://203.0.113.7/…`. */
function shown(link: string): string {
  const [, scheme = '', host = ''] =
    /^(?:template:)?([a-z][a-z0-9+.-]*:)(?:\/\/(?:[^/@]*@)?([^/?#]*))?/i.exec(link) ?? []
  return `${scheme}${host === '' ? '' : `//${host}`}…`.slice(0, 80)
}

/** A school's own network. */
function isOwnNetwork(host: string): boolean {
  return (
    /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host) || host === '[::1]' || /^\[f[cd]/.test(host)
  )
}

/** One label of the host as it was written mixes Latin, Cyrillic or Greek letters, or has Cyrillic or Greek ones at all. */
function isMixed(link: string): boolean {
  const written = /^[a-z]+:\/\/([^/?#]*)/i.exec(link)?.[1] ?? ''
  const host = /xn--/i.test(written) ? written.split('.').map(fromPunycode).join('.') : written
  return host.split('.').some((label) => {
    const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Han}/u]
    const has = scripts.map((script) => script.test(label))
    return has[1] === true || has[2] === true || (has[0] === true && /[^\x00-\x7f]/.test(label) && has[3] === false)
  })
}

/** RFC 3492. An undecodable label stays as it is and counts as mixed through its marker. */
function fromPunycode(label: string): string {
  if (!/^xn--/i.test(label)) return label
  const body = label.slice(4)
  const dash = body.lastIndexOf('-')
  const out = Array.from(dash > 0 ? body.slice(0, dash) : '', (char) => char.codePointAt(0) ?? 0)
  let [n, i, bias] = [128, 0, 72]
  for (let at = dash > 0 ? dash + 1 : 0; at < body.length; ) {
    const before = i
    for (let weight = 1, k = 36; ; k += 36) {
      const char = body.charCodeAt(at)
      at += 1
      const digit = char < 58 ? char - 22 : (char | 32) - 97
      if (!(digit >= 0 && digit < 36)) return label
      i += digit * weight
      const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
      if (digit < threshold) break
      weight *= 36 - threshold
    }
    const length = out.length + 1
    let delta = before === 0 ? Math.floor((i - before) / 700) : Math.floor((i - before) / 2)
    delta += Math.floor(delta / length)
    let k = 0
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35)
    bias = k + Math.floor((36 * delta) / (delta + 38))
    n += Math.floor(i / length)
    i %= length
    if (n > 0x10ffff) return label
    out.splice(i, 0, n)
    i += 1
  }
  return String.fromCodePoint(...out)
}
