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
    const refused = refusal(draft, upload.file_name)
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

/** 资料.zip.001, 资料.part2.rar, 资料.z01: one of the files that a packer cut a large package into. */
const VOLUME = /\.(?:(?:zip|7z|rar|tar)\.\d{3}|part\d{1,4}\.rar|[zr]\d{2})$/iu

function refusal(draft: Draft, fileName: string): UserFacingError | undefined {
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
  // A package that fits into its first volume opens like any other.
  if (VOLUME.test(fileName.normalize('NFKC').trim()) && (draft.unread === 'corrupt' || draft.format === 'unknown')) {
    return new UserFacingError(
      'file_volume',
      {
        zh: '这是分卷压缩包中的一卷，单独打不开，没有收录。',
        en: 'This is one volume of a split package and does not open alone, so it was not catalogued.',
      },
      {
        zh: '请在电脑上解压后发原来的文件，或不分卷重新压缩，太大就分成几个压缩包。',
        en: 'Unpack it and send the files themselves, or pack them again without splitting, in several packages if need be.',
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
