/** How much of a text is read for it, in characters. */
const READ = 4_000

/** What stands in learned papers, contracts, reports and manuals; each expression is one kind of mark. */
const PAPER: readonly RegExp[] = [
  /^\W{0,3}abstract(?:\s*$|\s*[:.—–-])/imu,
  /^\W{0,3}(?:key ?words|index terms)\s*[:—–-]/imu,
  /^[\divx.\s]{0,6}(?:introduction|related works?|literature review|background)\s*:?\s*$/imu,
  /^[\divx.\s]{0,6}(?:chapter \d+ introduction|methods?|methodology|materials? and methods|experiments?|data analysis)\s*:?\s*$/imu,
  /^[\divx.\s]{0,6}(?:results?|discussion|results and discussion|conclusions?|limitations|future work)\s*:?\s*$/imu,
  /^[\divx.\s]{0,6}(?:references|bibliography|works cited|acknowledge?ments?)\s*:?\s*$/imu,
  /\bdoi\s*[:.]|doi\.org\/|\barxiv\b/iu,
  /\b(?:objectives?|methods?|results?|findings|conclusions?): .{0,400}\b(?:methods?|results?|findings|conclusions?): /isu,
  /\b(?:original|research|review) article\b|\bcorrespond(?:ing author|ence to)\b|\buniversity press\b/iu,
  /\bet al\b|[A-Z][\p{L}-]+ \((?:19|20)\d{2}[a-z]?\)|\((?:[A-Z][\p{L}-]+(?: (?:&|and) [A-Z][\p{L}-]+)?,? (?:19|20)\d{2}[a-z]?[;,) ])/u,
  /\[\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\]/u,
  /\bin this (?:paper|thesis|dissertation|article)\b|\b(?:this|the present) (?:study|paper|thesis|article) (?:was|is|aims|argues?|explores?|examines?|investigates?|reviews?|presents?|proposes?)\b|\bwe (?:propose|present a|prove that|hypothesi[sz]ed?)\b/iu,
  /\bp\s*[<=]\s*0?\.\d+|\d{2}% CI\b|\b(?:effect sizes?|standard deviation|confidence intervals?|scholars have|mixed-effects|meta-analy[sz]es|state-of-the-art|baselines?)\b/iu,
  /^(?:theorem|lemma|proof|corollary|proposition)\b/imu,
  /\b(?:dissertation|thesis) submitted\b|\bpartial fulfilment|\bpartial fulfillment/iu,
]
const OTHER_TRADES: readonly RegExp[] = [
  /\b(?:user|owner|operating|instruction|service)(?:'s)? (?:manual|guide)\b|\bread this manual\b|\bquick start guide\b/iu,
  /\b(?:safety (?:instructions|precautions)|warranty|troubleshooting|technical specifications?)\b/iu,
  /\b(?:usb|hdmi|led|firmware|power (?:button|cord|adapter|supply))\b/iu,
  /^[\divx.\s]{0,6}(?:installation|specifications?|maintenance|parts list|contents of package)\b/imu,
  /\bthank you for (?:purchasing|choosing)\b|\bdo not (?:expose|immerse|disassemble)\b/iu,
  /\bannual report\b|\bfiscal year\b|\bfinancial statements?\b/iu,
  /\b(?:revenues?|operating income|dividends?|usd \d)\b/iu,
  /\b(?:shareholders|stockholders|board of directors|forward-looking)\b/iu,
  /\b(?:this|the) agreement\b/iu,
  /\b(?:hereby|herein|hereinafter|thereof|licen[cs]ors?|licen[cs]ees?|lessors?|lessees?)\b/iu,
  /\b(?:governed by|liable|liability|indemnify|terms and conditions|all rights reserved)\b/iu,
  /\bshall (?:not|be|have|in)\b/iu,
]
/** What teaches English, or is about teaching it. */
const TAUGHT: readonly RegExp[] = [
  /\b(?:unit|module|starter|period|passage|section) ?(?:\d{1,2}|[a-d])\b|\blesson ?\d/iu,
  /_{3,}|\(\s{2,}\)/u,
  /(?:^|\s)a[.)] ?\S[^\n]{0,60}\sb[.)] ?\S[^\n]{0,60}\sc[.)] ?\S/imu,
  /\b(?:fill in|complete|rewrite|choose|match|circle|tick|underline|translate) (?:in )?(?:the|each|it|with|these)\b/iu,
  /\b(?:listen (?:and|to)|read and|look and|ask and answer|role[- ]?play|pair ?work|group ?work|let's|talk about)\b/iu,
  /\b(?:underlined|words? in the box|correct forms?|multiple choice|cloze|vocabulary|grammar|tenses?|phrases?|dialogues?)\b/iu,
  /\b(?:efl|esl|tefl|tesol|second language|english (?:teaching|teachers?|learn\w*|language|class(?:es|room)?|course|lessons?|reading|writing|textbooks?|curriculum))\b/iu,
  /单词|短语|句型|听力|完形|阅读理解|英语|译成|翻译|词汇/u,
]
/** So many kinds of marks make a paper; one that has as many of a lesson is a lesson that reads one. */
const KINDS = 3
const PER_TAUGHT = 2

/**
 * True for English prose that teaches no English: a research paper, a contract, a report of a firm, a manual. Being written in English says
 * nothing of its subject then.
 */
export function isOtherProse(body: string): boolean {
  const head = body.slice(0, READ)
  const kinds = Math.max(kindsIn(head, PAPER), kindsIn(head, OTHER_TRADES))
  return kinds >= KINDS && kinds > PER_TAUGHT * kindsIn(head, TAUGHT)
}

function kindsIn(text: string, marks: readonly RegExp[]): number {
  return marks.filter((mark) => mark.test(text)).length
}
