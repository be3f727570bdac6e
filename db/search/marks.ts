/**
 * Marks of a resource: a bit for each word of the topic (without one, each facet), for each term that must be there,
 * for groups of the topic's characters, for anything that makes it a hit by itself, and for what must not be there.
 */
export const WORDS = 16
export const MUST = 6
export const CHARS = 7
export const FIRST_CHAR = WORDS + MUST
export const EVIDENCE = 1 << (FIRST_CHAR + CHARS)
export const EXCLUDED = 1 << 30
