import { fileURLToPath } from 'node:url'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import { type Lang, say } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import { openFileProcess } from '../catalogue/file-process.ts'
import type { View } from '../view.ts'
import { PAINTER, PAINTER_LIMITS } from './program.ts'
import { sheetOf } from './sheet-of.ts'

export type Pictures = {
  /**
   * A PNG of a board or of the receipt of several files, 750 pixels wide, at most about 200 KB; undefined for every
   * other View, which reads better as text. Throws when it can not be drawn: the text says the same.
   */
  of(schoolId: string, view: View, lang: Lang): Promise<Buffer | undefined>
  stop(): Promise<void>
}

/** Opens the drawing of pictures; nothing is started before the first. */
export function openPictures({ db, clock }: { db: Db; clock: Clock }): Pictures {
  // It reads no files but its own.
  const painter = openFileProcess({
    readable: fileURLToPath(new URL('.', import.meta.url)),
    program: PAINTER,
    ...PAINTER_LIMITS,
  })
  return {
    async of(schoolId, view, lang) {
      const nothing = { left: '', right: '' }
      if (!sheetOf(view, lang, nothing)) return undefined
      const sheet = sheetOf(view, lang, await footerOf(db, schoolId, lang, clock.now()))
      const result = await painter.read({ path: '', fileName: JSON.stringify(sheet) })
      const png = result.ok ? Buffer.from(result.text, 'base64') : undefined
      if (!png || png.readUInt32BE(0) !== PNG) throw new Error('the picture could not be drawn')
      return png
    },
    stop: () => painter.stop(),
  }
}

/** The first four bytes of every PNG. */
const PNG = 0x89504e47

/** Whose board it is, and when: a picture is passed on without the message around it. */
async function footerOf(db: Db, schoolId: string, lang: Lang, now: Date): Promise<{ left: string; right: string }> {
  const school = await db
    .selectFrom('school')
    .select(['name', 'name_en', 'time_zone'])
    .where('id', '=', schoolId)
    .executeTakeFirstOrThrow()
  const at = clockFace(now, school.time_zone, lang)
  return {
    left: lang === 'en' ? school.name_en : school.name,
    right: say(lang, { zh: `截至 ${at}`, en: `As of ${at}` }),
  }
}
