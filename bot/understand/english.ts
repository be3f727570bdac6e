import type { About } from '#workers/view.ts'
import type { Want } from './intent.ts'
import type { Query } from './query.ts'
import { isFacet, isTopical } from './topic.ts'

/** The same requests in English. Works on text without Chinese characters. */
export function englishWant(text: string, about: About | undefined): Want | undefined {
  const plain = text
    .toLowerCase()
    .replace(/，/g, ', ')
    .replace(/[’`]/g, "'")
    .replace(/[!?。.,;:~…]+(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const core = courteous(plain)
  const known = about?.resource === undefined ? '' : String(about.resource)
  const id =
    /#\s?(\d{1,9})/.exec(plain)?.[1] ?? /(?:number|no|receipt|resource|file) (\d{1,9})\b/.exec(plain)?.[1] ?? ''
  const numbers = [...plain.matchAll(/\d+/g)].map((match) => match[0])

  if (
    /\bwhy\b.*\b(?:points?|score)\b|\bwhy\b.*#\s?\d|^why(?: only)? \d+$|how come.*\bpoints?\b|where did.*\bpoints?\b.*come from|\bexplain\b.*(?:\bpoints?\b|#?\d+)|points? breakdown/.test(
      plain,
    )
  ) {
    // Nothing but a number with #: an entry of the ledger, or else a resource, as after the slash.
    if (/^why #\s?\d+$/.test(core)) return { name: 'why', rest: `#${id}` }
    return { name: 'why', rest: id || /\b(\d{2,9})\b(?! points?)/.exec(plain)?.[1] || known }
  }
  const rated = RATING.exec(plain)
  if (
    rated &&
    (id || known || /\b(?:rate|give|score)\b/.test(plain) || /^\S+ stars?$/.test(core)) &&
    !/\?$/.test(text.trim())
  ) {
    const stars = WORDS[rated[1] ?? ''] ?? rated[1] ?? rated[2] ?? ''
    const target = id || numbers.find((one) => one !== stars) || known
    const note =
      /(?:stars?|out of (?:5|five)|\/5|points?)\s*[,;:.-]+\s*(.+)$/i
        .exec(text.trim())?.[1]
        ?.replace(/^(?:for|to) #?\d+\s*/, '') ?? ''
    return { name: 'rate', rest: [target, stars, note].filter(Boolean).join(' ') }
  }
  const typed = /^rate #?(\d+)(?: (\d+))?\s*(.*)$/.exec(core)
  if (typed)
    return {
      name: 'rate',
      rest: [typed[2] ? typed[1] : [known, typed[1]].filter(Boolean).join(' '), typed[2], typed[3]]
        .filter(Boolean)
        .join(' '),
    }
  const target = `(?: (?:the |my |this |that |it |last |file|resource|upload|one|number|please|back|again)*)*\\s*#?(\\d{1,9})?(?: (?:please|now|back|again|for me))*$`
  const restore = new RegExp(
    `^(?:restore|undelete|bring|put|recover|undo (?:the )?withdraw\\w*(?: of)?)${target}`,
  ).exec(core)
  if (restore) return { name: 'restore', rest: restore[1] || id || known }
  const gone = new RegExp(`^(?:withdraw|delete|remove|recall|take down|retract|unshare)${target}`).exec(core)
  if (gone) return { name: 'withdraw', rest: gone[1] || id || known }
  if (known && /\b(?:undo|take (?:it|this) back)\b|\bwrong (?:file|one|version)\b/.test(core) && core.length <= 40)
    return { name: 'withdraw', rest: known }
  const decided =
    /^(approve|accept|reject|refuse|decline)(?: (?:number|no|resource|file))?(?: #?(\d{1,9}))?(?: (?:because|since|as|reason) (.+)| (.+))?$/.exec(
      core,
    )
  if (decided && (decided[2] || known) && !(decided[4] && /approve|accept/.test(decided[1] ?? ''))) {
    const verdict = /approve|accept/.test(decided[1] ?? '') ? '通过' : '退回'
    return {
      name: 'review',
      rest: [decided[2] || known, verdict, verdict === '退回' ? (decided[3] ?? decided[4]) : '']
        .filter(Boolean)
        .join(' '),
    }
  }
  const changed =
    /^(?:change|correct|set|update|fix)\b(?:.*?)\b(?:to|as|into) (.+)$/.exec(core) ??
    /(?:should be|it'?s actually|it is actually) (.+?)(?: not .*)?$/.exec(core)
  if (changed && !/language|english$|chinese$/.test(core) && (id || known || numbers.length > 0)) {
    const field = /\b(grade|subject|type|volume|title|unit)\b/.exec(plain)?.[1] ?? ''
    const value = (changed[1] ?? '').replace(/^(?:a|an|the) /, '')
    const number = id || known || /(?:change|correct|set|update|fix) (\d+)/.exec(core)?.[1] || ''
    return { name: 'correct', rest: [number, value.startsWith(field) ? '' : field, value].filter(Boolean).join(' ') }
  }
  const meant = /^#?(\d{2,9}) (?:is|was|should be)(?: for| a| an| actually| really)* (.+?)(?: not .*)?$/.exec(core)
  if (meant && isFacet(meant[2] ?? '')) return { name: 'correct', rest: `${meant[1]} ${meant[2]}` }
  const place =
    /^(?:download|get|send|give|fetch|i want|i'?ll take)?(?: me)?\s*(?:the )?(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|\d{1,2}(?=$))(?: one)?$/.exec(
      core,
    )
  if (
    place &&
    (about?.query !== undefined || /^(?:first|second|third|fourth|fifth|\d(?:st|nd|rd|th))/.test(place[1] ?? ''))
  ) {
    return { name: 'download', rest: `第${PLACES[place[1] ?? ''] ?? place[1]}` }
  }
  const handed = new RegExp(`^(?:download|get|send|give|fetch|i want|i need)(?: me| us)?${target}`).exec(core)
  if (handed && (handed[1] || known || /^download$/.test(core)))
    return { name: 'download', rest: handed[1] || id || known }
  return SIMPLE.find(([, pattern]) => pattern.test(core))?.[0] === undefined ? undefined : simple(core)
}

const RATING =
  /(?<![\d#])\b([0-9]|10|one|two|three|four|five) ?(?:stars?|out of (?:5|five)|\/ ?5)\b|\b(?:rate|give|score)\b.*?#?\d{2,9}(?: an?| with| as)? (\d)\b/
const WORDS: Record<string, string> = { one: '1', two: '2', three: '3', four: '4', five: '5' }
const PLACES: Record<string, string> = {
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  '1st': '1',
  '2nd': '2',
  '3rd': '3',
  '4th': '4',
  '5th': '5',
}

const SIMPLE: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    'language',
    /^(?:switch|change|speak|use|talk|reply|answer|set)?(?: the)?(?: language)?(?: to| in)? ?(?:english|chinese)(?: only| please| mode)?$|^(?:change|switch)(?: the)? language$/,
  ],
  [
    'visibility',
    /^(?:hide (?:me|my name)|(?:be|make me|stay|go|keep me|list me as) (?:anonymous|hidden)|(?:do not|don't) (?:show|list|display|put) (?:me|my name)|use my (?:real name|alias|nickname)|show my (?:real )?name)\b/,
  ],
  ['board', /^(?:post|publish|send)(?: out)?(?: the)?(?: weekly| this week's)?(?: leader)?board(?: now)?$/],
  ['settings', /^(?:open|change|edit|go to)?(?: the| my)?(?: group| bot| school| chat)? ?(?:settings|configuration)$/],
  [
    'rules',
    /\brules?\b.{0,12}\bpoints?\b|^(?:what are |tell me )?(?:the )?(?:points? |scoring |reward )?rules?$|how (?:are|is|do|does|can|could).*\bpoints?\b.*(?:work|calculated|earned|awarded|counted)|how (?:do|can|could|to).*(?:earn|get|make|gain|collect).*points?|how many points (?:for|does|per|is|are)\b/,
  ],
  [
    'quota',
    /^(?:(?:what|how)(?:'s| is) )?my (?:quota|tasks?|duty)\b.*$|^quota$|(?:how many|what|how much).*\b(?:owe|have to share|need to share|must share)\b/,
  ],
  ['badges', /^(?:what are )?my (?:badges?|level)\b.*$|^badges?$|what (?:level|badges?) (?:am i|do i have|have i)/],
  [
    'redeem',
    /^(?:redeem|exchange|spend)(?: (?:my|some|the))?(?: points?)?(?: for .+)?$|what can i (?:get|buy|redeem|have)\b.*\bpoints?\b/,
  ],
  ['appeal', /^(?:make |open |file )?(?:an )?appeal(?: (?:against )?(?:this|that|a|the|my)\b.*)?$/],
  [
    'me',
    /how many points (?:do i|have i|did i|i)|^(?:(?:what|how)(?:'s| is| are) )?my (?:current |total )?(?:points?|scores?|balance|total)\b.*$|how much (?:points? )?do i have|^points$|points do i have/,
  ],
  [
    'top',
    /\bleader ?board\b|\branking|\bstandings\b|who(?:'s| is| are|'re|se)? .*(?:leading|first|top|winning|in the lead|ahead|most)|\btop ?(?:ten|five|three|\d+|departments?|teachers?|contributors?|schools?|sharers?|people)\b|^(?:which|what) (?:department|school|group|team).*(?:first|most|top|best|leading|lead|ahead)|most points|^top$|my (?:rank|position|place)\b|(?:where|how) do i rank/,
  ],
  [
    'mine',
    /^(?:list |see |all )?my (?:own )?(?:files|uploads|resources|shares|materials|shared (?:files|resources))\b.*$|what (?:have|did) i (?:shared?|uploaded?|contributed?)|(?:files|resources|things) (?:that )?i(?:'ve| have)? (?:shared|uploaded)/,
  ],
  [
    'review',
    /(?:pending|waiting for|awaiting|needs?|to) (?:be )?(?:review|approv)|review (?:queue|list)|what (?:do i|should i|needs to be) (?:have to )?review|^review$/,
  ],
  [
    'new',
    /^what(?:'s| is) new\b|^(?:are there |is there )?any(?:thing)? new (?:uploads?|resources?|files?|materials?|stuff|ones?)(?: today| this week| lately| recently)?$|^anything new\b|^(?:the )?(?:newest|latest|recent|new)(?: (?:resources|files|uploads|materials|stuff|additions|ones))?(?: (?:today|this week))?$|^(?:what|which).*(?:been|was|were) (?:added|uploaded|shared) (?:today|recently|lately|this week|yesterday)$/,
  ],
  [
    'help',
    /^help(?: me)?$|what (?:can|do|could) you do|^how (?:do|does|can|should|to)\b|who are you|what are you|^(?:list |the |all )*commands?$|^menu$|instructions|^usage$|^(?:user )?(?:guide|manual)$|what (?:is|are) (?:this|the) (?:bot|commands?)/,
  ],
]

function simple(core: string): Want | undefined {
  const name = SIMPLE.find(([, pattern]) => pattern.test(core))?.[0]
  if (!name) return undefined
  if (name === 'language') return { name, rest: /english/.test(core) ? 'en' : /chinese/.test(core) ? 'zh-CN' : '' }
  if (name === 'board') return { name, rest: 'now' }
  if (name === 'visibility')
    return {
      name,
      rest: /real name|^show my name/.test(core)
        ? '实名'
        : /anonymous/.test(core)
          ? '匿名'
          : /alias|nickname/.test(core)
            ? '花名'
            : '不上榜',
    }
  return { name, rest: name === 'top' ? englishTop(core) : '' }
}

const LAST: Readonly<Record<string, string>> = {
  week: '上周',
  month: '上月',
  term: '上学期',
  semester: '上学期',
  year: '上学年',
}

/** `term department`: period, then subject; a past one has only a Chinese token. What no board is about stays. */
export function englishTop(core: string): string {
  const other = /\bnext (?:week|month|term|semester|year)\b|\b(?:19|20)\d\d\b|\b(?:today|yesterday|tomorrow)\b/.exec(
    core,
  )
  const last = /\blast (week|month|term|semester|year)\b/.exec(core)
  const period = other
    ? other[0]
    : last
      ? LAST[last[1] ?? '']
      : (/\b(week|month|term|year)/.exec(core)?.[1] ?? (/semester/.test(core) ? 'term' : ''))
  const subject = /department|group|team/.test(core)
    ? 'department'
    : /schools|which school|top school/.test(core)
      ? 'school'
      : ''
  const kind = /quality|beneficiar(?:y|ies)|newcomers?/.exec(core)?.[0]
  return [period, subject, kind].filter(Boolean).join(' ')
}

const EN_FRONT =
  /^(?:[\s,.!?:;-]+|(?:hi|hello|hey|dear|ok|okay|well|so|and|also|um+|er+|uh+|excuse me|sorry(?: to bother(?: you)?)?|good (?:morning|afternoon|evening))\b(?: (?:there|bot|all|everyone))?|please\b|pls\b|plz\b|kindly\b|(?:could|can|would|will|may) (?:you|i|we|u)(?: please| possibly| kindly| just)*(?: help(?: me| us)?(?: to)?)?\b|would you mind\b|(?:i|we)(?:'d| would) (?:like|love)(?: to)?\b|(?:i|we) (?:want|wanna|need) to\b|(?:i'?m|we'?re|i am|we are) trying to\b|help (?:me|us)(?: to)?(?= \w)|let me\b|do you know\b|(?:i )?(?:just )?want(?:ed)? to know\b|tell me\b|show(?: me| us)?\b(?= (?:the|my|all|what|who|how|our|this|leader|top|rank|point|sett)))/i
const EN_BACK =
  /(?:[\s,.!?:;-]+|\b(?:please|pls|plz|thanks?(?: (?:you|a lot|so much|very much|in advance|again))*|thx|ty|cheers|for me|for us|asap|urgently|right now|if possible|if you (?:can|have (?:any|some|it|one))|when you can|available|around|anywhere|by any chance|for (?:today|tomorrow)(?:'s (?:class|lesson))?|appreciate it))$/i

/** English courtesy off both ends; what is left starts with the verb. */
function courteous(text: string): string {
  let core = text.trim()
  for (let round = 0; round < 16; round++) {
    const next = core.replace(EN_FRONT, '').replace(EN_BACK, '').trim()
    if (next === core) break
    core = next
  }
  return core
}

const EN_VERB =
  /^(?:find(?: out)?|search(?: for| up)?|look(?:ing)?(?: for| up)|(?:i'?m|i am|we'?re|we are) (?:looking|searching|hunting) for|locate|show|get|give|send|fetch|share|recommend|suggest|pull up|bring up|browse|i (?:need|want)|we need|need|have you(?: got)?|do (?:you|we) have|does anyone have|has anyone got|is there|are there|got|any(?:one have|body have)?|where (?:can|could|do) (?:i|we) (?:find|get|download)|where (?:is|are))\b/i
const EN_QUANTITY =
  /^(?:\s*(?:me|us|some|any|a few|a couple of|a set of|a copy of|a|an|the|all(?: the)?|something|anything|things?|stuff|materials? (?:on|about)|resources? (?:on|about)|on|about|for|of|good|more)\b)+/i

/** The bare query of an English sentence. */
export function englishQuery(text: string, replying: boolean): Query | undefined {
  const sentences = text
    .split(/[!?;\n]+|\.(?=\s|$)|,(?=\s*(?:please|thanks|thank|thx|i |we |it'?s|my ))/i)
    .map(courteous)
    .filter(Boolean)
  for (const sentence of sentences) {
    let core = sentence
    let asked = false
    for (let round = 0; round < 4; round++) {
      const next = core.replace(EN_VERB, '').trim()
      if (next === core) break
      asked = true
      core = courteous(next.replace(EN_QUANTITY, '').trim())
    }
    if (asked && core !== '' && !/^(?:it|this|that|you|me|him|her|them|out|time|lunch|up)$/i.test(core)) {
      if (replying && !isTopical(core) && !/^(?:find|search|look)/i.test(sentence)) continue
      return { query: core, firm: true }
    }
  }
  if (replying) return undefined
  const only = sentences.length === 1 ? (sentences[0] ?? '') : ''
  const words = only.split(' ').length
  const narrative =
    /\b(?:i|i'm|we|you|he|she|they|my|your|is|are|was|were|will|would|did|do|does|have|has|had|can|should|today|tomorrow|yesterday|why|when|who|what|how)\b/i.test(
      only,
    )
  const title = /[a-z]{3}/i.test(only) && words <= 10 && !narrative && (isTopical(only) || (words >= 2 && words <= 5))
  return title ? { query: only.replace(/^(?:the|some|a|an) /i, ''), firm: false } : undefined
}
