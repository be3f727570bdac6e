import type { Text } from '#kit/lang.ts'

type Flag = { name: Text; sentence: Text }

/** Why a reviewer, or the author, must look: a short name for lists, a sentence for the receipt. */
const FLAGS: Record<string, Flag> = {
  macros: {
    name: { zh: '有宏', en: 'macros' },
    sentence: {
      zh: '文件里有宏，审核老师看过后入库。',
      en: 'The file holds macros; a reviewer will look at it first.',
    },
  },
  mismatch: {
    name: { zh: '内容与扩展名不符', en: 'content is not what its name says' },
    sentence: {
      zh: '文件内容和扩展名不一致，审核老师看过后入库。',
      en: 'The content is not what the file name says; a reviewer will look at it first.',
    },
  },
  encrypted: {
    name: { zh: '有密码', en: 'has a password' },
    sentence: {
      zh: '文件有密码，读不到内容，只按文件名登记。去掉密码再发一次，就能直接收录。',
      en: 'The file has a password, so only its name was read. Send it without the password and it is catalogued at once.',
    },
  },
  encrypted_part: {
    name: { zh: '部分内容有密码', en: 'a part has a password' },
    sentence: {
      zh: '压缩包里有加密的文件，审核老师看过后入库。',
      en: 'A part of the archive has a password; a reviewer will look at it first.',
    },
  },
  unreadable: {
    name: { zh: '读不出内容', en: 'unreadable' },
    sentence: {
      zh: '内容没能读出来，只按文件名登记，审核老师看过后入库。',
      en: 'Its content could not be read, so only its name was used; a reviewer will look at it first.',
    },
  },
  executable_inside: {
    name: { zh: '压缩包里有程序', en: 'a program in the archive' },
    sentence: {
      zh: '压缩包里有可执行程序，审核老师看过后入库。',
      en: 'The archive holds a program; a reviewer will look at it first.',
    },
  },
  suspicious_link: {
    name: { zh: '可疑链接', en: 'suspicious links' },
    sentence: {
      zh: '文件里有可疑链接，审核老师看过后入库。',
      en: 'The file holds suspicious links; a reviewer will look at it first.',
    },
  },
  unscanned: {
    name: { zh: '没能查毒', en: 'not scanned for viruses' },
    sentence: {
      zh: '查毒程序暂时不可用，审核老师看过后入库。',
      en: 'The virus scanner does not answer; a reviewer will look at it first.',
    },
  },
  pupil: {
    name: { zh: '学生作品', en: 'a pupil’s work' },
    sentence: { zh: '学生作品由老师审核后入库。', en: 'A pupil’s work is shown after a teacher has accepted it.' },
  },
  personal_phone: {
    name: { zh: '手机号码', en: 'mobile numbers' },
    sentence: { zh: '里面像有个人手机号码。', en: 'It seems to hold people’s mobile numbers.' },
  },
  personal_id: {
    name: { zh: '身份证号码', en: 'ID card numbers' },
    sentence: { zh: '里面像有身份证号码。', en: 'It seems to hold ID card numbers.' },
  },
  personal_bank: {
    name: { zh: '银行卡号', en: 'bank card numbers' },
    sentence: { zh: '里面像有银行卡号。', en: 'It seems to hold bank card numbers.' },
  },
  personal_address: {
    name: { zh: '家庭住址', en: 'home addresses' },
    sentence: { zh: '里面像有家庭住址。', en: 'It seems to hold home addresses.' },
  },
  pupil_list: {
    name: { zh: '学生名单或成绩', en: 'a list of pupils or their marks' },
    sentence: { zh: '里面像有学生名单或成绩。', en: 'It seems to hold a list of pupils or their marks.' },
  },
}

/** Why a reviewer must look, as a sentence. */
export function flagText(flag: string): Text {
  return FLAGS[flag]?.sentence ?? { zh: `需要审核：${flag}`, en: `To be reviewed: ${flag}` }
}

/** The same in a few words. */
export function flagName(flag: string): Text {
  return FLAGS[flag]?.name ?? { zh: flag, en: flag }
}
