import type { Program } from '../catalogue/read/sandbox.ts'

/** Draws boards and summaries, in a process of its own: the bot goes on listening while it does. */
export const PAINTER: Program = {
  script: 'workers/picture/child.ts',
  folders: ['workers/catalogue/read', 'workers/draw', 'workers/picture'],
  native: true,
  cpuSeconds: 120,
}

/**
 * One at a time; a picture takes 50 to 200 ms (the limit is for a machine that has no time), the process about 220 MB,
 * and it ends when nobody asks for a minute.
 */
export const PAINTER_LIMITS = { timeoutMs: 15_000, maxRssMb: 500, idleMs: 60_000, size: 1 } as const
