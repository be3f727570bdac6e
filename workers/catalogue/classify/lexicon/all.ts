import { GENERAL_TECH, IT, MATH } from './exact.ts'
import { HISTORY, POLITICS } from './humanities.ts'
import { CHINESE, ENGLISH } from './languages.ts'
import { ART, CLASS_MEETING, LABOUR, MUSIC, PE, PRACTICE, PSYCHOLOGY } from './lively.ts'
import { MORE } from './more.ts'
import { BIOLOGY, CHEMISTRY, GEOGRAPHY, PHYSICS, SCIENCE } from './sciences.ts'
import { WIDER_HUMANITIES } from './wider-humanities.ts'
import { WIDER_LANGUAGES } from './wider-languages.ts'
import { WIDER_LIVELY } from './wider-lively.ts'
import { WIDER_PRIMARY } from './wider-primary.ts'
import { WIDER_SCIENCES } from './wider-sciences.ts'
import type { Words } from './words.ts'

export const ALL: readonly Words[] = [
  CHINESE,
  MATH,
  ENGLISH,
  PHYSICS,
  CHEMISTRY,
  BIOLOGY,
  HISTORY,
  GEOGRAPHY,
  POLITICS,
  SCIENCE,
  IT,
  GENERAL_TECH,
  MUSIC,
  ART,
  PE,
  LABOUR,
  PSYCHOLOGY,
  PRACTICE,
  CLASS_MEETING,
  ...MORE,
  ...WIDER_LANGUAGES,
  ...WIDER_SCIENCES,
  ...WIDER_PRIMARY,
  ...WIDER_HUMANITIES,
  ...WIDER_LIVELY,
]
