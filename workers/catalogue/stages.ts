import { check } from './check.ts'
import { classifyStage } from './classify-stage.ts'
import { dedupe } from './dedupe.ts'
import type { Stage } from './draft.ts'
import { read } from './read-stage.ts'
import { scan } from './scan/scan-stage.ts'

/** The catalogue, in order. Each stage says what it learnt, or stops with a reason that a teacher understands. */
export const STAGES: readonly Stage[] = [scan, read, check, dedupe, classifyStage]

/** What a resource that is made now was made with: stage → version. `recatalogue` runs again what is older. */
export const VERSIONS: Readonly<Record<string, number>> = Object.fromEntries(
  STAGES.filter((stage) => !stage.once).map((stage) => [stage.name, stage.version ?? 1]),
)
