/** `#128`, `128号`, `编号128`; a bare number only where it is no grade, year, score or count. */
export const ID =
  '(?:(?:#|编号|回执号?|收据|资源|文件|第(?=\\d+号))[\\s:：]*(\\d{1,9})|(?<![\\d.第])(\\d{1,9})(?=号)|(?<![\\d.第a-z-])(\\d{3,9})(?=年级)|(?<![\\d.第a-z-])(\\d{2,9})(?!\\d|\\s*(?:[年月日级册分星点%:：./+-]|个(?!吧)|以内|多|人|名(?!称|字)|元|道|页|份(?!的)|班|节|字|课)))号?(?:的)?(?:这|那)?(?:份|个)?(?:资源|文件|资料|课件|教案|试卷)?'
export const ANY_ID = new RegExp(ID)

/** The receipt number that a text names, or an empty string. */
export function idIn(text: string): string {
  const match = ANY_ID.exec(text)
  return match?.slice(1).find(Boolean) ?? ''
}

/** 这份, 刚才上传的, 上一个课件; also matches nothing at all. */
export const THIS =
  '(?:(?:我)?(?:刚才|刚刚|刚|昨天|今天|上次|之前)?(?:上传|分享|传|发)?的?(?:[这那](?:份|个|篇|套|条|张)?|上(?:一)?[份个条]|最后一?[份个])?(?:资源|文件|资料|课件|教案|试卷|东西)?|它|刚才|刚刚)'
const FILL =
  /请|麻烦|帮忙|帮我|帮|把|将|给我|我|您|你|一下子?|下|吧|了|啊|呀|哦|可以|能不能|能|吗|么|嘛|呢|想要?|要|需要|先|再|还是|就|都|来|一份|一个|份|个|的|好|行|谢谢|快|现在|马上|刚才|刚刚|对|为|给|它|这|那|条|群里?|到|从|过来|又|也|，|,|\s|[。.!！?？~～、：:"'()（）]/g

/** What a clause says beyond `taken` and beyond words that carry no meaning here; empty = nothing. */
export function bare(clause: string, ...taken: readonly RegExp[]): string {
  let left = clause
  for (const one of taken) left = left.replace(one, (match) => (match === '' ? '' : ' '))
  return left.replace(FILL, '')
}

/** 「128和129」: every number, for the command to say that it takes one. */
export function idsIn(text: string): string {
  return [...text.matchAll(new RegExp(ID, 'g'))].map((match) => match.slice(1).find(Boolean) ?? '').join(' ')
}
