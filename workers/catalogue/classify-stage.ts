import { featuresOf } from '#db/features.ts'
import { habitsOf } from '#db/rows/resources.ts'
import { settingOf } from '#db/rows/setting.ts'
import { classify } from './classify/classify.ts'
import { withFolder } from './classify/folder.ts'
import { withLessons } from './classify/learnt.ts'
import { withOwnTerms } from './classify/own-terms.ts'
import { withSetting } from './classify/setting.ts'
import type { Stage } from './draft.ts'
import { knownOf } from './known.ts'

/**
 * Names and classifies: file name, text, what this chat and this person usually share, where it was shared, and what
 * people corrected in similar files.
 */
export const classifyStage: Stage = {
  name: 'classify',
  version: 3,
  async run(draft, { shop, upload }) {
    const known = shop.known ?? knownOf(shop.db)
    // Whoever imports a whole school's folders has no habits that say anything about a file.
    const habits =
      upload.chat_id === null ? undefined : await habitsOf(shop.db, upload.school_id, upload.chat_id, upload.member_id)
    const classification = classify({
      fileName: upload.file_name,
      format: draft.format ?? 'other',
      family: draft.family ?? 'other',
      title: draft.title,
      heading: draft.heading,
      text: draft.text ?? '',
      ...(habits && { habits }),
    })
    const placed = upload.folder ? withFolder(classification, upload.folder) : classification
    const where =
      upload.chat_id === null ? {} : await settingOf(shop.db, upload.school_id, upload.chat_id, upload.member_id)
    const named = withOwnTerms(
      withSetting(placed, where),
      { fileName: upload.file_name, heading: draft.heading, text: draft.text ?? '' },
      await known.ownTerms(upload.school_id),
    )
    const { grams } = featuresOf({ fileName: upload.file_name, title: named.title, unit: named.unit })
    const lessons = await known.lessonsLike(upload.school_id, grams)
    return { next: { classification: withLessons(named, upload.file_name, lessons) } }
  },
}
