import type { Finding } from '#db/findings/findings.ts'

const LABEL = /家庭(?:详细)?(?:住址|地址)|(?:现|居)住(?:地)?[址地]|户籍地?址?|住\s*址|家庭所在地/
/** Down to the door: a road, village or estate, and a number or storey. */
const ADDRESS =
  /[\p{Script=Han}\d]{0,20}(?:路|街|巷|弄|胡同|村|小区|花园|家园|苑|公寓|新村|社区|镇|庄)[\p{Script=Han}\d]{0,8}?\d{1,5}(?:号|栋|幢|座|组|队|单元|室|弄|-\d{1,4})[\p{Script=Han}\d-]{0,12}/gu
/** Home addresses that make a list. */
const LIST = 3
/** Where no home is: a school, a museum and a shop have doors too. */
const PUBLIC = /学校|小学|中学|幼儿园|博物馆|图书馆|公司|书店|医院|酒店|宾馆|邮局|出版社|编辑部|会议|培训|报到|地点/

/** Home addresses: a label such as 家庭住址, and then three doors, or one door beside somebody's filled-in name. */
export function findAddresses(text: string): Finding | undefined {
  const label = LABEL.exec(text)
  if (!label) return undefined
  const found = new Set<string>()
  for (const match of text.slice(label.index).matchAll(ADDRESS)) {
    const [address] = match
    if (!PUBLIC.test(address) && address.length >= 6) found.add(address.replace(LABEL, ''))
    if (found.size >= 1_000) break
  }
  if (found.size === 0) return undefined
  if (found.size < LIST && !/姓\s*名[\s::]*\p{Script=Han}{2,4}(?!\p{Script=Han})/u.test(text)) return undefined
  const samples = [...found].slice(0, 3).map((address) => `${[...address].slice(0, 4).join('')}****`)
  return { flag: 'personal_address', count: found.size, samples }
}
