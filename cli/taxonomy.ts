import { addOwnTerm, mergedTerms, OWN_FIELDS, type OwnField, ownTerms, removeOwnTerm } from '#db/own-terms.ts'
import { labelOf, SUBJECTS, TAXONOMY_VERSION, TYPES } from '#db/taxonomy.ts'
import { UserFacingError } from '#kit/errors.ts'
import { say } from '#kit/lang.ts'
import { chooseSchool, withDb } from './database.ts'
import type { Io } from './io.ts'

type Common = { json?: boolean; school?: string }

/** `taxonomy list`: subjects and types with their words, the school's own marked. */
export async function list(io: Io, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const own = await ownTerms(db, school.id)
    const fields = Object.fromEntries(OWN_FIELDS.map((field) => [field, mergedTerms(field, own)]))
    if (options.json) return io.json({ version: TAXONOMY_VERSION, ...fields, own })
    for (const field of OWN_FIELDS) {
      for (const term of mergedTerms(field, own)) {
        const mark = own.some((one) => one.field === field && one.key === term.key) ? '+' : ''
        io.print([field, term.key, say(io.env.LOCALE, term.label), term.words.join(' '), mark].join('\t'))
      }
    }
  })
}

/** `taxonomy add subject 围棋 弈棋`: a subject or type of the school's own, or more words for one that exists. */
export async function add(
  io: Io,
  field: OwnField,
  name: string,
  words: readonly string[],
  options: Common,
): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    const term = await addOwnTerm(db, school.id, { field, name, words })
    if (options.json) return io.json(term)
    const label = labelOf(field === 'subject' ? SUBJECTS : TYPES, term.key)
    io.say({
      zh: `已加入「${label.zh}」：${term.words.join('、')}。搜索马上就懂，之后收录的文件也会用到；撤销：gongxiang taxonomy remove ${field} ${label.zh}`,
      en: `Added ${label.en}: ${term.words.join(', ')}. Searches understand it at once, files shared from now on use it. Undo: gongxiang taxonomy remove ${field} ${term.key}`,
    })
  })
}

/** `taxonomy remove subject 围棋`: takes the school's own term or words away; resources keep what they have. */
export async function remove(io: Io, field: OwnField, name: string, options: Common): Promise<void> {
  await withDb(io, async (db) => {
    const school = await chooseSchool(io, db, options.school)
    if (!(await removeOwnTerm(db, school.id, field, name))) {
      throw new UserFacingError('no_term', {
        zh: `学校没有加过「${name}」，用 gongxiang taxonomy list 查看。`,
        en: `The school has not added “${name}”; see gongxiang taxonomy list.`,
      })
    }
    if (options.json) return io.json({ removed: name })
    io.say({ zh: `已去掉「${name}」，已收录的资源不变。`, en: `“${name}” is removed; resources stay as they are.` })
  })
}
