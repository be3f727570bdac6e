import { writeFile } from 'node:fs/promises'
import { drawSheet } from '#workers/picture/draw-sheet.ts'
import { KEPT, kept, sheet } from './sheets.ts'

/** Draws the committed pictures anew, after their look was changed on purpose: `node test/pictures/draw.ts`. Look at them. */
for (const [name, lang] of KEPT) await writeFile(kept(name, lang), await drawSheet(sheet(name, lang)))
