/** A mark that is no word: a formula, a unit, a line of code, a text in English. */
export type Mark = { subject: string; word: string; worth: number }

const ELEMENT = 'H|He|Li|Be|B|C|N|O|F|Ne|Na|Mg|Al|Si|P|S|Cl|Ar|K|Ca|Cr|Mn|Fe|Co|Ni|Cu|Zn|Br|Ag|Sn|I|Ba|Au|Hg|Pb'
/** A formula of at least two elements with a digit, a charge or an arrow: H2SO4, Fe3O4, CH3COOH. */
const FORMULA = new RegExp(
  `(?<![A-Za-z])(?=[A-Za-z()]{0,12}\\d)(?:(?:${ELEMENT})\\d{0,3}|\\((?:(?:${ELEMENT})\\d{0,3}){1,4}\\)\\d{0,3}){2,12}(?![a-z])`,
  'g',
)
const CHARGE = new RegExp(`(?<![A-Za-z])(?:${ELEMENT})\\d?[+⁺⁻]|\\d?e[-⁻](?![a-z])|mol/L|mol·L|g/mol|↑|↓`, 'g')
/** 3+5=, x², f(x), ∠A, lnx, a_n: mathematics. */
const MATHS: readonly RegExp[] = [
  /\d ?[×÷] ?\d|(?<!\d)\d{1,6} ?[+-] ?\d{1,6} ?=/g,
  /(?<![A-Za-z])[a-z] ?[2²³]? ?[+\-=<>≤≥] ?\d{0,4}[a-z]?(?![A-Za-z])/g,
  /[fg]\(x\)|(?<![a-z])(?:sin|cos|tan|ln|log) ?[a-zα-ω(\d]|√|∠|△|⊥|∥|≌|∽|π|∈|⊆|∩|∪|\{a_?n\}|(?<![A-Za-z])[aSbT]n\+?1?(?![a-z])|(?<!\d)\d{1,3}\/\d{1,3} ?[+\-×÷]/g,
]
const UNITS =
  /\d ?(?:V|A|Ω|kΩ|N|Pa|kPa|J|kJ|W|kW|kW·h|Hz|T|eV|m\/s2?|m\/s²|km\/h|kg\/m3|g\/cm3|kg|N\/kg|rad\/s|J\/\(kg)(?![A-Za-z])|(?<![A-Za-z])[gG] ?取 ?(?:10|9\.8)|[λρ]|(?<![A-Za-z])(?:I ?[/／] ?m?A|U ?[/／] ?V|P ?[/／] ?W|F ?[/／] ?N|t ?[/／] ?(?:s|min)|s ?[/／] ?c?m|v[-–—]t|x[-–—]t|U[-–—]I|I[-–—]U)(?![A-Za-z])/g
const CODE =
  /print ?\(|input ?\(|= ?(?:SUM|AVERAGE|MAX|IF|COUNT) ?\(|\bfor \w{1,12} in |\bdef \w{1,20}\(|\bimport \w{1,20}|<html|\d{1,3}(?:\.\d{1,3}){3}|\bint main\b|#include/gi
const DEGREES = /(?<!\d)\d{1,3}°?(?:\d{1,2})?['′]? ?[NSEW](?![A-Za-z])|[东西]经 ?\d|[南北]纬 ?\d/g
const YEARS = /(?:公元)?前?\d{3,4}年/g
const COMMON =
  /(?<![a-z])(?:the|is|are|was|were|do|does|did|you|your|he|she|they|we|my|his|her|what|where|when|how|who|which|this|that|there|have|has|can|will|would|and|but|with|from|about|like|likes|go|goes|went|to|of|in|on|at|for|it|its)(?![a-z])/gi

/** in2.7z, unit.docx in the list of a package: what a file is called is no sentence. */
const FILE_NAME =
  /[\w-]{1,40}\.(?:7z|zip|rar|docx?|pptx?|xlsx?|pdf|txt|wps|jpe?g|png|mp[34]|html?|xml|csv|md|swf|gif|mov|exe|bin|dat)(?![a-z])/gi

/** English words of other subjects. */
const MACHINES = new Set(
  'python scratch print input while excel word powerpoint photoshop html https docx pptx logo'.split(' '),
)

/** zhi, an, uan: syllables of a Chinese lesson. */
const PINYIN = /^(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aeiouv]{1,3}(?:n|ng|r)?$/

/** The marks in a text, whose upper and lower case still stand. A few kinds of mark count at most so much each. */
export function formulas(text: string): Mark[] {
  const marks: Mark[] = []
  const put = (subject: string, found: readonly string[], each: number, most: number): void => {
    const distinct = [...new Set(found)]
    const first = distinct[0]
    if (first) marks.push({ subject, word: first.trim(), worth: Math.min(most, each * distinct.length) })
  }
  const code = all(text, [CODE])
  put('it', code, 1.3, 3)
  put('chemistry', all(text, [FORMULA, CHARGE]), 0.9, 4)
  put('physics', all(text, [UNITS]), 0.75, 2.4)
  if (code.length === 0) put('math', all(text, MATHS), 0.6, 3)
  put('geography', all(text, [DEGREES]), 1, 2)
  const years = all(text, [YEARS]).filter((year) => Number(/\d+/.exec(year)?.[0]) < 2000)
  put('history', years, 0.6, 2)
  english(text, put)
  return marks
}

/** Whole sentences in English are an English lesson's, and the more the more of the text they are. */
function english(whole: string, put: (subject: string, found: readonly string[], each: number, most: number) => void) {
  const text = whole.replace(FILE_NAME, '')
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  const common = (text.match(COMMON) ?? []).map((word) => word.toLowerCase())
  const known = new Set(common)
  const words = (text.match(/(?<![A-Za-z])[A-Za-z]{2,}(?![A-Za-z])/g) ?? []).filter(
    (word) => known.has(word.toLowerCase()) || !PINYIN.test(word),
  )
  const letters = words.join('').length
  const share = letters / Math.max(1, letters + 2 * han)
  if (words.length >= 4 && share > 0.12) put('english', words, 0.25 + share * 0.5, 2 + 4 * share)
  if (common.length >= 2) put('english', common, 0.6, 2.5)
  // Somebody who writes of a lesson in Chinese and quotes its words: shark, shake.
  const quoted = words.filter((word) => /^[a-z]{4,}$/.test(word) && !MACHINES.has(word))
  if (share <= 0.12 && quoted.length >= 2) put('english', quoted, 0.6, 1.2)
}

function all(text: string, patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) => text.match(pattern) ?? [])
}
