import { gradeLabel, labelOf, STAGES, SUBJECTS, TYPES, VOLUMES } from '#db/taxonomy.ts'
import type { Text } from '#kit/lang.ts'

type Classified = {
  stage: string | null
  subject: string | null
  grade: number | null
  volume: string | null
  type: string
  unit: string | null
  edition: string | null
  school_year: string | null
  region: string | null
  confidence: Record<string, number>
  evidence: Record<string, { from: string; quote: string }>
}

const PLACES: Readonly<Record<string, Text>> = {
  name: { zh: '文件名', en: 'file name' },
  title: { zh: '文档属性', en: 'document property' },
  heading: { zh: '标题', en: 'heading' },
  text: { zh: '正文', en: 'text' },
  folder: { zh: '所在文件夹', en: 'folder' },
  setting: { zh: '群或教研组', en: 'group or department' },
  habits: { zh: '平时分享', en: 'what is usually shared' },
  learnt: { zh: '以往更正', en: 'earlier corrections' },
}

/**
 * Why a resource is classified as it is, a line a field: 学科：数学（文件名“分数”）. A field that a person set says so;
 * fields that are not known are left out.
 */
export function evidenceLines(resource: Classified): Text[] {
  const values: readonly (readonly [string, Text, Text | undefined])[] = [
    ['subject', { zh: '学科', en: 'Subject' }, known(resource.subject, (key) => labelOf(SUBJECTS, key))],
    ['stage', { zh: '学段', en: 'Stage' }, known(resource.stage, (key) => labelOf(STAGES, key))],
    ['grade', { zh: '年级', en: 'Grade' }, known(resource.grade, gradeLabel)],
    ['volume', { zh: '册次', en: 'Volume' }, known(resource.volume, (key) => labelOf(VOLUMES, key))],
    ['type', { zh: '类型', en: 'Type' }, labelOf(TYPES, resource.type)],
    ['unit', { zh: '单元', en: 'Unit' }, known(resource.unit, plain)],
    ['edition', { zh: '版本', en: 'Edition' }, known(resource.edition, plain)],
    ['schoolYear', { zh: '学年', en: 'School year' }, known(resource.school_year, plain)],
    ['region', { zh: '地区', en: 'Region' }, known(resource.region, plain)],
  ]
  return values.flatMap(([field, label, value]) => {
    if (!value) return []
    const reason = reasonOf(resource, field)
    return [
      {
        zh: `${label.zh}：${value.zh}${reason ? `（${reason.zh}）` : ''}`,
        en: `${label.en}: ${value.en}${reason ? ` (${reason.en})` : ''}`,
      },
    ]
  })
}

function reasonOf(resource: Classified, field: string): Text | undefined {
  // Only a person makes a field certain.
  if (resource.confidence[field] === 1) return { zh: '人工更正', en: 'corrected by a person' }
  const evidence = resource.evidence[field]
  const place = evidence && PLACES[evidence.from]
  if (!evidence || !place) return undefined
  return { zh: `${place.zh}“${evidence.quote}”`, en: `${place.en} “${evidence.quote}”` }
}

function known<Value>(value: Value | null, label: (value: Value) => Text): Text | undefined {
  return value === null ? undefined : label(value)
}

const plain = (text: string): Text => ({ zh: text, en: text })
