import { empty } from '#db/blobs.ts'
import type { Finding } from '#db/findings/findings.ts'
import { getMember } from '#db/rows/people.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Draft, Stage } from './draft.ts'
import { findPersonal } from './privacy/find.ts'
import { findLinks } from './scan/links.ts'

/** What is never accepted is refused with its sentence; what needs a person's eye gets a flag. */
export const check: Stage = {
  name: 'check',
  once: true,
  async run(draft, { shop, upload }) {
    const refused = refusal(draft)
    if (refused) return { stop: { refused } }
    const role = upload.role ?? (await getMember(shop.db, upload.school_id, upload.member_id)).role
    const flags = new Set(draft.flags)
    if (draft.unread === 'encrypted') flags.add('encrypted')
    else if (draft.unread !== undefined) flags.add('unreadable')
    if (role === 'pupil') flags.add('pupil')
    const findings = findingsOf(draft, upload.file_name)
    for (const { flag } of findings) flags.add(flag)
    return { next: { flags: [...flags], findings } }
  },
}

/** Personal data and suspicious links; also used when text becomes known later, such as by recognition. */
export function findingsOf(draft: Pick<Draft, 'text' | 'links'>, fileName: string): Finding[] {
  const text = draft.text ?? ''
  const links = findLinks(text, draft.links ?? [])
  return [...findPersonal(text, fileName), ...(links ? [links] : [])]
}

function refusal(draft: Draft): UserFacingError | undefined {
  if (draft.unread === 'empty') return empty()
  if (draft.unread === 'executable' || draft.family === 'executable') {
    return new UserFacingError(
      'file_executable',
      { zh: '这是可执行程序或脚本，不能收录。', en: 'This is a program or a script, which is never catalogued.' },
      {
        zh: '教学资料请发文档、课件、图片、音视频；软件请发下载链接。',
        en: 'Send documents, slides, pictures, audio or video; for software send a link.',
      },
    )
  }
  if (draft.unread === 'corrupt') {
    return new UserFacingError(
      'file_corrupt',
      {
        zh: '文件打不开，可能没有传完或已损坏，没有收录。',
        en: 'The file cannot be opened; it may be incomplete or damaged, so it was not catalogued.',
      },
      { zh: '请在电脑上打开确认，另存一份后再发。', en: 'Open it on your computer, save a copy and send that.' },
    )
  }
  return undefined
}
