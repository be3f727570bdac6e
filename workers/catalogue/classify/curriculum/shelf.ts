/**
 * What a textbook teaches in one half year. `names` are lessons, units or chapters, separated by `|`: facts that every
 * teacher of the subject knows, written down from the contents pages of the national textbooks.
 */
export type Lessons = { grade: number; volume: string; names: string }
