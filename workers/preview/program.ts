import type { Program } from '../catalogue/read/sandbox.ts'

/** Draws a small picture of a file, in a process of its own: sharp, canvas and PDFium open what strangers made. */
export const PREVIEWER: Program = {
  script: 'workers/preview/child.ts',
  folders: ['workers/catalogue/read', 'workers/draw', 'workers/preview'],
  native: true,
  nice: true,
  cpuSeconds: 120,
}

/** One at a time; a page takes 50 to 500 ms, the process about 150 MB, and it ends when nobody looks for a minute. */
export const PREVIEWER_LIMITS = { timeoutMs: 8_000, maxRssMb: 700, idleMs: 60_000, size: 1 } as const
