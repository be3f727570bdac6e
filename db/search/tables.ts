/** The packed index; see the migration `pack_search`. */
export type SearchTables = {
  search_delta: {
    school_id: string
    resource_id: number
    n: number
    title_length: number
    body_length: number
    data: Buffer
  }
  search_segment: {
    school_id: string
    segment_id: number
    level: number
    docs: number
    title_words: number
    body_words: number
    columns: Buffer
  }
  search_block: { school_id: string; segment_id: number; first_key: number; data: Buffer }
  search_list: { school_id: string; segment_id: number; key: number; data: Buffer }
  /** What a migration left to be indexed anew. */
  search_todo: { school_id: string; resource_id: number }
  search_gone: { school_id: string; resource_id: number; seq: number }
}

/** How `search_delta.n` is made of a number of the sequence and random bits. */
export const RANDOM_SPAN = 2 ** 20

/** The number of the sequence inside `n`: later entries have larger ones. */
export function seqOf(n: number): number {
  return Math.floor(n / RANDOM_SPAN)
}
