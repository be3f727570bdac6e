import { mergedTerms, type OwnTerm } from '#db/own-terms.ts'
import type { ResourceCard } from '#db/rows/resources.ts'
import { GRADES, type Term, VOLUMES } from '#db/taxonomy.ts'
import type { Translate } from '#kit/lang.ts'
import type { Block, FormField } from './view.ts'

type Classified = Pick<ResourceCard, 'id' | 'subject' | 'grade' | 'volume' | 'type'>

/** What can be chosen of a resource: subject, grade, volume and type, each at what it is now; `own` are the school's terms. */
export function classificationFields(t: Translate, card: Classified, own: readonly OwnTerm[] = []): FormField[] {
  const choice = (name: string, label: string, terms: readonly Term[], value: string | null): FormField => ({
    kind: 'choice',
    name,
    label,
    value: value ?? '',
    options: [
      ...(name === 'type' ? [] : [{ value: '', label: t({ zh: '未注明', en: 'not stated' }) }]),
      ...terms.map((term) => ({ value: term.key, label: t(term.label) })),
    ],
  })
  const grades = GRADES.map((row) => ({ key: String(row.grade), label: row.label, words: [] }))
  return [
    choice(
      'subject',
      t({ zh: '学科', en: 'Subject' }),
      withNow(mergedTerms('subject', own), card.subject),
      card.subject,
    ),
    choice('grade', t({ zh: '年级', en: 'Grade' }), grades, card.grade === null ? null : String(card.grade)),
    choice('volume', t({ zh: '册次', en: 'Volume' }), VOLUMES, card.volume),
    choice('type', t({ zh: '类型', en: 'Type' }), withNow(mergedTerms('type', own), card.type), card.type),
  ]
}

/** A term of the school's own that the resource has stays a choice where the others are not known. */
function withNow(terms: readonly Term[], key: string | null): readonly Term[] {
  if (key === null || terms.some((term) => term.key === key)) return terms
  return [...terms, { key, label: { zh: key, en: key }, words: [] }]
}

/** The form on a receipt: one look and one press put right what the catalogue took for something else. */
export function receiptForm(t: Translate, card: Classified): Block {
  return {
    kind: 'form',
    fold: t({ zh: '更正分类', en: 'Correct the classification' }),
    submit: {
      label: t({ zh: '保存更正', en: 'Save the correction' }),
      command: 'correct',
      args: { id: String(card.id) },
    },
    fields: classificationFields(t, card),
  }
}
