/**
 * What a subject's lessons talk about, separated by spaces. `strong`: hardly any other subject says it; `medium`: this
 * one says it more often than others. A word that stands in several lists counts less in each. Written from what the
 * national curriculum teaches in grades 1–12.
 */
export type Words = { subject: string; strong: string; medium: string }
