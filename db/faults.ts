import pg from 'pg'

/**
 * Did the database refuse a statement for what was in it (SQLSTATE classes 22 data, 23 constraint), or because two
 * statements stood in each other's way (40)? Then it may take the same rows one by one.
 */
export function isOfData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|23|40)/.test(error.code ?? '')
}
