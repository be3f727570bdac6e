import type { Program } from '../read/sandbox.ts'

/** Recognises text in pictures. Needs sharp to decode them, and stands back for everything else on the machine. */
export const RECOGNISER: Program = {
  script: 'workers/catalogue/recognise/child.ts',
  folders: ['workers/catalogue/read', 'workers/catalogue/recognise'],
  native: true,
  nice: true,
  cpuSeconds: 300,
}

/** Measured 200 MB at rest and 210 to 330 MB at work; a page of 40 megapixels needs the rest. */
export const RECOGNISER_LIMITS = { timeoutMs: 60_000, maxRssMb: 700, idleMs: 60_000, size: 1 } as const
