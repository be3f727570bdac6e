import { facetsIn } from '#db/search/facets.ts'
import { normalise } from '#db/search/normal.ts'

const TITLE = /(?:标题|题目|名称|title)\s*[=＝:：]\s*(.+)$/i

/** Up to the next space, or what stands in quotes. */
const UNIT = /(?:单元|课题|unit)\s*[=＝:：]\s*(?:[“"「]([^”"」]+)[”"」]|(\S+))/i

/** Only the name of a field that is wrong: the form asks what is right. */
const FIELD_NAMES = /^(标题|题目|学科|年级|册次|类型|分类|单元|title|subject|grade|volume|type|\s)+$/i

/**
 * What typed words say about a resource: `三年级 上册 数学 教案 标题=分数`. Empty = no words, so the form is shown;
 * undefined = words that say nothing about it.
 */
export function readFields(rest: string): Record<string, string> | undefined {
  const fields: Record<string, string> = {}
  const title = TITLE.exec(rest)
  if (title?.[1]) fields.title = title[1].trim()
  const before = title ? rest.slice(0, title.index) : rest
  const unit = UNIT.exec(before)
  if (unit) fields.unit = (unit[1] ?? unit[2] ?? '').trim()
  const words = normalise(unit ? before.replace(unit[0], ' ') : before).trim()
  if (words === '' || FIELD_NAMES.test(words)) return fields
  const { facets } = facetsIn(words)
  for (const facet of facets) {
    if (facet.field === 'subject' || facet.field === 'grade' || facet.field === 'volume' || facet.field === 'type') {
      fields[facet.field] ??= facet.key
    }
  }
  return Object.keys(fields).length > 0 ? fields : undefined
}
