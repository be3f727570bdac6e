import { habitsOf } from '#db/rows/resources.ts'
import { classify } from './classify/classify.ts'
import { withFolder } from './classify/folder.ts'
import type { Stage } from './draft.ts'

/** Names and classifies: file name, text, and what this chat and this person usually share. */
export const classifyStage: Stage = {
  name: 'classify',
  async run(draft, { shop, upload }) {
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
    return { next: { classification: upload.folder ? withFolder(classification, upload.folder) : classification } }
  },
}
