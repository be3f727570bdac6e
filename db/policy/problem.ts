import type { Text } from '#kit/lang.ts'

/** What is wrong with a policy, and where it stands in the file when it stands in one place. */
export type Problem = Text & { at?: readonly PropertyKey[] }
