import type { Text } from '#kit/lang.ts'

const FLAGS: Record<string, Text> = {
  macros: { zh: '文件里有宏，审核老师看过后入库。', en: 'The file holds macros; a reviewer will look at it first.' },
  mismatch: {
    zh: '文件内容和扩展名不一致，审核老师看过后入库。',
    en: 'The content is not what the file name says; a reviewer will look at it first.',
  },
  encrypted: {
    zh: '文件有密码，读不到内容，只按文件名登记。去掉密码再发一次，就能直接收录。',
    en: 'The file has a password, so only its name was read. Send it without the password and it is catalogued at once.',
  },
  unreadable: {
    zh: '内容没能读出来，只按文件名登记，审核老师看过后入库。',
    en: 'Its content could not be read, so only its name was used; a reviewer will look at it first.',
  },
  encrypted_part: {
    zh: '压缩包里有加密的文件，审核老师看过后入库。',
    en: 'Some files in the archive have a password; a reviewer will look at it first.',
  },
  executable_inside: {
    zh: '压缩包里有可执行程序，审核老师看过后入库。',
    en: 'The archive holds a program; a reviewer will look at it first.',
  },
  pupil: { zh: '学生作品由老师审核后入库。', en: 'A pupil’s work is shown after a teacher has accepted it.' },
}

/** Why a reviewer must look, as a sentence. */
export function flagText(flag: string): Text {
  return FLAGS[flag] ?? { zh: `需要审核：${flag}`, en: `To be reviewed: ${flag}` }
}
